"""The model that the tests of the live route share."""

from __future__ import annotations

import keras
import numpy as np
import pytest

import lstm_viz as lv
from lstm_viz.ui.visit import OwnSequence, own_model
from tests.ui.live.asking import STEPS, UNITS


@pytest.fixture(scope="session")
def opened():
    keras.utils.set_random_seed(4)
    layers = keras.layers
    stack = [keras.Input((None, 2)), layers.LSTM(UNITS, return_sequences=True, name="lstm")]
    model = lv.wrap(keras.Sequential([*stack, layers.Dense(1)]))
    x = np.random.default_rng(1).normal(size=(1, STEPS, 2)).astype(np.float32)
    sequence = OwnSequence(name="x", title="x", x=x)
    return own_model(model, key="file-1", title="m", summary="", sequence=sequence)
