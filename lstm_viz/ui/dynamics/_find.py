"""Find an initial state from which an output is as wanted."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from lstm_viz.dynamics import FoundState, find_state, trade_off
from lstm_viz.figures.dynamics import answers_figure, trade_off_figure
from lstm_viz.models import LayerSpec
from lstm_viz.ui import visit
from lstm_viz.ui._plain import plain
from lstm_viz.ui.dynamics._settings import bound, change, settings, tied
from lstm_viz.ui.dynamics._starts import start_choice, start_here
from lstm_viz.ui.dynamics._subject import output_titles, sequence_inputs, visited_near
from lstm_viz.ui.dynamics._work import Whole, worked
from lstm_viz.ui.visit import caches, chart, is_dark


def find_section(opened: Any, spec: LayerSpec) -> None:
    """Draw the section."""
    run = next(iter(caches.traces(visit.experiment()).values()))
    width = sum(int(np.prod(a.shape[2:])) for a in run.all_outputs.values())
    steps = next(iter(run.all_outputs.values())).shape[1]
    titles = output_titles(opened, tuple(f"output {k + 1}" for k in range(width)))
    _widgets(titles, steps)
    target, when = _target(width, steps)
    found = _found(opened, spec, target, when)
    if found is None:
        return
    first, several = found
    output = min(settings().output, width - 1)
    st.markdown(f"**{plain(first.words())}**")
    left, right = st.columns(2)
    with left:
        chart(
            answers_figure(first, output, titles[output], dark=is_dark()),
            key="dynamics_found",
            alt=f"{titles[output]} from the found state beside what was wanted: root mean square "
            f"difference {first.misfit:.3g}.",
        )
    with right:
        chart(
            trade_off_figure(several, 10.0 ** settings().weight, dark=is_dark()),
            key="dynamics_trade_off",
            alt="Misfit against distance for several weights: "
            + "; ".join(f"{f.misfit:.2g} at {f.distance:.2g}" for f in several),
        )
    _choices(opened, first)


def _widgets(titles: list[str], steps: int) -> None:
    output = min(settings().output, len(titles) - 1)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.selectbox(
            "Output",
            range(len(titles)),
            format_func=lambda k: titles[k],
            width=170,
            **tied("output", output, lambda k: change(output=k), options=range(len(titles))),
        )
        st.number_input("Wanted", step=0.1, width=110, **bound("wanted", read=float))
        first = min(max(settings().first, 1), steps)
        last = min(settings().last or steps, steps)
        st.number_input(
            "From step", 1, steps, width=100, **tied("first", first, lambda t: change(first=t))
        )
        st.number_input(
            "to step", 1, steps, width=100,
            **tied("last", last, lambda t: change(last=0 if t == steps else t)),
        )  # fmt: skip
        st.select_slider(
            "Weight of the distance",
            list(range(-8, 1)),
            format_func=lambda power: f"1e{power}",
            width=200,
            **bound("weight"),
        )
    st.text_input(
        "Or a wanted curve: numbers with commas between, from that step on",
        **bound("curve"),
    )
    start_choice()


def _target(width: int, steps: int) -> tuple[np.ndarray, list[int]]:
    chosen = settings()
    target = np.full((steps, width), np.nan)
    output = min(chosen.output, width - 1)
    first = min(max(chosen.first, 1), steps)
    last = max(first, min(chosen.last or steps, steps))
    if chosen.curve:
        curve = np.array(chosen.curve_numbers)[: steps - first + 1]
        target[first - 1 : first - 1 + len(curve), output] = curve
        last = first - 1 + len(curve)
    else:
        target[first - 1 : last, output] = chosen.wanted
    return target, list(range(first, last + 1))


def _found(
    opened: Any, spec: LayerSpec, target: np.ndarray, when: list[int]
) -> tuple[FoundState, tuple[FoundState, ...]] | None:
    current, chosen = visit.experiment(), settings()
    near = visited_near(opened, spec)
    model, x, weight = opened.model, sequence_inputs(opened), 10.0**chosen.weight

    def both() -> tuple[FoundState, tuple[FoundState, ...]]:
        named = {"steps": when, "layer": spec.name, "near": near}
        first = find_state(model, x, target, weight=weight, **named)
        return first, trade_off(model, x, target, **named)

    key = (
        opened.id, current.sequence, current.view.sample, spec.name, target.tobytes(),
        tuple(when), chosen.weight,
    )  # fmt: skip
    result: tuple[FoundState, tuple[FoundState, ...]] | None = worked(
        "find", key, lambda: Whole(both), n=1, words="Looking for a state"
    )
    return result


def _choices(opened: Any, found: FoundState) -> None:
    st.header("States to choose from", anchor=False)
    several = len(found.choices) > 1
    st.caption(
        "Others may answer the same: this is a state, not the state. "
        + ("Different starts of the search ended at different ones." if several else
           "All starts of the search ended at this one.")
    )
    for k, (state, misfit, distance) in enumerate(found.choices):
        values = {found.layer: state.values(found.layer)}
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(f"{k + 1}. misfit {misfit:.3g}, distance {distance:.3g}")
            st.button(
                "Make it a scenario",
                key=f"dynamics_take_{k}",
                icon=":material/add:",
                on_click=start_here,
                args=(opened, values, "found"),
            )
