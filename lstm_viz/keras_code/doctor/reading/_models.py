"""Models in code: how they are made, run and saved; and the states that layers store."""

from __future__ import annotations

from typing import Any, Final

from lstm_viz.keras_code.doctor.reading import _values as v
from lstm_viz.keras_code.doctor.reading._arrays import int_of, shape_of
from lstm_viz.keras_code.doctor.reading._layers import build, run_of
from lstm_viz.keras_code.doctor.reading._parts import Layer, Model, Run, StateOf
from lstm_viz.keras_code.doctor.reading._results import width_of
from lstm_viz.keras_code.doctor.reading._world import World

RUNS: Final = (
    "fit", "predict", "evaluate", "train_on_batch", "predict_on_batch", "test_on_batch",
    "fit_generator", "predict_generator",
)  # fmt: skip
SAVES: Final = ("save", "save_weights", "export")
RESETS: Final = ("reset_states", "reset_state")
TRANSPARENT: Final = ("Dropout", "BatchNormalization", "Activation", "LayerNormalization",
                      "Masking", "SpatialDropout1D", "GaussianNoise")


def make_input(world: World, given: v.Arguments) -> v.Tensor:
    """Return the symbolic tensor that ``keras.Input`` makes."""
    world.tell("input", given)
    whole = given.named.get("batch_shape", given.named.get("batch_input_shape"))
    if whole is not None:
        values = v.closed(whole)
        dynamic = values is not None and values[:1] == [v.Const(None)]
        return v.Tensor(shape=shape_of(whole), form="symbolic", dynamic=dynamic)
    size = given.get(1, "batch_size", default=v.Const(None))
    inner = shape_of(given.get(0, "shape", "input_shape"))
    return v.Tensor(shape=None if inner is None else (int_of(size), *inner), form="symbolic",
                    dynamic=size == v.Const(None) and given.complete)


def make_sequential(world: World, given: Any, node: Any) -> Model:
    """Return a Sequential model with the layers it is made of."""
    model = Model(class_name="Sequential", layers=[], line=node.lineno, birth=world.uncertain)
    world.models.append(model)
    parts = v.closed(given) if given is not None else []
    if parts is None:
        model.layers = None
    for one in parts or ():
        add_layer(world, model, one, node)
    return model


def add_layer(world: World, model: Model, given: Any, node: Any) -> None:
    """Add a layer to a Sequential model, as ``model.add`` does."""
    if not world.certain(model):
        model.layers = None
    if isinstance(given, v.Tensor) and given.form == "symbolic":
        shape = given.shape
        model.input_given = True
        model.batch, model.dynamic_batch = shape[0] if shape else None, given.dynamic
        model.axes = len(shape) if shape else None
        if shape and len(shape) == 3:
            model.timesteps, model.features = shape[1], shape[2]
        return
    part = given if isinstance(given, (Layer, Model)) else Layer(class_name="?", own=True)
    if isinstance(part, Layer) and part.input_given and not model.layers:
        model.input_given = True
        model.batch, model.dynamic_batch = part.batch, part.dynamic_batch
        model.features, model.timesteps = part.features, part.timesteps
    if isinstance(part, Layer) and (part.recurrent or part.class_name == "RNN"):
        part.batch = part.batch or model.batch
        part.features = part.features or _width(model)
        part.timesteps = part.timesteps or model.timesteps
    world.tell("add", node, model, value=part)
    if model.layers is None:
        if isinstance(part, Layer):
            part.built = None
        return
    model.layers.append(part)
    if isinstance(part, Layer) and model.input_given:
        build(world, part)


def _width(model: Model) -> int | None:
    """Features that the next layer of a Sequential model gets."""
    for part in reversed(model.layers or ()):
        if not isinstance(part, Layer):
            return None
        if part.class_name in TRANSPARENT:
            continue
        known = part.recurrent or part.class_name in ("Dense", "Embedding")
        return width_of(part) if known else None
    return model.features if model.layers is not None else None


def make_functional(world: World, given: v.Arguments) -> Model:
    """Return a Functional model with the layers between its inputs and outputs."""
    inputs = given.get(0, "inputs", "input", default=v.UNKNOWN)
    outputs = given.get(1, "outputs", "output", default=v.UNKNOWN)
    model = Model(class_name="Functional", line=given.node.lineno, birth=world.uncertain)
    world.models.append(model)
    starts, ends = _tensors(inputs), _tensors(outputs)
    if not starts or not ends or any(not isinstance(one, v.Tensor) for one in (*starts, *ends)):
        return model
    parts = list(dict.fromkeys(part for end in ends for part in end.via))
    if len(v.closed(outputs) or ()) == len(ends) > 1:
        model.outputs = ends
    if parts:
        model.layers = [Layer(class_name="InputLayer"), *parts]
        model.ordered = len(starts) == 1
        shape = starts[0].shape or (None,)
        model.batch = shape[0]
        if model.ordered and len(shape) > 1:
            model.axes, model.features = len(shape), shape[-1]
        model.input_given = True
        model.dynamic_batch = starts[0].dynamic
    return model


def _tensors(value: Any) -> list[Any]:
    inner = v.closed(value)
    if inner is None:
        return [v.UNKNOWN] if isinstance(value, v.Items) else [value]
    return [one for each in inner for one in _tensors(each)]


def layer_at(world: World, model: Model, index: Any, node: Any) -> Any:
    """Return ``model.layers[index]``."""
    place = int_of(index)
    if model.layers is None or place is None or (not model.ordered and place != 0):
        return v.UNKNOWN
    if any(isinstance(part, Layer) and part.class_name == "?" for part in model.layers):
        return v.UNKNOWN
    if not -len(model.layers) <= place < len(model.layers):
        world.tell("item", node, model, value=place)
        return v.UNKNOWN
    return model.layers[place]


def layer_named(model: Model, name: Any) -> Any:
    """Return ``model.get_layer(name)``."""
    found = [one for one in model.layers or () if isinstance(one, Layer) and one.known_as == name]
    return found[0] if found and isinstance(name, v.Const) else v.UNKNOWN


def run_model(world: World, model: Model, method: str, given: v.Arguments) -> Any:
    """Return what a run of a model answers."""
    world.tell("run", given, model, name=method)
    x = given.get(0, "x", default=v.UNKNOWN)
    answers = method.startswith("predict")
    run = run_of(model, v.content_of(x), given.node) if answers else None
    _have_run(world, model)
    for layer in model.every:
        world.change(layer, compiled=True)
    return _answer(model, run) if answers and method != "predict_generator" else v.UNKNOWN


def _answer(model: Model, run: Run | None) -> Any:
    """Return what a model gives: a tensor, or one for each of several outputs."""
    if model.outputs is None:
        return v.Tensor(run=run)
    return v.items(v.Tensor(run=run, role=one.role) for one in model.outputs)


def _have_run(world: World, model: Model) -> None:
    for layer in model.every:
        world.change(layer, ran=True)
        build(world, layer)
        layer.pending = False


def call_model(world: World, model: Model, given: v.Arguments) -> Any:
    """Return what a call of a model returns."""
    world.tell("model-call", given, model)
    x = given.get(0, "inputs", default=v.UNKNOWN)
    tensors = _tensors(x)
    known = [one for one in tensors if isinstance(one, v.Tensor)]
    forms = {one.form for one in known}
    if "symbolic" in forms:
        via = dict.fromkeys(part for one in known for part in one.via)
        return v.Tensor(form="symbolic", via=(*via, model)) if len(tensors) == 1 else v.UNKNOWN
    if len(forms) != 1 or len(known) < len(tensors) or "unknown" in forms:
        for layer in model.every:
            layer.ran, layer.marks = None, layer.marks + 1
        return v.UNKNOWN if model.outputs is None else _answer(model, None)
    run = run_of(model, v.content_of(x), given.node)
    _have_run(world, model)
    return _answer(model, run) if len(tensors) == 1 or model.outputs else v.UNKNOWN


def reset(world: World, owner: Layer | Model, method: str, given: v.Arguments) -> None:
    """Reset a layer, or try to reset a model."""
    world.tell("method", given, owner, name=method)
    for layer in owner.every:
        layer.marks += 1
        layer.pending = False
        layer.assigned.clear()


def assign_state(world: World, state: StateOf, given: v.Arguments) -> None:
    """Write into ``layer.states[index]``."""
    layer, value = state.layer, given.args[0] if given.args else v.UNKNOWN
    told = given.node.args[0] if getattr(given.node, "args", None) else None
    name = getattr(told, "id", "") or getattr(told, "attr", "")
    layer.marks += 1
    zero = isinstance(value, v.Tensor) and value.largest == 0
    layer.pending = not zero and world.certain(layer)
    if state.index is not None:
        role = v.role_of(name or getattr(value, "label", ""))
        if isinstance(value, v.Tensor):
            role = value.named(name).role
        layer.assigned[state.index] = role
    world.tell("assign", given.node, state, name=name, value=value)
