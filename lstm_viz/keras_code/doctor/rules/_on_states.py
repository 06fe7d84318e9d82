"""Findings where stored states, and attributes around them, are read and written."""

from __future__ import annotations

from typing import Any, Final

import keras

from lstm_viz._language import N_, Text
from lstm_viz.keras_code.doctor.reading import Event
from lstm_viz.keras_code.doctor.reading._arrays import int_of
from lstm_viz.keras_code.doctor.reading._attributes import GONE, has_attribute
from lstm_viz.keras_code.doctor.reading._models import RESETS
from lstm_viz.keras_code.doctor.reading._parts import Layer, Model, StateOf, StatesOf
from lstm_viz.keras_code.doctor.reading._values import Const, Items, Tensor, Unknown, closed
from lstm_viz.keras_code.doctor.rules._on_calls import one_state
from lstm_viz.keras_code.doctor.rules._shapes import shown
from lstm_viz.keras_code.doctor.rules._states import value_problems
from lstm_viz.keras_code.doctor.rules._told import Told, called, on

_UNSAID: Final = ("?", "TimeDistributed", "RNN")
# What Keras 2 had in its backend, and that code about states used.
_BACKEND: Final = (
    "function", "variable", "get_session", "batch_get_value", "batch_set_value", "rnn", "update",
    "placeholder", "zeros", "zeros_like", "learning_phase", "eval",
)  # fmt: skip
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
        told.report(
            event,
            "state-get-value",
            Text("A stored state is asked for its {name}.", name=name),
            layer=owner.layer,
            error=f"AttributeError: 'Variable' object has no attribute '{name}'",
        )
    elif isinstance(owner, StatesOf) and owner.layer.stateful:
        told.report(
            event,
            "gone-attribute",
            Text("layer.states, a list, is asked for its {name}.", name=name),
            layer=owner.layer,
            error="AttributeError",
        )
    elif isinstance(owner, Layer):
        error = f"AttributeError: '{owner.class_name}' object has no attribute '{name}'"
        recurrent = owner.cell or owner.recurrent or owner.class_name in ("RNN", "Bidirectional")
        if recurrent or name in GONE:
            told.report(
                event,
                "cell-attribute" if owner.cell else "gone-attribute",
                Text("The {called} is asked for its {name}.", called=called(owner), name=name),
                layer=owner,
                error=error,
            )
        elif owner.class_name not in _UNSAID and not owner.own:
            code = "input-layer" if owner.class_name == "InputLayer" else "wrong-layer"
            told.report(
                event,
                code,
                Text(
                    "The layer that is asked for its {name} is a {layer}, not the recurrent "
                    "one.",
                    name=name,
                    layer=owner.class_name,
                ),
                error=error,
            )


def _of_model(event: Event, told: Told, model: Model, name: str) -> None:
    known = model.class_name not in ("model", "loaded")
    kind = f"'{model.class_name}'" if known else "…"
    error = f"AttributeError: {kind} object has no attribute '{name}'"
    layer = next((one for one in model.every if one.recurrent), None)
    if name in RESETS:
        told.report(
            event,
            "model-reset",
            Text("{name}() is called on the model.", name=name),
            layer=layer,
            error=error,
        )
    elif known:
        code, what = ("model-states" if name == "states" else "gone-attribute"), name
        told.report(
            event,
            code,
            Text("The model is asked for its {what}.", what=what),
            layer=layer,
            error=error,
        )


@on("bare")
def not_called(event: Event, told: Told) -> None:
    """A reset without parentheses."""
    layer = event.subject
    if isinstance(layer, Unknown) and event.name in RESETS:
        told.report(
            event,
            "reset-not-called",
            Text("{event} is named, but not called.", event=event.name),
        )
    if isinstance(layer, Layer) and event.name in RESETS and has_attribute(layer, event.name):
        # Whoever writes this expects a reset: what follows from its absence is no further news.
        layer.marks += 1
        told.report(
            event,
            "reset-not-called",
            Text("{event} is named, but not called.", event=event.name),
            layer=layer,
        )


@on("backend")
def backend(event: Event, told: Told) -> None:
    """A function of keras.backend that is gone."""
    name, raw = event.name, event.subject.raw
    tensorflow = raw.startswith("tensorflow")
    state = event.args[0] if event.args else None
    layer = state.layer if isinstance(state, StateOf) else None
    if name in ("set_value", "get_value"):
        if tensorflow and (name == "get_value" or layer is None):
            return
        code = "tf-backend-set-value" if tensorflow else f"backend-{name.replace('_', '-')}"
        does = Text("writes") if name == "set_value" else Text("reads")
        told.report(
            event,
            code,
            Text("{name}() of the backend {does} a state.", name=name, does=does),
            layer=layer,
        )
    elif name in _BACKEND and not hasattr(keras.backend, name):
        if not (tensorflow and name in _IN_TENSORFLOW):
            module = "…" if tensorflow else "module 'keras.backend'"
            told.report(
                event,
                "backend-gone",
                Text("{name}() of the backend is called.", name=name),
                error=f"AttributeError: {module} has no attribute '{name}'",
            )


@on("item")
def state_at(event: Event, told: Told) -> None:
    """``layer.states[index]`` where there is none."""
    if not isinstance(event.subject, StatesOf):
        return
    layer, place = event.subject.layer, event.value
    where = Text("The {layer}", layer=called(layer))
    error = "TypeError: 'NoneType' object is not iterable" if event.name == "iterate" else None
    if layer.stateful is False and layer.recurrent:
        told.report(
            event,
            "states-stateless",
            Text("{where} is not stateful.", where=where),
            layer=layer,
            error=error,
        )
    elif layer.stateful and layer.built is False:
        told.report(
            event,
            "states-before-build",
            Text("{where} is not built yet here.", where=where),
            layer=layer,
            error=error,
        )
    elif place is not None and layer.state_count and place >= layer.state_count:
        many = Text("{count} state", "{count} states", count=layer.state_count)
        told.report(
            event,
            "state-index",
            Text(
                "states[{place}] is asked for; the {layer} has {many}.",
                place=place,
                layer=called(layer),
                many=many,
            ),
            layer=layer,
        )


@on("assign")
def assigned(event: Event, told: Told) -> None:
    """What is written into a stored state."""
    state: StateOf = event.subject
    layer = state.layer
    given = one_state(event.value, event.name)
    if state.index is None:
        return
    if layer.kind == "LSTM" and [layer.assigned.get(place) for place in (0, 1)] == ["c", "h"]:
        told.report(
            event,
            "stored-swapped",
            N_(
                "By its name, the cell state is assigned to states[0] and the hidden state to "
                "states[1].",
            ),
            layer=layer,
        )
    if given is None or given.form == "unknown":
        return
    wanted = (layer.batch, layer.units)
    if given.shape is not None and None not in (*given.shape, *wanted) and given.shape != wanted:
        told.report(
            event,
            "state-assign-shape",
            Text(
                "An array of shape {given_shape} is assigned to a state of shape {wanted}.",
                given_shape=shown(given.shape),
                wanted=shown(wanted),
            ),
            layer=layer,
            shapes=(given.shape,),
        )
    if layer.kind is not None and state.index == 0:
        for mark in value_problems([given], layer.kind):
            if mark.code != "float64":
                told.report(event, mark.code, mark.problem, layer=layer)


@on("set")
def attribute_set(event: Event, told: Told) -> None:
    """``layer.states = …`` and ``layer.stateful = …``."""
    layer, value = event.subject, event.value
    if event.name == "stateful":
        changed = layer.stateful is False and layer.built and layer.ran is not None
        if changed and value == Const(True) and layer.kind in ("LSTM", "GRU", "SimpleRNN"):
            # The words of the error are others in a compiled model than in a call.
            told.report(event, "stateful-changed", Text("The {called} is made stateful after it "
                        "was built.", called=called(layer)), layer=layer, error="ValueError")
        return
    if event.name != "states":
        return
    if not layer.recurrent:
        if layer.class_name not in (*_UNSAID, "Bidirectional") and not layer.own:
            told.report(event, "wrong-layer-set", Text("The layer that is given states is a "
                        "{layer}, not the recurrent one.", layer=layer.class_name))
        return
    parts = [StateOf(layer, 0)] if isinstance(value, StatesOf) and layer.built else closed(value)
    if not parts or all(isinstance(one, Const) for one in parts):
        return
    variables = [one for one in parts if isinstance(one, StateOf)
                 or (isinstance(one, Tensor) and one.form == "variable")]
    arrays = [one for one in parts if isinstance(one, Tensor) and one.form == "array"]
    if len(variables) == len(parts):
        told.report(event, "states-replaced-by-variables", N_("layer.states is replaced by "
                    "variables."), layer=layer)
    elif arrays and layer.compiled is not None:
        told.report(
            event,
            _replaced("states", layer),
            N_("layer.states is replaced by other values."),
            layer=layer,
        )


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
    code = _replaced("state-item", layer) if array else "state-item-replaced"
    told.report(
        event,
        code,
        Text(
            "An item of layer.states is replaced by {array}.",
            array=Text("an array") if array else Text("another object"),
        ),
        layer=layer,
    )


def _replaced(what: str, layer: Layer) -> str:
    """Name of the rule: what a model was compiled with stays, only a later call sees the array."""
    arrays = "arrays" if what == "states" else "array"
    return "state-item-replaced" if layer.compiled else f"{what}-replaced-by-{arrays}"


@on("method")
def methods(event: Event, told: Told) -> None:
    """A reset, or a request for the initial state."""
    layer: Any = event.subject
    if not isinstance(layer, Layer):
        return
    if event.name == "get_initial_state":
        _initial_state(event, told, layer)
    if event.name not in RESETS:
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
        told.report(
            event,
            "reset-with-states",
            Text("States are passed to {event}().", event=event.name),
            layer=layer,
            error=f"TypeError: {root}.{event.name}() {words}",
        )
    elif layer.stateful is False and layer.class_name != "Bidirectional":
        told.report(
            event,
            "reset-stateless",
            Text(
                "{event}() is called on a {layer} that is not stateful.",
                event=event.name,
                layer=layer.class_name,
            ),
            layer=layer,
        )
    elif layer.kind == "stacked LSTM cells" and layer.stateful and layer.built:
        told.report(
            event,
            "stacked-reset",
            Text("{event}() resets stacked cells.", event=event.name),
            layer=layer,
        )


def _initial_state(event: Event, told: Told, layer: Layer) -> None:
    if not (layer.recurrent or layer.cell or layer.class_name == "RNN"):
        return
    word = next((one for one in event.named if one not in ("batch_size", None)), None)
    given = event.args[0] if event.args else event.named.get("batch_size")
    owner = layer.class_name if layer.cell else "RNN"
    error: str | None = None
    if word is not None:
        problem: str = Text("get_initial_state() is called with {word}=.", word=word)
        error = f"TypeError: {owner}.get_initial_state() got an unexpected keyword argument"
    elif isinstance(given, Tensor) and (given.shape or given.via):
        problem = Text(
            "get_initial_state() is called with a tensor instead of a number of rows."
        )
        error = "" if given.via or given.form != "array" else None
    elif isinstance(given, Items):
        return
    elif given is None and layer.recurrent and not event.named:
        problem = Text("get_initial_state() is called without a number of rows.")
        error = ("TypeError: RNN.get_initial_state() missing 1 required positional argument: "
                 "'batch_size'")
    else:
        return
    told.report(event, "initial-state-arguments", problem, layer=layer, error=error)
