"""Which recurrent layers lie below which, and what reads more than one timestep at once."""

from __future__ import annotations

from dataclasses import dataclass

import keras

from lstm_viz.models import RecurrentModel
from lstm_viz.models._graph import Call, calls, functional, is_model
from lstm_viz.tracing._walk import is_per_step


@dataclass(frozen=True)
class Reads:
    """What the input of a layer at one timestep is made of.

    Attributes
    ----------
    below : frozenset of str
        Recurrent layers whose output goes into it.
    whole : str
        The layer that makes it from the whole sequence, ``""`` where every timestep is made
        from that timestep alone.
    """

    below: frozenset[str] = frozenset()
    whole: str = ""

    def with_(self, other: Reads) -> Reads:
        """What two tensors together are made of."""
        return Reads(self.below | other.below, self.whole or other.whole)


def reads_of(model: RecurrentModel) -> dict[str, Reads]:
    """Tell for every recurrent layer what its input is made of, in running order."""
    found: dict[str, Reads] = {}
    graph = functional(model.keras)
    _walk(model.keras, "", [Reads() for _ in graph.inputs], found, {})
    return found


def _walk(
    model: keras.Model,
    prefix: str,
    inputs: list[Reads],
    found: dict[str, Reads],
    seen: dict[str, int],
) -> list[Reads]:
    graph = functional(model)
    known = {id(t): reads for t, reads in zip(graph.inputs, inputs, strict=True)}
    for call in calls(model, prefix, seen):
        tensors = call.node.arguments.keras_tensors
        if any(id(tensor) not in known for tensor in tensors):
            continue
        if is_model(call.layer):
            leaving = _walk(
                call.layer, f"{call.path}/", [known[id(t)] for t in tensors], found, seen
            )
        else:
            leaving = [_leaving(call, known, found)] * len(call.node.outputs)
        known.update(zip(map(id, call.node.outputs), leaving, strict=True))
    return [known[id(tensor)] for tensor in graph.outputs]


def _leaving(call: Call, known: dict[int, Reads], found: dict[str, Reads]) -> Reads:
    tensors = call.node.arguments.keras_tensors
    if call.cells:
        # A mask and an initial state are no part of what is read.
        tensors = tensors[:1]
    else:
        mask = call.node.arguments.kwargs.get("mask")
        tensors = [tensor for tensor in tensors if tensor is not mask]
    reads = Reads()
    for tensor in tensors:
        reads = reads.with_(known[id(tensor)])
    if not call.cells:
        rank = len(call.node.outputs[0].shape)
        first = tensors[0].shape if tensors else ()
        without_time = len(first) == 2 and "int" not in tensors[0].dtype
        if not is_per_step(call.layer, rank) and not without_time:
            reads = Reads(reads.below, reads.whole or call.path)
        return reads
    names: set[str] = set()
    for direction in call.cells:
        lower = reads
        for spec in direction:
            found[spec.name] = lower
            lower = Reads(frozenset({spec.name}) | lower.below, lower.whole)
            names.add(spec.name)
    whole = reads.whole if call.cells[0][0].return_sequences else reads.whole or call.path
    return Reads(reads.below | names, whole)
