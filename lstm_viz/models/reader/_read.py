"""A file becomes a `RecurrentModel`, or is refused."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from lstm_viz.errors import LstmVizError
from lstm_viz.models._recurrent_model import RecurrentModel
from lstm_viz.models.reader._answer import model_of, refusal_of
from lstm_viz.models.reader._build import build
from lstm_viz.models.reader._process import ask, turn
from lstm_viz.models.reader._refusal import ModelRefused
from lstm_viz.models.reader.isolated._foreign import saved_model
from lstm_viz.models.reader.isolated._limits import Limits
from lstm_viz.models.reader.isolated._refused import shown

_LOG: Final = logging.getLogger(__name__)


def read_model(
    data: bytes,
    name: str,
    *,
    architecture: bytes | None = None,
    limits: Limits | None = None,
    on_wait: Callable[[int], None] | None = None,
) -> RecurrentModel:
    """Open a model file of any Keras since 2.0, from anybody.

    Neither Keras' own loaders nor pickle see the file and no code in it runs: a process of its own
    with bounded memory and time reads it, and the model is built from a fixed table of layers.

    Parameters
    ----------
    data : bytes
        A ``.keras``, ``.h5`` or ``.weights.h5`` file; its content decides, not its name.
    name : str
        Name shown to people, such as the file's; an ending is cut off.
    architecture : bytes, optional
        The model's JSON (``model.to_json()``), for weights without a model.
    limits : Limits, optional
        ``Limits.from_environment()`` by default.
    on_wait : function, optional
        Called with the place in the queue, 1 is next, while other files are read first.

    Returns
    -------
    RecurrentModel
        Its notes say what was repaired or assumed.

    Raises
    ------
    ModelRefused
        For every file that is not opened.
    LstmVizError
        When an environment variable for a limit is wrong.
    """
    limits = _limits(limits)
    _check_size(len(data), limits)
    if architecture is not None:
        _check_size(len(architecture), limits)
    # To build a model of many layers takes seconds too.
    with turn(limits.readers, on_wait):
        model, notes = _read(bytes(data), architecture, limits)
    try:
        made = RecurrentModel(model, _title(name), notes)
    except LstmVizError as error:
        raise ModelRefused("no-recurrent-layer", str(error)) from error
    return made


def _read(
    data: bytes, architecture: bytes | None, limits: Limits
) -> tuple[Any, tuple[str, ...]]:
    header, arrays = ask(data, architecture, limits)
    refusal = refusal_of(header)
    if refusal is not None:
        if refusal.code == "unexpected":
            _LOG.warning("the reader did not foresee a file: %s", shown(header.get("cause"), 500))
        raise refusal
    spec, notes = model_of(header, arrays, limits)
    return build(spec, arrays, limits), notes


def load_model(
    path: str | Path,
    *,
    architecture: str | Path | None = None,
    limits: Limits | None = None,
) -> RecurrentModel:
    """Open a model file of any Keras since 2.0.

    The file is read in a process of its own: nothing in it runs.

    Parameters
    ----------
    path : str or Path
        A ``.keras``, ``.h5`` or ``.weights.h5`` file; its content decides, not its name.
    architecture : str or Path, optional
        A file with the model's JSON (``model.to_json()``), for weights without a model.
    limits : Limits, optional
        ``Limits.from_environment()`` by default.

    Returns
    -------
    RecurrentModel

    Raises
    ------
    LstmVizError
        When a file is missing.
    ModelRefused
        When the model is not opened.
    """
    limits = _limits(limits)
    path = Path(path)
    described = None if architecture is None else _bytes_of(Path(architecture), limits)
    name = path.name if path.stem != "model" else path.parent.name
    try:
        return read_model(_bytes_of(path, limits), name, architecture=described, limits=limits)
    except ModelRefused as refused:
        if path.name in str(refused):
            raise
        sentence = f"{path.name} is not opened. {refused}"
        raise ModelRefused(refused.code, sentence, refused.layers) from refused


def _limits(given: Limits | None) -> Limits:
    if given is not None:
        return given
    try:
        return Limits.from_environment()
    except ValueError as error:
        raise LstmVizError(str(error)) from None


def _bytes_of(path: Path, limits: Limits) -> bytes:
    if (path / "saved_model.pb").is_file():
        refused = saved_model((path / "keras_metadata.pb").is_file() or None)
        raise ModelRefused(refused.code, refused.sentence)
    if (path / "model.weights.h5").is_file() and (path / "config.json").is_file():
        raise ModelRefused(
            "packed",
            f"'{path.name}' is a folder with the parts of a Keras model: put config.json, "
            "metadata.json and model.weights.h5 into a zip archive without any folder, and give "
            "that.",
        )
    if path.is_dir():
        raise LstmVizError("'{path}' is a folder: give the model file in it.", path=path.name)
    if not path.is_file():
        raise LstmVizError("There is no model file '{path}': check its path.", path=path.name)
    _check_size(path.stat().st_size, limits)
    return path.read_bytes()


def _check_size(size: int, limits: Limits) -> None:
    if size > limits.file_bytes:
        raise ModelRefused(
            "too-large",
            f"The file has {size / 2**20:,.1f} MiB, {limits.file_bytes / 2**20:,.0f} MiB are "
            "allowed: save the model without its optimizer, or use a smaller one.",
        )


def _title(name: str) -> str:
    stem = name
    for ending in (".keras", ".hdf5", ".h5", ".weights"):
        stem = stem.removesuffix(ending)
    return shown(stem.strip() or "model", 80)
