"""Small models with given weights, and the values that are known of them."""

from __future__ import annotations

import keras
import numpy as np
from keras import layers

import lstm_viz as lv


def lstm(recurrent, *, kernel=None, bias=None, features=1, **named):
    """An LSTM of given recurrent weights; without an input kernel it reads nothing."""
    recurrent = np.asarray(recurrent, np.float32)
    units = len(recurrent)
    layer = layers.LSTM(units, use_bias=bias is not None, return_sequences=True, **named)
    model = keras.Sequential([keras.Input((None, features)), layer])
    kernel = np.zeros((features, 4 * units)) if kernel is None else kernel
    weights = [np.asarray(kernel, np.float32), recurrent]
    layer.set_weights(weights if bias is None else [*weights, np.asarray(bias, np.float32)])
    return lv.wrap(model)


def candidate_only(matrix):
    """An LSTM whose h enters the candidate alone; no bias, no input."""
    matrix = np.asarray(matrix, np.float64)
    nothing = np.zeros_like(matrix)
    return lstm(np.concatenate([nothing, nothing, matrix, nothing], axis=1))


def tanh_net(units):
    """x <- tanh(xW) with row k of W a rolled ramp."""
    ramp = np.linspace(-1, 1, units)
    matrix = np.stack([-np.roll(ramp, -k) for k in range(units)])
    layer = layers.SimpleRNN(units, use_bias=False, return_sequences=True)
    model = keras.Sequential([keras.Input((None, 1)), layer])
    layer.set_weights([np.zeros((1, units), np.float32), matrix.astype(np.float32)])
    return lv.wrap(model)


def chaotic():
    """The chaotic LSTM of 2 units of Laurent and von Brecht (arXiv 1612.06212)."""
    wi, wf = [[-1, -4], [-3, -2]], [[-2, 6], [0, -6]]
    wg, wo = [[-1, -6], [6, -9]], [[4, 1], [-9, -7]]
    return lstm(np.concatenate([np.array(w, float).T for w in (wi, wf, wg, wo)], axis=1))


def random_model(*stack, features=2, seed=0, scale=1.5):
    """A model of given layers whose recurrent weights are normal, so that it has several points."""
    keras.utils.set_random_seed(seed)
    model = keras.Sequential([keras.Input((None, features)), *stack])
    random = np.random.default_rng(seed)
    for weight in model.weights:
        if "recurrent_kernel" in weight.path:
            fan = weight.shape[0]
            weight.assign(random.normal(size=weight.shape) * scale / np.sqrt(fan))
    return lv.wrap(model)


def nearest(points, state):
    """Distance of the nearest row of ``points`` to a state."""
    return float(np.abs(points - np.asarray(state)).max(axis=1).min())
