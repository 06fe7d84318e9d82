"""Models in pasted code: how they are made, run, reset and saved; and the states they store."""

from __future__ import annotations

from collections.abc import Mapping as Named
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from lstm_viz.keras_code.doctor._read_arrays import int_of, shape_of
from lstm_viz.keras_code.doctor._read_layers import flag, passed_state
from lstm_viz.keras_code.doctor._states import shown, value_problems
from lstm_viz.keras_code.doctor._values import (
    UNKNOWN,
    Const,
    Items,
    Layer,
    LayersOf,
    Model,
    StateOf,
    StatesOf,
    Tensor,
)
from lstm_viz.keras_code.doctor._world import World

RUNS: Final = (
    "fit", "predict", "evaluate", "train_on_batch", "predict_on_batch", "test_on_batch",
    "fit_generator", "predict_generator",
)  # fmt: skip
SAVES: Final = ("save", "save_weights", "export")
RESETS: Final = ("reset_states", "reset_state")
_TRANSPARENT: Final = ("Dropout", "BatchNormalization", "Activation", "LayerNormalization",
                       "Masking", "SpatialDropout1D", "GaussianNoise")


def make_input(
    world: World, args: Sequence[Any], named: Named[str, Any], node: Any
) -> Tensor:
    """Return the symbolic tensor that ``keras.Input`` makes."""
    if "batch_input_shape" in named:
        world.report("input-batch-shape", "Input is made with batch_input_shape=.", node)
    whole = shape_of(named.get("batch_shape", named.get("batch_input_shape")))
    if whole is None:
        inner = shape_of(args[0] if args else named.get("shape"))
        size = named.get("batch_size", args[1] if len(args) > 1 else None)
        whole = None if inner is None else (int_of(size), *inner)
    return Tensor(shape=whole, form="symbolic")


def make_sequential(world: World, args: Sequence[Any], node: Any) -> Model:
    """Return a Sequential model with the layers it is made of."""
    model = Model(class_name="Sequential", layers=[], line=node.lineno)
    world.models.append(model)
    given = args[0] if args else UNKNOWN
    if isinstance(given, Items):
        for one in given.values:
            add_layer(world, model, one, node)
    elif args:
        model.layers = None
    return model


def add_layer(world: World, model: Model, given: Any, node: Any) -> None:
    """Add a layer to a Sequential model, as ``model.add`` does."""
    if isinstance(given, Tensor) and given.form == "symbolic":
        model.input_given = True
        shape = given.shape
        model.batch = shape[0] if shape else None
        model.dynamic_batch = bool(shape) and shape[0] is None
        model.features = shape[2] if shape and len(shape) == 3 else None
        model.timesteps = shape[1] if shape and len(shape) == 3 else None
        return
    if model.layers is None:
        return
    if not isinstance(given, Layer):
        given = Layer(class_name="?")
    if given.input_given and not model.layers:
        model.input_given = True
        model.batch, model.dynamic_batch = given.batch, given.dynamic_batch
        model.features, model.timesteps = given.features, given.timesteps
    before = next(
        (one for one in reversed(model.layers) if one.class_name not in _TRANSPARENT), None
    )
    _check_before(world, before, model.layers, given, node)
    model.layers.append(given)
    if not given.recurrent:
        return
    given.batch = given.batch or model.batch
    if before is None:
        given.features = given.features or model.features
    given.timesteps = given.timesteps or model.timesteps
    given.built = model.input_given
    if given.stateful and model.input_given and model.dynamic_batch:
        world.report(
            "stateful-without-batch",
            f"The {given.class_name} of line {given.line} is stateful, but the model's batch size "
            "is not fixed.",
            node,
            layer=given,
        )


def _check_before(
    world: World, before: Layer | None, layers: list[Layer], given: Layer, node: Any
) -> None:
    if layers and layers[-1].return_state and layers[-1].recurrent:
        world.report(
            "return-state-sequential",
            f"The {layers[-1].class_name} of line {layers[-1].line} returns its states inside a "
            "Sequential model.",
            node,
            layer=layers[-1],
        )
    elif (
        before is not None
        and before.recurrent
        and before.return_sequences is False
        and given.recurrent
    ):
        world.report(
            "return-sequences-missing",
            f"The {before.class_name} of line {before.line} is followed by another recurrent "
            "layer, but has no return_sequences=True.",
            node,
            layer=before,
        )


def make_functional(world: World, args: Sequence[Any], named: Named[str, Any], node: Any) -> Model:
    """Return a Functional model with the layers between its inputs and outputs."""
    inputs = args[0] if args else named.get("inputs", UNKNOWN)
    outputs = args[1] if len(args) > 1 else named.get("outputs", UNKNOWN)
    ends = [one for one in _tensors(outputs) if isinstance(one, Tensor)]
    layers = list(dict.fromkeys(layer for end in ends for layer in end.via))
    starts = [one for one in _tensors(inputs) if isinstance(one, Tensor)]
    model = Model(class_name="Functional", layers=None, line=node.lineno)
    world.models.append(model)
    if starts and ends and layers:
        model.layers = [Layer(class_name="InputLayer"), *layers]
        model.ordered = len(starts) == 1
        model.batch = starts[0].shape[0] if starts[0].shape else None
        model.input_given = True
    return model


def _tensors(value: Any) -> tuple[Any, ...]:
    return value.values if isinstance(value, Items) else (value,)


def finish(world: World) -> None:
    """Report what only the end of the code tells."""
    for model in world.models:
        last = model.layers[-1] if model.layers else None
        if model.class_name == "Sequential" and last and last.recurrent and last.return_state:
            world.report(
                "return-state-last",
                f"The {last.class_name} of line {last.line} returns its states at the end of a "
                "Sequential model.",
                _Place(last.line),
                layer=last,
            )


@dataclass(frozen=True)
class _Place:
    """Stands for the node of a line."""

    lineno: int


def layer_at(world: World, model: Model, index: Any, node: Any) -> Any:
    """Return ``model.layers[index]``."""
    place = int_of(index)
    if model.layers is None or place is None:
        return UNKNOWN
    if not model.ordered and place != 0:
        return UNKNOWN
    if any(layer.class_name == "?" for layer in model.layers):
        return UNKNOWN
    if not -len(model.layers) <= place < len(model.layers):
        if model.class_name == "Sequential":
            recurrent = next((layer for layer in model.layers if layer.recurrent), None)
            world.report(
                "layer-missing",
                f"layers[{place}] is asked for, but the model has {len(model.layers)} "
                f"layer{'s' if len(model.layers) > 1 else ''}: its Input is not counted.",
                node,
                layer=recurrent,
            )
        return UNKNOWN
    return model.layers[place]


def layer_named(model: Model, name: Any) -> Any:
    """Return ``model.get_layer(name)``."""
    if model.layers and isinstance(name, Const):
        for layer in model.layers:
            if layer.name and layer.name == name.value:
                return layer
    return UNKNOWN


def run_model(
    world: World, model: Model, method: str, args: Sequence[Any], named: Named[str, Any], node: Any
) -> None:
    """Report what is wrong with fit, predict and their like."""
    for word in ("initial_state", "initial_states", "states"):
        if word in named:
            world.report(
                "predict-initial-state",
                f"{method}() is called with {word}=.",
                node,
                error=f"TypeError: …{method}() got an unexpected keyword argument '{word}'",
            )
    stateful = model.stateful
    if stateful:
        _check_batch(world, model, method, args, named, node)
        first = stateful[0]
        if method == "fit" and not _in_order(named):
            world.report(
                "fit-shuffles",
                f"fit() trains the stateful {first.class_name} of line {first.line} without "
                "shuffle=False.",
                node,
                layer=first,
            )
        if method.startswith("predict") and not all(layer.fresh for layer in stateful):
            world.report(
                "predict-changes-states",
                "predict() goes on from the states that an earlier run left.",
                node,
                layer=first,
            )
    for layer in model.layers or ():
        layer.fresh = False
        layer.ran = layer.built = True
    model.ran = True


def _in_order(named: Named[str, Any]) -> bool:
    return flag(named.get("shuffle")) is False if "shuffle" in named else False


def _check_batch(
    world: World, model: Model, method: str, args: Sequence[Any], named: Named[str, Any], node: Any
) -> None:
    wanted = model.batch or model.stateful[0].batch
    if wanted is None or method not in ("fit", "predict", "evaluate"):
        return
    x = args[0] if args else named.get("x", UNKNOWN)
    rows = x.shape[0] if isinstance(x, Tensor) and x.shape else None
    place = {"fit": 2, "predict": 1, "evaluate": 2}[method]
    size = named.get("batch_size", args[place] if len(args) > place else None)
    if size is None:
        # Without a number of rows nobody can tell, but training on one batch only is rare.
        wrong = rows != wanted if rows is not None else method == "fit" and wanted < 32
        told = "no batch_size, so Keras takes up to 32 rows"
        wrong = wrong and wanted != 32
    else:
        given = int_of(size)
        wrong = given is not None and given != wanted
        told = f"batch_size={given}"
    if wrong:
        world.report(
            "stateful-batch",
            f"{method}() is given {told}, but the stateful model was made for batches of "
            f"{wanted}.",
            node,
            layer=model.stateful[0],
            rows=wanted,
        )


def call_model(
    world: World, model: Model, args: Sequence[Any], named: Named[str, Any], node: Any
) -> Any:
    """Return what a call of a model returns, and report states passed to it."""
    for word in ("initial_state", "states", "initial_states"):
        if word in named and model.class_name in ("Sequential", "Functional"):
            world.report("model-initial-state", f"The model is called with {word}=.", node)
    for layer in model.layers or ():
        layer.ran = layer.built = True
        layer.fresh = False
    x = args[0] if args else UNKNOWN
    if isinstance(x, Tensor) and model.layers:
        inner = [layer for layer in model.layers if layer.class_name != "InputLayer"]
        return Tensor(form=x.form, via=(*x.via, *inner)[-50:])
    return UNKNOWN


def save_model(world: World, model: Model, node: Any) -> None:
    """Report that states which were set or left by a run are not saved."""
    stateful = model.stateful
    if stateful and any(layer.assigned for layer in stateful):
        world.report(
            "states-not-saved",
            f"The model is saved after the states of its {stateful[0].class_name} were set.",
            node,
            layer=stateful[0],
        )
    model.saved = getattr(node, "lineno", 0)


def load_model(world: World, node: Any) -> Model:
    """Return a model from a file; nothing is known of it but what was saved before."""
    for model in world.models:
        if model.saved and model.ran and model.stateful:
            world.report(
                "states-not-saved",
                f"A stateful model that was run and saved in line {model.saved} is loaded again.",
                node,
                layer=model.stateful[0],
            )
    return Model(class_name="loaded", layers=None, line=node.lineno)


def reset(
    world: World, owner: Any, method: str, args: Sequence[Any], named: Named[str, Any], node: Any
) -> None:
    """Report what is wrong with a reset of a layer or of a model."""
    if isinstance(owner, Model):
        kind = owner.class_name if owner.class_name in ("Sequential", "Functional") else "model"
        world.report(
            "model-reset",
            f"{method}() is called on the model.",
            node,
            layer=next((one for one in owner.layers or () if one.recurrent), None),
            error=f"AttributeError: '{kind}' object has no attribute '{method}'"
            if kind != "model"
            else f"AttributeError: … object has no attribute '{method}'",
        )
        for layer in owner.layers or ():
            layer.fresh = True
        return
    if not isinstance(owner, Layer):
        return
    if not owner.recurrent:
        if owner.class_name not in ("?", "TimeDistributed", "RNN"):
            wrong_layer(world, owner, method, node)
        return
    owner.fresh = True
    if args or named:
        word = next(iter(named), None)
        told = (
            f"got an unexpected keyword argument '{word}'"
            if word
            else f"takes 1 positional argument but {1 + len(args)} were given"
        )
        root = "Bidirectional" if "Bidirectional" in owner.kind else "RNN"
        world.report(
            "reset-with-states",
            f"States are passed to {method}().",
            node,
            layer=owner,
            error=f"TypeError: {root}.{method}() {told}",
        )
    elif owner.stateful is False:
        world.report(
            "reset-stateless",
            f"{method}() is called on a {owner.class_name} that is not stateful.",
            node,
            layer=owner,
        )
    elif owner.kind == "stacked LSTM cells" and owner.built:
        world.report("stacked-reset", f"{method}() resets stacked cells.", node, layer=owner)


def wrong_layer(world: World, layer: Layer, attribute: str, node: Any) -> None:
    """Report that a layer without states is asked for them."""
    code = "input-layer" if layer.class_name == "InputLayer" else "wrong-layer"
    world.report(
        code,
        f"The layer that is asked for its {attribute} is a {layer.class_name}, not the recurrent "
        "one.",
        node,
        error=f"AttributeError: '{layer.class_name}' object has no attribute '{attribute}'",
    )


def set_on_another(world: World, layer: Layer, node: Any) -> None:
    """Report that a layer without states is given some."""
    if layer.class_name not in ("?", "TimeDistributed", "RNN"):
        world.report(
            "wrong-layer-set",
            f"The layer that is given states is a {layer.class_name}, not the recurrent one.",
            node,
        )


def states_of(world: World, owner: Any, node: Any) -> Any:
    """Return ``owner.states``."""
    if isinstance(owner, Model):
        if owner.class_name in ("Sequential", "Functional"):
            world.report(
                "model-states",
                "The model is asked for its states.",
                node,
                error=f"AttributeError: '{owner.class_name}' object has no attribute 'states'",
            )
        return UNKNOWN
    if isinstance(owner, Layer):
        if owner.recurrent:
            return StatesOf(owner)
        if owner.class_name not in ("?", "TimeDistributed", "RNN"):
            wrong_layer(world, owner, "states", node)
    return UNKNOWN


def state_at(world: World, states: StatesOf, index: Any, node: Any) -> StateOf:
    """Return ``layer.states[index]``."""
    layer, place = states.layer, int_of(index)
    where = f"The {layer.class_name} of line {layer.line}"
    if layer.stateful is False:
        world.report("states-stateless", f"{where} is not stateful.", node, layer=layer)
    elif layer.stateful and layer.built is False:
        world.report("states-before-build", f"{where} is not built yet here.", node, layer=layer)
    elif place is not None and layer.state_count and place >= layer.state_count:
        world.report(
            "state-index",
            f"states[{place}] is asked for; {where[0].lower() + where[1:]} has "
            f"{layer.state_count} state{'s' if layer.state_count > 1 else ''}.",
            node,
            layer=layer,
        )
    return StateOf(layer, place)


def assign_state(world: World, state: StateOf, value: Any, name: str, node: Any) -> None:
    """Report what is wrong with ``layer.states[index].assign(value)``."""
    layer = state.layer
    layer.fresh = True
    given = passed_state(value, name)
    role = given.role if given is not None else None
    if state.index is None:
        return
    layer.assigned[state.index] = role
    if layer.kind == "LSTM" and [layer.assigned.get(place) for place in (0, 1)] == ["c", "h"]:
        world.report(
            "stored-swapped",
            "By its name, the cell state is assigned to states[0] and the hidden state to "
            "states[1].",
            node,
            layer=layer,
        )
    if given is None or given.form == "unknown":
        return
    wanted = (layer.batch, layer.units)
    if given.shape is not None and None not in (*given.shape, *wanted) and given.shape != wanted:
        world.report(
            "state-assign-shape",
            f"An array of shape {shown(given.shape)} is assigned to a state of shape "
            f"{shown(wanted)}.",
            node,
            layer=layer,
            shapes=(given.shape,),
        )
    if layer.kind is not None and state.index == 0:
        for mark in value_problems([given], layer.kind):
            if mark.code != "float64":
                world.report(mark.code, mark.problem, node, layer=layer)


def replace_states(world: World, layer: Layer, value: Any, node: Any) -> None:
    """Report that ``layer.states`` is replaced."""
    parts = value.values if isinstance(value, Items) else ()
    variables = [one for one in parts if isinstance(one, Tensor) and one.form == "variable"]
    if parts and len(variables) == len(parts):
        code, what = "states-replaced-by-variables", "new variables"
    elif isinstance(value, Const) or (parts and all(isinstance(one, Const) for one in parts)):
        return
    else:
        code, what = "states-replaced-by-arrays", "other values"
    world.report(code, f"layer.states is replaced by {what}.", node, layer=layer)


def replace_state(world: World, states: StatesOf, value: Any, index: Any, node: Any) -> None:
    """Report that an item of ``layer.states`` is replaced."""
    state_at(world, states, index, node)
    if any(line == node.lineno for _, line in world.found):
        return
    array = isinstance(value, Tensor) and value.form == "array"
    early = "" if states.layer.ran or states.layer.built is None else "-early"
    code = "state-item-replaced-by-array" if array else f"state-item-replaced{early}"
    what = "an array" if array else "another object"
    world.report(
        code, f"An item of layer.states is replaced by {what}.", node, layer=states.layer
    )


def set_value(world: World, raw: str, layer: Layer | None, node: Any) -> None:
    """Report ``K.set_value``."""
    from_tensorflow = raw.startswith("tensorflow")
    world.report(
        "tf-backend-set-value" if from_tensorflow else "backend-set-value",
        "set_value() of the backend writes a state.",
        node,
        layer=layer,
    )


def get_value(world: World, raw: str, layer: Layer | None, node: Any) -> None:
    """Report ``K.get_value``, which ``tf.keras.backend`` still has."""
    if not raw.startswith("tensorflow"):
        world.report(
            "backend-get-value", "get_value() of the backend reads a state.", node, layer=layer
        )


def looped_over(value: Any) -> list[Layer] | None:
    """Return the layers that a loop over ``model.layers`` runs over, where they are known."""
    if isinstance(value, LayersOf) and value.model.layers and value.model.ordered:
        return list(value.model.layers[:20])
    return None
