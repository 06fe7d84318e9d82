"""Models in every configuration the engine promises, small and untrained, and their inputs."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import keras
import numpy as np
from keras import layers

import lstm_viz as lv

Inputs = list[np.ndarray]
Case = Callable[[np.random.Generator, int, int, int, int], tuple[keras.Model, Inputs]]

CASES: dict[str, Case] = {}


def case(function: Case) -> Case:
    CASES[function.__name__] = function
    return function


def sequence(rng, batch, steps, features):
    return rng.normal(size=(batch, steps, features)).astype(np.float32)


def sequential(*stack, features):
    return keras.Sequential([keras.Input((None, features)), *stack])


def ragged(x, rng):
    """Zero random timesteps, so that Masking skips them; keep the last one of each row."""
    keep = rng.random(x.shape[:2]) > 0.4
    keep[:, -1] = True
    return x * keep[:, :, np.newaxis]


def add_simple(name, make):
    def build(rng, batch, steps, features, units):
        return sequential(*make(units), features=features), [sequence(rng, batch, steps, features)]

    CASES[name] = build


def add_masked(name, make):
    def build(rng, batch, steps, features, units):
        x = ragged(sequence(rng, batch, steps, features), rng)
        return sequential(layers.Masking(), *make(units), features=features), [x]

    CASES[name] = build


for kind in (layers.LSTM, layers.GRU, layers.SimpleRNN):
    name = kind.__name__
    add_simple(f"{name} last", lambda u, k=kind: [k(u), layers.Dense(2)])
    add_simple(f"{name} sequences", lambda u, k=kind: [k(u, return_sequences=True)])
    add_simple(f"{name} backwards", lambda u, k=kind: [k(u, go_backwards=True), layers.Dense(2)])
    add_simple(f"{name} no bias", lambda u, k=kind: [k(u, use_bias=False)])
    add_simple(
        f"{name} stacked",
        lambda u, k=kind: [k(u, return_sequences=True), k(u + 1), layers.Dense(2)],
    )
    add_simple(f"{name} relu", lambda u, k=kind: [k(u, activation="relu")])
    add_masked(f"{name} masked", lambda u, k=kind: [k(u), layers.Dense(2)])
    add_masked(
        f"{name} masked sequences",
        lambda u, k=kind: [k(u, return_sequences=True), k(u), layers.Dense(2)],
    )
    add_masked(f"{name} masked backwards", lambda u, k=kind: [k(u, go_backwards=True)])
for mode in ("concat", "sum", "ave", "mul"):
    add_simple(
        f"Bidirectional {mode}",
        lambda u, m=mode: [layers.Bidirectional(layers.LSTM(u), merge_mode=m), layers.Dense(2)],
    )
add_simple(
    "Bidirectional sequences",
    lambda u: [
        layers.Bidirectional(layers.LSTM(u, return_sequences=True)),
        layers.Bidirectional(layers.GRU(u, return_sequences=True)),
        layers.Dense(2),
    ],
)
add_simple(
    "Bidirectional stacked to the end",
    lambda u: [
        layers.Bidirectional(layers.LSTM(u, return_sequences=True)),
        layers.Bidirectional(layers.LSTM(u)),
        layers.Dense(2),
    ],
)
add_masked(
    "Bidirectional masked",
    lambda u: [layers.Bidirectional(layers.LSTM(u, return_sequences=True)), layers.LSTM(u)],
)
add_simple("hard_sigmoid", lambda u: [layers.LSTM(u, recurrent_activation="hard_sigmoid")])
add_simple("softmax activation", lambda u: [layers.LSTM(u, activation="softmax")])
add_simple("implementation 1", lambda u: [layers.RNN(layers.LSTMCell(u, implementation=1))])
add_simple("implementation 2", lambda u: [layers.RNN(layers.LSTMCell(u, implementation=2))])
add_simple("GRU reset before", lambda u: [layers.GRU(u, reset_after=False)])
add_simple("GRU reset before no bias", lambda u: [layers.GRU(u, reset_after=False, use_bias=False)])
add_simple(
    "unrolled off, dropout on",
    lambda u: [
        layers.LSTM(u, dropout=0.3, recurrent_dropout=0.2),
        layers.Dropout(0.5),
        layers.Dense(2),
    ],
)
add_simple(
    "stacked cells",
    lambda u: [
        layers.RNN(
            [layers.LSTMCell(u), layers.GRUCell(u + 1), layers.SimpleRNNCell(u)],
            return_sequences=True,
        )
    ],
)
add_simple(
    "autoencoder",
    lambda u: [
        layers.LSTM(u),
        layers.RepeatVector(4),
        layers.LSTM(u, return_sequences=True),
        layers.TimeDistributed(layers.Dense(2)),
    ],
)
add_simple(
    "normalised",
    lambda u: [
        layers.LayerNormalization(),
        layers.LSTM(u, return_sequences=True),
        layers.BatchNormalization(),
        layers.LSTM(u),
    ],
)
add_masked(
    "zero output for mask",
    lambda u: [
        layers.RNN(layers.LSTMCell(u), return_sequences=True, zero_output_for_mask=True),
        layers.Dense(2),
    ],
)


@case
def tokens_with_mask(rng, batch, steps, features, units):
    ids = rng.integers(0, 7, (batch, steps)).astype(np.int32)
    ids[:, 0] = 1
    model = keras.Sequential(
        [
            keras.Input((None,), dtype="int32"),
            layers.Embedding(7, 5, mask_zero=True),
            layers.LSTM(units),
            layers.Dense(7, activation="softmax"),
        ]
    )
    return model, [ids]


@case
def stateful(rng, batch, steps, features, units):
    model = keras.Sequential(
        [
            keras.Input(batch_shape=(batch, steps, features)),
            layers.LSTM(units, stateful=True, return_sequences=True),
            layers.Dense(1),
        ]
    )
    for variable in model.layers[0].states:
        variable.assign(rng.normal(size=variable.shape).astype(np.float32))
    return model, [sequence(rng, batch, steps, features)]


@case
def stateful_bidirectional(rng, batch, steps, features, units):
    model = keras.Sequential(
        [
            keras.Input(batch_shape=(batch, steps, features)),
            layers.Bidirectional(layers.LSTM(units, stateful=True)),
        ]
    )
    bidirectional = model.layers[0]
    for rnn in (bidirectional.forward_layer, bidirectional.backward_layer):
        for variable in rnn.states:
            variable.assign(rng.normal(size=variable.shape).astype(np.float32))
    return model, [sequence(rng, batch, steps, features)]


@case
def encoder_decoder(rng, batch, steps, features, units):
    source = keras.Input((None, features), name="source")
    target = keras.Input((None, 2), name="target")
    _, h, c = layers.LSTM(units, return_state=True, name="encoder")(source)
    y = layers.LSTM(units, return_sequences=True, name="decoder")(target, initial_state=[h, c])
    model = keras.Model([source, target], layers.Dense(3)(y))
    return model, [sequence(rng, batch, steps, features), sequence(rng, batch, steps + 2, 2)]


@case
def bidirectional_without_merge(rng, batch, steps, features, units):
    x = keras.Input((None, features))
    forward, backward = layers.Bidirectional(
        layers.LSTM(units, return_sequences=True), merge_mode=None
    )(x)
    model = keras.Model(x, [layers.Dense(2)(forward), layers.Dense(1)(backward)])
    return model, [sequence(rng, batch, steps, features)]


@case
def bidirectional_encoder(rng, batch, steps, features, units):
    x = keras.Input((None, features))
    y, fh, fc, bh, bc = layers.Bidirectional(
        layers.LSTM(units, return_sequences=True, return_state=True)
    )(x)
    z = layers.Bidirectional(layers.LSTM(units))(y, initial_state=[fh, fc, bh, bc])
    return keras.Model(x, z), [sequence(rng, batch, steps, features)]


@case
def nested_and_shared(rng, batch, steps, features, units):
    inner = keras.Sequential(
        [keras.Input((None, features)), layers.LSTM(units, name="lstm")], name="encoder"
    )
    one, two = keras.Input((None, features)), keras.Input((None, features))
    model = keras.Model([one, two], layers.Dense(2)(layers.subtract([inner(one), inner(two)])))
    return model, [sequence(rng, batch, steps, features), sequence(rng, batch, steps, features)]


@case
def several_inputs_and_outputs(rng, batch, steps, features, units):
    x, extra = keras.Input((None, features)), keras.Input((4,))
    y = layers.LSTM(units, return_sequences=True)(x)
    last = layers.GRU(units)(y)
    joined = layers.concatenate([last, layers.Dense(units)(extra)])
    model = keras.Model(
        [x, extra],
        {"all": layers.Dense(2, name="all")(y), "end": layers.Dense(1, name="end")(joined)},
    )
    features_only = rng.normal(size=(batch, 4)).astype(np.float32)
    return model, [sequence(rng, batch, steps, features), features_only]


@case
def residual(rng, batch, steps, features, units):
    x = keras.Input((None, features))
    y = layers.LSTM(features, return_sequences=True)(x)
    y = layers.LSTM(units)(layers.add([x, y]))
    return keras.Model(x, y), [sequence(rng, batch, steps, features)]


@case
def initial_state_as_inputs(rng, batch, steps, features, units):
    x = keras.Input((None, features))
    h0, c0 = keras.Input((units,)), keras.Input((units,))
    y, h, c = layers.LSTM(units, return_state=True)(x, initial_state=[h0, c0])
    states = [rng.normal(size=(batch, units)).astype(np.float32) for _ in range(2)]
    return keras.Model([x, h0, c0], [y, h, c]), [sequence(rng, batch, steps, features), *states]


def build(name, *, seed=0, batch=2, steps=6, features=3, units=4):
    """Return the model and inputs of a case, the same for the same seed."""
    keras.utils.set_random_seed(seed)
    model, inputs = CASES[name](np.random.default_rng(seed), batch, steps, features, units)
    rng = np.random.default_rng([seed, 1])
    for weight in model.trainable_weights:
        # Wide layers with large weights are chaotic: rounding alone would tell two runs apart.
        scale = min(0.5, weight.shape[0] ** -0.5)
        weight.assign(rng.normal(0, scale, weight.shape).astype(np.float32))
    return model, inputs


@cache
def opened(name, **sizes):
    """Return a case wrapped, and its inputs: one for all tests that only read.

    To build, trace and predict for the first time costs a hundred times what the next time does.
    """
    model, inputs = build(name, **sizes)
    return lv.wrap(model), inputs
