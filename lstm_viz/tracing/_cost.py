"""How much a trace would record and compute, told from shapes before anything runs.

Layers may enlarge what they are given (RepeatVector, UpSampling1D, ZeroPadding1D, Dot), so a small
file and a short sequence say nothing about it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import keras

from lstm_viz.models import RecurrentModel
from lstm_viz.models._graph import Call, calls, functional, is_model

Shape = tuple[int, ...]
# What one timestep of a layer takes beside its products, in products.
_STEP = 100_000


@dataclass(frozen=True)
class Cost:
    """What a trace takes.

    Attributes
    ----------
    numbers : int
        Values that layers give and that are recorded of them.
    products : int
        Multiplications by weights; every timestep of a recurrent layer counts some more.
    steps : mapping of str to int
        Timesteps that each recurrent layer reads.
    """

    numbers: int
    products: int
    steps: Mapping[str, int]


def cost_of(model: RecurrentModel, shapes: Sequence[Shape], scenarios: int = 1) -> Cost:
    """Tell what tracing a model takes.

    Parameters
    ----------
    model : RecurrentModel
    shapes : sequence of tuple of int
        Shape of each input of the model, batch first.
    scenarios : int
        Initial states to trace from.

    Returns
    -------
    Cost

    Raises
    ------
    ValueError
        When the shapes cannot go through the layers.
    """
    count = _Count()
    count.run(model.keras, [(tuple(map(int, shape)), 1) for shape in shapes])
    products = scenarios * count.products + count.steps
    return Cost(scenarios * count.numbers, products, count.by_layer)


class _Count:
    """One pass over the graph. With each shape goes how many ends of the sequence it stands for.

    What a model gives for a sequence that ends earlier is computed for every end: layers after
    one that answers at its end alone run once for each.
    """

    def __init__(self) -> None:
        self.numbers = self.products = self.steps = 0
        self.by_layer: dict[str, int] = {}

    def run(self, model: Any, given: list[tuple[Shape, int]]) -> list[tuple[Shape, int]]:
        graph = functional(model)
        known = {id(t): shape for t, shape in zip(graph.inputs, given, strict=True)}
        for call in calls(model, "", {}):
            tensors = call.node.arguments.keras_tensors
            if any(id(tensor) not in known for tensor in tensors):
                continue
            entering = [known[id(tensor)] for tensor in tensors]
            if is_model(call.layer):
                leaving = self.run(call.layer, entering)
            else:
                leaving = self._call(call, entering)
            known.update(zip(map(id, call.node.outputs), leaving, strict=True))
        return [known[id(tensor)] for tensor in graph.outputs]

    def _call(self, call: Call, entering: list[tuple[Shape, int]]) -> list[tuple[Shape, int]]:
        tensors = {
            id(tensor): keras.KerasTensor(shape, dtype=tensor.dtype)
            for tensor, (shape, _) in zip(
                call.node.arguments.keras_tensors, entering, strict=True
            )
        }
        args, named = call.node.arguments.fill_in(tensors)
        leaving = keras.tree.flatten(call.layer.compute_output_spec(*args, **named))
        shapes = [tuple(map(int, tensor.shape)) for tensor in leaving]
        sequence, ends = entering[0]
        if not call.cells:
            ends = max(ends for _, ends in entering)
        runs = ends + 1 if ends > 1 else 1
        rows = max(math.prod(shape[:-1]) for shape in (sequence, *shapes))
        self.numbers += runs * sum(map(math.prod, shapes))
        if not isinstance(call.layer, keras.layers.Embedding):
            self.products += runs * rows * _weights(call.layer)
        if not call.cells:
            return [(shape, ends) for shape in shapes]
        batch, steps = sequence[:2]
        for spec in (spec for direction in call.cells for spec in direction):
            self.numbers += runs * batch * steps * spec.units * len(spec.signals)
            self.steps += steps * _STEP
            self.by_layer[spec.name] = steps
        return [(shape, ends if len(shape) == 3 or ends > 1 else steps) for shape in shapes]


def _weights(layer: Any) -> int:
    return sum(math.prod(weight.shape) for weight in getattr(layer, "weights", ()))
