"""What else can be done to an initial state: arithmetic, copies, files."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np
import streamlit as st

from lstm_viz._language import N_
from lstm_viz.errors import LstmVizError
from lstm_viz.inputs import Dialect, Reading
from lstm_viz.models import LayerSpec
from lstm_viz.states import InitialState, blended, read_noted_states, scaled, with_noise
from lstm_viz.states import Values as ValuesRecipe
from lstm_viz.tracing import Traces
from lstm_viz.ui import visit
from lstm_viz.ui._plain import plain
from lstm_viz.ui.explore._redraw import redraw
from lstm_viz.ui.explore.editor._table import new_table
from lstm_viz.ui.visit import choices, t

_ERROR: Final = "state_action_error"
# Session key: how the last file of states was read.
_READING: Final = "state_action_reading"
_FILE_MIB: Final = 32
_MOST_SEED: Final = 2**31 - 1

# Values by layer and signal.
New = dict[str, dict[str, np.ndarray]]


class _Do:
    """One action on one scenario: what it reads, and where it writes."""

    def __init__(
        self, opened: Any, scenario: str, spec: LayerSpec, signals: tuple[str, ...], traces: Traces
    ) -> None:
        self.opened, self.scenario, self.spec = opened, scenario, spec
        self.signals, self.traces = signals, traces
        self.sample = visit.experiment().view.sample

    def start(self, scenario: str | None = None, step: int = 0) -> dict[str, np.ndarray]:
        """State of the chosen layer in a scenario at a step; 0 is the initial state."""
        layer = self.traces[scenario or self.scenario][self.spec.name]
        return {s: layer.signal(s)[self.sample, step] for s in self.spec.states}

    def each(self, make: Callable[[str, np.ndarray], np.ndarray]) -> New:
        """Change the chosen signals."""
        now = self.start()
        return {self.spec.name: {s: make(s, now[s]) for s in self.signals}}


def state_actions(
    opened: Any, scenario: str, spec: LayerSpec, signals: tuple[str, ...], traces: Traces
) -> None:
    """Draw the button that opens the actions."""
    do = _Do(opened, scenario, spec, signals, traces)
    with st.popover(t("More"), icon=":material/tune:", width="stretch"):
        chosen = choices.selectbox(
            t("What to do"), list(_ACTIONS), format_func=t.known, key="state_action"
        )
        if chosen == "swap h and c" and len(spec.states) < 2:
            st.caption(t("Layer {layer} has no c.", layer=plain(spec.name)))
        else:
            _ACTIONS[chosen](do)
        error = st.session_state.get(_ERROR)
        if error:
            st.error(plain(t.told(error)))


def _apply(do: _Do, make: Callable[[], New], origin: Callable[[], str] = str) -> None:
    st.button(
        t("Do it"),
        key="state_action_do",
        type="primary",
        on_click=_act,
        args=(do, make, origin),
        width="stretch",
    )


def _act(do: _Do, make: Callable[[], New], origin: Callable[[], str] = str) -> None:
    st.session_state[_ERROR] = None
    try:
        state = visit.state_of(do.opened, do.scenario)
        for layer, signals in make().items():
            for signal, values in signals.items():
                state = _with_values(state, layer, signal, values, origin())
        visit.put_state(do.scenario, state)
        new_table()
    except LstmVizError as error:
        st.session_state[_ERROR] = t.told(error)
    redraw(do.scenario)


def _with_values(
    state: InitialState, layer: str, signal: str, values: np.ndarray, origin: str
) -> InitialState:
    recipe = ValuesRecipe([float(v) for v in values], origin)
    return state.with_recipe(layer, recipe, signals=(signal,))


def _scale(do: _Do) -> None:
    visit.number_field(t("Factor"), 0.5, key="action_factor")
    _apply(do, lambda: do.each(lambda _, v: scaled(v, visit.field_value("action_factor"))))


def _negate(do: _Do) -> None:
    _apply(do, lambda: do.each(lambda _, values: scaled(values, -1)))


def _noise(do: _Do) -> None:
    left, right = st.columns(2)
    with left:
        visit.number_field(t("Scale of the noise"), 0.1, key="action_noise")
    with right:
        visit.whole_field(t("Seed"), 0, 0, _MOST_SEED, key="action_seed")

    def noisy(signal: str, values: np.ndarray) -> np.ndarray:
        # h and c must not get the same noise.
        seed = 2 * visit.field_value("action_seed") + (signal == "c")
        return with_noise(values, visit.field_value("action_noise"), seed)

    _apply(do, lambda: do.each(noisy))


def _swap(do: _Do) -> None:
    def swapped() -> New:
        now = do.start()
        return {do.spec.name: {"h": now["c"], "c": now["h"]}}

    _apply(do, swapped)


def _other(do: _Do, label: str) -> str | None:
    names = {s.id: s.name for s in visit.experiment().scenarios if s.id != do.scenario}
    if not names:
        st.caption(t("There is no other scenario: add one in the sidebar."))
        return None
    return choices.selectbox(
        label, list(names), format_func=lambda key: names.get(key, key), key="action_other"
    )


def _copy(do: _Do) -> None:
    other = _other(do, t("Copy from"))
    if other is not None:
        _apply(do, lambda: do.each(lambda s, _: do.start(other)[s]))


def _blend(do: _Do) -> None:
    other = _other(do, t("Blend with"))
    if other is not None:
        weight = st.slider(t("Share of the other"), 0.0, 1.0, 0.5, key="action_weight")
        _apply(do, lambda: do.each(lambda s, v: blended(v, do.start(other)[s], weight)))


def _from_step(do: _Do) -> None:
    current = visit.experiment()
    names = {s.id: s.name for s in current.scenarios}
    source = choices.selectbox(
        t("State of"), list(names), format_func=lambda key: names.get(key, key), key="action_source"
    )
    last = do.traces[source][do.spec.name].T
    step_key = f"action_step_{current.view.step}"
    step = visit.whole_field(t("at step t"), min(current.view.step, last), 0, last, key=step_key)
    every = st.checkbox(t("in every layer"), value=True, key="action_every")

    def taken() -> New:
        specs = [
            spec
            for spec in do.opened.model.layers
            if spec.name == do.spec.name or (every and spec.source != "given")
        ]
        found = {}
        for spec in specs:
            layer = do.traces[source][spec.name]
            row = min(visit.field_value(step_key), layer.T)
            found[spec.name] = {s: layer.signal(s)[do.sample, row] for s in spec.states}
        return found

    name = "".join(letter for letter in names[source] if letter.isalnum() or letter in " ._-")
    _apply(do, taken, lambda: t("{scenario} at t = {step}", scenario=name, step=step))


def _file(do: _Do) -> None:
    st.file_uploader(
        t(".npy, .npz, CSV or JSON: a column for each of h and c, or entries named so"),
        key="action_file",
        max_upload_size=_FILE_MIB,
    )

    def read(dialect: Dialect | None = None) -> New:
        st.session_state[_READING] = None
        file = st.session_state.get("action_file")
        if file is None:
            raise LstmVizError(N_("No file is chosen yet: drop one above."))
        found, reading = read_noted_states(
            file.getvalue(), file.name, do.opened.model, do.spec.name, dialect
        )
        st.session_state[_READING] = reading
        return found

    _apply(do, read)
    reading: Reading | None = st.session_state.get(_READING)
    if reading is None or st.session_state.get("action_file") is None:
        return
    if reading.note:
        st.caption(plain(f"{reading.note[0].upper()}{reading.note[1:]}."))
    if (other := reading.other) is not None:
        st.button(
            plain(t("{reading}, instead", reading=f"{other.words[0].upper()}{other.words[1:]}")),
            key="state_action_other",
            icon=":material/swap_horiz:",
            on_click=_act,
            args=(do, lambda: read(other)),
            width="stretch",
        )


_ACTIONS: Final[dict[str, Callable[[_Do], None]]] = {
    N_("start from here (a state at step t)"): _from_step,
    N_("copy from another scenario"): _copy,
    N_("blend with another scenario"): _blend,
    N_("swap h and c"): _swap,
    N_("scale"): _scale,
    N_("negate"): _negate,
    N_("add noise"): _noise,
    N_("load from a file"): _file,
}
