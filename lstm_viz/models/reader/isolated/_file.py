"""Bytes in, a checked model with its weights out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from ._config import read_config
from ._hdf5 import Hdf5
from ._json import parse
from ._keras1 import refuse_keras1
from ._kinds import kind_of, starts_json
from ._limits import Limits
from ._notes import Note
from ._reading import Reading
from ._recurrence import no_recurrence, with_way_out
from ._refused import Refused
from ._rows import rows_of
from ._spec import Layer, leaves
from ._table import CUDNN, RECURRENT
from ._texts import json_refusal
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
    notes : list of Note
        What was repaired or assumed.
    """

    model: Layer
    arrays: list[np.ndarray]
    notes: list[Note]


@dataclass
class _Parts:
    """A file taken apart: description, weights and who wrote them."""

    raw: Any
    # None for a description alone.
    weights: Hdf5 | None
    root: str
    version: str | None
    backend: str | None
    # Code of one.
    note: str = ""
    # Whether the description stood in a file of its own, and the version that it says.
    beside: bool = False
    described: str | None = None


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
    if architecture is not None and starts_json(data) and not starts_json(
        architecture
    ):
        data, architecture = architecture, data
    known: list[Any] = []
    try:
        parts = _take_apart(data, architecture, limits, known)
        reading = _reading(parts, limits)
        model = _model(parts.raw, reading)
        if parts.weights is None:
            raise Refused(
                "architecture-alone",
                "This is a model's JSON without its weights: give the model's .keras or .h5 file, "
                "or its weights file together with this one.",
            )
        arrays = read_weights(model, parts.weights, parts.root, reading)
        _compare_writers(model, parts, reading)
    except Refused as refused:
        if known:
            refused = with_way_out(refused, known[0])
            refused.rows = rows_of(known[0])
        raise refused from None
    except MemoryError:
        raise Refused(
            "limit", "The file needs more memory than is allowed: use a smaller model."
        ) from None
    return Found(model, arrays, reading.notes)


def _model(raw: Any, reading: Reading) -> Layer:
    model = read_config(raw, reading)
    if not _has_recurrence(model):
        raise no_recurrence(model.name)
    return model


def _take_apart(
    data: bytes, architecture: bytes | None, limits: Limits, known: list[Any]
) -> _Parts:
    kind = kind_of(data, limits)
    if kind == "json":
        raw = _description(data, "The file", limits)
        known.append(raw)
        return _Parts(raw, None, "", raw.get("keras_version"), raw.get("backend"))
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
        note = "" if architecture is None else "json-unused"
        return _Parts(known[0], file, root, version, backend, note)
    if not (file.texts(root, "layer_names") or file.has_group("layers")):
        raise Refused(
            "not-a-model",
            "This is an HDF5 file without a Keras model: give a .keras or .h5 file that Keras "
            "saved.",
        )
    refuse_keras1(None, version)
    if architecture is None:
        raise Refused(
            "weights-alone",
            "The file holds weights without the model they belong to: give the model's JSON "
            "(model.to_json()) beside it, or save the whole model.",
        )
    if kind_of_beside(architecture, limits) != "json":
        raise Refused(
            "weights-alone",
            "Both files hold weights, and the model's JSON is missing: give what model.to_json() "
            "returns beside the weights.",
        )
    raw = _description(architecture, "The model's JSON", limits)
    known.append(raw)
    described = raw.get("keras_version")
    described = described if isinstance(described, str) else None
    return _Parts(raw, file, root, version or described, backend, beside=True, described=described)


def _description(data: bytes, what: str, limits: Limits) -> dict[str, Any]:
    """Return a model's JSON, also where it was written as a text in JSON."""
    raw = parse(data.removeprefix(b"\xef\xbb\xbf"), what, limits)
    if isinstance(raw, str):
        raw = parse(raw.encode("utf-8", "surrogatepass"), what, limits)
    refused = json_refusal(raw)
    if refused is not None:
        raise refused
    return raw


def kind_of_beside(data: bytes, limits: Limits) -> str:
    """Return what the file beside the weights is.

    Raises
    ------
    Refused
        When it is not a model's JSON, which is said to be beside the weights.
    """
    try:
        return kind_of(data, limits)
    except Refused as refused:
        sentence = refused.sentence.removeprefix("This is ").removeprefix("The file is ")
        raise Refused(
            refused.code, f"Beside the weights, in place of the model's JSON: {sentence}"
        ) from None


def _reading(parts: _Parts, limits: Limits) -> Reading:
    refuse_keras1(parts.raw, parts.version)
    number = version_of(parts.version)
    if number is not None and parts.version is not None:
        standalone = number in _STANDALONE and "tf" not in parts.version
        reading = Reading(limits, number[0] < 3, standalone, parts.version, parts.backend)
    else:
        keras2 = not _mentions_keras3(parts.raw)
        reading = Reading(limits, keras2, keras2, "", parts.backend)
        reading.note("keras-2" if keras2 else "keras-3")
    if parts.note:
        reading.note(parts.note)
    return reading


def _compare_writers(model: Layer, parts: _Parts, reading: Reading) -> None:
    """Say where weights and the JSON beside them may mean different gates.

    Until Keras 2.2, and in TensorFlow 1, an LSTM or GRU used hard_sigmoid where nothing was set;
    JSON that a later Keras makes of the same program says sigmoid.
    """
    weights, described = version_of(parts.version), version_of(parts.described)
    if not parts.beside or weights is None or parts.version is None:
        return
    if weights >= (3, 0) and described is not None and described < (3, 0):
        if any("hard_sigmoid" in leaf.config.values() for leaf in leaves(model)):
            reading.note("hard-sigmoid-later", described=parts.described, version=parts.version)
    if weights >= (2, 3):
        return
    if described is not None and described < (2, 3):
        return
    gates = [
        leaf
        for leaf in leaves(model)
        if leaf.kind.startswith(("LSTM", "GRU"))
        and leaf.saved_as not in CUDNN
        and leaf.config.get("recurrent_activation") == "sigmoid"
    ]
    if not gates:
        return
    where = ", ".join(f"'{leaf.name}'" for leaf in gates[:3]) + (" ..." if len(gates) > 3 else "")
    code = "gates-tensorflow-1" if "tf" in parts.version else "gates"
    reading.note(code, version=parts.version, layers=where)


def version_of(text: object) -> tuple[int, int] | None:
    """Return the first two numbers of a version, None where there is none."""
    match = _VERSION.fullmatch(text) if isinstance(text, str) else None
    return (int(match[1]), int(match[2])) if match else None


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
