"""The changes of one cell inside a compiled run: arrays in, changed signals out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lstm_viz._tensorflow import tf


class Changes:
    """What interventions change of one cell.

    Parameters
    ----------
    tables : dict of stage to dict of tensors
        ``which``, ``scale`` and ``shift``, see `lstm_viz.interventions.arrays_of`.
    """

    def __init__(self, tables: dict[str, dict[str, Any]]) -> None:
        self._tables = tables

    def at(self, t: Any) -> Callable[[str, list[Any]], list[Any]]:
        """Return the function that changes the signals of a stage in row or step t."""

        def change(stage: str, values: list[Any]) -> list[Any]:
            table = self._tables[stage]
            entry = table["which"][tf.minimum(t, tf.shape(table["which"])[0] - 1)]
            return _changed(values, table["scale"][entry], table["shift"][entry])

        return change

    def for_ends(self, rows: Any, steps: Any, *, shifted: bool) -> Changes:
        """Return the changes for a batch in which every sample stands once for each of its ends.

        Parameters
        ----------
        rows, steps : int tensor
            Of that batch.
        shifted : bool
            Whether a row that ends at t comes after ``steps - t`` steps that do not exist, as in a
            layer that reads backwards: its first step is the first that does exist.
        """
        return Changes({s: _for_ends(t, rows, steps, shifted) for s, t in self._tables.items()})


def _changed(values: list[Any], scale: Any, shift: Any) -> list[Any]:
    together = tf.concat(values, axis=-1)
    scale, shift = tf.cast(scale, together.dtype), tf.cast(shift, together.dtype)
    # A factor of 0 sets, also where 0 times the value would be NaN.
    changed = tf.where(tf.equal(scale, 0), shift, scale * together + shift)
    parts = tf.split(changed, len(values), axis=-1)
    return [tf.ensure_shape(p, v.shape) for p, v in zip(parts, values, strict=True)]


def _for_ends(table: dict[str, Any], rows: Any, steps: Any, shifted: bool) -> dict[str, Any]:
    which, batch = table["which"], tf.shape(table["scale"])[1]
    # A table for all rows alike has a batch of one.
    repeats = tf.where(tf.equal(batch, 1), rows, rows // batch)
    spread = {name: tf.repeat(table[name], repeats, axis=1) for name in ("scale", "shift")}
    if not shifted:
        return {"which": which, **spread}
    ends = tf.range(rows) % steps + 1
    own = tf.range(steps + 1)[:, tf.newaxis] - (steps - ends)[tf.newaxis]
    entries = tf.gather(which, tf.clip_by_value(own, 0, tf.shape(which)[0] - 1))
    by_row = {
        name: tf.transpose(
            tf.gather(tf.transpose(values, [1, 0, 2]), tf.transpose(entries), batch_dims=1),
            [1, 0, 2],
        )
        for name, values in spread.items()
    }
    return {"which": tf.range(steps + 1), **by_row}
