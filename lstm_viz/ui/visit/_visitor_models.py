"""Visitors' own models: at most three a visit, and a bound on the memory of all together."""

from __future__ import annotations

import gc
import hashlib
import os
import threading
import weakref
from typing import Any, Final

from lstm_viz._language import N_
from lstm_viz.errors import LstmVizError

MOST_A_VISIT: Final = 3
MEMORY_VARIABLE: Final = "LSTM_VIZ_MOST_VISITORS_MODEL_BYTES"
_MEMORY: Final = 2**30


def file_id(data: bytes, architecture: bytes | None = None) -> str:
    """Id of a file's model: ``file-`` and 12 hexadecimal digits of the SHA-256 of its bytes.

    A file of weights is another model with each architecture, so both count.
    """
    digest = hashlib.sha256(data)
    if architecture is not None:
        digest.update(hashlib.sha256(architecture).digest())
    return f"file-{digest.hexdigest()[:12]}"


def is_file_id(model: str) -> bool:
    """Whether a model of this id came from a visitor's file."""
    return model.startswith("file-")


def with_model(kept: dict[str, Any], model: Any) -> dict[str, Any]:
    """The models of a visit with one more, the newest last; the oldest leaves when there are four.

    Parameters
    ----------
    kept : dict of str to OwnModel
        By id.
    model : OwnModel
    """
    others = {key: value for key, value in kept.items() if key != model.id}
    every = list({**others, model.id: model}.items())
    for _, leaving in every[:-MOST_A_VISIT]:
        empty(leaving)
    return dict(every[-MOST_A_VISIT:])


def empty(model: Any) -> None:
    """Take the Keras model and the inputs out of a model that has left a visit.

    Streamlit keeps the arguments of callbacks until the visit ends, those of widgets that are no
    longer drawn too: what they hold must be small.
    """
    object.__setattr__(model, "model", None)
    object.__setattr__(model, "sequences", ())


def collect() -> None:
    """Collect all garbage, what was frozen among it.

    A visit that was open as the heap was frozen is part of it, and so is the model that it opened
    later: a plain collection would never free them.
    """
    frozen = gc.get_freeze_count() > 0
    gc.unfreeze()
    gc.collect()
    if frozen:
        gc.freeze()


class Registry:
    """Counts the memory of all visitors' models, without keeping any of them alive.

    Parameters
    ----------
    most : int, optional
        Bytes; by default ``LSTM_VIZ_MOST_VISITORS_MODEL_BYTES``, else 1 GiB.
    """

    def __init__(self, most: int | None = None) -> None:
        self._most = most
        self._sizes: dict[int, int] = {}
        self._lock = threading.RLock()

    @property
    def most(self) -> int:
        """Bytes that all models together may take."""
        if self._most is not None:
            return self._most
        given = os.environ.get(MEMORY_VARIABLE, "")
        return int(given) if given.isdecimal() else _MEMORY

    def used(self) -> int:
        """Bytes of the weights of all models that are alive."""
        with self._lock:
            return sum(self._sizes.values())

    def count(self) -> int:
        """How many models are alive."""
        with self._lock:
            return len(self._sizes)

    def check(self, size: int) -> None:
        """See whether ``size`` more bytes fit.

        Raises
        ------
        LstmVizError
            If they do not.
        """
        if self.used() + size > self.most:
            # Models are part of reference cycles: those of visits that ended may wait for this.
            collect()
        if self.used() + size > self.most:
            raise LstmVizError(
                N_(
                    "The server's memory for visitors' models is full ({size} MiB): try again "
                    "when others have left, or run LSTM Viz on your own computer."
                ),
                size=self.most // 2**20,
            )

    def add(self, model: Any, size: int) -> None:
        """Count a model until it leaves memory.

        Raises
        ------
        LstmVizError
            If it does not fit.
        """
        with self._lock:
            self.check(size)
            key = id(model)
            self._sizes[key] = size
            weakref.finalize(model, self._sizes.pop, key, None).atexit = False  # type: ignore[misc]


MODELS: Final = Registry()
