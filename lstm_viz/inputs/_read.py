"""Numbers from text and from files, told apart by content."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from lstm_viz._language import Text
from lstm_viz.errors import LstmVizError
from lstm_viz.inputs._archive import Archive
from lstm_viz.inputs._dialect import Dialect, decode, read_table

MOST_BYTES: Final = 32 * 2**20
MOST_NUMBERS: Final = 8_000_000
_NPY: Final = b"\x93NUMPY"
_WAY_OUT: Final = Text("give numbers as CSV, JSON, .npy or .npz")


@dataclass(frozen=True)
class Reading:
    """An array that was read, and which marks were taken for what.

    Attributes
    ----------
    array : ndarray
        float32 or int64.
    note : str
        ``"read with decimal commas, ..."``, and what else fits; empty for plain numbers.
    other : Dialect or None
        One in which the whole text can be read too, as other numbers.
    """

    array: np.ndarray
    note: str = ""
    other: Dialect | None = None


def read_data(data: bytes, name: str = "the file") -> np.ndarray:
    """Read one array of numbers from the bytes of a file.

    The kind is told by content, not by name: ``.npy``, ``.npz`` with one array, JSON (nested
    lists), or text with one row per timestep (CSV with or without a header).

    Parameters
    ----------
    data : bytes
        At most 32 MiB.
    name : str
        What messages call the file.

    Returns
    -------
    ndarray
        float32 or int64, as many axes as the file has; text gives ``(rows, columns)``.

    Raises
    ------
    LstmVizError
        When it is too large, of another kind, broken, empty or holds something that is no number.
    """
    return read_noted_data(data, name).array


def read_noted_data(
    data: bytes, name: str = "the file", dialect: Dialect | None = None
) -> Reading:
    """Read as `read_data` does, and say which marks of a text were taken for what.

    Parameters
    ----------
    data : bytes
    name : str
        What messages call the file.
    dialect : Dialect, optional
        The one to take for a text, in place of the one that is found out.

    Raises
    ------
    LstmVizError
        As for `read_data`.
    """
    if len(data) > MOST_BYTES:
        raise LstmVizError(
            "{name} has {count:.0f} MiB, at most {most} are read: cut the sequence.",
            name=name,
            count=len(data) / 2 ** 20,
            most=MOST_BYTES // 2 ** 20,
        )
    if not data.strip():
        raise LstmVizError("{name} is empty: {way_out}.", name=name, way_out=_WAY_OUT)
    if data.startswith(_NPY):
        return Reading(_checked(_npy(data, name), name))
    if data.startswith(b"PK"):
        return Reading(_npz(data, name))
    text = decode(data)
    if text is None:
        raise LstmVizError(
            "{name} is neither text nor a NumPy file: {way_out}.",
            name=name,
            way_out=_WAY_OUT,
        )
    return read_noted(text, name, dialect)


def read_numbers(text: str, name: str = "The text") -> np.ndarray:
    """Read numbers from text: JSON lists, or rows of numbers.

    Parameters
    ----------
    text : str
        One row per timestep, its columns separated by comma, semicolon, tab or blanks, with decimal
        points or commas; the whole text is read in one way. A first row of words is a header and
        left out. A single row of several numbers is one feature over time.
    name : str
        What messages call it.

    Returns
    -------
    ndarray
        float32 or int64: ``(rows, columns)`` from rows, any shape from JSON.

    Raises
    ------
    LstmVizError
        When a field is no number or the rows have different lengths; both are named by position.
    """
    return read_noted(text, name).array


def read_noted(
    text: str, name: str = "The text", dialect: Dialect | None = None
) -> Reading:
    """Read numbers as `read_numbers` does, and say which marks were taken for what.

    Parameters
    ----------
    text : str
    name : str
        What messages call it.
    dialect : Dialect, optional
        The one to take, in place of the one that is found out.

    Raises
    ------
    LstmVizError
        As for `read_numbers`.
    """
    if text.lstrip().startswith(("[", "{")):
        return Reading(_checked(_json(text, name), name))
    try:
        table = read_table(text, name, dialect)
    except csv.Error as error:
        raise LstmVizError(
            "{name} cannot be read as CSV ({error}): {way_out}.",
            name=name,
            error=error,
            way_out=_WAY_OUT,
        ) from error
    array = np.array(table.rows)
    array = _checked(array.T if len(array) == 1 else array, name)
    return Reading(array, table.note, table.other)


def _npy(data: bytes, name: str) -> np.ndarray:
    stream = io.BytesIO(data)
    try:
        version = np.lib.format.read_magic(stream)
        read = (
            np.lib.format.read_array_header_1_0
            if version == (1, 0)
            else np.lib.format.read_array_header_2_0
        )
        shape, _, dtype = read(stream)
        # Before NumPy makes room for what a forged header claims.
        claimed = int(np.prod(shape, dtype=object)) if shape else 1
        if dtype.hasobject or dtype.kind not in "fiub":
            raise LstmVizError(
                "{name} holds {dtype} values: save an array of numbers.",
                name=name,
                dtype=dtype.name,
            )
        if claimed > MOST_NUMBERS or claimed * dtype.itemsize > len(data) - stream.tell():
            raise LstmVizError(
                "{name} claims {claimed} numbers and does not hold them.",
                name=name,
                claimed=claimed,
            )
        stream.seek(0)
        return np.load(stream, allow_pickle=False)
    except LstmVizError:
        raise
    except Exception as error:
        # NumPy parses the header as Python would, and raises what that raises.
        raise LstmVizError("{name} is a broken .npy file: save it again.", name=name) from error


def read_arrays(data: bytes, name: str, *, most: int = 200) -> dict[str, np.ndarray]:
    """Read all arrays of an ``.npz`` file.

    Parameters
    ----------
    data : bytes
    name : str
        What messages call the file.
    most : int
        Arrays it may have.

    Returns
    -------
    dict of str to ndarray
        float32 or int64, as `read_data` gives them.

    Raises
    ------
    LstmVizError
        When it is too large, broken, or holds something else than arrays of numbers.
    """
    large = f"{name} unpacks to more than {MOST_BYTES // 2**20} MiB."
    broken = f"{name} is a broken .npz file: save it again."
    many = f"{name} holds more than {most} arrays: give only what is needed."
    arrays: dict[str, np.ndarray] = {}
    left = MOST_BYTES
    archive = Archive(data, most=most, damaged=broken, many=many)
    for member in archive.members:
        inner = archive.read(member, left)
        if inner is None:
            raise LstmVizError(large)
        if not inner.startswith(_NPY):
            raise LstmVizError(
                "{name} holds '{short}', which is no array.",
                name=name,
                short=_short(member.filename, 40),
            )
        left -= len(inner)
        arrays[member.filename.removesuffix(".npy")] = _checked(_npy(inner, name), name)
    return arrays


def _npz(data: bytes, name: str) -> np.ndarray:
    arrays = read_arrays(data, name)
    if len(arrays) != 1:
        held = ", ".join(list(arrays)[:5]) or "nothing"
        raise LstmVizError(
            "{name} holds {short}: give an .npz with exactly one array.",
            name=name,
            short=_short(held, 80),
        )
    return next(iter(arrays.values()))


def _json(text: str, name: str) -> np.ndarray:
    try:
        value: Any = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise LstmVizError(
            "{name} starts like JSON but cannot be read as such.", name=name
        ) from error
    if isinstance(value, dict):
        if len(value) != 1:
            raise LstmVizError(
                "{name} has {count} entries: give one list of numbers.",
                name=name,
                count=len(value),
            )
        value = next(iter(value.values()))
    if not isinstance(value, list) or _has_text(value):
        # NumPy would give every item the room of the longest text.
        raise LstmVizError("{name} holds something that is no list of numbers.", name=name)
    try:
        array = np.array(value)
    except (ValueError, OverflowError) as error:
        raise LstmVizError("{name}: the lists in it have different lengths.", name=name) from error
    if array.dtype.kind not in "fiub" or array.ndim == 0:
        raise LstmVizError("{name} holds something that is no list of numbers.", name=name)
    return array[:, np.newaxis] if array.ndim == 1 else array


def _has_text(value: list[Any]) -> bool:
    left = [value]
    while left:
        for item in left.pop():
            if isinstance(item, list):
                left.append(item)
            elif isinstance(item, (str, dict)):
                return True
    return False


def _checked(array: np.ndarray, name: str) -> np.ndarray:
    if array.size == 0:
        raise LstmVizError("{name} has no numbers in it: {way_out}.", name=name, way_out=_WAY_OUT)
    if array.size > MOST_NUMBERS:
        raise LstmVizError(
            "{name} has {size} numbers, at most {most} are read.",
            name=name,
            size=array.size,
            most=MOST_NUMBERS,
        )
    if array.ndim == 1:
        array = array[:, np.newaxis]
    with np.errstate(over="ignore"):
        small = array.astype(np.float32)
    wrong = np.argwhere(~np.isfinite(small))
    if len(wrong):
        place = ", ".join(str(int(k) + 1) for k in wrong[0])
        raise LstmVizError(
            "{name}: the number at place ({place}) is {array}, which is not a "
            "finite float32: replace it.", name=name, place=place, array=array[tuple(wrong[0])]
        )
    whole = array.dtype.kind in "iub" or bool(np.all(array == np.round(array)))
    return array.astype(np.int64) if whole and np.all(np.abs(small) < 2**31) else small


def _short(text: str, most: int = 20) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
