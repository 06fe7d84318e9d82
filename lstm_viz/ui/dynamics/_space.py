"""State space: trajectories and fixed points in a plane, and clicks that start a scenario there."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import streamlit as st

from lstm_viz.dynamics import BasinRun, FixedPoints, Plane, flow_in, grid, principal_plane
from lstm_viz.errors import LstmVizError
from lstm_viz.figures import scenario_styles
from lstm_viz.figures.dynamics import Trajectory, space3_figure, space_figure, space_limits
from lstm_viz.models import LayerSpec
from lstm_viz.tracing import Traces
from lstm_viz.ui import visit
from lstm_viz.ui._plain import plain
from lstm_viz.ui.components.step_mark import step_mark
from lstm_viz.ui.dynamics._dragged import dragged_starts
from lstm_viz.ui.dynamics._plane import chosen_plane, plane_widgets
from lstm_viz.ui.dynamics._points import find_points, points_table
from lstm_viz.ui.dynamics._settings import bound, refresh_page, settings, tied
from lstm_viz.ui.dynamics._starts import start_choice, start_here, values_of
from lstm_viz.ui.dynamics._subject import held_widgets, held_words, visited_near
from lstm_viz.ui.visit import chart, is_dark, t, translate, worked

_ARROWS: Final = 20
_CLICKS: Final = 40
_BASIN_GRID: Final = 60
_CHART: Final = "dynamics_space"


def space_section(opened: Any, spec: LayerSpec, traces: Traces) -> None:
    """Draw the section."""
    near = visited_near(opened, spec)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        plane_widgets(spec)
        held_widgets(opened)
    points = find_points(opened, spec)
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
        plane = chosen_plane(spec, near, points)
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
        _draw_plane(opened, spec, plane, trajectories, points, traces)
    if points is not None:
        points_table(opened, spec, points)


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


def _draw_plane(
    opened: Any,
    spec: LayerSpec,
    plane: Plane,
    trajectories: list[Trajectory],
    points: FixedPoints | None,
    traces: Traces,
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
            start_here(opened, values_of(spec, plane.states(at)), t("click"))

    chart(figure, key=_CHART, alt=_alt(plane, trajectories, points), on_click=clicked)
    dragged_starts(opened, spec, plane, trajectories, traces, chart=_CHART)
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
            args=(opened, values_of(spec, plane.states(np.array(at))), t("place")),
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
