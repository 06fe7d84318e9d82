"""How much a model file may ask for."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields

VARIABLE_PREFIX = "LSTM_VIZ_MOST_"


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Bounds on a model file and on the process that reads it.

    Every field can be set for a server by an environment variable, ``LSTM_VIZ_MOST_`` and the
    field's name in capitals: ``LSTM_VIZ_MOST_FILE_BYTES=134217728``.

    Attributes
    ----------
    file_bytes : int
        The file as it is uploaded.
    unpacked_bytes : int
        All members of a ``.keras`` archive together, unpacked.
    compression_ratio : int
        Unpacked over packed size of a member above 1 MiB.
    members : int
        Members of a ``.keras`` archive.
    json_bytes, json_depth : int
        The model's description: length, and brackets within brackets.
    layers, nesting, calls : int
        Layers of all models in the file, models within models, calls of layers.
    units : int
        Units or filters of one layer.
    parameters : int
        Weights of the whole model; also states of its stateful layers.
    h5_objects, h5_depth, h5_attribute_bytes : int
        Groups and arrays in an HDF5 file, groups within groups, length of one attribute.
    h5_array_bytes, h5_array_ratio : int
        One array, and its size over what is stored of it, above 64 KiB.
    memory_bytes, cpu_seconds, wall_seconds : int
        The reading process; time for which it waits for a processor does not count.
    readers : int
        Reading processes at a time; others wait.
    """

    file_bytes: int = 64 * 2**20
    unpacked_bytes: int = 64 * 2**20
    compression_ratio: int = 200
    members: int = 16
    json_bytes: int = 4 * 2**20
    json_depth: int = 64
    layers: int = 200
    nesting: int = 3
    calls: int = 1000
    units: int = 8192
    parameters: int = 16_000_000
    h5_objects: int = 4000
    h5_depth: int = 24
    h5_attribute_bytes: int = 8 * 2**20
    h5_array_bytes: int = 64 * 2**20
    h5_array_ratio: int = 64
    memory_bytes: int = 2**30
    cpu_seconds: int = 10
    wall_seconds: int = 20
    readers: int = 2

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, bool) or not isinstance(value, int) or value < 1:
                raise ValueError(f"{field.name} must be a whole number above 0, not {value!r}")

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Limits:
        """Return the limits with what the person who runs the server has set.

        Parameters
        ----------
        environment : mapping of str to str
            Variables of the process by default.

        Raises
        ------
        ValueError
            When a variable is not a whole number above 0.
        """
        given = {}
        for field in fields(cls):
            variable = VARIABLE_PREFIX + field.name.upper()
            text = environment.get(variable)
            if text is None:
                continue
            if not text.isascii() or not text.isdigit() or int(text[:19]) < 1:
                raise ValueError(f"{variable} must be a whole number above 0, not '{text[:40]}'.")
            given[field.name] = int(text[:19])
        return cls(**given)
