"""The recurrences themselves, run with everything recorded.

The equations are those of Keras' cells: LSTM after Hochreiter and Schmidhuber (1997) with the
forget gate of Gers et al. (2000), GRU after Cho et al. (2014) in both bias layouts, SimpleRNN
after Elman (1990). Kernel columns are ordered i, f, g, o and z, r, g.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
import tensorflow as tf

from lstm_viz.tracing._changes import Changes

# Given the signals of a stage of a step, returns what the run goes on with.
Change = Callable[[str, list[Any]], list[Any]]
Step = Callable[[Any, list[Any], Change], tuple[list[Any], list[Any]]]


def record(
    cell: Any,
    kind: str,
    sequence: Any,
    states: list[Any],
    mask: Any | None,
    changes: Changes | None = None,
) -> dict[str, Any]:
    """Run one cell over a sequence and record every signal.

    Parameters
    ----------
    cell : keras LSTMCell, GRUCell or SimpleRNNCell
        Whose weights and activations are used.
    kind : {"LSTM", "GRU", "SimpleRNN"}
        The recurrence of the cell.
    sequence : tensor of shape ``(batch, T, features)``
        In the order in which it is read.
    states : list of tensors of shape ``(batch, units)``
        The initial state, ``[h0, c0]`` or ``[h0]``.
    mask : boolean tensor of shape ``(batch, T)`` or None
        Timesteps where it is False keep the state.
    changes : Changes, optional
        What interventions change of this cell.

    Returns
    -------
    dict of str to tensor
        States of shape ``(batch, T + 1, units)`` with row 0 the initial state, gates of shape
        ``(batch, T, units)``, NaN at masked timesteps.
    """
    dtype = cell.compute_dtype
    sequence = tf.cast(sequence, dtype)
    states = [tf.cast(state, dtype) for state in states]
    if changes is not None:
        states = changes.at(0)("row", states)
    step = _STEPS[kind](cell)
    projected = _project(cell, kind, sequence)
    gate_names = _GATES[kind]
    state_names = ("h", "c")[: len(states)]

    def one(t: Any, x: Any, keep: Any | None, now: list[Any]) -> tuple[list[Any], list[Any]]:
        change = _as_it_is if changes is None else changes.at(t + 1)
        new, gates = step(x, now, change)
        new = change("row", new)
        if keep is not None:
            new = [tf.where(keep, n, old) for n, old in zip(new, now, strict=True)]
        return [_like(n, old) for n, old in zip(new, now, strict=True)], gates

    if tf.executing_eagerly():
        rows = _run_at_once(one, projected, mask, states)
    else:
        rows = _run_in_graph(one, projected, mask, states, len(gate_names), cell.units)
    recorded = {}
    names = (*state_names, *gate_names)
    for number, (name, values) in enumerate(zip(names, rows, strict=True)):
        if number < len(states):
            values = tf.concat([tf.expand_dims(states[number], 1), values], axis=1)
        elif mask is not None:
            values = tf.where(mask[:, :, tf.newaxis], values, tf.cast(float("nan"), dtype))
        recorded[name] = values
    return recorded


def _like(new: Any, old: Any) -> Any:
    return new if new.shape == old.shape else tf.ensure_shape(new, old.shape)


def _run_at_once(one: Any, projected: Any, mask: Any | None, states: list[Any]) -> list[Any]:
    """Every state and gate after every step, ``(batch, T, units)``, step by step."""
    inputs = tf.unstack(projected, axis=1)
    keeps = [None] * len(inputs) if mask is None else tf.unstack(mask[:, :, tf.newaxis], axis=1)
    steps, now = [], states
    for t, (x, keep) in enumerate(zip(inputs, keeps, strict=True)):
        now, after = one(t, x, keep, now)
        steps.append([*now, *after])
    return [tf.stack(values, axis=1) for values in zip(*steps, strict=True)]


def _run_in_graph(
    one: Any, projected: Any, mask: Any | None, states: list[Any], gates: int, units: int
) -> list[Any]:
    """The same as a loop of a graph, for any number of steps."""
    by_time = tf.transpose(projected, [1, 0, 2])
    mask_by_time = None if mask is None else tf.transpose(mask, [1, 0])[:, :, tf.newaxis]
    steps = tf.shape(by_time)[0]
    static_steps = by_time.shape[0]
    size = steps if static_steps is None else static_steps
    rows = [
        tf.TensorArray(projected.dtype, size=size, element_shape=(None, units))
        for _ in range(len(states) + gates)
    ]

    def body(t: Any, now: list[Any], written: list[Any]) -> tuple[Any, list[Any], list[Any]]:
        keep = None if mask_by_time is None else mask_by_time[t]
        new, after = one(t, by_time[t], keep, now)
        written = [row.write(t, value) for row, value in zip(written, [*new, *after], strict=True)]
        return t + 1, new, written

    _, _, rows = tf.while_loop(
        lambda t, *_: t < size,
        body,
        [tf.constant(0), states, rows],
        maximum_iterations=size,
        parallel_iterations=1,
    )
    return [tf.transpose(row.stack(), [1, 0, 2]) for row in rows]


def layer_output(h: Any, mask: Any | None, zero_output_for_mask: bool) -> Any:
    """Return what Keras' layer outputs at every timestep.

    It is h, except at masked timesteps: there Keras repeats the previous output, which is zero
    (not h0) before the first unmasked timestep, or gives zero when asked to.

    Parameters
    ----------
    h : tensor of shape ``(batch, T + 1, units)``
    mask : boolean tensor of shape ``(batch, T)`` or None
    zero_output_for_mask : bool

    Returns
    -------
    tensor of shape ``(batch, T, units)``
    """
    output = h[:, 1:]
    if mask is None:
        return output
    shown = mask
    if not zero_output_for_mask:
        shown = tf.cumsum(tf.cast(mask, tf.int32), axis=1) > 0
    return tf.where(shown[:, :, tf.newaxis], output, tf.zeros_like(output))


def _as_it_is(stage: str, values: list[Any]) -> list[Any]:
    return values


def _project(cell: Any, kind: str, sequence: Any) -> Any:
    dtype = cell.compute_dtype
    projected = tf.matmul(sequence, _weight(cell.kernel, dtype))
    bias = _input_bias(cell, kind)
    return projected if bias is None else projected + tf.cast(bias, dtype)


def _input_bias(cell: Any, kind: str) -> Any | None:
    if not cell.use_bias:
        return None
    bias = tf.convert_to_tensor(cell.bias)
    return bias[0] if kind == "GRU" and cell.reset_after else bias


def _weight(variable: Any, dtype: str) -> Any:
    return tf.cast(keras.ops.convert_to_tensor(variable), dtype)


def _lstm_step(cell: Any) -> Step:
    recurrent = _weight(cell.recurrent_kernel, cell.compute_dtype)

    def step(x: Any, states: list[Any], change: Change) -> tuple[list[Any], list[Any]]:
        h, c = states
        zi, zf, zg, zo = tf.split(x + tf.matmul(h, recurrent), 4, axis=-1)
        i = cell.recurrent_activation(zi)
        f = cell.recurrent_activation(zf)
        g = cell.activation(zg)
        o = cell.recurrent_activation(zo)
        i, f, g, o = change("gates", [i, f, g, o])
        (c,) = change("inside", [f * c + i * g])
        h = o * cell.activation(c)
        return [h, c], [i, f, g, o]

    return step


def _gru_step(cell: Any) -> Step:
    dtype, units = cell.compute_dtype, cell.units
    recurrent = _weight(cell.recurrent_kernel, dtype)
    recurrent_bias = None
    if cell.use_bias and cell.reset_after:
        recurrent_bias = tf.cast(tf.convert_to_tensor(cell.bias)[1], dtype)

    def step(x: Any, states: list[Any], change: Change) -> tuple[list[Any], list[Any]]:
        (h,) = states
        xz, xr, xg = tf.split(x, 3, axis=-1)
        if cell.reset_after:
            inner = tf.matmul(h, recurrent)
            if recurrent_bias is not None:
                inner = inner + recurrent_bias
            hz, hr, hg = tf.split(inner, 3, axis=-1)
            z = cell.recurrent_activation(xz + hz)
            r = cell.recurrent_activation(xr + hr)
            z, r = change("gates", [z, r])
            g = cell.activation(xg + r * hg)
        else:
            hz, hr = tf.split(tf.matmul(h, recurrent[:, : 2 * units]), 2, axis=-1)
            z = cell.recurrent_activation(xz + hz)
            r = cell.recurrent_activation(xr + hr)
            z, r = change("gates", [z, r])
            g = cell.activation(xg + tf.matmul(r * h, recurrent[:, 2 * units :]))
        (g,) = change("inside", [g])
        return [z * h + (1 - z) * g], [z, r, g]

    return step


def _simple_step(cell: Any) -> Step:
    recurrent = _weight(cell.recurrent_kernel, cell.compute_dtype)

    def step(x: Any, states: list[Any], change: Change) -> tuple[list[Any], list[Any]]:
        (h,) = states
        return [cell.activation(x + tf.matmul(h, recurrent))], []

    return step


_STEPS = {"LSTM": _lstm_step, "GRU": _gru_step, "SimpleRNN": _simple_step}
_GATES = {"LSTM": ("i", "f", "g", "o"), "GRU": ("z", "r", "g"), "SimpleRNN": ()}
