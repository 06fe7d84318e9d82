"""The script with all it needs, in one archive."""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np

from lstm_viz.errors import LstmVizError
from lstm_viz.experiment import Experiment
from lstm_viz.keras_code import write_script
from lstm_viz.keras_code._script import INPUT_FILE, INPUTS_FILE, MODEL_FILE
from lstm_viz.keras_code._script_states import STATES_FILE
from lstm_viz.models import RecurrentModel
from lstm_viz.tracing import Trace

SCRIPT_FILE: Final = "script.py"
EXPERIMENT_FILE: Final = "experiment.lstmviz.json"


def script_zip(
    experiment: Experiment, model: RecurrentModel, x: Any, traces: Mapping[str, Trace]
) -> bytes:
    """Pack the script of an experiment with the model, the input and the experiment itself.

    The model is saved anew, so that Keras 3 opens it whatever wrote the original file.

    Parameters
    ----------
    experiment, model, x, traces
        As for `lstm_viz.script`.

    Returns
    -------
    bytes
        A zip with ``script.py``, ``model.keras``, ``input.npy`` (``input.npz`` for several inputs),
        ``states.npz`` where given values are too long for the script, and
        ``experiment.lstmviz.json``. Unpack it and run the script in its folder.

    Raises
    ------
    LstmVizError
        As for the script, and when Keras cannot save the model.
    """
    made = write_script(experiment, model, x, traces)
    arrays = model.inputs(x)
    files = {SCRIPT_FILE: made.text.encode(), MODEL_FILE: _saved(model)}
    if len(arrays) == 1:
        files[INPUT_FILE] = _npy(arrays[0])
    else:
        names = [tensor.name for tensor in model.keras.inputs]
        files[INPUTS_FILE] = _npz(dict(zip(names, arrays, strict=True)))
    if made.arrays:
        files[STATES_FILE] = _npz(made.arrays)
    files[EXPERIMENT_FILE] = experiment.text.encode()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def _saved(model: RecurrentModel) -> bytes:
    with tempfile.TemporaryDirectory(prefix="lstm_viz_") as folder:
        path = Path(folder) / MODEL_FILE
        try:
            model.keras.save(path)
        except Exception as error:
            raise LstmVizError(f"Keras cannot save the model '{model.name}': {error}") from error
        return path.read_bytes()


def _npy(array: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, array, allow_pickle=False)
    return buffer.getvalue()


def _npz(arrays: Mapping[str, Any]) -> bytes:
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **dict(arrays))
    return buffer.getvalue()
