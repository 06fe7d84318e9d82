"""Pictures of a stage: only those that it may show are made, and so only those are sent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import plotly.graph_objects as go
import streamlit as st

from lstm_viz.figures import (
    SIGNAL_TITLES,
    answers,
    answers_with_a_sequence,
    facts_figure,
    flat,
    input_figure,
    output_figure,
    scenario_styles,
    signal_lines,
)
from lstm_viz.lessons import Part, PartWords, Picture, Runs
from lstm_viz.ui import visit
from lstm_viz.ui._plain import plain
from lstm_viz.ui.lessons._runs import scene_runs
from lstm_viz.ui.visit import chart, t, translate

_FIRST_UNITS: Final = 3


def pictures(part: Part, words: PartWords, shown: Sequence[Picture], place: str) -> None:
    """Draw pictures of a part."""
    for number, picture in enumerate(shown):
        figure, alt = picture_figure(part, words, picture, dark=visit.is_dark())
        chart(
            figure,
            key=f"lesson_picture_{place}_{number}",
            alt=alt,
            origin=(t("Lesson"), part.link),
        )


def picture_figure(
    part: Part, words: PartWords, picture: Picture, *, dark: bool
) -> tuple[go.Figure, str]:
    """A picture of a part, and what it shows in words.

    Parameters
    ----------
    part : Part
    words : PartWords
    picture : Picture
    dark : bool
    """
    runs = scene_runs(part.link)
    sample = runs.sample
    sequence = sequence_of(runs)
    if picture.kind == "bars":
        facts = [fact for name in picture.facts if (fact := part.fact(name)) is not None]
        names = [words.bars[fact.name] for fact in facts]
        told = "; ".join(f"{n}: {f.shown}" for n, f in zip(names, facts, strict=True))
        return facts_figure(names, [fact.value for fact in facts], dark=dark), told
    if picture.kind == "input":
        figure = input_figure(
            runs.x[0],
            names=tuple(map(t.known, sample.input_names)),
            labels=sequence.labels,
            vocabulary=sample.vocabulary,
            dark=dark,
            t=translate(),
        )
        return figure, t("The input at every step")
    every = [s for s in runs.experiment.scenarios]
    styles = scenario_styles([(s.name, s.name, s.color) for s in every])
    chosen = [s.name for s in every if not picture.scenarios or s.name in picture.scenarios]
    traces = {name: runs.traces[name] for name in chosen}
    listed = ", ".join(chosen)
    if picture.kind == "output":
        name = next(iter(next(iter(traces.values())).all_outputs))
        first = next(iter(traces.values()))
        after = answers_with_a_sequence(first, name)
        figure = output_figure(
            {key: answers(trace, name, 0) for key, trace in traces.items()},
            styles,
            target=None if runs.target is None else flat(runs.target[0]),
            names=tuple(map(t.known, sample.output_names)),
            labels=sequence.labels,
            classes=sample.output_kind == "class",
            title=t("Output y, after the whole input") if after else t("Output y"),
            dark=dark,
            t=translate(),
        )
        return figure, t("What the model answers at every step in {scenarios}", scenarios=listed)
    figure = signal_lines(
        traces,
        styles,
        layer=runs.layer,
        signal=picture.kind,
        units=runs.experiment.view.units or range(_FIRST_UNITS),
        dark=dark,
        t=translate(),
    )
    title = t.known(SIGNAL_TITLES[picture.kind])
    return figure, t("{signal} in {scenarios}, chosen units", signal=title, scenarios=listed)


def sequence_of(runs: Runs) -> Any:
    """The sequence of a scene: its own data, or one of the model's."""
    return runs.experiment.data or runs.sample.sequence(runs.experiment.sequence)


def paragraphs(text: str) -> None:
    """Show a text of a lesson as it is, a paragraph for each blank line."""
    for paragraph in text.split("\n\n"):
        if paragraph.strip():
            st.markdown(plain(paragraph))
