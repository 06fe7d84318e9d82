"""A Keras model whose recurrent layers can be traced."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from typing import Any, Final

import keras
import numpy as np

from lstm_viz._language import Text
from lstm_viz.errors import LstmVizError
from lstm_viz.models._graph import (
    all_calls,
    directions_of,
    functional,
    keeping_states,
    read_variable,
    stored_states,
)
from lstm_viz.models._inputs import checked_inputs
from lstm_viz.models._spec import LayerSpec
from lstm_viz.models._told import told

# What a layer's or model's description tells of how it was drawn, built and trained.
_TRAINING: Final = ("_initializer", "_regularizer", "_constraint", "build_config", "compile_config")


class RecurrentModel:
    """A Keras model and what is known of its recurrent layers.

    The Keras model is only read: tracing and predicting leave its weights and its state variables
    bit-identical.

    Parameters
    ----------
    model : keras.Model
        A built Sequential or Functional model with at least one LSTM, GRU or SimpleRNN.
    name : str, optional
        Name shown to people; the Keras model's own by default.
    notes : iterable of str
        What a person should know about where it comes from.

    Attributes
    ----------
    keras : keras.Model
        The model itself.
    layers : tuple of LayerSpec
        Its recurrent layers in running order, one entry per direction and stacked cell.
    notes : tuple of str
        Sentences a person should know about this model.

    Raises
    ------
    LstmVizError
        When the model has no graph, or no recurrent layer that can be traced.
    """

    def __init__(
        self, model: keras.Model, name: str | None = None, notes: Iterable[str] = ()
    ) -> None:
        if not isinstance(model, keras.Model):
            raise LstmVizError(
                "Expected a Keras model, got {kind}: pass a Sequential or Functional "
                "keras.Model, or open a file with load_model(path).",
                kind=type(model).__name__,
            )
        functional(model)
        self.keras = model
        self.name = name or model.name
        self.layers: tuple[LayerSpec, ...] = ()
        known = list(notes)
        specs: list[LayerSpec] = []
        for call in all_calls(model):
            specs.extend(spec for direction in call.cells for spec in direction)
            if not call.cells and _holds_recurrence(call.layer):
                kept = keeping_states(call.layer)
                if not all(any(rnn is one for one in directions_of(call.layer)) for rnn in kept):
                    raise LstmVizError(
                        "Layer '{path}' is a {kind} around a stateful "
                        "layer, which cannot be traced without changing its stored state: set "
                        "stateful=False.", path=call.path, kind=type(call.layer).__name__
                    )
                named = {"layer": call.path, "kind": type(call.layer).__name__}
                known.append(
                    Text(
                        "Layer '{layer}' ({kind}) runs as it is from its stored state: its states "
                        "are not recorded, only built-in LSTM, GRU and SimpleRNN cells are.",
                        **named,
                    )
                    if kept
                    else Text(
                        "Layer '{layer}' ({kind}) runs as it is: its states are not recorded, "
                        "only built-in LSTM, GRU and SimpleRNN cells are.",
                        **named,
                    )
                )
        if not specs:
            raise LstmVizError(
                "Model '{name}' has no LSTM, GRU or SimpleRNN layer that can be traced: "
                "open a model that has one.", name=self.name
            )
        self.layers = tuple(specs)
        self.notes = tuple(known)

    def layer(self, name: str) -> LayerSpec:
        """Return the spec of one recurrent layer.

        Raises
        ------
        LstmVizError
            When the model has no recurrent layer of that name.
        """
        for spec in self.layers:
            if spec.name == name:
                return spec
        known = ", ".join(f"'{spec.name}'" for spec in self.layers)
        raise LstmVizError(
            "Model '{self}' has no recurrent layer '{name}': choose one of {known}.",
            self=self.name,
            name=name,
            known=known,
        )

    @property
    def digest(self) -> str:
        """Exact identity of architecture and weights (SHA-256, hexadecimal).

        How the weights were drawn and trained is no part of it: the same model has the same digest
        in memory and opened from its file.
        """
        told = _running(json.loads(self.keras.to_json()))
        digest = hashlib.sha256(json.dumps(told, sort_keys=True).encode())
        # `weights` leaves out the random seeds, which Keras draws anew at every load.
        for variable in self.keras.weights:
            digest.update(np.ascontiguousarray(read_variable(variable)).tobytes())
        return digest.hexdigest()

    def inputs(self, x: Any) -> list[np.ndarray]:
        """Check input data and return one array per model input.

        Parameters
        ----------
        x : array, sequence of arrays, or dict of arrays by input name
            Each of shape ``(batch, ...)``; token ids are integers.

        Returns
        -------
        list of ndarray
            In the order of the model's inputs, cast to each input's dtype.

        Raises
        ------
        LstmVizError
            When the number, rank, size or values of the arrays do not fit the model.
        """
        return checked_inputs(x, functional(self.keras).inputs, self.name)

    def predict(self, x: Any) -> Any:
        """Return the model's own ``predict``, with its state variables put back afterwards.

        Parameters
        ----------
        x : array, sequence or dict of arrays
            As for `inputs`.

        Returns
        -------
        ndarray, or list or dict of ndarray
            Whatever the Keras model predicts.

        Raises
        ------
        LstmVizError
            When the arrays do not fit the model, or not the number of rows a stateful layer keeps,
            or when TensorFlow cannot run the model on them.
        """
        arrays = self.inputs(x)
        self._check_rows(arrays[0].shape[0])
        kept = [(v, read_variable(v)) for v in self._changing()]
        try:
            argument = arrays[0] if len(arrays) == 1 else arrays
            with told(self.name):
                return self.keras.predict(argument, batch_size=arrays[0].shape[0], verbose=0)
        finally:
            for variable, value in kept:
                variable.assign(value)

    def _changing(self) -> Iterator[Any]:
        # Keras draws dropout masks for recurrent layers even when it predicts, and lists neither
        # those seeds nor stored states among a model's non-trainable variables.
        yield from (v for v in self.keras.variables if not v.trainable)
        for _, states in self._stored():
            yield from states

    def _stored(self) -> Iterator[tuple[str, list[Any]]]:
        for layer in self.keras._flatten_layers():
            if isinstance(layer, keras.layers.RNN):
                yield layer.name, stored_states(layer)

    def _check_rows(self, rows: int) -> None:
        for name, states in self._stored():
            kept = states[0].shape[0] if states else rows
            if kept != rows:
                raise LstmVizError(
                    "Layer '{name}' stores the state of {kept} rows, the input has {rows}: give "
                    "{kept} rows.", name=name, kept=kept, rows=rows
                )


def wrap(model: keras.Model, name: str | None = None) -> RecurrentModel:
    """Make an in-memory Keras model traceable.

    Parameters
    ----------
    model : keras.Model
        A built Sequential or Functional model.
    name : str, optional
        Name shown to people.

    Returns
    -------
    RecurrentModel

    Raises
    ------
    LstmVizError
        When nothing in the model can be traced.
    """
    return RecurrentModel(model, name)


def _holds_recurrence(layer: Any) -> bool:
    if not isinstance(layer, keras.Layer):
        return False
    return any(
        isinstance(inner, (keras.layers.RNN, keras.layers.Bidirectional))
        for inner in layer._flatten_layers()
    )


def _running(described: Any) -> Any:
    """A model's description without what decides no number of a run."""
    if isinstance(described, dict):
        return {k: _running(v) for k, v in described.items() if not k.endswith(_TRAINING)}
    if isinstance(described, list):
        return [_running(one) for one in described]
    return described
