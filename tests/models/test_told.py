"""What TensorFlow raises while a model runs is told in the one exception."""

from __future__ import annotations

import keras
import numpy as np
import pytest
from keras import layers

import lstm_viz as lv
from lstm_viz.errors import LstmVizError
from lstm_viz.models._told import told


class Refusing(keras.layers.Layer):
    """A layer that fails when it runs on numbers, not when it is built."""

    def call(self, x):
        raise RuntimeError("the third party\nsays more below")

    def compute_output_spec(self, x):
        return keras.KerasTensor(x.shape, x.dtype)


def runs(model: lv.RecurrentModel, x: np.ndarray):
    return [lambda: model.predict(x), lambda: lv.trace(model, x)]


def test_a_name_that_tensorflow_refuses():
    x = keras.Input((5, 3))
    model = lv.wrap(keras.Model(x, layers.LSTM(2)(x), name="small>"))
    with pytest.raises(LstmVizError, match="cannot run model 'small>' because of a name in it"):
        model.predict(np.ones((2, 5, 3), np.float32))


def test_token_ids_outside_the_vocabulary():
    words = keras.Sequential(
        [keras.Input((4,), dtype="int32"), layers.Embedding(9, 3), layers.LSTM(2)], name="words"
    )
    for run in runs(lv.wrap(words), np.array([[1, 2, 99, 3]])):
        with pytest.raises(LstmVizError, match="token id 99.*from 0 to 8"):
            run()


def test_a_layer_that_fails_when_it_runs():
    net = keras.Sequential([keras.Input((4, 3)), Refusing(), layers.LSTM(2)], name="odd")
    for run in runs(lv.wrap(net), np.ones((1, 4, 3), np.float32)):
        with pytest.raises(LstmVizError) as error:
            run()
        sentence = str(error.value)
        assert "cannot run model 'odd' on this input (RuntimeError: the third party)" in sentence
        assert sentence.isprintable() and error.value.__cause__ is not None


def test_too_little_memory_and_own_sentences():
    with pytest.raises(LstmVizError, match="fewer rows or timesteps"), told("m"):
        raise MemoryError
    with pytest.raises(LstmVizError, match="^as it is$"), told("m"):
        raise LstmVizError("as it is")
    with pytest.raises(KeyboardInterrupt), told("m"):
        raise KeyboardInterrupt
