"""The step control, and the numbers of one unit at the chosen step."""

from __future__ import annotations

from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from lstm_viz.figures import cursor_left, show
from lstm_viz.models import LayerSpec
from lstm_viz.tracing import Traces
from lstm_viz.ui import _session
from lstm_viz.ui._equations import equations


def step_control(steps: int, labels: tuple[str, ...] | None) -> int:
    """Draw buttons, slider and typed step; returns the step, 0..``steps``."""
    step = min(_session.experiment().view.step, steps)
    # Set before the widgets are made: whichever of them moved, all show the same step.
    st.session_state["step_slider"] = st.session_state["step_typed"] = step
    with st.container(
        horizontal=True, vertical_alignment="center", gap="small", key="step_control"
    ):
        for label, icon, to, shortcut in (
            ("First step", "first_page", 0, "Home"),
            ("Previous step", "chevron_left", step - 1, "Left"),
            ("Next step", "chevron_right", step + 1, "Right"),
            ("Last step", "last_page", steps, "End"),
        ):
            st.button(
                label,
                icon=f":material/{icon}:",
                key=f"step_{icon}",
                on_click=_go,
                args=(min(max(to, 0), steps),),
                shortcut=shortcut,
            )
        st.slider(
            "Step t",
            min_value=0,
            max_value=steps,
            key="step_slider",
            on_change=_moved,
            args=("step_slider",),
            label_visibility="collapsed",
        )
        st.number_input(
            "Typed step",
            min_value=0,
            max_value=steps,
            key="step_typed",
            on_change=_moved,
            args=("step_typed",),
            label_visibility="collapsed",
            width=110,
        )
        label = labels[step - 1] if labels and 0 < step <= len(labels) else ""
        what = "initial state" if step == 0 else "" if label == str(step) else show(label)
        st.html(
            f"<span class='lv-step'>t = {step} of {steps}{f': {what}' if what else ''}</span>",
            width="content",
        )
    return step


def cursor(step: int, steps: int) -> None:
    """Draw the cursor over all pictures without touching them.

    The pictures' step axes all have the same place, so one CSS line is exact for every one of
    them, and no picture is drawn again when the step changes.
    """
    st.html(
        "<style>[class*='st-key-picture_'] .stPlotlyChart::after"
        f"{{left: {cursor_left(step, steps)};}}</style>"
    )


def numbers_at_step(traces: Traces, spec: LayerSpec, *, step: int) -> None:
    """Draw the equation of one unit at ``step`` for every scenario, and its numbers."""
    current = _session.experiment()
    unit = min(current.view.unit, spec.units - 1)
    st.session_state["unit_at_step"] = unit
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"**At t = {step}, unit**", width="content")
        st.number_input(
            "Unit",
            min_value=0,
            max_value=spec.units - 1,
            key="unit_at_step",
            on_change=_choose_unit,
            label_visibility="collapsed",
            width=110,
        )
        st.markdown(f"of layer {spec.name}", width="content")
    blocks = []
    rows: list[dict[str, Any]] = []
    sample = current.view.sample
    for scenario in current.scenarios:
        layer = traces[scenario.id][spec.name]
        lines = equations(layer, step=step, unit=unit, sample=sample)
        body = "<br>".join(escape(line) for line in lines)
        blocks.append(
            f"<div class='lv-equation' style='border-color:{escape(scenario.color)}'>"
            f"<b>{escape(scenario.name)}</b><div>{body}</div></div>"
        )
        rows.append({"scenario": scenario.name, **_values(layer, spec, step, unit, sample)})
    st.html("".join(blocks))
    st.dataframe(pd.DataFrame(rows), hide_index=True, key="numbers_at_step")


def _values(layer: Any, spec: LayerSpec, step: int, unit: int, sample: int) -> dict[str, float]:
    values = {}
    for name in spec.signals:
        first = 0 if name in spec.states else 1
        if step >= first:
            values[name] = float(layer.signal(name)[sample, step - first, unit])
    return values


def _go(step: int) -> None:
    _session.put(_session.experiment().with_view(step=step))


def _moved(widget: str) -> None:
    value = st.session_state[widget]
    if value is not None:
        _go(int(value))


def _choose_unit() -> None:
    value = st.session_state["unit_at_step"]
    if value is not None:
        _session.put(_session.experiment().with_view(unit=int(value)))
