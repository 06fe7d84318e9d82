"""Find an initial state from which an output is as wanted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np
import streamlit as st

from lstm_viz.dynamics import WEIGHTS, FoundState, find_state
from lstm_viz.figures.dynamics import answers_figure, trade_off_figure
from lstm_viz.models import LayerSpec
from lstm_viz.ui import visit
from lstm_viz.ui._plain import plain
from lstm_viz.ui.components.sketch import sketch
from lstm_viz.ui.dynamics._settings import (
    bound,
    change,
    refresh_page,
    settings,
    tied,
    typed,
)
from lstm_viz.ui.dynamics._starts import start_choice, start_here
from lstm_viz.ui.dynamics._subject import output_titles, sequence_inputs, visited_near
from lstm_viz.ui.visit import InParts, caches, chart, choices, is_dark, t, translate, worked

# Points that a wanted curve is drawn with.
_POINTS: Final = 12
# Session key: the curve that was drawn last.
_DRAWN: Final = "dynamics_drawn"


def find_section(opened: Any, spec: LayerSpec) -> None:
    """Draw the section."""
    run = next(iter(caches.traces(visit.experiment()).values()))
    width = sum(int(np.prod(a.shape[2:])) for a in run.all_outputs.values())
    steps = next(iter(run.all_outputs.values())).shape[1]
    titles = output_titles(opened, tuple(f"output {k + 1}" for k in range(width)))
    _widgets(titles, steps)
    _drawn_curve(steps, titles)
    target, when = _target(width, steps)
    found = _found(opened, spec, target, when)
    if found is None:
        return
    first, several = found
    output = min(settings().output, width - 1)
    st.markdown(f"**{plain(t.known(first.words()))}**")
    left, right = st.columns(2)
    with left:
        chart(
            answers_figure(first, output, titles[output], dark=is_dark(), t=translate()),
            key="dynamics_found",
            alt=t(
                "{titles} from the found state beside what was wanted: root mean square "
                "difference {misfit:.3g}.",
                titles=titles[output],
                misfit=first.misfit,
            ),
        )
    with right:
        chart(
            trade_off_figure(several, 10.0 ** settings().weight, dark=is_dark(), t=translate()),
            key="dynamics_trade_off",
            alt=t(
                "Misfit against distance for several weights: {pairs}",
                pairs="; ".join(
                    t("{misfit:.2g} at {distance:.2g}", misfit=f.misfit, distance=f.distance)
                    for f in several
                ),
            ),
        )
    _choices(opened, first)


def _widgets(titles: list[str], steps: int) -> None:
    output = min(settings().output, len(titles) - 1)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        choices.selectbox(
            t("Output"),
            range(len(titles)),
            format_func=lambda k: titles[k],
            width=170,
            **tied("output", output, lambda k: change(output=k), options=range(len(titles))),
        )
        visit.number_field(
            t("Wanted"), settings().wanted, low=-1e6, high=1e6, width=110, **typed("wanted")
        )
        first = min(max(settings().first, 1), steps)
        last = min(settings().last or steps, steps)
        visit.whole_field(t("From step"), first, 1, steps, width=100, **typed("first"))
        visit.whole_field(
            t("to step"),
            last,
            1,
            steps,
            width=100,
            **typed("last", write=lambda step: change(last=0 if step == steps else step)),
        )
        choices.select_slider(
            t("Weight of the distance"),
            list(range(-8, 1)),
            format_func=lambda power: f"1e{power}",
            width=200,
            **bound("weight"),
        )
    visit.typed_field(
        t("Or a wanted curve: numbers with commas between, from that step on"),
        settings().curve,
        visit.half_width_text,
        **typed("curve"),
    )
    start_choice()


def _drawn_curve(steps: int, titles: list[str]) -> None:
    """Draw the picture that a wanted curve is drawn on; between its points it is straight."""
    fold = visit.fold(t("Draw the wanted curve"), "dynamics_draw")
    if not fold.open:
        return
    output = min(settings().output, len(titles) - 1)
    first = min(max(settings().first, 1), steps)
    last = max(first, min(settings().last or steps, steps))
    points = np.unique(np.linspace(first, last, _POINTS).round().astype(int))
    if len(points) < 2:
        fold.caption(t("A curve takes more than one step: choose another first or last one."))
        return
    low, high = _range(output)
    with fold:
        drawn = sketch(
            points.tolist(),
            low,
            high,
            label=t("Wanted curve of {titles}", titles=titles[output]),
            words={
                "hint": t("Draw with the mouse or a finger, or type the values below."),
                "at": t("wanted at t = {step}", step="{step}"),
            },
            kept=None,
            key=f"dynamics_sketch_{output}_{first}_{last}",
        )
    if drawn is None or st.session_state.get(_DRAWN) == drawn:
        return
    st.session_state[_DRAWN] = drawn
    curve = np.interp(np.arange(first, last + 1), points, drawn)
    change(curve=",".join(f"{value:.4g}" for value in curve))
    refresh_page()


def _range(output: int) -> tuple[float, float]:
    """What the output takes in all scenarios, with room to want more."""
    row = visit.experiment().view.sample
    every = [
        np.concatenate([a[row].reshape(a.shape[1], -1) for a in run.all_outputs.values()], axis=1)
        for run in caches.traces(visit.experiment()).values()
    ]
    values = np.concatenate([one[:, output] for one in every])
    values = values[np.isfinite(values)]
    low, high = (float(values.min()), float(values.max())) if values.size else (-1.0, 1.0)
    room = 0.25 * (high - low) or 1.0
    return float(f"{low - room:.2g}"), float(f"{high + room:.2g}")


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

    def find(of: float) -> Callable[[], FoundState]:
        return lambda: find_state(
            model, x, target, steps=when, layer=spec.name, near=near, weight=of
        )

    key = (
        opened.id, current.sequence, current.view.sample, spec.name, target.tobytes(),
        tuple(when), chosen.weight,
    )  # fmt: skip
    weights = (weight, *WEIGHTS)
    found: tuple[FoundState, ...] | None = worked(
        "find",
        key,
        lambda: InParts(*map(find, weights)),
        n=len(weights),
        words=t("Looking for a state"),
    )
    return None if found is None else (found[0], found[1:])


def _choices(opened: Any, found: FoundState) -> None:
    st.header(t("States to choose from"), anchor=False)
    several = len(found.choices) > 1
    st.caption(
        t("Others may answer the same: this is a state, not the state. ")
        + (
            t("Different starts of the search ended at different ones.")
            if several
            else t("All starts of the search ended at this one.")
        )
    )
    for k, (state, misfit, distance) in enumerate(found.choices):
        values = {found.layer: state.values(found.layer)}
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(
                t(
                    "{k}. misfit {misfit:.3g}, distance {distance:.3g}",
                    k=k + 1,
                    misfit=misfit,
                    distance=distance,
                )
            )
            st.button(
                t("Make it a scenario"),
                key=f"dynamics_take_{k}",
                icon=":material/add:",
                on_click=start_here,
                args=(opened, values, "found"),
            )
