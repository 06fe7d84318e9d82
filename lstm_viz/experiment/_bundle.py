"""An experiment with its model and numbers in one zip, for a hand-over without anything else."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from lstm_viz.errors import LstmVizError
from lstm_viz.experiment._document import Experiment
from lstm_viz.experiment._file import MOST_FILE_BYTES
from lstm_viz.inputs import Archive

_DOCUMENT: Final = "experiment.lstmviz.json"
_MODEL: Final = "model.keras"
_MOST_ENTRIES: Final = 64
_README: Final = """An experiment of LSTM Viz
=========================

experiment.lstmviz.json  model, input, initial states and what was on the screen
model.keras              the model's file
input.npz                the input sequence, an array per input of the model
traces.npz               what was computed: every state and gate of every scenario, as float32

To see it: start LSTM Viz, press "Open" and choose this zip. The model is read without running
anything that a model file may hold.

Without LSTM Viz: numpy.load("traces.npz") has the numbers, keras.models.load_model("model.keras")
the model; open a model file with Keras only when you trust who made it.

{facts}
"""


@dataclass(frozen=True)
class Bundle:
    """What was in a zip.

    Attributes
    ----------
    experiment : Experiment
    model : bytes or None
        The model's file, not looked at.
    """

    experiment: Experiment
    model: bytes | None


def write_bundle(
    experiment: Experiment, *, model: bytes, inputs: Sequence[np.ndarray], traces: bytes
) -> bytes:
    """Write a zip of an experiment, its model, its input and its traces.

    Parameters
    ----------
    experiment : Experiment
    model : bytes
        Of a ``.keras`` file.
    inputs : sequence of ndarray
        One per input of the model.
    traces : bytes
        Of an ``.npz`` file.
    """
    names = ["x"] if len(inputs) == 1 else [f"x{number}" for number in range(len(inputs))]
    arrays = io.BytesIO()
    named: dict[str, Any] = dict(zip(names, inputs, strict=True))
    np.savez_compressed(arrays, **named)
    scenarios = ", ".join(scenario.name for scenario in experiment.scenarios)
    facts = f"Model: {experiment.model_name or experiment.model}\nScenarios: {scenarios}"
    for name, array in zip(names, inputs, strict=True):
        facts += f"\nInput {name}: {array.dtype}, shape {array.shape}"
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", _README.format(facts=facts))
        archive.writestr(_DOCUMENT, experiment.text)
        archive.writestr(_MODEL, model)
        archive.writestr("input.npz", arrays.getvalue(), zipfile.ZIP_STORED)
        archive.writestr("traces.npz", traces, zipfile.ZIP_STORED)
    return data.getvalue()


def read_bundle(data: bytes) -> Bundle:
    """Read the experiment and the model's file of a zip; nothing else in it is unpacked.

    Raises
    ------
    LstmVizError
        If it is damaged, too large, or holds no experiment.
    """
    damaged = "The zip is damaged, or of a kind that LSTM Viz does not write."
    many = "The zip has too many files to be a saved experiment."
    archive = Archive(data, most=_MOST_ENTRIES, damaged=damaged, many=many)
    document = _entry(archive, _DOCUMENT)
    model = _entry(archive, _MODEL)
    if document is None:
        raise LstmVizError(
            "The zip holds no experiment: there is no {document} in it. If it holds a model, "
            "unpack it and give the model's file.",
            document=_DOCUMENT,
        )
    return Bundle(Experiment.from_text(document), model)


def _entry(archive: Archive, name: str) -> bytes | None:
    found = [member for member in archive.members if member.filename == name]
    if not found:
        return None
    if len(found) > 1:
        raise LstmVizError("The zip holds {name} twice.", name=name)
    content = archive.read(found[0], MOST_FILE_BYTES)
    if content is None:
        raise LstmVizError(
            "{name} in the zip has more than {most} MiB.",
            name=name,
            most=MOST_FILE_BYTES // 2 ** 20,
        )
    return content
