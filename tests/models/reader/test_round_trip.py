"""Models that today's Keras saves, in every configuration that is read: equal to the last bit."""

from __future__ import annotations

from collections.abc import Callable

import keras
import numpy as np
import pytest
from keras import layers as kl

from lstm_viz.models import read_model
from tests.models.reader.files import parse, saved
from tests.some import some

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("predict_builds_no_graph")]


def stack(*layers):
    return keras.Sequential(list(layers))


def series(features=3, **how):
    return keras.Input((8, features), **how)


def graph(make: Callable, *inputs):
    return keras.Model(list(inputs) if len(inputs) > 1 else inputs[0], make(*inputs))


def twice(layer: Callable) -> Callable:
    """Call one layer on both inputs."""
    return lambda one, other: kl.Subtract()([layer(one), layer(other)])


def encoder_decoder(x):
    _, *states = kl.Bidirectional(kl.LSTM(3, return_state=True))(x)
    return kl.Bidirectional(kl.LSTM(3))(x, initial_state=states)


def two_vocabularies(one, other):
    pair = [kl.Embedding(9, width, mask_zero=True)(x) for width, x in ((4, one), (2, other))]
    return kl.LSTM(3)(kl.Concatenate()(pair))


MODELS = {
    "model per timestep": lambda: stack(
        keras.Input((8, 4, 3)),
        kl.TimeDistributed(stack(keras.Input((4, 3)), kl.Flatten(), kl.Dense(3))),
        kl.LSTM(3),
    ),
    "cells both ways": lambda: stack(
        series(), kl.Bidirectional(kl.RNN([kl.LSTMCell(3), kl.GRUCell(2)])), kl.Dense(2)
    ),
    "pair of outputs": lambda: graph(
        lambda x: kl.Concatenate()(kl.Bidirectional(kl.GRU(3), merge_mode=None)(x)), series()
    ),
    "old GRU summed": lambda: stack(
        series(), kl.Bidirectional(kl.GRU(3, reset_after=False), merge_mode="sum")
    ),
    "own backward layer": lambda: stack(
        series(),
        kl.Bidirectional(
            kl.LSTM(3), backward_layer=kl.LSTM(3, go_backwards=True, activation="relu")
        ),
    ),
    "simple cells": lambda: stack(
        series(), kl.RNN([kl.SimpleRNNCell(3), kl.SimpleRNNCell(2)], return_sequences=True)
    ),
    "convolution and sizes": lambda: stack(
        series(4),
        kl.Conv1D(4, 3, padding="causal", dilation_rate=2, groups=2),
        kl.MaxPooling1D(2),
        kl.LSTM(3),
        kl.RepeatVector(4),
        kl.UpSampling1D(2),
        kl.ZeroPadding1D(1),
        kl.Cropping1D((1, 0)),
        kl.AveragePooling1D(2, 1, "same"),
        kl.GRU(2),
    ),
    "normalization in parts": lambda: stack(
        series(),
        kl.BatchNormalization(scale=False),
        kl.LSTM(3, return_sequences=True),
        kl.LayerNormalization(center=False),
        kl.LSTM(2),
    ),
    "activations": lambda: stack(
        series(),
        kl.LSTM(3, activation="elu", recurrent_activation="hard_sigmoid", return_sequences=True),
        kl.ReLU(6.0),
        kl.LeakyReLU(0.1),
        kl.ELU(),
        kl.Softmax(),
        kl.Activation("swish"),
        kl.LSTM(2, activation=keras.activations.relu),
        kl.Dense(2, activation="gelu"),
    ),
    "dropout": lambda: stack(
        series(),
        kl.Dropout(0.2),
        kl.SpatialDropout1D(0.1),
        kl.GaussianNoise(0.1),
        kl.GaussianDropout(0.1),
        kl.AlphaDropout(0.1),
        kl.LSTM(3, dropout=0.1, recurrent_dropout=0.1),
        kl.ActivityRegularization(l2=0.1),
    ),
    "turned": lambda: stack(
        series(), kl.Permute((2, 1)), kl.LSTM(3), kl.Reshape((3, 1)), kl.LSTM(2)
    ),
    "attention by hand": lambda: graph(
        lambda x: kl.Dot(axes=(2, 2))([kl.LSTM(3, return_sequences=True)(x)] * 2), series()
    ),
    "merged": lambda: graph(
        lambda a, b: kl.Average()(
            [
                kl.Add()([kl.LSTM(3)(a), kl.GRU(3)(b)]),
                kl.Multiply()([kl.LSTM(3)(a), kl.LSTM(3)(b)]),
                kl.Maximum()([kl.LSTM(3)(a), kl.Minimum()([kl.LSTM(3)(b), kl.GRU(3)(a)])]),
            ]
        ),
        series(name="b"),
        series(name="a"),
    ),
    "shared": lambda: graph(twice(kl.LSTM(3)), series(), series()),
    "shared model": lambda: graph(
        twice(graph(lambda x: kl.Dense(2)(kl.LSTM(3)(x)), series())), series(), series()
    ),
    "two vocabularies": lambda: graph(
        two_vocabularies, keras.Input((8,), dtype="int32"), keras.Input((8,), dtype="int32")
    ),
    "masked and pooled": lambda: stack(
        keras.Input((8,)),
        kl.Embedding(9, 4, mask_zero=True),
        kl.Bidirectional(kl.LSTM(3, return_sequences=True)),
        kl.TimeDistributed(kl.Dense(2)),
        kl.GlobalAveragePooling1D(),
    ),
    "mask as an input": lambda: graph(
        lambda x, mask: kl.LSTM(3)(x, mask=mask), series(), keras.Input((8,), dtype="bool")
    ),
    "state as an input": lambda: graph(
        lambda x, h, c: kl.LSTM(3, return_sequences=True)(x, initial_state=[h, c]),
        series(),
        keras.Input((3,)),
        keras.Input((3,)),
    ),
    "encoder and decoder": lambda: graph(encoder_decoder, series()),
    "nested deeply": lambda: stack(
        series(), stack(series(), stack(series(), kl.LSTM(3, return_sequences=True)), kl.LSTM(2))
    ),
    "nested with states": lambda: graph(
        lambda x: kl.Concatenate()(graph(kl.LSTM(3, return_state=True), series())(x)), series()
    ),
    "masked normalization": lambda: stack(
        series(), kl.Masking(), kl.LSTM(3, return_sequences=True), kl.LayerNormalization(),
        kl.Dense(3), kl.LSTM(2, zero_output_for_mask=True, return_sequences=True),
    ),
}


def data_for(model: keras.Model) -> list[np.ndarray]:
    rng = np.random.default_rng(0)
    made = []
    for tensor in model.inputs:
        shape = (2, *tensor.shape[1:])
        if tensor.dtype == "bool":
            made.append(rng.random(shape) > 0.3)
        elif len(shape) == 2 and shape[1] == 8:
            made.append(rng.integers(0, 9, shape).astype(tensor.dtype))
        else:
            skipped = rng.random((2, shape[1], *[1] * (len(shape) - 2))) > 0.8
            made.append(np.where(skipped, 0, rng.normal(size=shape)).astype(np.float32))
    return made


@pytest.mark.parametrize("name", some(MODELS, list(MODELS)[::3]))
def test_what_keras_saves_is_read_without_a_difference(name):
    keras.utils.set_random_seed(3)
    model = MODELS[name]()
    for number, variable in enumerate(model.weights):
        rng = np.random.default_rng(number)
        # Variances must be positive, so all are.
        variable.assign(rng.uniform(0.05, 0.5, variable.shape))
    inputs = data_for(model)
    zipped, old, weights = (saved(model, end) for end in (".keras", ".h5", ".weights.h5"))
    opened = read_model(zipped, name)
    given = inputs if len(inputs) > 1 else inputs[0]
    wanted = keras.tree.flatten(model.predict(given, verbose=0))
    for got, own in zip(keras.tree.flatten(opened.predict(inputs)), wanted, strict=True):
        np.testing.assert_array_equal(got, own)
    assert opened.notes == ()
    found = parse(zipped)
    for data, beside in ((old, None), (weights, model.to_json().encode())):
        other = parse(data, beside)
        assert other.model.to_json() == found.model.to_json()
        for one, two in zip(found.arrays, other.arrays, strict=True):
            np.testing.assert_array_equal(one, two)
