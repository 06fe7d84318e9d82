"""State space: trajectories and fixed points in a plane, and clicks that start a scenario there."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

import numpy as np
import streamlit as st

from lstm_viz._language import N_, Text
from lstm_viz.dynamics import (
    BasinRun,
    FixedPointRun,
    FixedPoints,
    Near,
    Plane,
    flow_in,
    grid,
    plane_through,
    principal_plane,
    reads_of,
    state_names,
    units_plane,
)
from lstm_viz.errors import LstmVizError
from lstm_viz.experiment import PLANES
from lstm_viz.figures import scenario_styles
from lstm_viz.figures.dynamics import Trajectory, space3_figure, space_figure, space_limits
from lstm_viz.models import LayerSpec
from lstm_viz.tracing import Traces, trace
from lstm_viz.ui import visit
from lstm_viz.ui._plain import plain
from lstm_viz.ui.components.step_mark import step_mark
from lstm_viz.ui.dynamics._points import points_table
from lstm_viz.ui.dynamics._settings import (
    bound,
    change,
    refresh_page,
    settings,
    tied,
    typed,
)
from lstm_viz.ui.dynamics._starts import start_choice, start_here, values_of
from lstm_viz.ui.dynamics._subject import (
    held_value,
    held_widgets,
    held_words,
    visited_near,
)
from lstm_viz.ui.visit import caches, chart, choices, is_dark, t, translate, worked

_PLANE_WORDS: Final = {
    "principal": N_("Principal components"),
    "numbers": N_("Two numbers of the state"),
    "points": N_("Through three fixed points"),
    "space3": N_("Three dimensions"),
}
_STARTS, _FEWER_STARTS, _WIDE = 512, 128, 128
_ARROWS: Final = 20
_CLICKS: Final = 40
_BASIN_GRID: Final = 60
_CHART: Final = "dynamics_space"


def space_section(opened: Any, spec: LayerSpec, traces: Traces) -> None:
    """Draw the section."""
    near = visited_near(opened, spec)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        choices.selectbox(
            t("Plane"),
            PLANES,
            format_func=lambda p: t.known(_PLANE_WORDS[p]),
            width=215,
            **bound("plane", options=PLANES),
        )
        _plane_widgets(spec)
        held_widgets(opened)
    points = _points(opened, spec)
    if spec.direction == "backward":
        st.caption(t("This layer reads the sequence from its end: t is its own reading order."))
    trajectories = _trajectories(spec, traces)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        _step_slider(trajectories)
        if settings().plane != "space3":
            st.checkbox(t("Arrows of one step"), **bound("arrows"))
            st.checkbox(t("Where starts end"), **bound("basins"))
            start_choice()
    try:
        plane = _plane(spec, near, points)
    except LstmVizError as error:
        st.info(plain(t.told(error)))
        plane = principal_plane(near.states)
    if settings().plane == "space3":
        figure = space3_figure(
            plane,
            trajectories,
            points,
            title=f"{spec.name}: {held_words(opened)}",
            step=visit.experiment().view.step,
            dark=is_dark(),
            t=translate(),
        )
        chart(figure, key="dynamics_space3", alt=_alt(plane, trajectories, points))
    else:
        _draw_plane(opened, spec, plane, trajectories, points)
    if points is not None:
        points_table(opened, spec, points)


def _change(name: str, number: int) -> None:
    change(**{name: number})


def _plane_widgets(spec: LayerSpec) -> None:
    if settings().plane == "numbers":
        names = state_names(spec)
        said = [t.known(name) for name in names]
        for name, label in (("across", t("Across")), ("up", t("Up"))):
            value = min(getattr(settings(), name), len(names) - 1)
            choices.selectbox(
                label,
                range(len(names)),
                format_func=lambda k: said[k],
                width=140,
                **tied(name, value, partial(_change, name), options=range(len(names))),
            )
    elif settings().plane == "points":
        visit.typed_field(
            t("Three points"),
            settings().points,
            _three_points,
            width=110,
            **typed("points"),
        )


def _three_points(typed_text: str) -> str:
    text = visit.half_width_text(typed_text)
    numbers = [number.strip() for number in text.split(",")]
    if len(numbers) != 3 or not all(one.isdecimal() and len(one) < 7 for one in numbers):
        raise LstmVizError(N_("Name three points by their numbers, as in 1,2,3."))
    return ",".join(numbers)


def _step_slider(trajectories: list[Trajectory]) -> None:
    last = max(len(trajectory.states) for trajectory in trajectories) - 1

    def write(step: int) -> None:
        visit.put(visit.experiment().with_view(step=step))

    def settled(step: int) -> None:
        write(step)
        refresh_page()

    step, label = min(visit.experiment().view.step, last), t("Step t, as on every page")
    if settings().plane == "space3":
        # Marks in three dimensions are drawn by WebGL: only Plotly can move them.
        st.slider(label, 0, last, width=300, **tied("step", step, write))
    else:
        step_mark(step, last, label=label, chart=_CHART, on_step=settled)


def _points(opened: Any, spec: LayerSpec) -> FixedPoints | None:
    held = held_value(opened)
    if reads_of(opened.model)[spec.name].whole:
        # No held input of the model fixes what this layer reads: its own is held instead.
        st.caption(
            t(
                "This layer reads what another makes of the whole sequence: its own "
                "input is held at 0."
            )
        )
        held = {spec.name: np.zeros(spec.features)}
    starts = _STARTS if spec.units <= _WIDE else _FEWER_STARTS
    model, sequences = opened.model, [(s.name, s.x) for s in caches.sequences_of(opened.id)]

    def begin() -> FixedPointRun:
        runs = {name: trace(model, x, compile=False) for name, x in sequences}
        return FixedPointRun(model, spec.name, x=held, near=runs, starts=starts)

    key = (opened.id, spec.name, settings().held, tuple(name for name, _ in sequences))
    found: FixedPoints | None = worked(
        "points", key, begin, n=starts, words=t("Looking for fixed points")
    )
    return found


def _trajectories(spec: LayerSpec, traces: Traces) -> list[Trajectory]:
    current = visit.experiment()
    styles = scenario_styles([(s.id, s.name, s.color) for s in current.scenarios])
    drawn = []
    for key, run in traces.items():
        signals = [run[spec.name].signal(name) for name in spec.states]
        sample = min(current.view.sample, len(signals[0]) - 1)
        states = np.concatenate([signal[sample] for signal in signals], axis=-1)
        drawn.append(Trajectory(key=key, states=states.astype(np.float64), style=styles[key]))
    return drawn


def _plane(spec: LayerSpec, near: Near, points: FixedPoints | None) -> Plane:
    chosen = settings()
    if chosen.plane == "numbers":
        size = near.states.shape[1]
        numbers = [min(chosen.across, size - 1), min(chosen.up, size - 1)]
        return units_plane(spec, numbers, near.mean)
    if chosen.plane == "points":
        if points is None or len(points) < 3:
            raise LstmVizError(
                N_(
                    "There are no three fixed points here: the plane of the visited states is "
                    "drawn."
                )
            )
        numbers = list(chosen.point_numbers)
        if not all(1 <= number <= len(points) for number in numbers):
            raise LstmVizError(
                N_("Name three points from 1 to {count}, as in 1,2,3."), count=len(points)
            )
        names = [Text("point {point}", point=number) for number in numbers]
        return plane_through(points.states[[number - 1 for number in numbers]], names)
    size = min(3 if chosen.plane == "space3" else 2, near.states.shape[1])
    if chosen.plane == "space3" and size < 3:
        raise LstmVizError(N_("The state has only two numbers: it is drawn in a plane."))
    return principal_plane(near.states, size)


def _draw_plane(
    opened: Any,
    spec: LayerSpec,
    plane: Plane,
    trajectories: list[Trajectory],
    points: FixedPoints | None,
) -> None:
    limits = space_limits(plane, trajectories, points)
    flow = basins = places = None
    if points is not None and len(points):
        held = points.entering(0)
        if settings().arrows:
            flow = flow_in(points.cell, held, plane, grid(*limits, _ARROWS))
        if settings().basins:
            places = grid(*limits, _BASIN_GRID)
            basins = _basins(opened, spec, points, plane, places)
    clicks = grid(*limits, _CLICKS)
    figure = space_figure(
        plane,
        trajectories,
        points,
        title=f"{spec.name}: {held_words(opened)}",
        step=visit.experiment().view.step,
        limits=limits,
        flow=flow,
        basins=basins,
        basin_grid=places,
        clicks=clicks,
        dark=is_dark(),
        t=translate(),
    )

    def clicked() -> None:
        chosen = st.session_state[_CHART]["selection"]["points"]
        if chosen:
            at = np.array([chosen[0]["x"], chosen[0]["y"]], float)
            start_here(opened, values_of(spec, plane.states(at)), "click")

    chart(figure, key=_CHART, alt=_alt(plane, trajectories, points), on_click=clicked)
    share = ""
    if plane.share:
        share = t(
            "The plane is that of the states visited on all sequences and holds {percent:.0f} % "
            "of their variance. ",
            percent=100 * plane.share,
        )
    st.caption(
        t(
            "{share}An arrow is the part of one step that lies in this plane; the "
            "stronger its colour, the more of the step that is. A click or the fields "
            "below start a scenario at that place of the plane.",
            share=share,
        )
    )
    _typed_start(opened, spec, plane, limits)
    if basins is not None and points is not None:
        stable = np.flatnonzero(points.unstable == 0)
        words = [
            t("{percent:.0f} % in point {point}", percent=100 * share, point=stable[k] + 1)
            if k >= 0
            else t("{percent:.0f} % in none within 1,500 steps", percent=100 * share)
            for k, share in sorted(basins.share.items(), key=lambda pair: -pair[1])
        ]
        st.markdown(t("**Of the starts in this picture end** {ends}.", ends=", ".join(words)))


def _typed_start(
    opened: Any, spec: LayerSpec, plane: Plane, limits: tuple[np.ndarray, np.ndarray]
) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        middle = (limits[0] + limits[1]) / 2
        at = [
            visit.number_field(
                t.known(plane.names[k]),
                float(np.round(middle[k], 2)),
                key=f"dynamics_at_{settings().plane}_{k}",
                width=190,
            )
            for k in (0, 1)
        ]
        st.button(
            t("Start here"),
            key="dynamics_start_typed",
            on_click=start_here,
            args=(opened, values_of(spec, plane.states(np.array(at))), "place"),
        )


def _basins(
    opened: Any, spec: LayerSpec, points: FixedPoints, plane: Plane, places: np.ndarray
) -> Any:
    stable = points.states[points.unstable == 0]
    held, cell = points.entering(0), points.cell
    key = (
        opened.id, spec.name, settings().held, settings().plane, plane.origin.tobytes(),
        plane.axes.tobytes(), places.tobytes(), stable.tobytes(),
    )  # fmt: skip
    starts = plane.states(places)
    return worked(
        "basins",
        key,
        lambda: BasinRun(cell, held, starts, stable),
        n=len(places),
        words=t("Running from every place of the plane"),
    )


def _alt(plane: Plane, trajectories: list[Trajectory], points: FixedPoints | None) -> str:
    now = visit.experiment().view.step
    places = []
    for trajectory in trajectories:
        at = plane.project(trajectory.states[min(now, len(trajectory.states) - 1)])
        where = ", ".join(f"{value:.2g}" for value in at)
        places.append(t("{scenario} at ({where})", scenario=trajectory.style.name, where=where))
    return t(
        "Trajectories over {axes}; at t = {now} {places}. {census}",
        axes=t(" and ").join(t.known(name) for name in plane.names),
        now=now,
        places="; ".join(places),
        census="" if points is None else points.census(),
    ).strip()
