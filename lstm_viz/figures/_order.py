"""Order of the units in a heatmap."""

from __future__ import annotations

import numpy as np


def unit_order(name: str, values: np.ndarray) -> list[int]:
    """Order of the rows of a heatmap.

    Parameters
    ----------
    name : {"stored", "similar", "final"}
        ``similar``: a walk from the unit with the largest sum of squares, always to the nearest
        one left (Euclidean distance over time).
    values : ndarray of shape (T, units)

    Returns
    -------
    list of int
        Units from top to bottom.
    """
    rows = np.nan_to_num(np.asarray(values, np.float64)).T
    if name == "final":
        return [int(unit) for unit in np.argsort(-rows[:, -1], kind="stable")]
    if name != "similar":
        return list(range(len(rows)))
    left = np.ones(len(rows), bool)
    current = int(np.argmax((rows**2).sum(axis=1)))
    walk = [current]
    left[current] = False
    while left.any():
        distance = np.where(left, ((rows - rows[current]) ** 2).sum(axis=1), np.inf)
        current = int(np.argmin(distance))
        left[current] = False
        walk.append(current)
    return walk
