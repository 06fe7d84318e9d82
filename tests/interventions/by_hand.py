"""Recurrences with interventions in float64, written from the equations and the words alone."""

from __future__ import annotations

import numpy as np

import lstm_viz as lv
from tests.tracing.reference import sigmoid


class Run:
    """One layer, step by step; what it changes is decided number by number."""

    def __init__(self, ones, means=None):
        self.ones, self.means = ones, means or {}

    def _acts(self, one, signal, t, inside):
        if isinstance(one, lv.Splice):
            return not inside and one.at == t and signal in (one.signals or ("h", "c"))
        if one.signal != signal:
            return False
        if isinstance(one, (lv.Clamp, lv.Lesion)):
            first, last = one.steps or (1, np.inf)
            return inside == (signal == "c") and first <= t <= last
        return one.at == t and inside == one.with_h

    def change(self, signal, t, values, inside=False):
        """Values of shape (batch, units), after every intervention that acts on them here."""
        values = np.array(values, np.float64)
        for one in self.ones:
            if not self._acts(one, signal, t, inside):
                continue
            units = range(values.shape[1]) if one.unit is None else np.atleast_1d(one.unit)
            for place, unit in enumerate(units):
                for row in range(len(values)):
                    values[row, unit] = self._new(one, signal, values[row, unit], row, place, unit)
        return values

    def _new(self, one, signal, old, row, place, unit):
        if isinstance(one, lv.Lesion):
            return 0.0 if one.to == "zero" else self.means[signal][unit]
        if isinstance(one, lv.Splice):
            return _picked(dict(one.source)[signal], row, unit)
        given = next(getattr(one, n) for n in ("value", "values", "by") if hasattr(one, n))
        number = _picked(given, row, place)
        if isinstance(one, lv.Scale):
            return old * number
        return old + number if isinstance(one, lv.Add) else number


def _picked(values, row, place):
    """A number that is for all, one for each unit, or one for each sample and unit."""
    if np.ndim(values) == 0:
        return float(values)
    table = np.atleast_2d(values)
    return float(table[row if len(table) > 1 else 0, place])


def lstm(x, h, c, kernel, recurrent, bias, ones, means=None):
    run = Run(ones, means)
    h, c = run.change("h", 0, h), run.change("c", 0, c)
    rows = {name: [] for name in "hcifgo"}
    rows["h"].append(h)
    rows["c"].append(c)
    for t in range(1, x.shape[1] + 1):
        z = np.split(x[:, t - 1] @ kernel + h @ recurrent + bias, 4, axis=1)
        i, f, o = (run.change(n, t, sigmoid(z[k])) for n, k in (("i", 0), ("f", 1), ("o", 3)))
        g = run.change("g", t, np.tanh(z[2]))
        c = run.change("c", t, f * c + i * g, inside=True)
        h = run.change("h", t, o * np.tanh(c))
        c = run.change("c", t, c)
        for name, value in zip("hcifgo", (h, c, i, f, g, o), strict=True):
            rows[name].append(value)
    return {name: np.stack(values, axis=1) for name, values in rows.items()}


def gru(x, h, kernel, recurrent, bias, ones, means=None, *, reset_after=True):
    run = Run(ones, means)
    h = run.change("h", 0, h)
    rows = {name: [] for name in "hzrg"}
    rows["h"].append(h)
    kz, kr, kg = np.split(kernel, 3, axis=1)
    uz, ur, ug = np.split(recurrent, 3, axis=1)
    bias = bias if reset_after else np.stack([bias, np.zeros_like(bias)])
    (bz, br, bg), (cz, cr, cg) = (np.split(b, 3) for b in bias)
    for t in range(1, x.shape[1] + 1):
        now = x[:, t - 1]
        z = run.change("z", t, sigmoid(now @ kz + bz + h @ uz + cz))
        r = run.change("r", t, sigmoid(now @ kr + br + h @ ur + cr))
        inner = r * (h @ ug + cg) if reset_after else (r * h) @ ug
        g = run.change("g", t, np.tanh(now @ kg + bg + inner))
        h = run.change("h", t, z * h + (1 - z) * g)
        for name, value in zip("hzrg", (h, z, r, g), strict=True):
            rows[name].append(value)
    return {name: np.stack(values, axis=1) for name, values in rows.items()}


def simple_rnn(x, h, kernel, recurrent, bias, ones, means=None):
    run = Run(ones, means)
    h = run.change("h", 0, h)
    rows = [h]
    for t in range(1, x.shape[1] + 1):
        h = run.change("h", t, np.tanh(x[:, t - 1] @ kernel + bias + h @ recurrent))
        rows.append(h)
    return {"h": np.stack(rows, axis=1)}
