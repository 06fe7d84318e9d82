"""What a trace takes, told before it runs."""

from __future__ import annotations

import keras
import numpy as np
import pytest
from keras import layers

import lstm_viz as lv
from lstm_viz.tracing import cost_of


def sequential(shape, *rest):
    return lv.wrap(keras.Sequential([keras.Input(shape), *rest]))


def test_numbers_are_those_of_the_trace():
    model = sequential((None, 3), layers.LSTM(4, return_sequences=True), layers.Dense(2))
    shape = (2, 7, 3)
    trace = lv.trace(model, np.zeros(shape, np.float32))
    signals = trace.layers[model.layers[0].name].signals.values()
    # Row 0 of a state is given, not computed.
    recorded = sum(array[:, -7:].size for array in signals)
    layer_outputs = 2 * 7 * (4 + 2)
    assert cost_of(model, [shape]).numbers == recorded + layer_outputs
    assert cost_of(model, [shape], 3).numbers == 3 * (recorded + layer_outputs)


def test_products_are_weights_times_timesteps():
    small, large = (
        cost_of(sequential((None, 3), layers.LSTM(units)), [(1, 10, 3)]).products
        for units in (1, 50)
    )
    weights = [4 * units * (3 + units + 1) for units in (1, 50)]
    assert large - small == 10 * (weights[1] - weights[0])


@pytest.mark.parametrize(
    "enlarging",
    [
        [layers.UpSampling1D(64), layers.UpSampling1D(64)],
        [layers.ZeroPadding1D(4000)],
        [layers.Flatten(), layers.RepeatVector(4000)],
    ],
    ids=["upsampling", "padding", "repeat"],
)
def test_layers_that_enlarge_a_sequence_count(enlarging):
    def cost(*before):
        return cost_of(sequential((5, 2), *before, layers.LSTM(2)), [(1, 5, 2)])

    assert cost(*enlarging).numbers > 500 * cost().numbers
    assert cost(*enlarging).products > 500 * cost().products


def test_layers_after_one_that_answers_at_its_end_run_for_every_end():
    def decoder(sequences):
        return sequential(
            (None, 1),
            layers.LSTM(2, return_sequences=sequences),
            layers.GlobalMaxPooling1D() if sequences else layers.Activation("linear"),
            layers.RepeatVector(300),
            layers.LSTM(2),
        )

    ended, pooled = (cost_of(decoder(kind), [(1, 100, 1)]).numbers for kind in (False, True))
    assert ended > 50 * pooled


def test_nested_models_and_several_inputs_count():
    inner = keras.Sequential([keras.Input((None, 2)), layers.UpSampling1D(64), layers.LSTM(3)])
    one, two = keras.Input((None, 2)), keras.Input((4,))
    model = lv.wrap(keras.Model([one, two], layers.Concatenate()([inner(one), two])))
    flat = cost_of(lv.wrap(inner), [(1, 10, 2)])
    nested = cost_of(model, [(1, 10, 2), (1, 4)])
    assert nested.numbers > flat.numbers > 64 * 10 * 3 * 6
    assert nested.products == flat.products


def test_shapes_that_do_not_go_through_are_an_error():
    with pytest.raises(ValueError):
        cost_of(sequential((None, 3), layers.Reshape((7, 3)), layers.LSTM(2)), [(1, 5, 3)])
