"""Every way to set a state in Keras, with what running it gave."""

from __future__ import annotations

import keras

import lstm_viz as lv
from lstm_viz.keras_code import CodeResult, LayerCase, layer_case, run_code
from lstm_viz.keras_code.ways import GROUPS, NO_ANSWER, Group, Way, verdict
from lstm_viz.models import load_sample


def page() -> str:
    """Run all ways on the bundled model *stateless* and write what came of each."""
    sample = load_sample("stateless")
    start = lv.InitialState.normal(sample.model, scale=0.5, seed=7)
    case = layer_case(sample.model, lv.trace(sample.model, sample.sequences[0].x, start), "lstm")
    ways = [way for group in GROUPS.values() for way in group.ways if not way.refusal(case)]
    results = run_code([way.program(case) for way in ways], files={"state.npz": case.state_file})
    parts = [
        "# Every way to set a state in Keras",
        f"Each program below was run with Keras {keras.version()} when this page was made; the "
        "verdict beside it is what came out, compared with the trace of the same layer. They are "
        "written for the bundled model *stateless* (one LSTM); the page **Keras code** of the app "
        "writes and runs them for your own model and initial state. `state.npz` holds weights, "
        "input and initial state; the button on that page saves it.",
    ]
    parts += [_group(group, case, results) for group in GROUPS.values()]
    return "\n\n".join(parts) + "\n"


def _group(group: Group, case: LayerCase, results: dict[str, CodeResult]) -> str:
    told = [_way(way, case, results[way.id]) for way in group.ways if way.id in results]
    return "\n\n".join([f"## {group.title}", group.sentence, *told])


def _way(way: Way, case: LayerCase, result: CodeResult) -> str:
    found = verdict(way, case, result)
    if found.word == NO_ANSWER:
        raise RuntimeError(f"The way {way.id} gave no answer: {found.text}")
    text = found.text.replace("\n", " ")
    said = f"`` {found.error_type}: {text} ``" if found.error_type else text
    lines = [f"### {way.title}", way.sentence, f"**{found.word.capitalize()}.** {said}"]
    if way.instead:
        lines.append(f"Instead: {way.instead}")
    lines.append(_code("The program", way.code(case)))
    if way.keras2:
        lines.append(_code("In Keras 2 (not run here)", way.keras2(case)))
    return "\n\n".join(lines)


def _code(title: str, code: str) -> str:
    opened = f"<details><summary>{title}</summary>"
    return f"{opened}\n\n```python\n{code.strip()}\n```\n\n</details>"
