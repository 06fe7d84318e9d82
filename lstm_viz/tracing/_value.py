"""A tensor in the walk, with what it would be if the sequence had ended earlier.

For a model that answers only at the end, the output at timestep t is the answer to the first t
timesteps. Instead of T runs, every value carries a second, lazy form in which the ends t = 1..T
are rows of the batch; layers run on those rows as they are.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum
from functools import cached_property
from typing import Any

from lstm_viz._tensorflow import tf
from lstm_viz.tracing._rows import repeated, size


class Form(Enum):
    """How a value depends on where the sequence ends."""

    STATIC = "does not depend on the sequence"
    CAUSAL = "row t depends on inputs up to t only: ending earlier cuts rows off"
    FOLD = "one value per end: (batch * T, ...)"
    PREFIXES = "one padded sequence per end: (batch * T, T, ...)"
    UNKNOWN = "cannot be told without running the model again"


@dataclass(frozen=True)
class Value:
    """A tensor of the walk.

    Attributes
    ----------
    full : tensor
        What the model itself computes for the whole sequence.
    form : Form
        How it depends on the end of the sequence.
    axis : str
        Which time axis the ends run along, ``""`` for static values.
    ends : callable, optional
        Gives the FOLD or PREFIXES tensor when it is needed.
    """

    full: Any
    form: Form = Form.STATIC
    axis: str = ""
    ends: Callable[[], Any] | None = None

    @cached_property
    def per_end(self) -> Any:
        """The tensor with one row per sample and end."""
        if self.ends is None:
            raise RuntimeError(f"a {self.form.name} value has no rows per end")
        return self.ends()

    def to(self, form: Form, axis: str = "", ends: Callable[[], Any] | None = None) -> Value:
        """Return the same tensor with another dependence."""
        return replace(self, form=form, axis=axis, ends=ends)


def spread(tensor: Any, steps: Any) -> Any:
    """Repeat every row of a tensor for each of the ends, keeping its mask."""
    spread_tensor = repeated(tensor, steps)
    mask = getattr(tensor, "_keras_mask", None)
    if mask is not None:
        spread_tensor._keras_mask = repeated(mask, steps)
    return spread_tensor


def end_mask(sequence: Any) -> Any:
    """Return which timesteps exist for each end: boolean ``(batch * T, T)``."""
    batch, steps = size(sequence, 0), size(sequence, 1)
    positions = tf.range(steps)
    return tf.tile(positions[tf.newaxis] <= positions[:, tf.newaxis], [batch, 1])


def rows_at(value: Value, steps: Any) -> Any:
    """Return the tensor of a value with one row per sample and end."""
    if value.form is Form.STATIC:
        return spread(value.full, steps)
    if value.form is Form.CAUSAL:
        return repeated(value.full, steps)
    return value.per_end
