"""What is traced is what Keras computes."""

from __future__ import annotations

import keras
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from keras import layers

import lstm_viz as lv
from lstm_viz.models._graph import read_variable
from lstm_viz.tracing import _function
from tests.some import LONG, some
from tests.tracing import reference
from tests.tracing.cases import CASES, build, opened, sequence

pytestmark = pytest.mark.slow

TOLERANCE = 1e-6
LAYER_CLASSES = {"LSTM": layers.LSTM, "GRU": layers.GRU, "SimpleRNN": layers.SimpleRNN}
REFERENCES = {"LSTM": reference.lstm, "GRU": reference.gru, "SimpleRNN": reference.simple_rnn}
shapes = {
    "seed": st.integers(0, 10_000),
    "batch": st.integers(1, 4),
    "steps": st.integers(1, 12),
    "features": st.integers(1, 5),
    "units": st.integers(1, 9),
}
randomised = settings(
    max_examples=20 if LONG else 4,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)


def assert_close(got, wanted, tolerance=TOLERANCE):
    got, wanted = np.asarray(got), np.asarray(wanted)
    assert got.shape == wanted.shape
    scale = max(1.0, float(np.max(np.abs(wanted))))
    assert float(np.max(np.abs(got - wanted))) <= tolerance * scale


# XLA compiles the same code for every kind: LSTM and the stacked ones stand for all.
COMPILED = [n for n in CASES if n.startswith(("LSTM", "Bi")) or "stack" in n or "_" in n]


# One of each kind of layer and of graph; the others run with `make test-long`.
USUAL = (
    *("LSTM stacked", "GRU masked backwards", "SimpleRNN backwards", "Bidirectional concat"),
    *("Bidirectional masked", "GRU reset before", "stacked cells", "autoencoder"),
    *("zero output for mask", "tokens_with_mask", "residual", "initial_state_as_inputs"),
)
UNUSUAL = (
    *("stateful_bidirectional", "encoder_decoder", "nested_and_shared"),
    "several_inputs_and_outputs",
)
USUALLY_IN_GRAPHS = (
    *("LSTM stacked", "Bidirectional masked", "GRU reset before", "SimpleRNN backwards"),
    *("encoder_decoder", "tokens_with_mask", "stateful_bidirectional"),
)
USUALLY_COMPILED = (
    *("stacked cells", "encoder_decoder", "stateful_bidirectional"),
)


@pytest.mark.parametrize(
    ("name", "how"),
    [
        *some(((n, "at once") for n in CASES), [(n, "at once") for n in (*USUAL, *UNUSUAL)]),
        *some(((n, "in a graph") for n in CASES), [(n, "in a graph") for n in USUALLY_IN_GRAPHS]),
        *some(((n, "by XLA") for n in COMPILED), [(n, "by XLA") for n in USUALLY_COMPILED]),
    ],
)
def test_predictions_equal_predict(name, how, monkeypatch):
    wrapped, x = opened(name)
    if how == "in a graph":
        monkeypatch.setattr(_function, "STEPS_OF_A_GRAPH", 0)
        wrapped = lv.wrap(wrapped.keras)
    trace = lv.trace(wrapped, x, compile=how == "by XLA")
    wanted = keras.tree.flatten(wrapped.predict(x))
    assert len(wanted) == len(trace.all_predictions)
    for got, want in zip(trace.all_predictions.values(), wanted, strict=True):
        assert_close(got, want)


@pytest.mark.parametrize("name", ["Bidirectional masked", "autoencoder"])
def test_a_graph_records_what_runs_step_by_step_record(name, monkeypatch):
    model, x = build(name)
    step_by_step = lv.trace(lv.wrap(model), x, compile=False)
    monkeypatch.setattr(_function, "STEPS_OF_A_GRAPH", 0)
    in_a_graph = lv.trace(lv.wrap(model), x, compile=False)
    for layer in step_by_step:
        assert set(step_by_step[layer].signals) == set(in_a_graph[layer].signals)
        for signal, values in step_by_step[layer].signals.items():
            np.testing.assert_allclose(in_a_graph[layer].signal(signal), values, atol=TOLERANCE)
    assert_close(in_a_graph.outputs, step_by_step.outputs)
    assert in_a_graph.notes == step_by_step.notes


@pytest.mark.parametrize("name", some(CASES, (*USUAL[::3], *UNUSUAL)))
def test_a_trace_leaves_every_variable_bit_identical(name):
    wrapped, x = opened(name)
    variables = wrapped.keras.variables
    before = [read_variable(v) for v in variables]
    lv.trace(wrapped, x, {"own": lv.InitialState.own(wrapped), "A": lv.InitialState.zeros(wrapped)})
    wrapped.predict(x)
    for kept, now in zip(before, variables, strict=True):
        np.testing.assert_array_equal(kept, read_variable(now))


ENDING = [
    name
    for name in CASES
    if name
    not in {
        # Fixed length, or several sequences of which only one can be cut.
        "stateful",
        "stateful_bidirectional",
        "encoder_decoder",
        "several_inputs_and_outputs",
        "nested_and_shared",
        # The output at t also uses later inputs, which the trace says.
        "Bidirectional sequences",
        "bidirectional_without_merge",
        # Encoder and decoder read the same sequence: cutting it is not told apart.
        "bidirectional_encoder",
    }
]


@pytest.mark.usefixtures("predict_builds_no_graph")
@pytest.mark.parametrize(
    "name",
    some(
        ENDING,
        ["LSTM stacked", "GRU masked backwards", "Bidirectional concat", "autoencoder",
         "zero output for mask", "tokens_with_mask", "initial_state_as_inputs"],
    ),
)
def test_outputs_at_t_equal_a_run_that_ends_at_t(name):
    wrapped, x = opened(name)
    trace = lv.trace(wrapped, x)
    outputs = list(trace.all_outputs.values())
    finals = list(trace.all_predictions.values())
    for t in range(1, 7):
        ended = keras.tree.flatten(wrapped.predict([x[0][:, :t], *x[1:]]))
        for got, final, want in zip(outputs, finals, ended, strict=True):
            at_end = want if got.shape == (got.shape[0], 6, *want.shape[1:]) else want[:, -1]
            assert_close(got[:, t - 1], at_end)
            assert np.isfinite(final).all()


def test_an_output_that_uses_later_inputs_says_so():
    wrapped, x = opened("Bidirectional sequences")
    trace = lv.trace(wrapped, x)
    assert_close(trace.outputs, trace.predictions)
    assert any("later inputs" in note for note in trace.notes)


def test_outputs_that_cannot_be_told_are_nan_and_said():
    x = keras.Input((6, 3))
    y = layers.Flatten()(layers.LSTM(4, return_sequences=True)(x))
    wrapped = lv.wrap(keras.Model(x, layers.Dense(2)(y)))
    data = sequence(np.random.default_rng(0), 2, 6, 3)
    trace = lv.trace(wrapped, data)
    assert np.isnan(trace.outputs[:, :-1]).all()
    assert_close(trace.outputs[:, -1], wrapped.predict(data))
    assert any("last output" in note for note in trace.notes)


@pytest.mark.parametrize("kind", LAYER_CLASSES)
@randomised
@given(**shapes)
def test_states_equal_keras_from_a_chosen_state(kind, seed, batch, steps, features, units):
    keras.utils.set_random_seed(seed)
    rng = np.random.default_rng(seed)
    inputs = keras.Input((None, features))
    rnn = LAYER_CLASSES[kind](units, return_sequences=True, return_state=True, name="rnn")
    model = keras.Model(inputs, rnn(inputs)[0])
    for weight in model.weights:
        weight.assign(rng.normal(0, 0.7, weight.shape).astype(np.float32))
    x = sequence(rng, batch, steps, features)
    wrapped = lv.wrap(model)
    names = wrapped.layer("rnn").states
    start = {name: rng.normal(size=(batch, units)).astype(np.float32) for name in names}
    state = lv.InitialState.from_values(wrapped, {"rnn": start})

    traced = lv.trace(wrapped, x, state)["rnn"]

    whole, *finals = [np.array(a) for a in rnn(x, initial_state=list(start.values()))]
    assert_close(traced.h[:, 1:], whole)
    for name, final in zip(names, finals, strict=True):
        np.testing.assert_array_equal(traced.signal(name)[:, 0], start[name])
        assert_close(traced.signal(name)[:, -1], final)
    weights = [np.asarray(w, np.float64) for w in rnn.get_weights()]
    by_hand = REFERENCES[kind](
        x.astype(float), *(a.astype(float) for a in start.values()), *weights
    )
    assert set(by_hand) == set(traced.signals)
    for name, values in by_hand.items():
        assert_close(traced.signal(name), values)


@pytest.mark.parametrize(
    "name", some(["LSTM last", "LSTM stacked", "Bidirectional concat"], ["LSTM stacked"])
)
@randomised
@given(**shapes)
def test_predictions_equal_predict_for_random_shapes(name, seed, batch, steps, features, units):
    model, x = build(name, seed=seed, batch=batch, steps=steps, features=features, units=units)
    wrapped = lv.wrap(model)
    assert_close(lv.trace(wrapped, x).predictions, wrapped.predict(x))


def test_bidirectional_starts_each_direction_from_its_own_state():
    x_in = keras.Input((None, 3))
    layer = layers.Bidirectional(
        layers.LSTM(4, return_sequences=True, return_state=True), name="bidirectional"
    )
    wrapped = lv.wrap(keras.Model(x_in, layer(x_in)[0]))
    rng = np.random.default_rng(1)
    x = sequence(rng, 2, 5, 3)
    fh, fc, bh, bc = (rng.normal(size=(2, 4)).astype(np.float32) for _ in range(4))
    state = lv.InitialState.from_values(
        wrapped,
        {
            "bidirectional/forward": {"h": fh, "c": fc},
            "bidirectional/backward": {"h": bh, "c": bc},
        },
    )
    trace = lv.trace(wrapped, x, state)
    y, *finals = [np.array(a) for a in layer(x, initial_state=[fh, fc, bh, bc])]
    assert_close(trace.predictions, y)
    assert_close(trace["bidirectional/backward"].h[:, :0:-1], y[:, :, 4:])
    for name, signal, final in zip(
        ["forward", "forward", "backward", "backward"], "hchc", finals, strict=True
    ):
        assert_close(trace[f"bidirectional/{name}"].signal(signal)[:, -1], final)


def test_the_decoder_starts_from_the_encoder_unless_overridden():
    wrapped, x = opened("encoder_decoder")
    override = lv.InitialState.zeros(wrapped, layers=["decoder"])
    traces = lv.trace(wrapped, x, {"own": lv.InitialState.own(wrapped), "zeros": override})
    assert_close(traces["own"]["decoder"].c[:, 0], traces["own"]["encoder"].c[:, -1])
    assert not traces["zeros"]["decoder"].c[:, 0].any()
    decoder = wrapped.keras.get_layer("decoder")
    y = np.array(decoder(x[1], initial_state=[np.zeros((2, 4), np.float32)] * 2))
    assert_close(traces["zeros"]["decoder"].h[:, 1:], y)


def test_stored_states_are_used_unless_overridden():
    wrapped, x = opened("stateful")
    stored = read_variable(wrapped.keras.layers[0].states[1])
    traces = lv.trace(
        wrapped, x, {"own": lv.InitialState.own(wrapped), "A": lv.InitialState.zeros(wrapped)}
    )
    name = wrapped.layers[0].name
    np.testing.assert_array_equal(traces["own"][name].c[:, 0], stored)
    assert not traces["A"][name].c[:, 0].any()


@pytest.mark.parametrize("name", ["stateful", "stateful_bidirectional"])
def test_predict_puts_stored_states_back_and_wants_their_number_of_rows(name):
    wrapped, x = opened(name)
    layer = wrapped.keras.layers[0]
    rnns = [getattr(layer, "forward_layer", layer), getattr(layer, "backward_layer", layer)]
    before = [read_variable(state) for rnn in rnns for state in rnn.states]
    first = wrapped.predict(x)
    after = [read_variable(state) for rnn in rnns for state in rnn.states]
    for one, other in zip(before, after, strict=True):
        np.testing.assert_array_equal(one, other)
    np.testing.assert_array_equal(wrapped.predict(x), first)
    with pytest.raises(lv.LstmVizError, match="give [0-9]+ rows"):
        wrapped.predict(x[0][:1])


def test_masked_timesteps_keep_the_state_and_have_no_gates():
    wrapped, x = opened("LSTM masked")
    traced = lv.trace(wrapped, x, lv.InitialState.normal(wrapped, seed=1))
    layer = traced[wrapped.layers[0].name]
    assert (~layer.mask).any()
    skipped = ~layer.mask
    np.testing.assert_array_equal(layer.c[:, 1:][skipped], layer.c[:, :-1][skipped])
    assert np.isnan(layer.f[skipped]).all()
    assert np.isfinite(layer.f[~skipped]).all()


def test_several_initial_states_in_one_call_equal_single_runs():
    wrapped, x = opened("LSTM stacked")
    states = {str(n): lv.InitialState.normal(wrapped, seed=n) for n in range(5)}
    together = lv.trace(wrapped, x, states)
    for name, state in states.items():
        alone = lv.trace(wrapped, x, state)
        assert_close(together[name].outputs, alone.outputs)
        for layer in alone:
            assert_close(together[name][layer].c, alone[layer].c)


def test_one_sample_is_repeated_for_many_initial_states():
    model, x = build("LSTM sequences", batch=1)
    wrapped = lv.wrap(model)
    name = wrapped.layers[0].name
    h = np.random.default_rng(0).normal(size=(7, 4)).astype(np.float32)
    trace = lv.trace(wrapped, x, lv.InitialState.from_values(wrapped, {name: {"h": h}}))
    assert trace.outputs.shape == (7, 6, 4)
    np.testing.assert_array_equal(trace[name].h[:, 0], h)


@pytest.mark.parametrize("policy", ["float16", "mixed_float16", "mixed_bfloat16"])
def test_half_precision_models_agree_with_predict_to_their_precision(policy):
    x = keras.Input((None, 3))
    y = layers.LSTM(4, dtype=policy)(x)
    wrapped = lv.wrap(keras.Model(x, layers.Dense(2, dtype=policy)(y)))
    data = sequence(np.random.default_rng(0), 2, 6, 3)
    trace = lv.trace(wrapped, data)
    assert trace.outputs.dtype == np.float32
    # One unit in the last place of the coarser type, over six steps.
    tolerance = 2e-2 if policy == "mixed_bfloat16" else 2e-3
    assert_close(trace.predictions, np.asarray(wrapped.predict(data), np.float32), tolerance)


def test_a_background_compile_gives_the_same_numbers():
    model, x = build("LSTM last", units=64, steps=80)
    wrapped = lv.wrap(model)
    flexible = lv.trace(wrapped, x, compile=False)
    compiled = lv.trace(wrapped, x, compile=True)
    assert_close(compiled.outputs, flexible.outputs)
    name = wrapped.layers[0].name
    for signal in "hcifgo":
        assert_close(compiled[name].signal(signal), flexible[name].signal(signal))
