"""Findings where stored states, and attributes around them, are read and written."""

from __future__ import annotations

from typing import Any, Final

import keras

from lstm_viz.keras_code.doctor.reading import Event
from lstm_viz.keras_code.doctor.reading._arrays import int_of
from lstm_viz.keras_code.doctor.reading._attributes import GONE, has_attribute
from lstm_viz.keras_code.doctor.reading._models import RESETS
from lstm_viz.keras_code.doctor.reading._parts import Layer, Model, StateOf, StatesOf
from lstm_viz.keras_code.doctor.reading._results import one_state
from lstm_viz.keras_code.doctor.reading._values import Const, Tensor, Unknown, closed
from lstm_viz.keras_code.doctor.rules._states import shown, value_problems
from lstm_viz.keras_code.doctor.rules._told import Told, on

_UNSAID: Final = ("?", "TimeDistributed", "RNN")
# What Keras 2 had in its backend, and that code about states used.
_BACKEND: Final = (
    "function", "variable", "get_session", "batch_get_value", "batch_set_value", "rnn", "update",
    "placeholder", "zeros", "zeros_like", "learning_phase", "eval",
)  # fmt: skip
# What ran cells in TensorFlow 1.
_GONE_LOOPS: Final = ("dynamic_rnn", "static_rnn", "bidirectional_dynamic_rnn", "raw_rnn")
# Keras 3 keeps these for users of tf.keras.
_IN_TENSORFLOW: Final = ("variable", "batch_get_value", "batch_set_value", "rnn", "update",
                         "zeros", "zeros_like", "eval", "get_value", "set_value")


@on("attribute")
def gone(event: Event, told: Told) -> None:
    """An attribute that the object does not have."""
    owner, name = event.subject, event.name
    if isinstance(owner, Model):
        _of_model(event, told, owner, name)
    elif isinstance(owner, StateOf) and (told.keras == 3 or name in GONE):
        told.report(event, "state-get-value", layer=owner.layer)
    elif isinstance(owner, StatesOf) and owner.layer.stateful:
        told.report(event, "gone-attribute", "states", layer=owner.layer)
    elif isinstance(owner, Layer):
        recurrent = owner.cell or owner.recurrent or owner.class_name in ("RNN", "Bidirectional")
        if recurrent or name in GONE:
            code = "cell-attribute" if owner.cell else "gone-attribute"
            told.report(event, code, "layer", layer=owner)
        elif owner.class_name not in _UNSAID and not owner.own:
            code = "input-layer" if owner.class_name == "InputLayer" else "wrong-layer"
            told.report(event, code, found=owner.class_name)


def _of_model(event: Event, told: Told, model: Model, name: str) -> None:
    known = model.class_name not in ("model", "loaded")
    kind = f"'{model.class_name}'" if known else "…"
    code = "model-states" if name == "states" else "gone-attribute"
    if name in RESETS or known:
        told.report(
            event, "model-reset" if name in RESETS else code, "model",
            layer=next((one for one in model.every if one.recurrent), None),
            error=f"AttributeError: {kind} object has no attribute '{name}'",
        )


@on("bare")
def not_called(event: Event, told: Told) -> None:
    """A reset without parentheses."""
    layer = event.subject
    if event.name not in RESETS:
        return
    if isinstance(layer, Unknown):
        told.report(event, "reset-not-called")
    elif isinstance(layer, Layer) and has_attribute(layer, event.name):
        # Whoever writes this expects a reset: what follows from its absence is no further news.
        layer.marks += 1
        told.report(event, "reset-not-called", layer=layer)


@on("backend")
def backend(event: Event, told: Told) -> None:
    """A function of keras.backend that is gone."""
    name, tensorflow = event.name, event.subject.raw.startswith("tensorflow")
    if event.subject.name.startswith("tensorflow.nn."):
        if name in _GONE_LOOPS:
            told.report(event, "dynamic-rnn")
        return
    state = event.args[0] if event.args else None
    layer = state.layer if isinstance(state, StateOf) else None
    if name in ("set_value", "get_value"):
        if not tensorflow:
            told.report(event, f"backend-{name.replace('_', '-')}", "backend", layer=layer)
        elif name == "set_value" and layer is not None:
            told.report(event, "tf-backend-set-value", "backend", layer=layer)
    elif name in _BACKEND and not hasattr(keras.backend, name):
        if not (tensorflow and name in _IN_TENSORFLOW):
            module = "…" if tensorflow else "module 'keras.backend'"
            told.report(event, "backend-gone", module=module)


@on("item")
def state_at(event: Event, told: Told) -> None:
    """``layer.states[index]`` where there is none."""
    if not isinstance(event.subject, StatesOf):
        return
    layer, place = event.subject.layer, event.value
    error = "TypeError: 'NoneType' object is not iterable" if event.name == "iterate" else None
    if layer.stateful is False and layer.recurrent:
        told.report(event, "states-stateless", "layer", layer=layer, error=error)
    elif layer.stateful and layer.built is False:
        told.report(event, "states-before-build", "layer", layer=layer, error=error)
    elif place is not None and layer.state_count and place >= layer.state_count:
        told.report(event, "state-index", "layer", layer=layer, place=place,
                    count=layer.state_count)


@on("assign")
def assigned(event: Event, told: Told) -> None:
    """What is written into a stored state."""
    state: StateOf = event.subject
    layer = state.layer
    given = one_state(event.value, event.name)
    if state.index is None:
        return
    if layer.kind == "LSTM" and [layer.assigned.get(place) for place in (0, 1)] == ["c", "h"]:
        told.report(event, "stored-swapped", "layer", layer=layer)
    if given is None or given.form == "unknown":
        return
    wanted = (layer.batch, layer.units)
    if given.shape is not None and None not in (*given.shape, *wanted) and given.shape != wanted:
        told.report(event, "state-assign-shape", layer=layer, sizes={"shapes": (given.shape,)},
                    given_shape=shown(given.shape), wanted=shown(wanted))
    if layer.kind is not None and state.index == 0:
        for mark in value_problems([given], layer.kind):
            if mark.code != "float64":
                told.report(event, mark.code, problem=mark.problem, layer=layer)


@on("set")
def attribute_set(event: Event, told: Told) -> None:
    """``layer.states = …`` and ``layer.stateful = …``."""
    layer, value = event.subject, event.value
    if event.name == "stateful":
        changed = layer.stateful is False and layer.built and layer.ran is not None
        if changed and value == Const(True) and layer.kind in ("LSTM", "GRU", "SimpleRNN"):
            # The words of the error are others in a compiled model than in a call.
            told.report(event, "stateful-changed", layer=layer)
        return
    if event.name != "states":
        return
    if not layer.recurrent:
        if layer.class_name not in (*_UNSAID, "Bidirectional") and not layer.own:
            told.report(event, "wrong-layer-set", found=layer.class_name)
        return
    parts = [StateOf(layer, 0)] if isinstance(value, StatesOf) and layer.built else closed(value)
    if not parts or all(isinstance(one, Const) for one in parts):
        return
    variables = [one for one in parts if isinstance(one, StateOf)
                 or (isinstance(one, Tensor) and one.form == "variable")]
    arrays = [one for one in parts if isinstance(one, Tensor) and one.form == "array"]
    if len(variables) == len(parts):
        told.report(event, "states-replaced-by-variables", layer=layer)
    elif arrays and layer.compiled is not None:
        # What a model was compiled with stays; only a later call sees the arrays.
        code = "state-item-replaced" if layer.compiled else "states-replaced-by-arrays"
        told.report(event, code, "whole", layer=layer)


@on("set-item")
def item_replaced(event: Event, told: Told) -> None:
    """``layer.states[index] = …``."""
    layer, value = event.subject.layer, event.value
    before = len(told.found)
    state_at(Event(what="item", node=event.node, subject=event.subject,
                   value=int_of(event.args[0]), caught=event.caught), told)
    if len(told.found) > before or not isinstance(value, Tensor) or layer.ran is None:
        return
    array = value.form == "array"
    if not array and layer.ran is False and layer.built:
        return  # Keras takes new variables until predict or fit has seen the old ones.
    if array and layer.compiled is None:
        return
    early = array and not layer.compiled
    told.report(event, "state-item-replaced-by-array" if early else "state-item-replaced",
                "array" if array else "object", layer=layer)


@on("method")
def resets(event: Event, told: Told) -> None:
    """A reset with states, or where there are none."""
    layer: Any = event.subject
    if not isinstance(layer, Layer) or event.name not in RESETS:
        return
    if event.args or event.named:
        if None in event.named:
            return
        word = next(iter(event.named), None)
        words = (
            f"got an unexpected keyword argument '{word}'" if word
            else f"takes 1 positional argument but {1 + len(event.args)} were given"
        )
        root = "Bidirectional" if layer.class_name == "Bidirectional" else "RNN"
        told.report(event, "reset-with-states", "called", layer=layer, root=root, words=words)
    elif layer.stateful is False and layer.class_name != "Bidirectional":
        told.report(event, "reset-stateless", layer=layer)
    elif layer.kind == "stacked LSTM cells" and layer.stateful and layer.built:
        told.report(event, "stacked-reset", layer=layer)


@on("method")
def initial_state(event: Event, told: Told) -> None:
    """A request for the initial state with other arguments than Keras 3 takes."""
    layer: Any = event.subject
    if event.name != "get_initial_state" or not isinstance(layer, Layer):
        return
    if not (layer.recurrent or layer.cell or layer.class_name == "RNN"):
        return
    word = next((one for one in event.named if one not in ("batch_size", None)), None)
    given = event.args[0] if event.args else event.named.get("batch_size")
    code = "initial-state-arguments"
    if word is not None:
        owner = layer.class_name if layer.cell else "RNN"
        told.report(event, code, "word", layer=layer, word=word, owner=owner)
    elif isinstance(given, Tensor) and (given.shape or given.via):
        told.report(event, code, "tensor", layer=layer,
                    error="" if given.via or given.form != "array" else None)
    elif given is None and layer.recurrent and not event.named:
        told.report(event, code, "nothing", layer=layer)
