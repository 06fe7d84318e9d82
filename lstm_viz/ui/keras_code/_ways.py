"""Ways to set a state: each as code, with the verdict of running it in this installation."""

from __future__ import annotations

import hashlib
from typing import Any, Final

import keras
import numpy as np
import streamlit as st

from lstm_viz.errors import LstmVizError
from lstm_viz.figures import wanted_figure
from lstm_viz.keras_code import CodeRun, LayerCase, layer_case, start_code
from lstm_viz.keras_code.ways import (
    ELSE,
    GROUPS,
    NO_ANSWER,
    RAISES,
    WORKS,
    Group,
    Verdict,
    Way,
    verdict,
)
from lstm_viz.ui import visit
from lstm_viz.ui._plain import plain
from lstm_viz.ui.visit import InParts, caches, chart, choices, t, translate, worked

_RUNS: Final = "ways_runs"
_GROUP: Final = "ways_group"
_SCENARIO: Final = "ways_scenario"
_MARKS: Final = {
    WORKS: (":material/check_circle:", "green"),
    RAISES: (":material/cancel:", "red"),
    ELSE: (":material/warning:", "orange"),
    NO_ANSWER: (":material/help:", "gray"),
}


def ways(opened: Any) -> None:
    """Draw the section for the chosen layer and one of the scenarios."""
    st.markdown(
        t(
            "Every program below is run here, as it stands, with Keras {version}: "
            "on the layer chosen in the sidebar with its weights, its input and one of "
            "your initial states, or on a small layer of ours where it needs no file. "
            "The verdict is what happened.",
            version=keras.__version__,
        )
    )
    choices = st.container(horizontal=True, vertical_alignment="bottom", key="ways_choices")
    with choices:
        choices.selectbox(
            t("What do you want?"),
            list(GROUPS),
            format_func=lambda key: t.known(GROUPS[key].title),
            width=430,
            **visit.tied(_GROUP, visit.experiment().view.purpose, _choose, options=list(GROUPS)),
        )
        group = GROUPS[visit.experiment().view.purpose]
        scenario = _scenario()
    try:
        case = _case(opened, scenario)
    except LstmVizError as error:
        st.error(plain(t.told(error)))
        return
    if case is None:
        return
    with choices:
        st.download_button(
            t("state.npz"),
            case.state_file,
            file_name="state.npz",
            icon=":material/download:",
            key="ways_state_file",
            on_click="ignore",
            help=t(
                "Weights, input and initial state of this layer, for the programs that load it."
            ),
        )
    st.markdown(t.known(group.sentence))
    _about(case)
    visit.say_without_interventions()
    run = _run(group, case)
    # Asked once: a run that ends while the page is drawn is told by the next one.
    done = run.done
    if not done:
        _waiting(run, run.finished)
    else:
        _problem(run)
    with st.container(gap="small", key="ways_list"):
        for number, way in enumerate(group.ways):
            first = number == 0
            _way(way, case, run, done=done, first=first, recommended=first and group.recommends)


def _choose(purpose: str) -> None:
    visit.choose_place(purpose=purpose)


def _scenario() -> str:
    scenarios = {scenario.id: scenario.name for scenario in visit.experiment().scenarios}
    if st.session_state.get(_SCENARIO) not in scenarios:
        # The first one is mostly zeros, with which nothing can be seen.
        st.session_state[_SCENARIO] = list(scenarios)[min(1, len(scenarios) - 1)]
    return choices.selectbox(
        t("Initial state"),
        list(scenarios),
        key=_SCENARIO,
        format_func=lambda key: scenarios.get(key, key),
        persist_state="session",
        width=160,
    )


def _about(case: LayerCase) -> None:
    spec = case.spec
    texts = [
        t(
            "Layer **{layer}**: {kind}, {units} units; it reads x of shape {shape}, batch, "
            "timesteps, features.",
            layer=plain(spec.name),
            kind=spec.kind,
            units=spec.units,
            shape=case.x.shape,
        ),
        *map(t.known, case.notes),
    ]
    if case.mask is not None:
        texts.append(t("Some timesteps are masked, so the calls pass the mask on."))
    st.caption(" ".join(texts))
    if case.is_zero:
        st.info(
            t(
                "This initial state is zero, and so is the one that Keras takes when it "
                "is given none: a mistake may make no difference. Choose another "
                "initial state to see it."
            ),
            icon=":material/info:",
        )


def _case(opened: Any, scenario: str) -> LayerCase | None:
    """The layer as programs read it; None while Keras computes what it reads."""
    current = visit.experiment()
    x = caches.sequence_of(current).x
    digest = hashlib.sha256()
    for array in x if isinstance(x, list) else [x]:
        digest.update(repr((array.shape, str(array.dtype))).encode())
        digest.update(np.ascontiguousarray(array).tobytes())
    # The programs set an initial state and change nothing on the way.
    bare = visit.without_interventions(current)
    trace, sample = caches.traces(bare)[scenario], current.view.sample
    layer = visit.layer_of(opened).name

    def make() -> LayerCase:
        with caches.told_by_keras(opened):
            return layer_case(opened.model, trace, layer, sample=sample)

    made: tuple[LayerCase] | None = worked(
        "case",
        (*caches.trace_key(bare, bare.scenario(scenario)), digest.hexdigest(), layer, sample),
        lambda: InParts(make),
        n=1,
        words=t("Computing what the layer reads"),
    )
    return None if made is None else made[0]


def _run(group: Group, case: LayerCase) -> CodeRun:
    """The run of a group's programs; one that failed is kept until it is asked for again."""
    programs = tuple(way.program(case) for way in group.ways if not way.refusal(case))
    files = {"state.npz": case.state_file}
    kept: CodeRun | None = st.session_state.get(_RUNS)
    if kept is not None and (kept.programs, kept.files) == (programs, files):
        return kept
    st.session_state[_RUNS] = start_code(programs, files=files)
    return st.session_state[_RUNS]


@st.fragment(run_every=0.7)
def _waiting(run: CodeRun, drawn: int) -> None:
    """Say how far a run is; the page is drawn again when there are more answers on it."""
    if run.done or run.finished > drawn:
        st.rerun()
    if run.ahead:
        text = t.ngettext(
            "Waiting: {count} run comes first.", "Waiting: {count} runs come first.", run.ahead
        )
    elif not run.finished:
        text = t("Running the programs; the first time, Keras is started for them.")
    else:
        text = t(
            "Running: {finished} of {count} programs have an answer.",
            finished=run.finished,
            count=len(run.programs),
        )
    st.progress(run.finished / max(len(run.programs), 1), text=text)


def _problem(run: CodeRun) -> None:
    """Say why there are no answers, with a way to try again."""
    try:
        run.results()
    except LstmVizError as error:
        st.error(plain(t.told(error)))
        if st.button(t("Try again"), icon=":material/refresh:", key="ways_again"):
            del st.session_state[_RUNS]
            st.rerun()


def _way(
    way: Way, case: LayerCase, run: CodeRun, *, done: bool, first: bool, recommended: bool
) -> None:
    refusal = way.refusal(case)
    result = run.result(way.id)
    found = None if result is None else verdict(way, case, result)
    if refusal:
        mark = ":gray[:material/block: " + t("does not apply") + "]"
    elif found is not None:
        icon, color = _MARKS[found.word]
        mark = f":{color}[{icon} **{t.known(found.word)}**]"
    else:
        state = t("not run") if done else t("running…")
        mark = f":gray[:material/hourglass_empty: {state}]"
    badge = " :blue-badge[" + t("recommended") + "]" if recommended else ""
    fold = st.expander(
        f"{t.known(way.title)}{badge} — {mark}",
        key=f"way_{way.id}",
        expanded=first,
        on_change="rerun",
    )
    if not fold.open:
        return
    with fold:
        st.markdown(t.known(way.sentence))
        if refusal:
            st.info(plain(t.known(refusal)), icon=":material/block:")
            return
        text = way.code(case)
        code, answer = st.columns([1.45, 1], gap="medium")
        with code:
            st.code(text, language="python")
            reads = "state.npz" in text
            st.caption(t("Reads `state.npz`, offered above.") if reads else t("Needs no file."))
            if way.keras2:
                with st.popover(t("Keras 2 (TensorFlow up to 2.15)"), icon=":material/history:"):
                    st.caption(t("The same for Keras 2; not run here."))
                    st.code(way.keras2(case), language="python")
        with answer:
            st.markdown(mark)
            if found is not None:
                _answer(way, found)
            if way.instead:
                st.markdown(f":material/arrow_forward: {t.known(way.instead)}")


def _answer(way: Way, found: Verdict) -> None:
    if found.word == RAISES:
        where = t("{error} in line {line}", error=found.error_type, line=found.line)
        st.markdown(f"{where if found.line else found.error_type}:")
        st.code(found.text, language=None, wrap_lines=True)
        return
    text = t.known(found.text)
    st.markdown(text)
    if found.compared is not None:
        figure = wanted_figure(found.compared, dark=visit.is_dark(), t=translate())
        chart(
            figure,
            key=f"way_picture_{way.id}",
            alt=t(
                "{wanted} and {got}: {text}",
                wanted=t.known(found.compared.wanted_name),
                got=t.known(found.compared.got_name),
                text=text,
            ),
            origin=("Ways to set a state", f"{way.title}, run with Keras {keras.__version__}."),
        )
