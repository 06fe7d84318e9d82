"""Bytes in, a checked model with its weights out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from ._config import read_config
from ._hdf5 import Hdf5
from ._json import parse
from ._kinds import kind_of
from ._limits import Limits
from ._reading import Reading
from ._refused import Refused
from ._rows import rows_of
from ._spec import Layer
from ._table import RECURRENT
from ._weights import read_weights
from ._zip import CONFIG, METADATA, WEIGHTS, open_archive

_VERSION: Final = re.compile(r"(\d{1,3})\.(\d{1,3})[\w.+\-]{0,24}")
_STANDALONE: Final = frozenset({(2, 0), (2, 1), (2, 2), (2, 3)})


@dataclass(frozen=True)
class Found:
    """What a file holds.

    Attributes
    ----------
    model : Layer
    arrays : list of float32 ndarray
    notes : list of str
        What was repaired or assumed.
    """

    model: Layer
    arrays: list[np.ndarray]
    notes: list[str]


@dataclass
class _Parts:
    """A file taken apart: description, weights and who wrote them."""

    raw: Any
    weights: Hdf5
    root: str
    version: str | None
    backend: str | None
    note: str = ""


def read(data: bytes, architecture: bytes | None, limits: Limits) -> Found:
    """Return the model of a file.

    Parameters
    ----------
    data : bytes
        A `.keras`, `.h5` or `.weights.h5` file, whatever its name.
    architecture : bytes or None
        The model's JSON, for weights without one.
    limits : Limits

    Raises
    ------
    Refused
        When the file is not one that can be read, with the layers as far as they are known.
    """
    if architecture is not None and data[:1] == b"{" and architecture[:1] != b"{":
        data, architecture = architecture, data
    known: list[Any] = []
    try:
        parts = _take_apart(data, architecture, limits, known)
        reading = _reading(parts, limits)
        model = read_config(parts.raw, reading)
        if not _has_recurrence(model):
            raise Refused(
                "no-recurrent-layer",
                f"Model '{model.name}' has no LSTM, GRU or SimpleRNN layer: open a model that has "
                "one.",
            )
        arrays = read_weights(model, parts.weights, parts.root, reading)
    except Refused as refused:
        if known:
            refused.rows = rows_of(known[0])
        raise
    except MemoryError:
        raise Refused(
            "limit", "The file needs more memory than is allowed: use a smaller model."
        ) from None
    return Found(model, arrays, reading.notes)


def _take_apart(
    data: bytes, architecture: bytes | None, limits: Limits, known: list[Any]
) -> _Parts:
    kind = kind_of(data)
    if kind == "json":
        known.append(parse(data, "The file", limits))
        raise Refused(
            "architecture-alone",
            "This is JSON without weights: give the model's .keras or .h5 file, or its weights "
            "file together with this one.",
        )
    if kind == "zip":
        members = open_archive(data, limits)
        known.append(parse(members[CONFIG], CONFIG, limits))
        about = parse(members[METADATA], METADATA, limits) if METADATA in members else {}
        version = about.get("keras_version") if isinstance(about, dict) else None
        return _Parts(known[0], Hdf5(members[WEIGHTS], limits), "", version, None)
    file = Hdf5(data, limits)
    version, backend = file.text("", "keras_version"), file.text("", "backend")
    description = file.text("", "model_config")
    root = "model_weights" if file.has_group("model_weights") else ""
    if description is not None:
        known.append(parse(description.encode("utf-8", "surrogatepass"), "model_config", limits))
        unused = "The file has its own description; the JSON beside it was not needed."
        note = unused if architecture is not None else ""
        return _Parts(known[0], file, root, version, backend, note)
    if not (file.texts(root, "layer_names") or file.has_group("layers")):
        raise Refused(
            "not-a-model",
            "This is an HDF5 file without a Keras model: give a .keras or .h5 file that Keras "
            "saved.",
        )
    if architecture is None:
        raise Refused(
            "weights-alone",
            "The file holds weights without the model they belong to: give the model's JSON "
            "(model.to_json()) beside it, or save the whole model.",
        )
    known.append(parse(architecture, "The model's JSON", limits))
    raw = known[0]
    if version is None and isinstance(raw, dict) and isinstance(raw.get("keras_version"), str):
        version = raw["keras_version"]
    return _Parts(raw, file, root, version, backend)


def _reading(parts: _Parts, limits: Limits) -> Reading:
    match = _VERSION.fullmatch(parts.version) if isinstance(parts.version, str) else None
    if match and parts.version is not None:
        number = (int(match[1]), int(match[2]))
        standalone = number in _STANDALONE and "tf" not in parts.version
        reading = Reading(limits, number[0] < 3, standalone, parts.version, parts.backend)
    else:
        keras2 = not _mentions_keras3(parts.raw)
        reading = Reading(limits, keras2, keras2, "", parts.backend)
        reading.note(
            f"The file does not say which Keras wrote it: read as Keras {2 if keras2 else 3}."
        )
    if parts.note:
        reading.note(parts.note)
    return reading


def _mentions_keras3(raw: Any) -> bool:
    waiting = [raw]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            if "batch_shape" in value or value.get("class_name") == "DTypePolicy":
                return True
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value
    return False


def _has_recurrence(layer: Layer) -> bool:
    inside = [*layer.inner.values(), *layer.layers]
    return layer.kind in RECURRENT or any(map(_has_recurrence, inside))
