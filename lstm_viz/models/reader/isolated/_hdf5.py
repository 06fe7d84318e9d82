"""HDF5 from a stranger: the whole structure is checked before anything is read.

h5py may raise almost anything on a damaged file, and the C library below it may end the process;
both are why this runs in a process of its own.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import h5py
import numpy as np

from ._limits import Limits
from ._refused import Refused, shown

# deflate, shuffle, fletcher32, lzf
_FILTERS: Final = frozenset({1, 2, 3, 32000})
_MOST_RANK: Final = 6
_SMALL: Final = 64 * 2**10
_SAVE_AGAIN: Final = "Save the model again with Keras."


@contextmanager
def _damage() -> Iterator[None]:
    try:
        yield
    except (Refused, MemoryError):
        raise
    except Exception:
        raise Refused(
            "h5-damaged",
            "The HDF5 data is damaged: copy or download the file again, or save the model again.",
        ) from None


class Hdf5:
    """An HDF5 file of which every group and array has been checked.

    Parameters
    ----------
    data : bytes
    limits : Limits

    Attributes
    ----------
    arrays : dict of str to tuple of int
        Shape of every array by its path, with ``/`` between names on every system.

    Raises
    ------
    Refused
        When the structure is damaged, holds links, loops, foreign types, or too much.
    """

    def __init__(self, data: bytes, limits: Limits) -> None:
        self._limits = limits
        self.arrays: dict[str, tuple[int, ...]] = {}
        self._groups: dict[str, Any] = {}
        self._datasets: dict[str, Any] = {}
        with _damage():
            self._file = h5py.File(io.BytesIO(data), "r")
            self._scan()

    def _scan(self) -> None:
        seen = {_address(self._file)}
        self._groups[""] = self._file
        waiting = [(self._file, "", 0)]
        count = 0
        while waiting:
            group, path, depth = waiting.pop()
            for name in group:
                count += 1
                if count > self._limits.h5_objects:
                    raise _too_much(f"more than {self._limits.h5_objects:,} groups and arrays")
                where = f"{path}/{name}".replace("\\", "/").lstrip("/")
                where = where.replace("_layer_checkpoint_dependencies", "layers")
                if type(group.get(name, getlink=True)) is not h5py.HardLink:
                    raise Refused(
                        "h5-link",
                        f"'{shown(where)}' in the file is a link to another place. {_SAVE_AGAIN}",
                    )
                entry = group[name]
                address = _address(entry)
                if address in seen:
                    raise Refused(
                        "h5-cycle",
                        f"'{shown(where)}' in the file is the same object as another one. "
                        f"{_SAVE_AGAIN}",
                    )
                seen.add(address)
                if isinstance(entry, h5py.Group):
                    if depth >= self._limits.h5_depth:
                        raise _too_much(f"groups nested more than {self._limits.h5_depth} deep")
                    self._groups[where] = entry
                    waiting.append((entry, where, depth + 1))
                elif isinstance(entry, h5py.Dataset):
                    self._check(entry, where)
                    self.arrays[where] = entry.shape
                    self._datasets[where] = entry
                else:
                    raise _no_numbers(where)

    def _check(self, dataset: Any, where: str) -> None:
        creation = dataset.id.get_create_plist()
        if creation.get_layout() == h5py.h5d.VIRTUAL or creation.get_external_count():
            raise Refused(
                "h5-external",
                f"The numbers of '{shown(where)}' are kept in another file, which is not read. "
                f"{_SAVE_AGAIN}",
            )
        try:
            dtype = dataset.dtype
        except TypeError:
            raise _no_numbers(where) from None
        shape = dataset.shape
        plain = dtype.kind in "fiub" and dtype.itemsize <= 8 and dtype.subdtype is None
        if not plain or shape is None:
            raise _no_numbers(where)
        for number in range(creation.get_nfilters()):
            if creation.get_filter(number)[0] not in _FILTERS:
                raise Refused(
                    "h5-filter",
                    f"'{shown(where)}' in the file is packed by an unusual filter: save the model "
                    "with gzip, or unpacked, as Keras does.",
                )
        if len(shape) > _MOST_RANK:
            raise _too_much(f"an array with {len(shape)} axes ('{shown(where)}')")
        declared = math.prod(map(int, shape)) * dtype.itemsize
        if declared > self._limits.h5_array_bytes:
            raise _too_much(f"an array of {declared / 2**20:,.0f} MiB ('{shown(where)}')")
        if declared > _SMALL and declared > self._limits.h5_array_ratio * max(
            dataset.id.get_storage_size(), 1
        ):
            raise _too_much(f"an array that is almost all empty ('{shown(where)}')")

    def has_group(self, path: str) -> bool:
        """Tell whether there is a group at this path."""
        return path in self._groups

    def text(self, path: str, name: str) -> str | None:
        """Return a text attribute of a group, None where there is none.

        Raises
        ------
        Refused
            When it is not a text, or too long.
        """
        with _damage():
            value = self._attribute(path, name)
            if value is None:
                return None
            if isinstance(value, bytes):
                value = value.decode("utf-8")
            if not isinstance(value, str):
                raise _wrong_attribute(name, "a text")
            return str(value)

    def texts(self, path: str, name: str) -> list[str] | None:
        """Return a list of texts, also where Keras had to split a long one.

        Raises
        ------
        Refused
            When it is something else, or too long.
        """
        with _damage():
            value = self._attribute(path, name)
            if value is not None:
                return self._strings(name, value)
            found: list[str] = []
            for number in range(self._limits.h5_objects):
                value = self._attribute(path, f"{name}{number}")
                if value is None:
                    return found if number else None
                found += self._strings(name, value)
            raise _too_much(f"the attribute {name} in thousands of parts")

    def _strings(self, name: str, value: Any) -> list[str]:
        if not isinstance(value, np.ndarray) or value.ndim != 1:
            raise _wrong_attribute(name, "a list of names")
        # An empty list has no type of its own.
        if len(value) > self._limits.h5_objects:
            raise _too_much(f"{len(value):,} names in {name}")
        made = []
        for one in value.tolist():
            if isinstance(one, bytes):
                one = one.decode("utf-8")
            if not isinstance(one, str):
                raise _wrong_attribute(name, "a list of names")
            made.append(one)
        return made

    def _attribute(self, path: str, name: str) -> Any:
        attributes = self._groups[path].attrs
        if name not in attributes:
            return None
        low = attributes.get_id(name)
        size = math.prod(map(int, low.shape or ())) * low.dtype.itemsize
        if size > self._limits.h5_attribute_bytes:
            raise _too_much(f"the attribute {name} with {size:,} bytes")
        value = attributes[name]
        length = len(value) if isinstance(value, (str, bytes)) else 0
        if length > self._limits.h5_attribute_bytes:
            raise _too_much(f"the attribute {name} with {length:,} bytes")
        return value

    def read(self, path: str) -> np.ndarray:
        """Return the numbers of an array, as they are stored."""
        with _damage():
            return self._datasets[path][()]


def _address(entry: Any) -> int:
    return h5py.h5o.get_info(entry.id).addr


def _too_much(what: str) -> Refused:
    return Refused(
        "h5-limit", f"The file holds {what}, which no model of this size has. {_SAVE_AGAIN}"
    )


def _no_numbers(where: str) -> Refused:
    return Refused(
        "h5-dtype",
        f"'{shown(where)}' in the file does not hold plain numbers. {_SAVE_AGAIN}",
    )


def _wrong_attribute(name: str, wanted: str) -> Refused:
    return Refused(
        "h5-attribute", f"The attribute {name} of the file is not {wanted}. {_SAVE_AGAIN}"
    )
