"""Weights of CuDNNLSTM and CuDNNGRU, put into the layout of LSTM and GRU.

cuDNN multiplies from the other side and has a bias for the input and one for the recurrence; Keras
stored its arrays so that each gate's kernel, read in column order, is the transposed one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np

_GATES: Final = {"LSTM": 4, "GRU": 3}


def is_cudnn(layer: Any, weights: Mapping[str, np.ndarray]) -> bool:
    """Tell whether these weights are in the layout of cuDNN: only it has twice the bias, flat."""
    if layer.kind not in _GATES or "bias" not in weights:
        return False
    return weights["bias"].shape == (2 * _GATES[layer.kind] * layer.config["units"],)


def to_plain(kind: str, weights: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Return the weights of a cuDNN layer in the layout of the layer of the same equations.

    Parameters
    ----------
    kind : {"LSTM", "GRU"}
    weights : mapping of str to ndarray
        ``kernel`` of shape ``(features, gates * units)``, ``recurrent_kernel`` of shape
        ``(units, gates * units)``, ``bias`` of shape ``(2 * gates * units,)``.

    Returns
    -------
    dict of str to ndarray
        The LSTM's bias has shape ``(4 * units,)``: only the sum of both acts. The GRU's has shape
        ``(2, 3 * units)``, as with ``reset_after=True``.
    """
    gates = _GATES[kind]
    kernels = np.split(weights["kernel"], gates, axis=1)
    recurrent = np.split(weights["recurrent_kernel"], gates, axis=1)
    halves = weights["bias"].reshape(2, -1)
    return {
        "kernel": np.hstack([k.T.reshape(k.shape, order="F") for k in kernels]),
        "recurrent_kernel": np.hstack([k.T for k in recurrent]),
        "bias": halves.sum(axis=0) if kind == "LSTM" else halves,
    }
