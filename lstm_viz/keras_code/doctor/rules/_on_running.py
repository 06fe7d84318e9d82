"""Findings where models are run, trained and saved."""

from __future__ import annotations

from typing import Final

from lstm_viz._language import Text
from lstm_viz.keras_code.doctor.reading import Event
from lstm_viz.keras_code.doctor.reading._arrays import int_of
from lstm_viz.keras_code.doctor.reading._layers import flag
from lstm_viz.keras_code.doctor.reading._parts import Layer, Model
from lstm_viz.keras_code.doctor.reading._values import Const, Tensor, closed
from lstm_viz.keras_code.doctor.rules._states import shown
from lstm_viz.keras_code.doctor.rules._told import Told, on

_WORDS: Final = ("initial_state", "states", "initial_states")
# Where batch_size stands.
_PLACES: Final = {"fit": 2, "predict": 1, "evaluate": 2}


@on("run")
def run(event: Event, told: Told) -> None:
    """``fit``, ``predict`` and their like."""
    model, method = event.subject, event.name
    for word in _WORDS:
        if word in event.named:
            told.report(event, "predict-initial-state", "run", word=word)
    stateful = model.stateful
    if not stateful or method == "add":
        return
    _check_batch(event, told, model, stateful[0])
    named = event.named
    # Keras shuffles arrays alone, and only these come with targets.
    arrays = len(event.args) > 1 or "y" in named
    x = event.get(0, "x")
    one_row = isinstance(x, Tensor) and x.shape is not None and x.shape[:1] == (1,)
    shuffle = flag(named["shuffle"]) if "shuffle" in named else True
    if method == "fit" and arrays and shuffle and None not in named and not one_row:
        told.report(event, "fit-shuffles", "run", layer=stateful[0])


def _check_batch(event: Event, told: Told, model: Model, layer: Layer) -> None:
    wanted, given = model.batch or layer.batch, _batch_size(event)
    if wanted is None or given is None:
        return
    x = event.get(0, "x")
    rows = x.shape[0] if isinstance(x, Tensor) and x.shape else None
    default = event.get(_PLACES[event.name], "batch_size") is None
    words: str = f"batch_size={given}"
    if default:
        words = Text("no batch_size, so Keras takes up to 32 rows")
    if rows is None and default:
        return
    if given < wanted if rows is None else min(rows, given) != wanted:
        told.report(event, "stateful-batch", "run", layer=layer, rows=wanted, words=words,
                    wanted=wanted)


@on("compare")
def same_input_twice(event: Event, told: Told) -> None:
    """Two answers to one input that are compared, or printed one below the other."""
    first, second = event.value
    if event.name == "differ":  # which is what the author expects
        told.withdraw("predict-changes-states", second.node.lineno)
        told.expected.add(second)
    if second in told.expected:
        return
    layer = next(iter(second.of.stateful), None) if isinstance(second.of, Model) else second.of
    told.report(event, "predict-changes-states", "compared", at=second.node.lineno, layer=layer,
                line=first.node.lineno)


@on("model-call")
def states_to_a_model(event: Event, told: Told) -> None:
    """States passed to the call of a model."""
    for word in _WORDS:
        if word in event.named and event.subject.class_name in ("Sequential", "Functional"):
            told.report(event, "model-initial-state", "called", word=word)


@on("run", "model-call")
def two_axes(event: Event, told: Told) -> None:
    """Rows without an axis of time, which Keras adds where there is one feature only."""
    model = event.subject
    x = event.get(0, "x")
    if not isinstance(x, Tensor) or x.form != "array" or x.shape is None or len(x.shape) != 2:
        return
    layer = next((one for one in model.every if one.recurrent), None)
    if layer and model.axes == 3 and model.features not in (None, 1):
        told.report(event, "two-axes", "model", layer=layer, shape=shown(x.shape))


@on("run", "model-call")
def constant_states(event: Event, told: Told) -> None:
    """A model whose states are constants, run with another number of rows than these have."""
    sizes = _batches(event)
    for call, layer, rows in told.constants:
        if event.subject.layers is not None and layer not in event.subject.every:
            continue
        told.expected.add(layer)
        wrong = next((size for size in sizes if size != rows and (rows == 1 or size != 1)), None)
        if wrong is None:
            continue
        if event.what == "model-call" and rows == 1:
            told.report(call, "states-broadcast", "model", layer=layer, rows=wrong, wrong=wrong)
        else:
            _constant(told, call, layer, rows, Text("the model is run with {wrong}", wrong=wrong))


def _constant(told: Told, call: Event, layer: Layer, rows: int, but: str) -> None:
    error = "ValueError: … enters the loop with shape …" if rows == 1 else ""
    told.report(call, "states-constant", layer=layer, count=rows, but=but, error=error)


def _batches(event: Event) -> set[int]:
    """Numbers of rows that a model is certainly run with at once."""
    x = event.get(0, "x")
    x = (closed(x) or [x])[0]
    rows = x.shape[0] if isinstance(x, Tensor) and x.shape else None
    if rows is None or event.what == "model-call" or event.name.endswith("_on_batch"):
        return {rows} if rows else set()
    size = _batch_size(event)
    return {min(rows, size), rows % size or size} if size else set()


def _batch_size(event: Event) -> int | None:
    """Rows of a batch; None where that is not known."""
    place = _PLACES.get(event.name)
    if place is None or not event.complete:
        return None
    size = event.get(place, "batch_size", default=Const(None))
    return 32 if size == Const(None) else int_of(size)


@on("save")
def saved(event: Event, told: Told) -> None:
    """A model that is saved with states that were just set."""
    for layer in event.subject.stateful:
        if layer.pending:
            told.pending.append((event, layer))


@on("end")
def pending(_: Event, told: Told) -> None:
    """What the end tells: whether states were ever read, or a layer ever goes on from its own."""
    for call, layer, rows in told.constants:
        if rows == 1 and layer not in told.expected:
            but = Text("the Input leaves the number of rows open")
            _constant(told, call, layer, rows, but)
    for event, layer in told.pending:
        if event.what == "call" and not layer.goes_on:
            told.report(event, "stateful-and-initial-state", "called", layer=layer)
        elif event.what == "save" and not layer.read:
            told.report(event, "states-not-saved", "saved", layer=layer)
