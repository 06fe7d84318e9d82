"""How a small change of the state or of the input goes through one step, in closed form.

The equations are those of Keras' cells differentiated by hand. With row vectors and
``z = xW + hU + b``: LSTM ``c' = f c + i g``, ``h' = o tanh(c')`` (Hochreiter and Schmidhuber 1997;
Gers et al. 2000); GRU ``h' = z h + (1 - z) g`` in both bias layouts (Cho et al. 2014); SimpleRNN
``h' = tanh(z)`` (Elman 1990).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Final

import numpy as np

from lstm_viz.dynamics._cell import Cell


class Linear(ABC):
    """One step near one state, for every row of a batch.

    Attributes
    ----------
    cell : Cell
    after : float64 ndarray of shape ``(batch, size)``
        The state after the step.
    """

    cell: Cell
    after: np.ndarray

    def push(self, change: np.ndarray, change_of_input: np.ndarray | None = None) -> np.ndarray:
        """Change of the next state that a change of the state gives.

        Parameters
        ----------
        change : float64 ndarray of shape ``(batch, size, directions)``
        change_of_input : float64 ndarray of shape ``(batch, features, directions)``, optional

        Returns
        -------
        float64 ndarray of shape ``(batch, size, directions)``
        """
        through_h = np.matmul(self.cell.recurrent.T, change[:, : self.cell.units])
        through_x = None
        if change_of_input is not None:
            through_x = np.matmul(self.cell.kernel.T, change_of_input)
        return self._push(through_h, change, through_x)

    def jacobian(self) -> np.ndarray:
        """Derivative of the next state by the state, ``(batch, size, size)``; h comes before c."""
        n = self.cell.units
        through_h = np.zeros((1, self.cell.recurrent.shape[1], self.cell.size))
        through_h[0, :, :n] = self.cell.recurrent.T
        identity = np.broadcast_to(
            np.eye(self.cell.size), (len(self.after), self.cell.size, self.cell.size)
        )
        return self._push(through_h, identity, None)

    def input_jacobian(self) -> np.ndarray:
        """Derivative of the next state by the input, ``(batch, size, features)``."""
        features = self.cell.kernel.shape[0]
        nothing = np.zeros((len(self.after), self.cell.size, features))
        identity = np.broadcast_to(np.eye(features), (len(self.after), features, features))
        return self.push(nothing, identity)

    @abstractmethod
    def pull(self, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Derivatives by the next state, turned into derivatives by the state and by the input.

        Parameters
        ----------
        rows : float64 ndarray of shape ``(batch, rows, size)``

        Returns
        -------
        tuple of float64 ndarray
            By the state ``(batch, rows, size)``, and by what the input adds to each gate
            ``(batch, rows, gates * units)``; the latter times ``kernel.T`` is by the input.
        """

    @abstractmethod
    def _push(
        self, through_h: np.ndarray, change: np.ndarray, through_x: np.ndarray | None
    ) -> np.ndarray: ...


class _LstmStep(Linear):
    def __init__(self, cell: Cell, projected: np.ndarray, state: np.ndarray) -> None:
        n, gate, act = cell.units, cell.gate, cell.activation
        c = state[:, n:]
        z = projected + state[:, :n] @ cell.recurrent
        # Few calls on long arrays: at 64 units a call costs more than its numbers.
        value = gate.value(z)
        slope = gate.slope(z, value)
        i, f, o = value[:, :n], value[:, n : 2 * n], value[:, 3 * n :]
        zg = z[:, 2 * n : 3 * n]
        g = act.value(zg)
        new = f * c + i * g
        t = act.value(new)
        self.cell, self.after = cell, np.concatenate([o * t, new], axis=1)
        self.by_i = g * slope[:, :n]
        self.by_f = c * slope[:, n : 2 * n]
        self.by_g = i * act.slope(zg, g)
        self.by_o = t * slope[:, 3 * n :]
        self.by_c = o * act.slope(new, t)
        self.keep = f

    def _push(
        self, through_h: np.ndarray, change: np.ndarray, through_x: np.ndarray | None
    ) -> np.ndarray:
        v = through_h if through_x is None else through_h + through_x
        n = self.cell.units
        vi, vf, vg, vo = (v[:, k * n : (k + 1) * n] for k in range(4))
        out = np.empty(change.shape)
        dc = out[:, n:]
        np.multiply(self.keep[:, :, None], change[:, n:], out=dc)
        dc += self.by_i[:, :, None] * vi
        dc += self.by_f[:, :, None] * vf
        dc += self.by_g[:, :, None] * vg
        np.multiply(self.by_c[:, :, None], dc, out=out[:, :n])
        out[:, :n] += self.by_o[:, :, None] * vo
        return out

    def pull(self, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        n = self.cell.units
        by_h = rows[:, :, :n]
        by_c = rows[:, :, n:] + by_h * self.by_c[:, None]
        gates = np.empty((*rows.shape[:2], 4 * n))
        np.multiply(by_c, self.by_i[:, None], out=gates[:, :, :n])
        np.multiply(by_c, self.by_f[:, None], out=gates[:, :, n : 2 * n])
        np.multiply(by_c, self.by_g[:, None], out=gates[:, :, 2 * n : 3 * n])
        np.multiply(by_h, self.by_o[:, None], out=gates[:, :, 3 * n :])
        out = np.empty_like(rows)
        np.matmul(gates, self.cell.recurrent.T, out=out[:, :, :n])
        np.multiply(by_c, self.keep[:, None], out=out[:, :, n:])
        return out, gates


class _GruStep(Linear):
    def __init__(self, cell: Cell, projected: np.ndarray, state: np.ndarray) -> None:
        n, gate, act, u = cell.units, cell.gate, cell.activation, cell.recurrent
        inner = state @ u + cell.recurrent_bias
        zz, zr = np.split((projected + inner)[:, : 2 * n], 2, axis=1)
        z, r = gate.value(zz), gate.value(zr)
        if cell.reset_after:
            zg = projected[..., 2 * n :] + r * inner[:, 2 * n :]
        else:
            zg = projected[..., 2 * n :] + (r * state) @ u[:, 2 * n :]
        g = act.value(zg)
        self.cell, self.after = cell, z * state + (1 - z) * g
        self.z, self.r = z, r
        self.by_z = (state - g) * gate.slope(zz, z)
        self.by_g = (1 - z) * act.slope(zg, g)
        # What r is multiplied with, times the slope of r.
        self.by_r = (inner[:, 2 * n :] if cell.reset_after else state) * gate.slope(zr, r)

    def _push(
        self, through_h: np.ndarray, change: np.ndarray, through_x: np.ndarray | None
    ) -> np.ndarray:
        vz, vr, vg = np.split(through_h, 3, axis=1)
        xg: np.ndarray | float = 0.0
        if through_x is not None:
            xz, xr, xg = np.split(through_x, 3, axis=1)
            vz, vr = vz + xz, vr + xr
        if self.cell.reset_after:
            inner = self.r[:, :, None] * vg + self.by_r[:, :, None] * vr
        else:
            ug = self.cell.recurrent[:, 2 * self.cell.units :].T
            inner = np.matmul(ug, self.r[:, :, None] * change + self.by_r[:, :, None] * vr)
        return (
            self.z[:, :, None] * change
            + self.by_z[:, :, None] * vz
            + self.by_g[:, :, None] * (inner + xg)
        )

    def pull(self, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        n, u = self.cell.units, self.cell.recurrent
        by_g = rows * self.by_g[:, None]
        by_z = rows * self.by_z[:, None]
        kept = rows * self.z[:, None]
        if self.cell.reset_after:
            by_r = by_g * self.by_r[:, None]
            through = np.concatenate([by_z, by_r, by_g * self.r[:, None]], axis=2)
            return kept + through @ u.T, np.concatenate([by_z, by_r, by_g], axis=2)
        inner = by_g @ u[:, 2 * n :].T
        by_r = inner * self.by_r[:, None]
        through = np.concatenate([by_z, by_r], axis=2)
        before = kept + through @ u[:, : 2 * n].T + inner * self.r[:, None]
        return before, np.concatenate([by_z, by_r, by_g], axis=2)


class _SimpleStep(Linear):
    def __init__(self, cell: Cell, projected: np.ndarray, state: np.ndarray) -> None:
        argument = projected + state @ cell.recurrent
        self.cell, self.after = cell, cell.activation.value(argument)
        self.slope = cell.activation.slope(argument, self.after)

    def _push(
        self, through_h: np.ndarray, change: np.ndarray, through_x: np.ndarray | None
    ) -> np.ndarray:
        v = through_h if through_x is None else through_h + through_x
        return self.slope[:, :, None] * v

    def pull(self, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        gates = rows * self.slope[:, None]
        return gates @ self.cell.recurrent.T, gates


_STEPS: Final[dict[str, Callable[[Cell, np.ndarray, np.ndarray], Linear]]] = {
    "LSTM": _LstmStep,
    "GRU": _GruStep,
    "SimpleRNN": _SimpleStep,
}


def linearise(cell: Cell, projected: np.ndarray, state: np.ndarray) -> Linear:
    """One step and its derivative.

    Parameters
    ----------
    cell : Cell
    projected : float64 ndarray of shape ``(gates * units,)`` or ``(batch, gates * units)``
        From `Cell.project`.
    state : float64 ndarray of shape ``(batch, size)``
    """
    return _STEPS[cell.spec.kind](cell, projected, state)
