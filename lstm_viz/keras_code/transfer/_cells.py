"""The Keras cell behind each recurrent layer of a model."""

from __future__ import annotations

from typing import Any

from lstm_viz._language import N_
from lstm_viz.models import RecurrentModel
from lstm_viz.models._graph import all_calls, cells_of, directions_of


def cells(model: RecurrentModel) -> dict[str, Any]:
    """Return the cell of each recurrent layer, by the layer's name."""
    found: dict[str, Any] = {}
    for call in all_calls(model.keras):
        for rnn, specs in zip(directions_of(call.layer), call.cells, strict=False):
            found |= {
                spec.name: cell for spec, cell in zip(specs, cells_of(rnn), strict=True)
            }
    return found


def parameters(cell: Any) -> dict[str, Any]:
    """Return the variables of a cell by what they are: kernel, recurrent kernel, bias."""
    found = {N_("kernel"): cell.kernel, N_("recurrent kernel"): cell.recurrent_kernel}
    return found if cell.bias is None else {**found, N_("bias"): cell.bias}
