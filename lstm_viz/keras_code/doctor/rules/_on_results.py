"""Findings where what a layer or a cell returns is taken apart."""

from __future__ import annotations

from typing import Any, Final

from lstm_viz._language import N_, Text
from lstm_viz.keras_code.doctor.reading import Event
from lstm_viz.keras_code.doctor.reading._parts import Layer
from lstm_viz.keras_code.doctor.reading._values import Items, Tensor, role_of
from lstm_viz.keras_code.doctor.rules._told import Told, called, on

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
        _wrong_count(event, told, layer, len(names), given, _RETURNS if whole else _GIVES)
    elif whole and layer.kind == "LSTM" and layer.cells is None and len(names) == 3:
        if [role_of(name) for name in names[1:]] == ["c", "h"]:
            told.report(
                event,
                "unpack-order",
                N_("The states that the LSTM returns are unpacked as c, h."),
                layer=layer,
            )


def _without_states(event: Event, told: Told, value: Tensor, wanted: int) -> None:
    layer = value.via[-1] if value.via else None
    if not (isinstance(layer, Layer) and layer.recurrent and wanted in (2, 3, 5)):
        return
    if layer.return_state is False and value.source is layer and value.whole:
        told.report(
            event,
            "unpack-without-return-state",
            Text(
                "The result of the {called} is unpacked into {wanted} names, but the layer has no "
                "return_state=True.",
                called=called(layer),
                wanted=wanted,
            ),
            layer=layer,
            error=None if value.form == "symbolic" else "",
        )


_RETURNS: Final = N_("The {called} returns {given} tensors, {wanted} are unpacked.")
_GIVES: Final = N_("The {called} gives there {given} tensors, {wanted} are unpacked.")


def _wrong_count(
    event: Event, told: Told, layer: Layer, wanted: int, given: int, gives: str
) -> None:
    words = "not enough" if wanted > given else "too many"
    found = f", got {given}" if wanted > given else ""
    error = f"ValueError: {words} values to unpack (expected {wanted}{found})"
    told_of = {"called": called(layer), "given": given, "wanted": wanted}
    problem = Text.filled(gives, **told_of)
    code = _COUNT.get(layer.kind or "", "unpack-count")
    if layer.cell:
        code = "cell-unpack"
        problem = Text(
            "The {called} returns two things, output and states; {wanted} are unpacked.", **told_of
        )
    elif layer.cells is not None and gives != _RETURNS:
        code = "unpack-nested"
        problem = Text(
            "Of the {called} there are {given} entries, one list of states per cell; {wanted} are "
            "unpacked.",
            **told_of,
        )
    elif layer.cells is not None:
        code = "unpack-nested"
        problem = Text(
            "The {called} returns {given} things, its output and one list of states per cell; "
            "{wanted} are unpacked.",
            **told_of,
        )
    told.report(event, code, problem, layer=layer, error=error)


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
    told.report(
        event,
        "result-index",
        Text(
            "Entry {value} is asked for of the {count} that the {called} gives{what}.",
            value=event.value,
            count=len(value.values),
            called=called(layer),
            what=nested if layer.cells is not None else "",
        ),
        layer=layer,
        error="IndexError: tuple index out of range",
    )


@on("attribute")
def of_results(event: Event, told: Told) -> None:
    """An attribute of a tensor, asked of everything that a layer returned."""
    value: Any = event.subject
    if isinstance(value, Items) and value.origin and event.name in ("shape", "dtype", "numpy"):
        kind = "list" if value.origin.cells is not None else "tuple"
        code = "cell-result" if value.origin.cell else "result-as-tensor"
        told.report(
            event,
            code,
            Text(
                "What the {called} returns, output and states together, is asked for its {event}.",
                called=called(value.origin),
                event=event.name,
            ),
            layer=value.origin,
            error=f"AttributeError: '{kind}' object has no attribute '{event.name}'",
        )
