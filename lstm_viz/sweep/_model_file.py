"""The swept model as the bytes of a file: for workers, and for the sweep's folder."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Final

import numpy as np

from lstm_viz.errors import LstmVizError
from lstm_viz.models import RecurrentModel, read_model

# The file of the last model by its digest: a sweep asks twice, for its folder and for workers.
_LAST: Final[dict[str, tuple[bytes, bool]]] = {}


def model_bytes(model: RecurrentModel) -> bytes:
    """The model as a ``.keras`` file that opens again as the same model.

    Raises
    ------
    LstmVizError
        When it does not: it has layers that no other process knows.
    """
    return _written(model)[0]


def folder_model(model: RecurrentModel) -> bytes | None:
    """The model's file for a sweep's folder; None where none opens again with the same digest."""
    try:
        data, same = _written(model)
    except LstmVizError:
        return None
    return data if same else None


def _written(model: RecurrentModel) -> tuple[bytes, bool]:
    """The file, and whether it opens with the same digest."""
    digest = model.digest
    if digest not in _LAST:
        found = _write(model, digest)
        _LAST.clear()
        _LAST[digest] = found
    return _LAST[digest]


def _write(model: RecurrentModel, digest: str) -> tuple[bytes, bool]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.keras"
        try:
            model.keras.save(path)
            data = path.read_bytes()
            again = read_model(data, path.name)
        except Exception as error:
            raise _in_this_process_only(model) from error
    if again.layers != model.layers or not _same_weights(again, model):
        raise _in_this_process_only(model)
    return data, again.digest == digest


def _same_weights(one: RecurrentModel, other: RecurrentModel) -> bool:
    mine, theirs = one.keras.get_weights(), other.keras.get_weights()
    return len(mine) == len(theirs) and all(map(np.array_equal, mine, theirs))


def _in_this_process_only(model: RecurrentModel) -> LstmVizError:
    return LstmVizError(
        f"Model '{model.name}' cannot be written as a file that opens again as the same model: it "
        "runs in this process only, without a cluster."
    )
