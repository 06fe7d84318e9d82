"""Initial states from files: arrays of numbers, never pickles."""

from __future__ import annotations

import json
from typing import Any, Final

import numpy as np

from lstm_viz._language import AND, Text
from lstm_viz.errors import LstmVizError
from lstm_viz.inputs import MOST_BYTES, Dialect, Reading, read_arrays, read_noted_data
from lstm_viz.models import LayerSpec, RecurrentModel

_WAYS: Final = Text(
    "a column per signal, or entries named h and c, or layer/h and layer/c"
)

Values = dict[str, dict[str, np.ndarray]]


def read_states(data: bytes, name: str, model: RecurrentModel, layer: str) -> Values:
    """Read initial values of one layer, or of several, from the bytes of a file.

    Parameters
    ----------
    data : bytes
        ``.npz`` or a JSON object with entries ``h``, ``c`` (for ``layer``) or ``layer/h``,
        ``layer/c``; JSON may nest them. Else ``.npy``, CSV or a JSON list: one column (or row)
        per signal, in the order h, c; a single one is h.
    name : str
        What messages call the file.
    model : RecurrentModel
    layer : str
        Layer of entries that name none.

    Returns
    -------
    dict of layer to dict of signal to ndarray of shape (units,)
        float32.

    Raises
    ------
    LstmVizError
        When the file cannot be read or does not fit; says what it has and what is wanted.
    """
    return read_noted_states(data, name, model, layer)[0]


def read_noted_states(
    data: bytes, name: str, model: RecurrentModel, layer: str, dialect: Dialect | None = None
) -> tuple[Values, Reading | None]:
    """Read as `read_states` does, and say how a text of numbers was read.

    Parameters
    ----------
    data : bytes
    name : str
    model : RecurrentModel
    layer : str
    dialect : Dialect, optional
        The one to take for a text, in place of the one that is found out.

    Returns
    -------
    values : dict of layer to dict of signal to ndarray of shape (units,)
    reading : Reading or None
        None for a file with named entries.

    Raises
    ------
    LstmVizError
        As for `read_states`.
    """
    if len(data) > MOST_BYTES:
        raise LstmVizError(
            "{name} is larger than {most} MiB.",
            name=name,
            most=MOST_BYTES // 2 ** 20,
        )
    entries = _entries(data, name)
    if entries is None:
        reading = read_noted_data(data, name, dialect)
        return {layer: _columns(reading.array, name, model.layer(layer))}, reading
    found: Values = {}
    for key, value in entries.items():
        where, _, signal = key.rpartition("/")
        spec = model.layer(where or layer)
        if signal not in spec.states:
            raise LstmVizError(
                "{name} has an entry '{key}': write {ways} (layer '{layer}' has {states}).",
                name=name,
                key=key[:40],
                ways=_WAYS,
                layer=spec.name,
                states=Text.joined(spec.states, AND),
            )
        found.setdefault(spec.name, {})[signal] = _vector(value, f"{key} in {name}", spec)
    if not found:
        raise LstmVizError("{name} has no states in it: write {ways}.", name=name, ways=_WAYS)
    return found, None


def _entries(data: bytes, name: str) -> dict[str, Any] | None:
    if data.startswith(b"PK"):
        return dict(read_arrays(data, name))
    if not data.lstrip().startswith(b"{"):
        return None
    try:
        value = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise LstmVizError(
            "{name} starts like JSON but cannot be read as such.", name=name
        ) from error
    return _flat(value)


def _flat(value: dict[str, Any], prefix: str = "", depth: int = 0) -> dict[str, Any]:
    entries: dict[str, Any] = {}
    for key, inner in value.items():
        if isinstance(inner, dict) and depth < 4:
            entries |= _flat(inner, f"{prefix}{key}/", depth + 1)
        else:
            entries[prefix + key] = inner
    return entries


def _columns(array: np.ndarray, name: str, spec: LayerSpec) -> dict[str, np.ndarray]:
    count = len(spec.states)
    if array.ndim == 2 and array.shape[0] == spec.units and array.shape[1] <= count:
        rows = array.T
    elif array.ndim == 2 and array.shape[1] == spec.units and array.shape[0] <= count:
        rows = array
    else:
        shape = " x ".join(map(str, array.shape))
        raise LstmVizError(
            "{name} has {shape} numbers, layer '{layer}' has {units} units: give {units} rows and "
            "a column for each of {states}.",
            name=name,
            shape=shape,
            layer=spec.name,
            units=spec.units,
            states=Text.joined(spec.states, AND),
        )
    return {
        signal: row.astype(np.float32) for signal, row in zip(spec.states, rows, strict=False)
    }


def _vector(value: Any, name: str, spec: LayerSpec) -> np.ndarray:
    try:
        array = np.asarray(value, np.float64).reshape(-1)
    except (ValueError, TypeError, OverflowError) as error:
        raise LstmVizError("{name} is no list of numbers.", name=name) from error
    if array.size != spec.units:
        raise LstmVizError(
            "{name} has {size} numbers, layer '{layer}' has {units} units.",
            name=name,
            size=array.size,
            layer=spec.name,
            units=spec.units,
        )
    with np.errstate(over="ignore"):
        small = array.astype(np.float32)
    if not np.all(np.isfinite(small)):
        place = int(np.flatnonzero(~np.isfinite(small))[0])
        raise LstmVizError(
            "{name}: the number of unit {place} is not finite.", name=name, place=place
        )
    return small
