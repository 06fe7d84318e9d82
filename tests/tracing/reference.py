"""A plain NumPy recurrence in float64, written from the papers' equations alone."""

from __future__ import annotations

import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def lstm(x, h, c, kernel, recurrent, bias):
    """Return h and c with T + 1 rows and i, f, g, o with T rows, each (batch, rows, units)."""
    rows = {name: [] for name in "hcifgo"}
    rows["h"].append(h)
    rows["c"].append(c)
    units = h.shape[1]
    for t in range(x.shape[1]):
        z = x[:, t] @ kernel + h @ recurrent + bias
        i = sigmoid(z[:, :units])
        f = sigmoid(z[:, units : 2 * units])
        g = np.tanh(z[:, 2 * units : 3 * units])
        o = sigmoid(z[:, 3 * units :])
        c = f * c + i * g
        h = o * np.tanh(c)
        for name, value in zip("hcifgo", (h, c, i, f, g, o), strict=True):
            rows[name].append(value)
    return {name: np.stack(values, axis=1) for name, values in rows.items()}


def gru(x, h, kernel, recurrent, bias):
    """Return h with T + 1 rows and z, r, g with T rows: reset after the product, two biases."""
    rows = {name: [] for name in "hzrg"}
    rows["h"].append(h)
    units = h.shape[1]
    for t in range(x.shape[1]):
        a = x[:, t] @ kernel + bias[0]
        b = h @ recurrent + bias[1]
        z = sigmoid(a[:, :units] + b[:, :units])
        r = sigmoid(a[:, units : 2 * units] + b[:, units : 2 * units])
        g = np.tanh(a[:, 2 * units :] + r * b[:, 2 * units :])
        h = z * h + (1 - z) * g
        for name, value in zip("hzrg", (h, z, r, g), strict=True):
            rows[name].append(value)
    return {name: np.stack(values, axis=1) for name, values in rows.items()}


def simple_rnn(x, h, kernel, recurrent, bias):
    """Return h with T + 1 rows."""
    rows = [h]
    for t in range(x.shape[1]):
        h = np.tanh(x[:, t] @ kernel + bias + h @ recurrent)
        rows.append(h)
    return {"h": np.stack(rows, axis=1)}
