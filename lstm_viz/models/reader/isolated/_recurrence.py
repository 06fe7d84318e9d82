"""Recurrent layers in a description that is not checked, so that no closed way out is named."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from ._reading import from_keras
from ._refused import Refused, shown
from ._table import BUILT_IN, CELLS, CUDNN, LAYERS, MODELS

_PLAIN: Final = frozenset({"LSTM", "GRU", "SimpleRNN", *CUDNN})
_MOST_DEPTH: Final = 8
_IN_PYTHON: Final = "In Python, use lstm_viz.wrap(model)."


def with_way_out(refused: Refused, raw: Any) -> Refused:
    """Return a refusal with the way that is open, if one is.

    A model can be traced in Python if a recurrent layer of Keras' own is in its graph. Where no
    layer can be recurrent at all, that is the reason, whatever else is wrong with the model.
    """
    if not refused.in_python:
        return refused
    if any(_traced(layer) for layer in _layers(raw)):
        refused.sentence += f" {_IN_PYTHON}"
    elif all(_known(layer) for layer in _layers(raw)):
        name = raw["config"].get("name", "") if isinstance(raw.get("config"), dict) else ""
        return no_recurrence(shown(name or raw.get("class_name", "")))
    else:
        refused.sentence += (
            " It has no LSTM, GRU or SimpleRNN of Keras' own, so nothing could be traced in Python "
            "either: build the model with one of these."
        )
    return refused


def no_recurrence(model: str) -> Refused:
    """Return the refusal of a model without a recurrent layer."""
    return Refused(
        "no-recurrent-layer",
        f"Model '{model}' has no LSTM, GRU or SimpleRNN layer: open a model that has one.",
    )


def _layers(raw: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    """Yield the layers of a model and of the models in it."""
    config = raw.get("config") if isinstance(raw, dict) else None
    entries = config.get("layers") if isinstance(config, dict) else config
    if not isinstance(entries, list) or depth > _MOST_DEPTH:
        return
    for entry in entries:
        if not isinstance(entry, dict):
            continue
        yield entry
        kind = entry.get("class_name")
        if isinstance(kind, str) and kind in MODELS:
            yield from _layers(entry, depth + 1)


def _traced(entry: Any) -> bool:
    """Tell whether ``lstm_viz.wrap`` records a layer, as far as the file says."""
    if not isinstance(entry, dict) or not isinstance(entry.get("class_name"), str):
        return False
    kind, config = entry["class_name"], entry.get("config")
    if not from_keras(entry, kind) or not isinstance(config, dict):
        return False
    if kind == "Bidirectional":
        other = config.get("backward_layer")
        return _traced(config.get("layer")) and (other is None or _traced(other))
    if kind == "RNN":
        cells = config.get("cell")
        return all(map(_cell, cells)) if isinstance(cells, list) and cells else _cell(cells)
    return kind in _PLAIN


def _cell(entry: Any, depth: int = 0) -> bool:
    if not isinstance(entry, dict) or not isinstance(entry.get("class_name"), str):
        return False
    kind, config = entry["class_name"], entry.get("config")
    if not from_keras(entry, kind) or depth > _MOST_DEPTH:
        return False
    if kind != "StackedRNNCells":
        return kind in CELLS
    cells = config.get("cells") if isinstance(config, dict) else None
    return isinstance(cells, list) and all(_cell(cell, depth + 1) for cell in cells)


def _known(entry: dict[str, Any]) -> bool:
    """Tell whether an entry is certainly no recurrent layer."""
    kind = entry.get("class_name")
    if not isinstance(kind, str):
        return True
    module = entry.get("module")
    if kind == "InputLayer" or kind in MODELS or isinstance(module, str) and ".ops." in module:
        return True
    if not from_keras(entry, kind) or kind in ("RNN", "Bidirectional", *_PLAIN):
        return False
    inner = entry.get("config", {}).get("layer") if isinstance(entry.get("config"), dict) else None
    inside = not isinstance(inner, dict) or _known(inner)
    recurrent = kind.startswith("ConvLSTM") or kind == "ConvRecurrent2D"
    return inside and not recurrent and (kind in LAYERS or kind in BUILT_IN or kind == "Lambda")
