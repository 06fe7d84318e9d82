"""One recurrent cell in NumPy float64: its step, as Keras computes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from lstm_viz.dynamics._activations import Activation, activation_of
from lstm_viz.models import LayerSpec, RecurrentModel
from lstm_viz.models._graph import all_calls, cells_of, directions_of, read_variable

GATES: Final = {"LSTM": 4, "GRU": 3, "SimpleRNN": 1}


@dataclass(frozen=True, kw_only=True)
class Cell:
    """The weights of one cell in float64; columns are ordered i, f, g, o or z, r, g.

    Attributes
    ----------
    spec : LayerSpec
    kernel : float64 ndarray of shape ``(features, gates * units)``
    recurrent : float64 ndarray of shape ``(units, gates * units)``
    bias : float64 ndarray of shape ``(gates * units,)``
        Added to what the input gives.
    recurrent_bias : float64 ndarray of shape ``(gates * units,)``
        Added to what h gives; of a GRU with ``reset_after``, else zero.
    activation, gate : Activation
    reset_after : bool
    """

    spec: LayerSpec
    kernel: np.ndarray
    recurrent: np.ndarray
    bias: np.ndarray
    recurrent_bias: np.ndarray
    activation: Activation
    gate: Activation
    reset_after: bool = False

    @property
    def units(self) -> int:
        """Length of h."""
        return self.spec.units

    @property
    def size(self) -> int:
        """Length of the state: h, and c of an LSTM behind it."""
        return self.spec.units * len(self.spec.states)

    @property
    def bounded(self) -> bool:
        """Whether a step maps some bounded set of states into itself.

        Then the indices of all fixed points add up to 1 (Brouwer's degree). It needs bounded
        values and, where a gate keeps the old state, a gate that never opens fully.
        """
        inner = np.isfinite(self.activation.bound)
        return bool(inner and (self.spec.kind == "SimpleRNN" or self.keeps_less_than_all))

    @property
    def keeps_less_than_all(self) -> bool:
        """Whether the gate that keeps the old state stays below 1: it is a sigmoid."""
        return self.spec.recurrent_activation == "sigmoid"

    def project(self, x: np.ndarray) -> np.ndarray:
        """What inputs of shape ``(..., features)`` add before the activations."""
        return np.asarray(x, np.float64) @ self.kernel + self.bias

    def split(self, state: np.ndarray) -> dict[str, np.ndarray]:
        """States of shape ``(..., size)`` by name, each ``(..., units)``."""
        parts = np.split(state, len(self.spec.states), axis=-1)
        return dict(zip(self.spec.states, parts, strict=True))

    def step(self, projected: np.ndarray, state: np.ndarray) -> np.ndarray:
        """One timestep.

        Parameters
        ----------
        projected : float64 ndarray of shape ``(gates * units,)`` or ``(batch, gates * units)``
            From `project`.
        state : float64 ndarray of shape ``(batch, size)``

        Returns
        -------
        float64 ndarray of shape ``(batch, size)``
        """
        n, act, gate = self.units, self.activation.value, self.gate.value
        h = state[:, :n]
        if self.spec.kind == "SimpleRNN":
            return act(projected + h @ self.recurrent)
        if self.spec.kind == "LSTM":
            z = projected + h @ self.recurrent
            i, f, o = gate(z[:, :n]), gate(z[:, n : 2 * n]), gate(z[:, 3 * n :])
            c = f * state[:, n:] + i * act(z[:, 2 * n : 3 * n])
            return np.concatenate([o * act(c), c], axis=1)
        if self.reset_after:
            inner = h @ self.recurrent + self.recurrent_bias
            z, r = np.split(gate((projected + inner)[:, : 2 * n]), 2, axis=1)
            g = act(projected[..., 2 * n :] + r * inner[:, 2 * n :])
        else:
            z, r = np.split(
                gate(projected[..., : 2 * n] + h @ self.recurrent[:, : 2 * n]), 2, axis=1
            )
            g = act(projected[..., 2 * n :] + (r * h) @ self.recurrent[:, 2 * n :])
        return z * h + (1 - z) * g


def cell_of(model: RecurrentModel, layer: str | None = None) -> Cell:
    """Return the cell of one recurrent layer, with its weights copied.

    Parameters
    ----------
    model : RecurrentModel
    layer : str, optional
        The first by default.

    Raises
    ------
    LstmVizError
        When there is no such layer or its activation is not known in NumPy.
    """
    name = model.layers[0].name if layer is None else model.layer(layer).name
    spec, cell = next(
        (spec, cell)
        for call in all_calls(model.keras)
        for rnn, specs in zip(directions_of(call.layer), call.cells, strict=False)
        for cell, spec in zip(cells_of(rnn), specs, strict=True)
        if spec.name == name
    )
    return _cell(cell, spec)


def _cell(cell: Any, spec: LayerSpec) -> Cell:
    width = GATES[spec.kind] * spec.units
    bias = np.zeros((2, width))
    if spec.use_bias:
        given = read_variable(cell.bias).astype(np.float64)
        bias[: 1 if given.ndim == 1 else 2] = given
    simple = spec.kind == "SimpleRNN"
    return Cell(
        spec=spec,
        kernel=read_variable(cell.kernel).astype(np.float64),
        recurrent=read_variable(cell.recurrent_kernel).astype(np.float64),
        bias=bias[0],
        recurrent_bias=bias[1],
        activation=activation_of(cell.activation, spec.name),
        gate=activation_of(cell.activation if simple else cell.recurrent_activation, spec.name),
        reset_after=bool(getattr(cell, "reset_after", False)),
    )
