"""Find every weight of a model in an HDF5 file, check it, and put it into today's layout."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Final

import numpy as np

from ._cudnn import is_cudnn, to_plain
from ._hdf5 import Hdf5
from ._reading import Reading
from ._refused import Refused, shown
from ._spec import Layer, leaves
from ._table import LAYERS, MODELS

_GATED: Final = frozenset({"LSTM", "GRU", "SimpleRNN"})
_SUFFIX: Final = re.compile(r"(_\d+)?(:\d+)?$")


def read_weights(model: Layer, file: Hdf5, root: str, reading: Reading) -> list[np.ndarray]:
    """Return the model's weights as float32 arrays and note in each layer where its own are.

    Parameters
    ----------
    model : Layer
        Filled in: ``weights`` of the layers that have some.
    file : Hdf5
    root : str
        Group that holds the weights, ``""`` or ``"model_weights"``.
    reading : Reading

    Raises
    ------
    Refused
        When weights are missing, too many, of another name or shape, or not finite.
    """
    places = _by_name(model, file, root, reading) if _is_old(file, root) else _by_path(model, file)
    total = sum(math.prod(file.arrays[path]) for _, _, path in places)
    if total > reading.limits.parameters:
        raise Refused(
            "limit",
            f"The model has {total:,} weights, {reading.limits.parameters:,} are allowed: use a "
            "smaller one.",
        )
    for layer, name, path in places:
        _check_shape(layer, name, file.arrays[path])
    found: dict[int, dict[str, np.ndarray]] = {}
    for layer, name, path in places:
        found.setdefault(id(layer), {})[name] = _numbers(layer, name, file.read(path), reading)
    arrays: list[np.ndarray] = []
    for layer in leaves(model):
        own = found.get(id(layer), {})
        if is_cudnn(layer, own):
            if layer.kind == layer.saved_as:
                reading.note("cudnn-order", layer=layer.name, kind=layer.kind)
            own = to_plain(layer.kind, own)
        for name, array in own.items():
            layer.weights[name] = len(arrays)
            arrays.append(np.ascontiguousarray(array, np.float32))
    return arrays


def _is_old(file: Hdf5, root: str) -> bool:
    return file.texts(root, "layer_names") is not None


def _by_path(model: Layer, file: Hdf5) -> list[tuple[Layer, str, str]]:
    """Find weights as Keras 3 (and `.keras` files of Keras 2) keep them."""
    places = []
    for layer, path in _paths(model, ""):
        names = list(LAYERS[layer.kind].weights(layer.config))
        present = [f"{path}/vars/{number}" for number in range(len(names))]
        for name, where in zip(names, present, strict=True):
            if where not in file.arrays:
                raise _missing(layer, name)
            places.append((layer, name, where))
    used = {path for _, _, path in places}
    for path in file.arrays:
        # The seeds of dropout are no weights.
        if path.startswith("layers/") and path not in used and "generator" not in path:
            raise Refused(
                "weights-extra",
                f"The file holds the weight '{shown(path)}', which none of its layers has: save "
                "the model again.",
            )
    return places


def _paths(layer: Layer, path: str) -> Iterator[tuple[Layer, str]]:
    prefix = f"{path}/" if path else ""
    if layer.kind in MODELS or layer.kind == "StackedRNNCells":
        folder = "layers" if layer.kind in MODELS else "cells"
        used: dict[str, int] = {}
        for inner in layer.layers:
            name = _snake(inner.saved_as)
            used[name] = used.get(name, -1) + 1
            numbered = f"{name}_{used[name]}" if used[name] else name
            yield from _paths(inner, f"{prefix}{folder}/{numbered}")
    elif layer.kind == "Bidirectional":
        yield from _paths(layer.inner["layer"], f"{prefix}forward_layer")
        yield from _paths(layer.inner["backward_layer"], f"{prefix}backward_layer")
    elif layer.inner:
        key = next(iter(layer.inner))
        yield from _paths(layer.inner[key], f"{prefix}{key}")
    elif layer.kind in _GATED and layer.saved_as == layer.kind:
        yield layer, f"{prefix}cell"
    else:
        yield layer, path


def _snake(class_name: str) -> str:
    name = re.sub("(.)([A-Z][a-z]+)", r"\1_\2", class_name)
    return re.sub("([a-z])([A-Z])", r"\1_\2", name).lower()


def _by_name(
    model: Layer, file: Hdf5, root: str, reading: Reading
) -> list[tuple[Layer, str, str]]:
    """Find weights as `.h5` files keep them: by layer, in the order in which Keras lists them."""
    names = file.texts(root, "layer_names") or []
    stored: dict[str, list[str]] = {}
    for name in names:
        group = f"{root}/{name}".lstrip("/")
        if name in stored:
            raise _other_name(name, "the file lists it twice")
        if not file.has_group(group):
            raise _other_name(name, "the file lists it but does not hold it")
        stored[name] = file.texts(group, "weight_names") or []
    stored = {name: weights for name, weights in stored.items() if weights}
    wanted = {layer.saved_name: layer for layer in model.layers if _wanted(layer)}
    if len(stored) < len(wanted):
        lacking = next((name for name in wanted if name not in stored), "")
        raise Refused(
            "weights-missing",
            f"The file holds weights for {len(stored)} of {len(wanted)} layers that need some"
            + (f" ('{shown(lacking)}' has none)" if lacking else "")
            + ": save the whole model again.",
        )
    if len(stored) > len(wanted):
        spare = next((name for name in stored if name not in wanted), "")
        raise Refused(
            "weights-extra",
            f"The file holds weights for {len(stored)} layers, the model has {len(wanted)} that "
            f"need some ('{shown(spare)}' is not one of them): save the model again.",
        )
    if set(stored) != set(wanted):
        reading.note("weights-order")
        groups = dict(zip(wanted, stored, strict=True))
    else:
        groups = {name: name for name in wanted}
    places: list[tuple[Layer, str, str]] = []
    for name, layer in wanted.items():
        group, weights = groups[name], stored[groups[name]]
        places += _of_layer(layer, f"{root}/{group}".lstrip("/"), weights, file)
    return places


def _of_layer(
    layer: Layer, group: str, weights: list[str], file: Hdf5
) -> Iterator[tuple[Layer, str, str]]:
    wanted = _wanted(layer)
    if len(set(weights)) != len(weights):
        raise _other_name(layer.name, "two of its weights were written under one name")
    if len(weights) != len(wanted):
        raise Refused(
            "weights-missing" if len(weights) < len(wanted) else "weights-extra",
            f"Layer '{layer.name}' needs {len(wanted)} weights, the file holds {len(weights)}: "
            "save the model again.",
        )
    for (leaf, name), stored in zip(wanted, weights, strict=True):
        if _SUFFIX.sub("", stored.rsplit("/", 1)[-1]) != name:
            raise _other_name(layer.name, f"'{shown(stored)}' stands where its {name} should be")
        path = f"{group}/{stored}"
        if path not in file.arrays:
            raise _missing(leaf, name)
        yield leaf, name, path


def _wanted(layer: Layer) -> list[tuple[Layer, str]]:
    """List a layer's weights in the order of old files: trained ones first."""
    trained: list[tuple[Layer, str]] = []
    fixed: list[tuple[Layer, str]] = []
    for leaf in leaves(layer):
        known = LAYERS[leaf.kind]
        for name in known.weights(leaf.config):
            last = not leaf.trainable or name in known.not_trained
            (fixed if last else trained).append((leaf, name))
    return [*trained, *fixed]


def _check_shape(layer: Layer, name: str, found: tuple[int, ...]) -> None:
    wanted = LAYERS[layer.kind].weights(layer.config)[name]
    if name == "bias" and layer.kind == "GRU" and len(found) == 2:
        # Older files do not say which of the two forms of a GRU they hold; its bias does.
        layer.config["reset_after"] = True
        wanted = LAYERS[layer.kind].weights(layer.config)[name]
    if name == "bias" and layer.kind in ("LSTM", "GRU"):
        gates = 4 if layer.kind == "LSTM" else 3
        if found == (2 * gates * layer.config["units"],):
            return
    fits = len(found) == len(wanted) and all(
        size == got if size is not None else got > 0
        for size, got in zip(wanted, found, strict=True)
    )
    if not fits:
        shape = "(" + ", ".join("any" if size is None else str(size) for size in wanted) + ")"
        raise Refused(
            "weights-shape",
            f"The {name} of layer '{layer.name}' has shape {shown(found)}, its settings ask for "
            f"{shape}: save the model again.",
        )


def _numbers(layer: Layer, name: str, stored: np.ndarray, reading: Reading) -> np.ndarray:
    if stored.dtype != np.float32:
        reading.note("weights-dtype", dtype=stored.dtype.newbyteorder("="))
    with np.errstate(over="ignore"):
        array = stored.astype(np.float32)
    if not np.isfinite(array).all():
        raise Refused(
            "weights-not-finite",
            f"The {name} of layer '{layer.name}' holds NaN or infinity: its training diverged, "
            "use an earlier version of the model.",
        )
    if layer.kind == "Conv1D" and name == "kernel" and reading.backend == "theano":
        reading.note("theano")
        array = array[::-1]
    return array


def _missing(layer: Layer, name: str) -> Refused:
    return Refused(
        "weights-missing",
        f"The {name} of layer '{layer.name}' is not in the file: save the whole model again.",
    )


def _other_name(layer: str, what: str) -> Refused:
    return Refused(
        "weights-name",
        f"The weights of layer '{shown(layer)}' cannot be told apart ({what}): save the model "
        "again with today's Keras, or as .keras.",
    )
