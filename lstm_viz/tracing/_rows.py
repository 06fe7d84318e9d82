"""Sizes and repeated rows, with as few operations as can be: each counts when a graph is built."""

from __future__ import annotations

from typing import Any

from lstm_viz._tensorflow import tf


def size(tensor: Any, axis: int) -> Any:
    """Return how long an axis is: a number where that is known, else a tensor."""
    known = tensor.shape[axis]
    return tf.shape(tensor)[axis] if known is None else known


def repeated(tensor: Any, times: Any, axis: int = 0) -> Any:
    """Return a tensor in which every row, or entry of an axis, stands so many times in a row."""
    if isinstance(times, int) and times == 1:
        return tensor
    rank = len(tensor.shape)
    copies = tf.tile(
        tf.expand_dims(tensor, axis + 1), [*[1] * (axis + 1), times, *[1] * (rank - axis - 1)]
    )
    sizes = [size(tensor, number) for number in range(rank)]
    sizes[axis] = sizes[axis] * times
    return tf.reshape(copies, sizes)
