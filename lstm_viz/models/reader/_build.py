"""A checked `Layer` becomes a Keras model: classes of our own table, weights at their creation."""

from __future__ import annotations

from typing import Any, Final

import keras
import numpy as np

from lstm_viz.models.reader._activations import keras2_hard_sigmoid
from lstm_viz.models.reader._refusal import ModelRefused
from lstm_viz.models.reader.isolated._fields import KERAS2_HARD_SIGMOID
from lstm_viz.models.reader.isolated._limits import Limits
from lstm_viz.models.reader.isolated._refused import shown
from lstm_viz.models.reader.isolated._spec import Input, Layer, leaves
from lstm_viz.models.reader.isolated._table import LAYERS, MODELS

_CLASSES: Final = {kind: getattr(keras.layers, kind) for kind in LAYERS}
_INITIALIZERS: Final = {
    "kernel": "kernel_initializer",
    "recurrent_kernel": "recurrent_initializer",
    "bias": "bias_initializer",
    "gamma": "gamma_initializer",
    "beta": "beta_initializer",
    "moving_mean": "moving_mean_initializer",
    "moving_variance": "moving_variance_initializer",
    "embeddings": "embeddings_initializer",
}
_DTYPE: Final = "float32"


def build(model: Layer, arrays: list[np.ndarray], limits: Limits) -> keras.Model:
    """Return the Keras model, with its weights.

    Nothing is allocated beyond the given arrays: a variable whose shape is not that of its array
    is refused before it exists.

    Parameters
    ----------
    model : Layer
        Checked.
    arrays : list of float32 ndarray
        What ``weights`` of the layers point to.
    limits : Limits

    Raises
    ------
    ModelRefused
        When the layers do not fit each other or their weights.
    """
    _check_states(model, limits)
    builder = _Builder(arrays)
    try:
        made = builder.model(model)
    except ModelRefused:
        raise
    except Exception as error:
        reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
        raise ModelRefused(
            "graph",
            f"The layers of model '{model.name}' do not fit each other, at layer "
            f"'{builder.where}': {shown(reason, 300)}",
        ) from None
    builder.finish()
    return made


def _check_states(model: Layer, limits: Limits) -> None:
    entries = [model.input] if model.input is not None else model.inputs
    batch = max((entry.shape[0] or 1 for entry in entries), default=1)
    if 2 * batch * _stored_units(model) > limits.parameters:
        raise ModelRefused(
            "limit",
            f"Model '{model.name}' keeps states for {batch} sequences at once: build it with a "
            "smaller batch.",
        )


def _stored_units(layer: Layer) -> int:
    if layer.config.get("stateful"):
        return sum(leaf.config["units"] for leaf in leaves(layer))
    return sum(map(_stored_units, [*layer.inner.values(), *layer.layers]))


class _Stored(keras.initializers.Initializer):
    """Gives a variable its value from the file, if it fits."""

    def __init__(self, array: np.ndarray, layer: str, weight: str) -> None:
        self.array, self.layer, self.weight, self.used = array, layer, weight, False

    def __call__(self, shape: Any, dtype: Any = None, **_: Any) -> Any:
        if tuple(shape) != self.array.shape:
            raise ModelRefused(
                "weights-shape",
                f"The {self.weight} of layer '{self.layer}' has shape {self.array.shape}, what "
                f"enters the layer asks for {tuple(shape)}: save the model again.",
            )
        self.used = True
        return keras.ops.convert_to_tensor(self.array, dtype)


class _Builder:
    """One pass over a model."""

    def __init__(self, arrays: list[np.ndarray]) -> None:
        self._arrays = arrays
        self._stored: list[tuple[Any, str, _Stored]] = []
        self._forget: list[tuple[Any, bool]] = []
        self.where = ""

    def model(self, spec: Layer) -> keras.Model:
        """Build a Sequential or Functional model."""
        if spec.kind == "Sequential":
            made = keras.Sequential(name=spec.name)
            if spec.input is not None:
                made.add(_input(spec.input))
            for inner in spec.layers:
                layer = self.layer(inner)
                self.where = inner.name
                made.add(layer)
        else:
            made = self._functional(spec)
        if not spec.trainable:
            made.trainable = False
        return made

    def _functional(self, spec: Layer) -> keras.Model:
        inputs = [_input(entry) for entry in spec.inputs]
        results: list[list[Any]] = [[tensor] for tensor in inputs]
        layers: dict[int, Any] = {}
        for call in spec.calls:
            if call.layer not in layers:
                layers[call.layer] = self.layer(spec.layers[call.layer])
            self.where = spec.layers[call.layer].name
            tensors = [results[n][output] for n, output in call.tensors]
            words = {}
            if call.initial_state is not None:
                words["initial_state"] = [results[n][output] for n, output in call.initial_state]
            if call.mask is not None:
                words["mask"] = results[call.mask[0]][call.mask[1]]
            given = tensors if call.many else tensors[0]
            results.append(keras.tree.flatten(layers[call.layer](given, **words)))
        self.where = spec.name
        outputs = [results[n][output] for n, output in spec.outputs]
        return keras.Model(
            inputs if len(inputs) > 1 else inputs[0],
            outputs if len(outputs) > 1 else outputs[0],
            name=spec.name,
        )

    def layer(self, spec: Layer, fill: bool = True) -> Any:
        """Make a layer with everything in it, without building it; ``fill`` it with weights."""
        self.where = spec.name
        if spec.kind in MODELS:
            return self.model(spec)
        settings = {
            key: keras2_hard_sigmoid if value == KERAS2_HARD_SIGMOID else value
            for key, value in spec.config.items()
        }
        # A Bidirectional works on copies of the layers that it is given.
        fill_inner = fill and spec.kind != "Bidirectional"
        inner = {key: self.layer(one, fill_inner) for key, one in spec.inner.items()}
        if spec.kind == "StackedRNNCells":
            settings["cells"] = [self.layer(cell, fill) for cell in spec.layers]
        made = _CLASSES[spec.kind](**inner, **settings, name=spec.name, dtype=_DTYPE)
        if spec.kind == "Bidirectional":
            self._fill_copies(made, spec)
        elif spec.weights and fill:
            self._attach(made, spec)
        if not spec.trainable:
            made.trainable = False
        return made

    def _fill_copies(self, made: Any, spec: Layer) -> None:
        for copy, key in ((made.forward_layer, "layer"), (made.backward_layer, "backward_layer")):
            one = spec.inner[key]
            # Keras would force it; files of Keras before TensorFlow did not have it.
            copy.zero_output_for_mask = one.config["zero_output_for_mask"]
            if one.kind != "RNN":
                self._attach(copy, one)
                continue
            cells = getattr(copy.cell, "cells", [copy.cell])
            for cell, leaf in zip(cells, leaves(one), strict=True):
                self._attach(cell, leaf)

    def _attach(self, made: Any, spec: Layer) -> None:
        holder = made.cell if hasattr(made, "cell") else made
        for name, number in spec.weights.items():
            stored = _Stored(self._arrays[number], spec.name, name)
            setattr(holder, _INITIALIZERS[name], stored)
            self._stored.append((holder, _INITIALIZERS[name], stored))
        if "unit_forget_bias" in spec.config:
            # It would ask for the bias in parts.
            holder.unit_forget_bias = False
            self._forget.append((holder, spec.config["unit_forget_bias"]))

    def finish(self) -> None:
        """Leave initialisers as Keras knows them; refuse weights that no variable took."""
        for holder, attribute, stored in self._stored:
            if not stored.used:
                raise ModelRefused(
                    "graph",
                    f"Layer '{stored.layer}' is in the file but nothing enters it: save the model "
                    "again.",
                )
            setattr(holder, attribute, keras.initializers.Zeros())
        for holder, flag in self._forget:
            holder.unit_forget_bias = flag


def _input(entry: Input) -> Any:
    return keras.Input(batch_shape=tuple(entry.shape), dtype=entry.dtype, name=entry.name)
