"""A person's own input, carried by the document itself."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np

from lstm_viz.errors import LstmVizError
from lstm_viz.experiment._packed import DTYPES, pack, packed_size, unpack

MOST_DATA_BYTES: Final = 64 * 2**20
_MOST_ARRAYS: Final = 16
_MOST_LABELS: Final = 100_000


@dataclass(frozen=True, kw_only=True, eq=False)
class InputData:
    """An input sequence that is not one of the model's own.

    Parameters
    ----------
    arrays : tuple of ndarray
        One per input of the model, in its order: ``(batch, T, features)`` numbers or
        ``(batch, T)`` token ids. Dtype and shape are kept exactly.
    title : str
        At most 200 characters.
    labels : tuple of str or None
        One per timestep.
    note : str
        What was done to the data, for instance how it was scaled.

    Raises
    ------
    LstmVizError
        If a field is not as said, or a number is not finite.
    """

    arrays: tuple[np.ndarray, ...]
    title: str = ""
    labels: tuple[str, ...] | None = None
    note: str = ""

    def __post_init__(self) -> None:
        arrays = tuple(np.array(array) for array in self.arrays)
        if not 1 <= len(arrays) <= _MOST_ARRAYS:
            raise LstmVizError(
                "An input has 1 to {most} arrays, not {count}.",
                most=_MOST_ARRAYS,
                count=len(arrays),
            )
        for array in arrays:
            if array.dtype.newbyteorder("<").str not in DTYPES or not array.size:
                raise LstmVizError("An input is made of arrays of numbers that are not empty.")
            if array.dtype.kind == "f" and not np.all(np.isfinite(array)):
                raise LstmVizError("An input has a number that is not finite: replace it.")
            array.setflags(write=False)
        if packed_size(arrays) > MOST_DATA_BYTES:
            raise LstmVizError(
                "An input holds at most {most} MiB: give less.",
                most=MOST_DATA_BYTES // 2 ** 20,
            )
        for name, most in (("title", 200), ("note", 1_000)):
            text = getattr(self, name)
            if not isinstance(text, str) or len(text) > most:
                raise LstmVizError(
                    "The {name} of an input is a text of at most {most} letters.",
                    name=name,
                    most=most,
                )
        if self.labels is not None:
            labels = self.labels
            if not isinstance(labels, (tuple, list)) or len(labels) > _MOST_LABELS:
                raise LstmVizError("The labels of an input are a list of texts.")
            if not all(isinstance(label, str) and len(label) <= 200 for label in labels):
                raise LstmVizError("The labels of an input are texts of at most 200 letters.")
            object.__setattr__(self, "labels", tuple(labels))
        try:
            "".join([self.title, self.note, *(self.labels or ())]).encode()
        except UnicodeEncodeError as error:
            raise LstmVizError("A text of an input has half a character in it.") from error
        object.__setattr__(self, "arrays", arrays)

    @cached_property
    def name(self) -> str:
        """``own-`` and 16 hexadecimal digits of what it holds: it is never taken from a file."""
        digest = hashlib.sha256(repr((self.title, self.labels, self.note)).encode())
        for array in self.arrays:
            digest.update(repr((array.dtype.newbyteorder("<").str, array.shape)).encode())
            digest.update(np.ascontiguousarray(array).tobytes())
        return f"own-{digest.hexdigest()[:16]}"

    @property
    def target(self) -> None:
        """The right answers: of a person's own input, none are known."""
        return None

    @property
    def x(self) -> Any:
        """The array, or a list of them for a model of several inputs."""
        return self.arrays[0] if len(self.arrays) == 1 else list(self.arrays)

    @property
    def size(self) -> int:
        """Bytes of all arrays."""
        return packed_size(self.arrays)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, InputData) and self.name == other.name

    def __hash__(self) -> int:
        return hash(self.name)

    @cached_property
    def packed(self) -> str:
        """All of it as text for an address or a file."""
        header: dict[str, Any] = {"title": self.title, "note": self.note}
        if self.labels is not None:
            header["labels"] = list(self.labels)
        return pack({k: v for k, v in header.items() if v != ""}, self.arrays)

    @classmethod
    def from_packed(cls, text: Any, *, most_bytes: int = MOST_DATA_BYTES + 2**20) -> InputData:
        """Return what `packed` wrote.

        Raises
        ------
        LstmVizError
            If it is damaged, too large, or not as said.
        """
        if not isinstance(text, str):
            raise LstmVizError("The input in this experiment is not a text of packed numbers.")
        header, arrays = unpack(text, most_bytes=most_bytes, what="The input")
        if not isinstance(header, Mapping) or not set(header) <= {"title", "note", "labels"}:
            raise LstmVizError("The input in this experiment has parts that are not known.")
        return cls(arrays=tuple(arrays), **header)
