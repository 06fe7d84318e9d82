"""Arithmetic on the values of an initial state."""

from __future__ import annotations

import math

import numpy as np

from lstm_viz.errors import LstmVizError


def scaled(values: np.ndarray, factor: float) -> np.ndarray:
    """Values times a factor; -1 negates.

    Parameters
    ----------
    values : ndarray
        Any shape, float32.
    factor : float

    Returns
    -------
    ndarray
        float32, as ``values``.

    Raises
    ------
    LstmVizError
        When the factor or a result is not finite.
    """
    return _finite(values.astype(np.float64) * _number("factor", factor), "scaled")


def with_noise(values: np.ndarray, scale: float, seed: int) -> np.ndarray:
    """Values plus normal noise of standard deviation ``scale``, from a seed.

    Parameters
    ----------
    values : ndarray
    scale : float
        0 or more.
    seed : int
        0 or more.

    Returns
    -------
    ndarray
        float32, as ``values``.

    Raises
    ------
    LstmVizError
        When the scale is negative or not finite, or the seed is negative.
    """
    if _number("scale of the noise", scale) < 0:
        raise LstmVizError("The scale of the noise must be 0 or more, not {scale:g}.", scale=scale)
    if seed < 0:
        raise LstmVizError("The seed must be 0 or more, not {seed}.", seed=seed)
    noise = np.random.default_rng(seed).normal(scale=scale, size=values.shape)
    return _finite(values + noise, "with noise")


def blended(first: np.ndarray, second: np.ndarray, weight: float) -> np.ndarray:
    """``(1 - weight) * first + weight * second``.

    Parameters
    ----------
    first, second : ndarray
        Of one shape.
    weight : float
        0 gives the first, 1 the second; outside it goes on beyond them.

    Returns
    -------
    ndarray
        float32.

    Raises
    ------
    LstmVizError
        When the weight is not finite or the shapes differ.
    """
    if first.shape != second.shape:
        raise LstmVizError(
            "States of shapes {first_shape} and {second_shape} cannot be blended: choose layers "
            "with the same number of units.",
            first_shape=first.shape,
            second_shape=second.shape,
        )
    share = _number("weight", weight)
    return _finite((1 - share) * first.astype(np.float64) + share * second, "blended")


def _number(what: str, value: float) -> float:
    if not math.isfinite(value):
        raise LstmVizError(
            "The {what} must be a finite number, not {value}.", what=what, value=value
        )
    return float(value)


def _finite(values: np.ndarray, what: str) -> np.ndarray:
    with np.errstate(over="ignore"):
        small = values.astype(np.float32)
    if not np.all(np.isfinite(small)):
        raise LstmVizError(
            "The state is no longer finite when {what}: use smaller numbers.", what=what
        )
    return small
