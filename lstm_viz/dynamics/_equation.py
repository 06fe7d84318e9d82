"""The equation whose roots are the fixed points of a cell under a held input.

Of an LSTM, c is eliminated: a fixed point has ``c = i g / (1 - f)``, so that h alone is searched.
Of a GRU, ``h = g`` is solved. Both need a gate below 1, and ``1 - f`` is computed as a sigmoid of
the opposite sign, since the difference loses all digits where f is near 1.
"""

from __future__ import annotations

import numpy as np

from lstm_viz.dynamics._activations import sigmoid
from lstm_viz.dynamics._cell import Cell
from lstm_viz.dynamics._jacobian import linearise


class Equation:
    """``value(v) = 0`` for one cell under one held input.

    Parameters
    ----------
    cell : Cell
    held : float64 ndarray of shape ``(features,)``
        What the cell reads at every step.

    Attributes
    ----------
    size : int
        Number of unknowns: units where the equation is reduced, else the whole state.
    """

    def __init__(self, cell: Cell, held: np.ndarray) -> None:
        self.cell = cell
        self.projected = cell.project(held)
        self.reduced = cell.spec.kind != "SimpleRNN" and cell.keeps_less_than_all
        self.size = cell.units if self.reduced else cell.size

    def unknowns(self, states: np.ndarray) -> np.ndarray:
        """What of states of shape ``(batch, size)`` is searched."""
        return states[:, : self.size]

    def states(self, unknowns: np.ndarray) -> np.ndarray:
        """The whole state of solutions."""
        if not self.reduced or self.cell.spec.kind == "GRU":
            return unknowns
        i, ig, _, o, _ = self._lstm(unknowns)
        return np.concatenate([o * self.cell.activation.value(ig), ig], axis=1)

    def clip(self, unknowns: np.ndarray) -> np.ndarray:
        """Put h back to where a step can lead; c is left alone."""
        bound = self.cell.activation.bound
        if not np.isfinite(bound):
            return unknowns
        n = self.cell.units
        unknowns[:, :n] = np.clip(unknowns[:, :n], -bound, bound)
        return unknowns

    def residual(self, states: np.ndarray) -> np.ndarray:
        """Largest change of any number of a state in one step, ``(batch,)``."""
        return np.abs(self.cell.step(self.projected, states) - states).max(axis=1)

    def value(self, unknowns: np.ndarray) -> np.ndarray:
        """The left side."""
        if self.cell.spec.kind == "LSTM" and self.reduced:
            _, ig, _, o, _ = self._lstm(unknowns)
            return o * self.cell.activation.value(ig) - unknowns
        if self.cell.spec.kind == "GRU" and self.reduced:
            return self._gru(unknowns)[0]
        return self.cell.step(self.projected, unknowns) - unknowns

    def derivative(self, unknowns: np.ndarray) -> np.ndarray:
        """Derivative of the left side, ``(batch, size, size)``."""
        if self.cell.spec.kind == "LSTM" and self.reduced:
            return self._lstm_derivative(unknowns)
        if self.cell.spec.kind == "GRU" and self.reduced:
            return self._gru(unknowns)[1]
        jacobian = linearise(self.cell, self.projected, unknowns).jacobian()
        return jacobian - np.eye(self.size)

    def _lstm(self, h: np.ndarray) -> tuple[np.ndarray, ...]:
        zi, zf, zg, zo = np.split(self.projected + h @ self.cell.recurrent, 4, axis=1)
        i, o, g = sigmoid(zi), sigmoid(zo), self.cell.activation.value(zg)
        forgets = sigmoid(-zf)
        slope_g = self.cell.activation.slope(zg, g)
        return i, i * g / forgets, i * slope_g / forgets, o, sigmoid(zf)

    def _lstm_derivative(self, h: np.ndarray) -> np.ndarray:
        n = self.cell.units
        i, c, by_g, o, f = self._lstm(h)
        t = self.cell.activation.value(c)
        by_c = o * self.cell.activation.slope(c, t)
        ui, uf, ug, uo = np.split(self.cell.recurrent.T, 4, axis=0)
        out = (by_c * c * (1 - i))[:, :, None] * ui
        out += (by_c * by_g)[:, :, None] * ug
        out += (by_c * c * f)[:, :, None] * uf
        out += (t * o * (1 - o))[:, :, None] * uo
        out[:, np.arange(n), np.arange(n)] -= 1
        return out

    def _gru(self, h: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        cell, n = self.cell, self.cell.units
        u = cell.recurrent.T
        ur, ug = u[n : 2 * n], u[2 * n :]
        r = sigmoid(
            self.projected[n : 2 * n]
            + h @ cell.recurrent[:, n : 2 * n]
            + cell.recurrent_bias[n : 2 * n]
        )
        slope_r = r * (1 - r)
        if cell.reset_after:
            inner = h @ cell.recurrent[:, 2 * n :] + cell.recurrent_bias[2 * n :]
            argument = self.projected[2 * n :] + r * inner
            through = r[:, :, None] * ug + (inner * slope_r)[:, :, None] * ur
        else:
            argument = self.projected[2 * n :] + (r * h) @ cell.recurrent[:, 2 * n :]
            through = np.matmul(ug, np.eye(n) * r[:, :, None] + (h * slope_r)[:, :, None] * ur)
        g = cell.activation.value(argument)
        derivative = cell.activation.slope(argument, g)[:, :, None] * through
        derivative[:, np.arange(n), np.arange(n)] -= 1
        return g - h, derivative
