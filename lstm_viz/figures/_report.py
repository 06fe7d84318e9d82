"""The report: one HTML file with all pictures of an experiment, which opens without a network."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any, Final

import numpy as np
from plotly.io import to_json

from lstm_viz.compare import Comparison, Distance
from lstm_viz.experiment import Experiment
from lstm_viz.export import experiment_text
from lstm_viz.figures._album import experiment_pictures
from lstm_viz.figures._album_distances import baseline_of, comparisons_of
from lstm_viz.figures._picture import About, ExperimentPicture
from lstm_viz.figures._plotly_js import plotly_js
from lstm_viz.figures._print import provenance, sequence_title
from lstm_viz.figures._report_page import CSS, JAVASCRIPT
from lstm_viz.interventions import in_words
from lstm_viz.models import RecurrentModel
from lstm_viz.states import InitialState, state_to_words
from lstm_viz.tracing import Trace

# Above it, pictures are carried in the light version alone.
_MOST_DARK: Final = 6_000_000
_MOST_WORDS: Final = 300


def recipes_in_words(experiment: Experiment, model: RecurrentModel) -> list[str]:
    """Initial state of every scenario as one line of text, long lists of values cut."""
    words = []
    for scenario in experiment.scenarios:
        state = InitialState.from_json(model, dict(scenario.state))
        text = state_to_words(model, state)
        words.append(text if len(text) <= _MOST_WORDS else text[: _MOST_WORDS - 1] + "…")
    return words


def report(
    experiment: Experiment,
    model: RecurrentModel,
    traces: Mapping[str, Trace],
    about: About,
    *,
    version: str,
    script: str = "",
) -> str:
    """Write one self-contained HTML file: pictures, words, tables, script and experiment.

    Plotly.js is inside, so that it opens without a network; its policy forbids any request. It has
    no date: the same experiment gives the same file.

    Parameters
    ----------
    experiment : Experiment
    model : RecurrentModel
    traces : mapping of scenario id to Trace
    about : About
        Title, names and labels.
    version : str
        Of LSTM Viz.
    script : str, optional
        From `lstm_viz.keras_code.script`.

    Returns
    -------
    str
    """
    pictures = experiment_pictures(experiment, model, traces, about)
    recipes = recipes_in_words(experiment, model)
    source = provenance(experiment, recipes, version)
    title = f"{about.title}: initial states"
    figures = {picture.key: {"light": _figure(picture, False)} for picture in pictures}
    if sum(len(json) for both in figures.values() for json in both.values()) <= _MOST_DARK:
        for picture in pictures:
            figures[picture.key]["dark"] = _figure(picture, True)
    sections = [
        _scenarios(experiment, recipes),
        _section("Input and outputs", [p for p in pictures if p.layer is None], figures),
        *(_layer(experiment, model, traces, spec.name, pictures, figures) for spec in model.layers),
        _script(script),
        _document(experiment),
    ]
    return "\n".join(
        (
            "<!doctype html>",
            '<html lang="en">',
            "<head>",
            '<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
            "script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:\">",
            f'<meta name="generator" content="LSTM Viz {escape(version)}">',
            f'<meta name="description" content="{escape(source)}">',
            f"<title>{escape(title)}</title>",
            f"<style>{CSS}</style>",
            "</head>",
            "<body>",
            "<main>",
            f"<h1>{escape(title)}</h1>",
            f'<p class="source">{escape(source)}</p>',
            _facts(experiment, model, traces, about),
            "<noscript><p>Pictures need JavaScript; words and tables do not.</p></noscript>",
            *sections,
            "</main>",
            f"<script>{plotly_js().decode()}</script>",
            f"<script>{JAVASCRIPT}</script>",
            "</body>",
            "</html>",
            "",
        )
    )


def embedded(data: Any) -> str:
    """JSON that stands safely inside a script element."""
    text = data if isinstance(data, str) else json.dumps(data, allow_nan=False)
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def _figure(picture: ExperimentPicture, dark: bool) -> str:
    return to_json(picture.build(dark), validate=False)


def _facts(
    experiment: Experiment, model: RecurrentModel, traces: Mapping[str, Trace], about: About
) -> str:
    first = next(iter(traces.values()))
    rows, sample = len(first.x[0]), experiment.view.sample
    layers = "; ".join(f"{spec.name}: {spec.caption.rstrip('.')}" for spec in model.layers)
    facts = {
        "Model": about.title,
        "Sequence": about.sequence or sequence_title(experiment),
        "Steps": str(first.T) + (f", sample {sample} of {rows}" if rows > 1 else ""),
        "Recurrent layers": layers,
        "Model's SHA-256": model.digest,
    }
    notes = dict.fromkeys((*model.notes, *(note for run in traces.values() for note in run.notes)))
    return "\n".join(
        (
            "<dl>",
            *(f"<dt>{escape(k)}</dt><dd>{escape(str(v))}</dd>" for k, v in facts.items()),
            *(f"<dt>Note</dt><dd>{escape(note)}</dd>" for note in notes),
            "</dl>",
        )
    )


def _scenarios(experiment: Experiment, recipes: Sequence[str]) -> str:
    base = baseline_of(experiment)
    names = {scenario.id: scenario.name for scenario in experiment.scenarios}
    changed = bool(experiment.interventions())
    rows = []
    for scenario, recipe in zip(experiment.scenarios, recipes, strict=True):
        name = escape(scenario.name) + (" (baseline)" if scenario.id == base else "")
        swatch = f'<span class="swatch" style="background:{escape(scenario.color)}"></span>'
        cells = [f'<th scope="row">{swatch}{name}</th>', f"<td><code>{escape(recipe)}</code></td>"]
        if changed:
            said = [
                f"<li>{escape(in_words(one, names=names))}, layer {escape(one.layer)}"
                f"{'' if one.on else ' (switched off)'}</li>"
                for one in scenario.interventions
            ]
            cells.append(f"<td>{'<ol>' + ''.join(said) + '</ol>' if said else 'none'}</td>")
        rows.append("".join(cells))
    body = "\n".join(f"<tr>{row}</tr>" for row in rows)
    caption = "Initial state of every scenario"
    caption += ", and what is changed while the model runs" if changed else ""
    heads = ["Scenario", "Initial state", *(["Interventions"] if changed else [])]
    titles = "".join(f'<th scope="col">{head}</th>' for head in heads)
    return (
        f"<section><h2>Scenarios</h2><table><caption>{caption}</caption>"
        f"<thead><tr>{titles}</tr></thead><tbody>{body}</tbody></table></section>"
    )


def _section(
    title: str,
    pictures: Sequence[ExperimentPicture],
    figures: Mapping[str, Mapping[str, str]],
    before: str = "",
) -> str:
    drawn = "\n".join(_picture(picture, figures[picture.key]) for picture in pictures)
    return f"<section><h2>{escape(title)}</h2>\n{before}\n{drawn}</section>"


def _picture(picture: ExperimentPicture, figure: Mapping[str, str]) -> str:
    data = ",".join(f'"{theme}":{embedded(text)}' for theme, text in figure.items())
    words = " ".join(escape(word) for word in picture.words)
    return (
        f'<figure id="{escape(picture.key)}">'
        f'<div class="plot" role="img" aria-label="{escape(picture.alt)}"></div>'
        f'<script type="application/json">{{{data}}}</script>'
        f"<figcaption>{escape(picture.alt)}. {words}</figcaption></figure>"
    )


def _layer(
    experiment: Experiment,
    model: RecurrentModel,
    traces: Mapping[str, Trace],
    layer: str,
    pictures: Sequence[ExperimentPicture],
    figures: Mapping[str, Mapping[str, str]],
) -> str:
    before = ""
    if len(traces) > 1:
        before = _comparison(experiment, model, traces, layer)
    own = [picture for picture in pictures if picture.layer == layer]
    return _section(f"Layer {layer}", own, figures, before)


def _comparison(
    experiment: Experiment, model: RecurrentModel, traces: Mapping[str, Trace], layer: str
) -> str:
    names = {scenario.id: scenario.name for scenario in experiment.scenarios}
    base = names[baseline_of(experiment)]
    words, rows = [], []
    for key, found in comparisons_of(experiment, model, traces, layer).items():
        measured = {**found.states, **_named_outputs(found)}
        for what, distance in measured.items():
            words.append(f"{names[key]}: {distance.words()}")
            horizon = "not reached" if distance.horizon is None else f"step {distance.horizon}"
            cells = (what, _number(distance.values[0]), _number(distance.final), horizon,
                     _number(distance.rate))  # fmt: skip
            rows.append(
                f'<tr><th scope="row">{escape(names[key])}</th>'
                + "".join(f"<td>{escape(cell)}</td>" for cell in cells)
                + "</tr>"
            )
        words += [f"{names[key]}: {a.words()}" for a in found.answers.values()]
    heads = ("Scenario", "Of", "At the start", "At the end", "Memory horizon",
             "Mean change of log distance a step")  # fmt: skip
    head = "".join(f'<th scope="col">{name}</th>' for name in heads)
    said = "".join(f"<li>{escape(word)}</li>" for word in dict.fromkeys(words))
    return (
        f"<ul>{said}</ul><table><caption>Distance to {escape(base)}, Euclidean over the units"
        f"</caption><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
    )


def _named_outputs(found: Comparison) -> dict[str, Distance]:
    if len(found.outputs) == 1:
        return {"output y": next(iter(found.outputs.values()))}
    return {f"output {name}": distance for name, distance in found.outputs.items()}


def _number(value: float) -> str:
    return f"{value:.4g}" if np.isfinite(value) else "unknown"


def _script(script: str) -> str:
    if not script:
        return ""
    return (
        "<section><h2>The same in plain Keras</h2>"
        "<p>This file sets the initial states, recomputes the outputs and checks them. It needs "
        "the model and the input beside it.</p>"
        '<p><button type="button" class="copy">Copy</button> <span class="copied" '
        f'role="status"></span></p><pre tabindex="0"><code>{escape(script)}</code></pre></section>'
    )


def _document(experiment: Experiment) -> str:
    text = json.dumps(json.loads(experiment_text(experiment)), indent=1)
    return (
        "<section><h2>The experiment</h2><p>LSTM Viz opens it as a file that ends in "
        "<code>.lstmviz.json</code>.</p><details><summary>Show it</summary>"
        f'<pre tabindex="0"><code>{escape(text)}</code></pre></details>'
        f'<script type="application/json" id="experiment">{embedded(text)}</script></section>'
    )
