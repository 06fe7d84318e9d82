"""Outputs at every timestep as a function of one layer's initial state, with the derivative."""

from __future__ import annotations

from typing import Any, Final, Protocol

import numpy as np

from lstm_viz._language import N_
from lstm_viz.dynamics._cell import cell_of
from lstm_viz.dynamics._jacobian import Linear, linearise
from lstm_viz.dynamics._path import NotAPath, Readout, path_of
from lstm_viz.dynamics._taped import Taped
from lstm_viz.errors import LstmVizError
from lstm_viz.models import RecurrentModel
from lstm_viz.tracing import Trace, layer_inputs

# Numbers of the derivative that is handed out.
MOST_NUMBERS: Final = 60_000_000


class Response(Protocol):
    """Outputs from initial states."""

    exact: str

    def value(self, states: np.ndarray) -> np.ndarray:
        """Outputs of shape ``(batch, T, outputs)`` from states of shape ``(batch, size)``."""

    def with_derivative(self, states: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The same, and the derivative ``(batch, T, outputs, size)``."""

    def wanted(self, states: np.ndarray, which: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Only some outputs, ``(batch, n)``, and their derivative ``(batch, n, size)``.

        ``which``, of shape ``(T, outputs)``, is true at n places.
        """


def response_of(model: RecurrentModel, layer: str, run: Trace) -> Response:
    """How the outputs answer to the initial state of a layer, everything else as in a run.

    Parameters
    ----------
    model : RecurrentModel
    layer : str
    run : Trace
        A run on one sequence: its input, and the states of the other layers.

    Returns
    -------
    Response
        In closed form where the way from the layer to the outputs goes step by step, else by
        automatic differentiation.
    """
    numbers = sum(int(np.prod(a.shape[1:])) for a in run.all_outputs.values())
    size = model.layer(layer).units * len(model.layer(layer).states)
    if numbers * size > MOST_NUMBERS:
        raise LstmVizError(
            "{numbers:,} output numbers by {size:,} state numbers are more than {most:,} "
            "derivatives: take a shorter sequence.",
            numbers=numbers,
            size=size,
            most=MOST_NUMBERS,
        )
    try:
        return ClosedForm(model, layer, run)
    except (NotAPath, LstmVizError) as reason:
        return Taped(model, layer, run, str(reason))


class ClosedForm:
    """Products of closed-form derivatives along a chain of layers.

    Parameters are those of `response_of`.

    Raises
    ------
    NotAPath
        When the way to the outputs is no chain.
    """

    exact = N_("in closed form")

    def __init__(self, model: RecurrentModel, layer: str, run: Trace) -> None:
        self._path = path_of(model, layer)
        self._cells = [cell_of(model, name) for name, _ in self._path]
        entered = layer_inputs(model, run)[layer][0].astype(np.float64)
        self._first = self._cells[0].project(entered)
        self._starts = [
            np.concatenate([run[name].signal(s)[0, 0] for s in run[name].spec.states])
            for name, _ in self._path
        ]

    def value(self, states: np.ndarray) -> np.ndarray:
        """Outputs of shape ``(batch, T, outputs)``."""
        sequence = None
        for cell, start, (_, readout) in zip(
            self._cells, self._starts, self._path, strict=True
        ):
            projected = self._first if sequence is None else cell.project(sequence)
            state = states if sequence is None else np.tile(start, (len(states), 1))
            rows = []
            for t in range(len(self._first)):
                state = cell.step(_at(projected, t), state)
                rows.append(state[:, : cell.units])
            sequence = _by_row(readout.value, np.stack(rows, axis=1))
        assert sequence is not None
        return sequence

    def with_derivative(self, states: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Outputs, and their derivative ``(batch, T, outputs, size)``."""
        return self._until(len(self._first), states)

    def wanted(self, states: np.ndarray, which: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Only some outputs, ``(batch, n)``, and their derivative ``(batch, n, size)``."""
        # Outputs do not know later steps.
        steps = int(np.flatnonzero(which.any(axis=1))[-1]) + 1
        value, derivative = self._until(steps, states)
        return value[:, which[:steps]], derivative[:, which[:steps]]

    def _until(self, until: int, states: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Outputs of the first steps, and their derivative."""
        layers: list[list[Linear]] = []
        reads: list[np.ndarray] = []
        sequence = None
        for cell, start, (_, readout) in zip(
            self._cells, self._starts, self._path, strict=True
        ):
            projected = self._first if sequence is None else cell.project(sequence)
            state = states if sequence is None else np.tile(start, (len(states), 1))
            steps = []
            for t in range(until):
                steps.append(linearise(cell, _at(projected, t), state))
                state = steps[-1].after
            layers.append(steps)
            h = np.stack([step.after[:, : cell.units] for step in steps], axis=1)
            sequence, derivative = _with_derivative(readout, h)
            reads.append(derivative)
        assert sequence is not None
        # Rows grow backwards with every earlier step, columns do not grow forwards.
        rows = until / 2 * sequence.shape[2]
        backwards = rows < 2 * self._cells[0].size
        go = self._backwards if backwards else self._forwards
        return sequence, go(layers, reads, states.shape[0])

    def _forwards(self, layers: list[list[Linear]], reads: list[np.ndarray], batch: int) -> Any:
        sizes = [cell.size for cell in self._cells]
        change = [np.zeros((batch, size, sizes[0])) for size in sizes]
        change[0][:] = np.eye(sizes[0])
        steps, outputs = reads[-1].shape[1:3]
        found = np.empty((batch, steps, outputs, sizes[0]))
        for t in range(steps):
            entering = None
            for k, cell in enumerate(self._cells):
                change[k] = layers[k][t].push(change[k], entering)
                entering = np.matmul(reads[k][:, t], change[k][:, : cell.units])
            found[:, t] = entering
        return found

    def _backwards(self, layers: list[list[Linear]], reads: list[np.ndarray], batch: int) -> Any:
        steps, outputs = reads[-1].shape[1:3]
        rows = steps * outputs
        by_state = [np.zeros((batch, rows, cell.size)) for cell in self._cells]
        for t in range(steps - 1, -1, -1):
            # Rows of outputs at t and later; earlier ones do not know this step.
            part = slice(t * outputs, rows)
            own = slice(t * outputs, (t + 1) * outputs)
            below = np.empty(0)
            for k in range(len(self._cells) - 1, -1, -1):
                cell, now = self._cells[k], by_state[k]
                if k == len(self._cells) - 1:
                    now[:, own, : cell.units] += reads[k][:, t]
                else:
                    now[:, part, : cell.units] += np.matmul(below, reads[k][:, t])
                now[:, part], gates = layers[k][t].pull(now[:, part])
                if k:
                    below = gates @ cell.kernel.T
        return by_state[0].reshape(batch, steps, outputs, -1)


def _at(projected: np.ndarray, t: int) -> np.ndarray:
    return projected[t] if projected.ndim == 2 else projected[:, t]


def _by_row(read: Any, h: np.ndarray) -> np.ndarray:
    return read(h.reshape(-1, h.shape[-1])).reshape(*h.shape[:2], -1)


def _with_derivative(readout: Readout, h: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    value, derivative = readout.with_derivative(h.reshape(-1, h.shape[-1]))
    shape = h.shape[:2]
    return value.reshape(*shape, -1), derivative.reshape(*shape, *derivative.shape[1:])
