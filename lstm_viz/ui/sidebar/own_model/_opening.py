"""A file that was given is read and opened, or refused; no click waits for it."""

from __future__ import annotations

import logging
from typing import Any, Final

import streamlit as st
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx

from lstm_viz import models
from lstm_viz._language import N_
from lstm_viz.errors import LstmVizError
from lstm_viz.ui.components import keeper as _keeper
from lstm_viz.ui.sidebar.own_model._desk import Desk, Weights, find_desk, leave
from lstm_viz.ui.sidebar.own_model._reading import Reading
from lstm_viz.ui.visit import (
    MODELS,
    OwnModel,
    caches,
    choose_model,
    file_id,
    free_after_visit,
    own_model,
    t,
    with_model,
)

_LOGGER: Final = logging.getLogger(__name__)


def take(
    file: Any, name: str, data: bytes, architecture: tuple[str, bytes] | None = None
) -> None:
    """Open a file that was just given; afterwards its field is empty, and its bytes are gone."""
    desk = find_desk()
    desk.refused, desk.refusal, desk.missing = file.name, None, None
    context = get_script_run_ctx()
    try:
        if _goes_on(desk, file.file_id, name, data, architecture):
            return
        _open(desk, name, data, architecture)
    except LstmVizError as error:
        desk.refusal = error
    except Exception:
        _LOGGER.exception("a visitor's file could not be read")
        desk.refusal = LstmVizError(
            N_("This is a mistake in this program: whoever runs it finds the details in its log.")
        )
    # Not in a finally: while this visit waits, a click ends the run, and the next one takes it up.
    desk.reading = None
    desk.version += 1
    if context is not None and isinstance(context.uploaded_file_mgr, MemoryUploadedFileManager):
        context.uploaded_file_mgr.remove_file(context.session_id, file.file_id)
    if desk.refusal is not None and desk.wanted is not None:
        leave(desk.wanted)
    st.rerun()


def _goes_on(
    desk: Desk, file: str, name: str, data: bytes, architecture: tuple[str, bytes] | None
) -> bool:
    """Whether a file is still being read; one that is open already is not read again."""
    if file_id(data, architecture[1] if architecture else None) in caches.own_models():
        return False
    if desk.reading is None or desk.reading.key != file:
        desk.stop_reading()
        MODELS.check(len(data))
        desk.reading = Reading(file, name, data, architecture[1] if architecture else None)
        free_after_visit()
    return desk.reading.goes_on()


def _open(
    desk: Desk, name: str, data: bytes, architecture: tuple[str, bytes] | None
) -> None:
    key = file_id(data, architecture[1] if architecture else None)
    opened = caches.own_models().get(key)
    if opened is None:
        opened = _read(desk, key, name, data, architecture)
    if opened is None:
        return
    desk.weights = None
    st.session_state[caches.OWN_MODELS] = with_model(caches.own_models(), opened)
    desk.names[key] = name
    desk.command(_keeper.keep(key, name, len(data), architecture[0] if architecture else ""))
    choose_model(key)


def _read(
    desk: Desk, key: str, name: str, data: bytes, architecture: tuple[str, bytes] | None
) -> OwnModel | None:
    """The model of a file; None for one of weights only, which waits for its architecture."""
    assert desk.reading is not None
    try:
        model = desk.reading.model()
    except models.ModelRefused as refused:
        if refused.code != "weights-alone" or architecture is not None:
            raise
        desk.weights = Weights(name, data)
        MODELS.add(desk.weights, len(data))
        if desk.wanted is not None:
            desk.command(_keeper.put_back(desk.wanted, "json"))
        return None
    MODELS.add(model.keras, sum(4 * int(w.shape.num_elements()) for w in model.keras.weights))
    return own_model(model, key=key, title=name, summary=_summary(model))


def _summary(model: models.RecurrentModel) -> str:
    count = sum(int(w.shape.num_elements()) for w in model.keras.weights)
    layers = len(model.layers)
    return t.ngettext(
        "Your file: {count} recurrent layer, {weights:,} weights. It leaves the server with your "
        "visit.",
        "Your file: {count} recurrent layers, {weights:,} weights. It leaves the server with your "
        "visit.",
        layers,
        weights=count,
    )
