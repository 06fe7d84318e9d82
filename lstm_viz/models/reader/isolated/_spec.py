"""A model as plain data: what the reading process hands over and the other side checks again."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

# One tensor: number of the call that made it, and which of that call's outputs it is.
Tensor = tuple[int, int]


@dataclass
class Input:
    """Where data enters a model.

    Attributes
    ----------
    name : str
    shape : list of int or None
        Batch size first; None is any size.
    dtype : str
        ``"float32"``, ``"int32"`` or ``"bool"``.
    """

    name: str
    shape: list[int | None]
    dtype: str

    def to_json(self) -> dict[str, Any]:
        """Return plain data."""
        return {"name": self.name, "shape": self.shape, "dtype": self.dtype}


@dataclass
class Layer:
    """One layer, or a model used as one.

    Attributes
    ----------
    kind : str
        Its class in our table, or ``"Sequential"`` or ``"Functional"``.
    saved_as : str
        Its class in the file, which decides how its weights are named and laid out.
    name, saved_name : str
        What it is called here, and in the file.
    trainable : bool
        Whether it and everything it is part of are trained; decides the order of weights in old
        files.
    config : dict
        Checked settings.
    inner : dict of str to Layer
        The layer in a wrapper (``layer``, ``backward_layer``), the cell of an RNN (``cell``).
    layers : list of Layer
        Layers of a model, cells of stacked cells.
    weights : dict of str to int
        Place of each weight in the list of arrays.
    input : Input or None
        Of a Sequential model.
    inputs : list of Input
        Of a Functional model; call number n is input n.
    calls : list of Call
        Of a Functional model, in running order, numbered after the inputs.
    outputs : list of Tensor
        Of a Functional model.
    """

    kind: str
    saved_as: str
    name: str
    trainable: bool = True
    config: dict[str, Any] = field(default_factory=dict)
    inner: dict[str, Layer] = field(default_factory=dict)
    layers: list[Layer] = field(default_factory=list)
    weights: dict[str, int] = field(default_factory=dict)
    input: Input | None = None
    inputs: list[Input] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    outputs: list[Tensor] = field(default_factory=list)
    saved_name: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return plain data with everything a builder needs."""
        made: dict[str, Any] = {
            "kind": self.kind,
            "name": self.name,
            "trainable": self.trainable,
            "config": self.config,
            "weights": self.weights,
            "inner": {key: layer.to_json() for key, layer in self.inner.items()},
            "layers": [layer.to_json() for layer in self.layers],
        }
        if self.kind == "Sequential":
            made["input"] = None if self.input is None else self.input.to_json()
        if self.kind == "Functional":
            made["inputs"] = [entry.to_json() for entry in self.inputs]
            made["calls"] = [call.to_json() for call in self.calls]
            made["outputs"] = [list(tensor) for tensor in self.outputs]
        return made


@dataclass
class Call:
    """One call of a layer of a Functional model.

    Attributes
    ----------
    layer : int
        Which of the model's layers.
    tensors : list of Tensor
        What enters; handed over as a list when ``many``.
    many : bool
    initial_state : list of Tensor or None
    mask : Tensor or None
    """

    layer: int
    tensors: list[Tensor]
    many: bool
    initial_state: list[Tensor] | None = None
    mask: Tensor | None = None

    def to_json(self) -> dict[str, Any]:
        """Return plain data."""
        states = self.initial_state
        return {
            "layer": self.layer,
            "tensors": [list(tensor) for tensor in self.tensors],
            "many": self.many,
            "initial_state": None if states is None else [list(tensor) for tensor in states],
            "mask": None if self.mask is None else list(self.mask),
        }


def leaves(layer: Layer) -> list[Layer]:
    """Return the layers that hold weights themselves, in the order in which Keras lists them."""
    if layer.inner:
        order = ("layer", "backward_layer", "cell")
        return [leaf for key in order if key in layer.inner for leaf in leaves(layer.inner[key])]
    if layer.layers:
        return [leaf for inner in layer.layers for leaf in leaves(inner)]
    return [layer]
