"""A visitor's own model file: given, read, refused, kept in the visitor's browser, forgotten."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd
import streamlit as st
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx

from lstm_viz import models
from lstm_viz._language import ENGLISH, N_
from lstm_viz.errors import LstmVizError
from lstm_viz.ui import visit
from lstm_viz.ui._plain import plain
from lstm_viz.ui.components import keeper as _keeper
from lstm_viz.ui.sidebar._reading import Reading
from lstm_viz.ui.visit import (
    MODELS,
    MOST_A_VISIT,
    OwnModel,
    caches,
    empty,
    file_id,
    free_after_visit,
    is_file_id,
    material_ids,
    own_model,
    t,
    with_model,
)

_LOGGER: Final = logging.getLogger(__name__)
# Session key of the widget that chooses the model.
MODEL_WIDGET: Final = "model"
_DESK: Final = "own_model_desk"
# How many of the last commands a browser is sent again, in case it has missed one.
_MOST_COMMANDS: Final = 6


@dataclass(frozen=True)
class Weights:
    """A file of weights that waits for its architecture."""

    name: str
    data: bytes


class _Desk:
    """What is going on with a visitor's files."""

    def __init__(self) -> None:
        self.version = 0
        self.names: dict[str, str] = {}
        # Name of the file that was not opened last, and why.
        self.refused = ""
        self.refusal: LstmVizError | None = None
        self.weights: Weights | None = None
        self.reading: Reading | None = None
        # What the browser says it keeps; None before it was heard.
        self.kept: tuple[_keeper.Kept, ...] | None = None
        self.visit = uuid.uuid4().hex
        self.turn = 0
        self.commands: tuple[dict[str, Any], ...] = ()
        # The model that is wanted and whose file is not here yet; the name of one not found.
        self.wanted: str | None = None
        self.missing: str | None = None

    def stop_reading(self) -> None:
        """Give up the file that is being read."""
        if self.reading is not None:
            self.reading.stop()
        self.reading = None

    def command(self, command: dict[str, Any]) -> None:
        """Have the browser do something once."""
        self.turn += 1
        self.commands = (*self.commands, {**command, "turn": self.turn})[-_MOST_COMMANDS:]

    def name_of(self, model: str) -> str:
        """Name of the file of a model, as far as it is known."""
        kept = {entry.id: entry.name for entry in self.kept or ()}
        return self.names.get(model) or kept.get(model) or visit.told_name(model) or t("a file")


def _desk() -> _Desk:
    return st.session_state.setdefault(_DESK, _Desk())


def own_model_ids() -> list[str]:
    """Ids of this visitor's models to choose from: those here, then those kept in the browser."""
    desk = _desk()
    ids = [*reversed(caches.own_models()), *(entry.id for entry in desk.kept or ())]
    chosen = st.session_state.get(MODEL_WIDGET)
    if isinstance(chosen, str) and is_file_id(chosen):
        ids.append(chosen)
    return list(dict.fromkeys(ids))


def own_model_title(model: str) -> str:
    """Name of a visitor's model in the list of models."""
    name = _desk().name_of(model)
    return name if model in caches.own_models() else t("{name} (from this browser)", name=name)


def own_model_fields() -> None:
    """Draw the field for a model file, and what came of the last one."""
    desk = _desk()
    if caches.own_models():
        free_after_visit()
    _look_for(desk, st.session_state.get(MODEL_WIDGET))
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
        _take(file, file.name, file.getvalue())
    elif desk.weights is not None:
        _ask_for_architecture(desk, desk.weights)
    else:
        desk.stop_reading()
    if desk.refusal is not None:
        _show_refusal(desk.refused, desk.refusal)
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
    notes = list(opened.model.notes)
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
    desk = _desk()
    if not desk.wanted:
        return None
    return t("Opening {file} from this browser…", file=desk.name_of(desk.wanted))


def keep_files() -> None:
    """Mount the part of the page that keeps files in the visitor's browser."""
    desk = _desk()
    _keeper.keeper(
        most=MOST_A_VISIT,
        visit=desk.visit,
        commands=desk.commands,
        ask=desk.wanted is not None,
        on_kept=_heard,
    )


def _look_for(desk: _Desk, chosen: Any) -> None:
    """Ask the browser for the file of a chosen model that is not here; choose another in vain."""
    if not isinstance(chosen, str) or not is_file_id(chosen) or chosen in caches.own_models():
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
        _leave(chosen)


def _heard(sent: Any) -> None:
    _desk().kept = _keeper.read_kept(sent)


def _take(
    file: Any, name: str, data: bytes, architecture: tuple[str, bytes] | None = None
) -> None:
    """Open a file that was just given; afterwards its field is empty, and its bytes are gone."""
    desk = _desk()
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
        _leave(desk.wanted)
    st.rerun()


def _goes_on(
    desk: _Desk, file: str, name: str, data: bytes, architecture: tuple[str, bytes] | None
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
    desk: _Desk, name: str, data: bytes, architecture: tuple[str, bytes] | None
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
    st.session_state[MODEL_WIDGET] = key


def _read(
    desk: _Desk, key: str, name: str, data: bytes, architecture: tuple[str, bytes] | None
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


def _ask_for_architecture(desk: _Desk, weights: Weights) -> None:
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
        _take(file, weights.name, weights.data, (file.name, file.getvalue()))
    else:
        desk.stop_reading()


def _cancel() -> None:
    desk = _desk()
    desk.weights = desk.refusal = None
    if desk.wanted is not None:
        _leave(desk.wanted)


def _show_refusal(name: str, refusal: LstmVizError) -> None:
    told = plain(t.told(refusal))
    code = getattr(refusal, "code", "")
    if t.language != ENGLISH and code in models.REFUSAL_CODES:
        # What the file holds there, and the way out, are told in English.
        told = f"{t.known(models.REFUSAL_CODES[code])}\n\n{told}"
    st.error(t("**{file}** is not opened. {reason}", file=plain(name), reason=told))
    with st.container(horizontal=True, gap="small"):
        layers = getattr(refusal, "layers", ())
        if layers and st.button(t("Show its layers"), key="own_model_layers"):
            _layers_table(layers)
        st.button(t("Dismiss"), key="own_model_dismiss", on_click=_dismiss)


def _layers_table(layers: Sequence[Any]) -> None:
    dialog = st.dialog(t("The layers of the refused file"), width="large")
    dialog(_layers)(layers)


def _layers(layers: Sequence[Any]) -> None:
    st.caption(
        t(
            "Its architecture, as far as it could be read. Nothing of it was run, and nothing of "
            "what you had open has changed."
        )
    )
    st.dataframe(
        pd.DataFrame(
            {
                t("layer"): [row.name for row in layers],
                t("class"): [row.class_name for row in layers],
                t("settings"): [row.config for row in layers],
            }
        ),
        hide_index=True,
        key="own_model_layers_table",
    )


def _dismiss() -> None:
    _desk().refusal = None


def _forget(model: str) -> None:
    desk = _desk()
    kept = caches.own_models()
    left = kept.pop(model, None)
    if left is not None:
        empty(left)
    st.session_state[caches.OWN_MODELS] = kept
    desk.names.pop(model, None)
    desk.command(_keeper.forget(model))
    desk.kept = tuple(entry for entry in desk.kept or () if entry.id != model)
    _leave(model)


def _leave(model: str) -> None:
    """Choose another model than one that cannot be shown."""
    desk = _desk()
    desk.wanted = None
    current = visit.current()
    ids = [*material_ids(), *caches.own_models()]
    shown = current.model if current is not None and current.model != model else None
    st.session_state[MODEL_WIDGET] = shown if shown in ids else ids[0]
