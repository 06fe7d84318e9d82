"""A visitor's own model files in the sidebar: given, kept in the browser, forgotten."""

from __future__ import annotations

from typing import Any

import streamlit as st

from lstm_viz.ui import visit
from lstm_viz.ui._plain import plain
from lstm_viz.ui.components import keeper as _keeper
from lstm_viz.ui.sidebar.own_model._desk import Desk, Weights, find_desk, leave
from lstm_viz.ui.sidebar.own_model._opening import take
from lstm_viz.ui.sidebar.own_model._refusal import show_refusal
from lstm_viz.ui.visit import MOST_A_VISIT, caches, empty, free_after_visit, is_file_id, t


def own_model_fields() -> None:
    """Draw the field for a model file, and what came of the last one."""
    desk = find_desk()
    if caches.own_models():
        free_after_visit()
    _look_for(desk, visit.chosen_model())
    with st.container(key=_keeper.MODEL_FIELD):
        file = st.file_uploader(
            t("Your own model: drop a file here"),
            key=f"own_model_file_{desk.version}",
            help=t(
                "A .keras or .h5 file with an LSTM, GRU or SimpleRNN, written by Keras 2 or 3. It "
                "is read without running anything in it, and is on the server only during your "
                "visit."
            ),
        )
    if file is not None:
        desk.weights = None
        take(file, file.name, file.getvalue())
    elif desk.weights is not None:
        _ask_for_architecture(desk, desk.weights)
    else:
        desk.stop_reading()
    if desk.refusal is not None:
        show_refusal(desk.refused, desk.refusal)
    if desk.missing is not None:
        st.warning(
            t(
                "{file} is not in this browser: give the file above, and what you had set comes "
                "back.",
                file=plain(desk.missing),
            )
        )


def own_model_notes(opened: Any) -> None:
    """Draw what was repaired or assumed in an opened model, and the way to forget its file."""
    notes = [t.known(note) for note in opened.model.notes]
    if len(notes) > 2:
        told = t("What was repaired or assumed ({count})", count=len(notes))
        with st.expander(told, icon=":material/info:"):
            for note in notes:
                st.caption(plain(note))
    else:
        for note in notes:
            st.caption(plain(note))
    if is_file_id(opened.id):
        st.button(
            t("Forget this file"),
            icon=":material/delete:",
            key="own_model_forget",
            on_click=_forget,
            args=(opened.id,),
            help=t("Deletes it here and in this browser."),
            width="stretch",
        )


def being_opened() -> str | None:
    """What to say while the chosen model comes out of the visitor's browser; else None."""
    desk = find_desk()
    if not desk.wanted:
        return None
    return t("Opening {file} from this browser…", file=desk.name_of(desk.wanted))


def keep_files() -> None:
    """Mount the part of the page that keeps files in the visitor's browser."""
    desk = find_desk()
    _keeper.keeper(
        most=MOST_A_VISIT,
        visit=desk.visit,
        commands=desk.commands,
        ask=desk.wanted is not None,
        on_kept=_heard,
    )


def _look_for(desk: Desk, chosen: str | None) -> None:
    """Ask the browser for the file of a chosen model that is not here; choose another in vain."""
    if chosen is None or not is_file_id(chosen) or chosen in caches.own_models():
        desk.wanted = None
        return
    if desk.wanted != chosen:
        desk.wanted, desk.missing = chosen, None
        current = visit.current()
        if visit.incoming() is None and current is not None and current.model == chosen:
            # It waits for its file, and is not lost when another model is shown meanwhile.
            visit.receive(visit.reading_of(current))
        desk.command(_keeper.put_back(chosen, "model"))
    if desk.kept is not None and chosen not in [entry.id for entry in desk.kept]:
        desk.missing = desk.name_of(chosen)
        leave(chosen)


def _heard(sent: Any) -> None:
    find_desk().kept = _keeper.read_kept(sent)


def _ask_for_architecture(desk: Desk, weights: Weights) -> None:
    st.info(
        t(
            "{file} holds weights only. Give the architecture of the model too: a text file with "
            "what `model.to_json()` returned.",
            file=plain(weights.name),
        )
    )
    with st.container(key=_keeper.JSON_FIELD):
        file = st.file_uploader(t("Architecture (JSON)"), key=f"own_model_json_{desk.version}")
    st.button(t("Cancel"), key="own_model_cancel", on_click=_cancel, width="stretch")
    if file is not None:
        take(file, weights.name, weights.data, (file.name, file.getvalue()))
    else:
        desk.stop_reading()


def _cancel() -> None:
    desk = find_desk()
    desk.weights = desk.refusal = None
    if desk.wanted is not None:
        leave(desk.wanted)


def _forget(model: str) -> None:
    desk = find_desk()
    kept = caches.own_models()
    left = kept.pop(model, None)
    if left is not None:
        empty(left)
    st.session_state[caches.OWN_MODELS] = kept
    desk.names.pop(model, None)
    desk.command(_keeper.forget(model))
    desk.kept = tuple(entry for entry in desk.kept or () if entry.id != model)
    leave(model)
