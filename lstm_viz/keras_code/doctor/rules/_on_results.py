"""Findings where what a layer or a cell returns is taken apart."""

from __future__ import annotations

from typing import Any, Final

from lstm_viz._language import Text
from lstm_viz.keras_code.doctor.reading import Event
from lstm_viz.keras_code.doctor.reading._parts import Layer
from lstm_viz.keras_code.doctor.reading._values import Items, Tensor, role_of
from lstm_viz.keras_code.doctor.rules._told import Told, on

_COUNT: Final = {
    "GRU": "unpack-count-gru",
    "SimpleRNN": "unpack-count-gru",
    "Bidirectional LSTM": "unpack-count-bidirectional",
}


@on("unpack")
def unpacked(event: Event, told: Told) -> None:
    """A number or an order of names that does not fit."""
    value, names = event.subject, event.args
    if isinstance(value, Tensor):
        _without_states(event, told, value, len(names))
        return
    layer = value.origin if isinstance(value, Items) and not value.open else None
    if layer is None or event.value is not None:
        return
    given = len(value.values)
    whole = given > 0 and getattr(value.values[0], "source", None) is layer or layer.cell
    if given != len(names):
        _wrong_count(event, told, layer, len(names), given, "returned" if whole else "kept")
    elif whole and layer.kind == "LSTM" and layer.cells is None and len(names) == 3:
        if [role_of(name) for name in names[1:]] == ["c", "h"]:
            told.report(event, "unpack-order", layer=layer)


def _without_states(event: Event, told: Told, value: Tensor, wanted: int) -> None:
    layer = value.via[-1] if value.via else None
    if not (isinstance(layer, Layer) and layer.recurrent and wanted in (2, 3, 5)):
        return
    if layer.return_state is False and value.source is layer and value.whole:
        told.report(event, "unpack-without-return-state", layer=layer, wanted=wanted,
                    error=None if value.form == "symbolic" else "")


def _wrong_count(
    event: Event, told: Told, layer: Layer, wanted: int, given: int, which: str
) -> None:
    code = _COUNT.get(layer.kind or "", "unpack-count")
    if layer.cell:
        code = "cell-unpack"
    elif layer.cells is not None:
        code = "unpack-nested"
    expected = f"too many values to unpack (expected {wanted})"
    if wanted > given:
        expected = f"not enough values to unpack (expected {wanted}, got {given})"
    told.report(event, code, which, layer=layer, given=given, wanted=wanted,
                error=f"ValueError: {expected}")


@on("item")
def past_the_end(event: Event, told: Told) -> None:
    """An index into what a layer returns that is too large."""
    value = event.subject
    if not isinstance(value, Items) or value.origin is None:
        return
    layer = value.origin
    nested: str = Text(", one entry per cell")
    if layer.class_name == "Bidirectional":
        nested = Text(", one entry per cell and direction")
    told.report(event, "result-index", layer=layer, value=event.value, count=len(value.values),
                what=nested if layer.cells is not None else "")


@on("attribute")
def of_results(event: Event, told: Told) -> None:
    """An attribute of a tensor, asked of everything that a layer returned."""
    value: Any = event.subject
    if isinstance(value, Items) and value.origin and event.name in ("shape", "dtype", "numpy"):
        kind = "list" if value.origin.cells is not None else "tuple"
        code = "cell-result" if value.origin.cell else "result-as-tensor"
        told.report(event, code, "asked", layer=value.origin, kind=kind)
