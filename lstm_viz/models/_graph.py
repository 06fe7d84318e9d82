"""The calls a Keras model makes, in order, with the recurrent ones recognised."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import keras
import numpy as np
import tensorflow as tf

from lstm_viz.errors import LstmVizError
from lstm_viz.models._spec import STATES, Kind, LayerSpec, StateSource

_CELL_KINDS: Final[dict[type, Kind]] = {
    keras.layers.LSTMCell: "LSTM",
    keras.layers.GRUCell: "GRU",
    keras.layers.SimpleRNNCell: "SimpleRNN",
}
_RNN_LAYERS = (
    keras.layers.LSTM,
    keras.layers.GRU,
    keras.layers.SimpleRNN,
    keras.layers.RNN,
)
_SEQUENCE_WRAPPERS = (keras.layers.Bidirectional,)


@dataclass(frozen=True, kw_only=True)
class Call:
    """One call of a layer in a model's graph.

    Attributes
    ----------
    layer : keras.Layer or keras.Operation
        What is called.
    node : object
        Keras' graph node, whose ``arguments`` tell with which tensors.
    path : str
        Name of the call, unique in the model.
    cells : tuple of tuple of LayerSpec
        The cells that are recorded: one tuple per direction, one spec per stacked cell; empty for
        any layer that is not a known recurrence.
    """

    layer: Any
    node: Any
    path: str
    cells: tuple[tuple[LayerSpec, ...], ...] = ()


def functional(model: keras.Model) -> Any:
    """Return the graph behind a Sequential or Functional model.

    Raises
    ------
    LstmVizError
        When the model has no graph: it is a subclass with its own ``call``, or not built yet.
    """
    if isinstance(model, keras.Sequential):
        graph = getattr(model, "_functional", None)
        if graph is None:
            raise LstmVizError(
                "Model '{model}' is not built yet: call model.build(input_shape), or put a "
                "keras.Input first, then try again.", model=model.name
            )
        return graph
    if hasattr(model, "_nodes_by_depth"):
        return model
    raise LstmVizError(
        "Model '{model}' is a {kind} with its own call method: only "
        "Sequential and Functional models can be traced. Build the same layers with the "
        "Functional API and copy the weights.", model=model.name, kind=type(model).__name__
    )


def initial_state_argument(node: Any) -> Any:
    """Return what the graph passes as ``initial_state`` to a recurrent call, or None."""
    if len(node.arguments.args) > 1:
        return node.arguments.args[1]
    return node.arguments.kwargs.get("initial_state")


def is_model(layer: Any) -> bool:
    """Tell whether a layer is a nested model that is walked through."""
    return isinstance(layer, keras.Model) and (
        isinstance(layer, keras.Sequential) or hasattr(layer, "_nodes_by_depth")
    )


def all_calls(model: keras.Model) -> Iterator[Call]:
    """Yield every call of a model, nested models included, in running order."""

    def walk(inner: keras.Model, prefix: str) -> Iterator[Call]:
        for call in calls(inner, prefix, seen):
            if is_model(call.layer):
                yield from walk(call.layer, f"{call.path}/")
            else:
                yield call

    seen: dict[str, int] = {}
    yield from walk(model, "")


def calls(model: keras.Model, prefix: str, seen: dict[str, int]) -> Iterator[Call]:
    """Yield the calls of one model (not of the models nested in it) in running order.

    Parameters
    ----------
    model : keras.Model
        A Sequential or Functional model.
    prefix : str
        Path of the model, ``""`` or ending in ``"/"``.
    seen : dict of str to int
        How often each path was used; shared through a whole walk so that paths stay unique.
    """
    graph = functional(model)
    for depth in sorted(graph._nodes_by_depth, reverse=True):
        for node in graph._nodes_by_depth[depth]:
            if node.is_input:
                continue
            name = prefix + node.operation.name
            seen[name] = seen.get(name, 0) + 1
            path = name if seen[name] == 1 else f"{name}#{seen[name]}"
            yield Call(
                layer=node.operation,
                node=node,
                path=path,
                cells=_recorded_cells(node.operation, node, path),
            )


def _recorded_cells(layer: Any, node: Any, path: str) -> tuple[tuple[LayerSpec, ...], ...]:
    directions: tuple[tuple[Any, str], ...] = ((layer, path),)
    if type(layer) is keras.layers.Bidirectional:
        directions = (
            (layer.forward_layer, f"{path}/forward"),
            (layer.backward_layer, f"{path}/backward"),
        )
    found = tuple(_direction_cells(rnn, node, name) for rnn, name in directions)
    return found if all(found) else ()


def _direction_cells(rnn: Any, node: Any, path: str) -> tuple[LayerSpec, ...]:
    if type(rnn) not in _RNN_LAYERS:
        return ()
    cells = cells_of(rnn)
    kinds = [_CELL_KINDS[type(cell)] for cell in cells if type(cell) in _CELL_KINDS]
    if len(kinds) < len(cells):
        return ()
    sequence = node.arguments.keras_tensors[0]
    source: StateSource = "stored" if rnn.stateful else "zeros"
    if initial_state_argument(node) is not None:
        source = "given"
    masked = (
        getattr(sequence, "_keras_mask", None) is not None
        or node.arguments.kwargs.get("mask") is not None
    )
    specs = []
    for number, (cell, kind) in enumerate(zip(cells, kinds, strict=True)):
        specs.append(
            LayerSpec(
                name=path if len(cells) == 1 else f"{path}/cell_{number}",
                kind=kind,
                units=cell.units,
                features=int(cell.kernel.shape[0]),
                direction="backward" if rnn.go_backwards else "forward",
                stateful=bool(rnn.stateful),
                return_sequences=bool(rnn.return_sequences),
                return_state=bool(rnn.return_state),
                use_bias=bool(cell.use_bias),
                masked=masked,
                source=source,
                activation=cell.activation.__name__,
                recurrent_activation=(
                    "" if kind == "SimpleRNN" else cell.recurrent_activation.__name__
                ),
            )
        )
    return tuple(specs)


def cells_of(rnn: Any) -> tuple[Any, ...]:
    """Return the cells of a recurrent layer, several when they are stacked in one layer."""
    waiting, found = [rnn.cell], []
    while waiting:
        cell = waiting.pop(0)
        if type(cell) is keras.layers.StackedRNNCells:
            waiting = [*cell.cells, *waiting]
        else:
            found.append(cell)
    return tuple(found)


def directions_of(layer: Any) -> tuple[Any, ...]:
    """Return the one recurrent layer, or the forward and backward ones of a Bidirectional."""
    if isinstance(layer, _SEQUENCE_WRAPPERS):
        return (layer.forward_layer, layer.backward_layer)
    return (layer,)


def stored_states(rnn: Any) -> list[Any]:
    """Return the state variables of a stateful recurrent layer, flat, in call order."""
    return list(keras.tree.flatten(rnn.states)) if rnn.states is not None else []


def keeping_states(layer: Any) -> list[Any]:
    """Return the layers in a layer that keep states from run to run, itself included."""
    inside = layer._flatten_layers() if isinstance(layer, keras.Layer) else ()
    return [one for one in inside if isinstance(one, keras.layers.RNN) and one.stateful]


def state_count(specs: tuple[LayerSpec, ...]) -> int:
    """Return how many state tensors the stacked cells of one direction have together."""
    return sum(len(STATES[spec.kind]) for spec in specs)


def read_variable(variable: Any) -> np.ndarray:
    """Return a copy of a Keras variable's value."""
    return np.array(tf.convert_to_tensor(variable.value).numpy())
