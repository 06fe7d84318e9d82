"""Save and open: an experiment as a file, or as a zip with its model and numbers."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import streamlit as st

from lstm_viz import models
from lstm_viz.errors import LstmVizError
from lstm_viz.experiment import (
    SUFFIX,
    Experiment,
    InputData,
    LinkReading,
    read_bundle,
    write_bundle,
)
from lstm_viz.export import traces_npz
from lstm_viz.models import sample_file, sample_folder, sample_names
from lstm_viz.states import InitialState
from lstm_viz.tracing import trace
from lstm_viz.ui import visit
from lstm_viz.ui._plain import plain
from lstm_viz.ui.visit import (
    MODELS,
    acting_interventions,
    caches,
    file_id,
    is_file_id,
    own_model,
    t,
    with_model,
)

_UPLOADER: Final = "open_file"
_ERROR: Final = "open_error"
_MOST_MIB: Final = 64


def open_and_save(receive: Callable[[LinkReading], None]) -> None:
    """Draw the two buttons; what is opened goes to ``receive``."""
    made, opened = visit.experiment(), visit.opened()
    with st.container(horizontal=True, gap="small", key="open_save"):
        with st.popover(t("Save"), icon=":material/save:", width="stretch"):
            _save(made, opened)
        with st.popover(t("Open"), icon=":material/folder_open:", width="stretch"):
            _open(receive)


def _save(made: Experiment, opened: Any) -> None:
    name = _file_name(made)
    sequence = caches.sequence_of(made)
    st.download_button(
        t("Experiment"),
        data=lambda: portable(made, opened, sequence).text,
        file_name=f"{name}{SUFFIX}",
        mime="application/json",
        icon=":material/description:",
        on_click="ignore",
        key="save_file",
        width="stretch",
        help=t("Model's name, input, initial states and view, as a small text file."),
    )
    st.download_button(
        t("With model and numbers"),
        data=lambda: bundle_of(made, opened, sequence),
        file_name=f"{name}.zip",
        mime="application/zip",
        icon=":material/folder_zip:",
        on_click="ignore",
        key="save_zip",
        width="stretch",
        help=t(
            "A zip with the model's file, the input and every traced number: enough on its own."
        ),
    )


def _open(receive: Callable[[LinkReading], None]) -> None:
    version = st.session_state.get(f"{_UPLOADER}_version", 0)
    file = st.file_uploader(
        t("A saved experiment: {suffix} or .zip", suffix=SUFFIX),
        key=f"{_UPLOADER}_{version}",
        max_upload_size=_MOST_MIB,
        help=t("What is shown now can be brought back with undo."),
    )
    error = st.session_state.get(_ERROR)
    if error:
        st.error(plain(error))
    if file is None:
        return
    # The next run must not open it again.
    st.session_state[f"{_UPLOADER}_version"] = version + 1
    st.session_state[_ERROR] = None
    try:
        with st.spinner(t("Opening…")):
            made = open_bytes(file.getvalue(), file.name)
            receive(visit.reading_of(made))
            visit.want_page(made.view.page)
    except LstmVizError as refused:
        st.session_state[_ERROR] = t.told(refused)
    st.rerun()


def open_bytes(data: bytes, name: str) -> Experiment:
    """Read a saved experiment; a model in a zip joins this visitor's models.

    Raises
    ------
    LstmVizError
        If it is none, or its model is refused.
    """
    if not data.startswith(b"PK"):
        return Experiment.from_text(data)
    found = read_bundle(data)
    made = found.experiment
    if found.model is None or _is_bundled(made.model, found.model):
        return made
    key = file_id(found.model)
    named = made.model_name or f"{Path(name).stem}.keras"
    if key not in caches.own_models():
        MODELS.check(len(found.model))
        model = models.read_model(found.model, named)
        MODELS.add(model.keras, sum(weight.nbytes for weight in model.keras.get_weights()))
        opened = own_model(model, key=key, title=named, summary=t("From {name}.", name=name))
        st.session_state[caches.OWN_MODELS] = with_model(caches.own_models(), opened)
    return replace(made, model=key, model_name=named)


def portable(made: Experiment, opened: Any, sequence: Any) -> Experiment:
    """The experiment with its input in it, where others do not have that."""
    if made.data is not None or opened.id in sample_names():
        return made
    arrays = sequence.x if isinstance(sequence.x, list) else [sequence.x]
    labels = sequence.labels
    data = InputData(
        arrays=tuple(arrays),
        title=sequence.title[:200],
        labels=None if labels is None else tuple(label[:200] for label in labels),
        note=sequence.note[:1_000],
    )
    return made.with_sequence(data.name, data)


def bundle_of(made: Experiment, opened: Any, sequence: Any) -> bytes:
    """The zip of an experiment; made when it is asked for, apart from any run of the page."""
    whole = portable(made, opened, sequence)
    model = _model_bytes(opened)
    if opened.id not in sample_names():
        name = made.model_name if is_file_id(opened.id) else f"{opened.model.name}.keras"
        whole = replace(whole, model=file_id(model), model_name=name)
    states = {
        s.id: InitialState.from_json(opened.model, dict(s.state)) for s in made.scenarios
    }
    cost = caches.check_size(opened.model, sequence.x, len(states))
    acting = acting_interventions(made, cost.steps)
    traces = trace(opened.model, sequence.x, states, interventions=acting)
    inputs = sequence.x if isinstance(sequence.x, list) else [sequence.x]
    return write_bundle(whole, model=model, inputs=inputs, traces=traces_npz(traces, made))


def _model_bytes(opened: Any) -> bytes:
    if opened.id in sample_names():
        return _bundled_bytes(opened.id)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.keras"
        opened.model.keras.save(path)
        return path.read_bytes()


def _is_bundled(model: str, data: bytes) -> bool:
    if model not in sample_names():
        return False
    return _bundled_bytes(model) == data


def _bundled_bytes(model: str) -> bytes:
    return (sample_folder(model).parent / sample_file(model)).read_bytes()


def _file_name(made: Experiment) -> str:
    model = Path(made.model_name).stem if made.model_name else made.model
    return re.sub(r"[^a-zA-Z0-9]+", "-", f"{model} {made.sequence}").strip("-")
