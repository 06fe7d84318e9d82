"""What a run with interventions records is what the equations say, for every kind of layer."""

from __future__ import annotations

from functools import partial

import keras
import numpy as np
import pytest
from keras import layers

import lstm_viz as lv
from tests.interventions import by_hand

BATCH, STEPS, FEATURES, UNITS = 2, 6, 3, 4
KINDS = {
    "LSTM": (layers.LSTM, by_hand.lstm),
    "GRU": (layers.GRU, by_hand.gru),
    "GRU reset before": (
        partial(layers.GRU, reset_after=False), partial(by_hand.gru, reset_after=False)
    ),
    "SimpleRNN": (layers.SimpleRNN, by_hand.simple_rnn),
}
PER_UNIT = [0.5, -1.0, 0.25, 2.0]
PER_SAMPLE = [[0.5, -1.0], [0.75, 1.5]]
EVERYWHERE = {
    "set a unit": [lv.Set("rnn", "h", at=3, unit=2, value=0.5)],
    "set all units at the start": [lv.Set("rnn", "h", at=0, value=PER_UNIT)],
    "set at the end": [lv.Set("rnn", "h", at=STEPS, unit=0, value=-0.5)],
    "a value for each sample": [lv.Set("rnn", "h", at=2, unit=(3, 1), value=PER_SAMPLE)],
    "clamp over steps": [lv.Clamp("rnn", "h", unit=1, steps=(2, 4), value=0.9)],
    "lesion": [lv.Lesion("rnn", unit=(0, 3))],
    "lesion to the mean": [lv.Lesion("rnn", unit=(0, 3), steps=(2, 5), to="mean")],
    "scale": [lv.Scale("rnn", "h", at=4, by=-0.5)],
    "add": [lv.Add("rnn", "h", at=1, values=PER_UNIT)],
    "splice": [lv.Splice("rnn", "h", at=3, source={"h": PER_UNIT}, unit=(1, 2))],
    "one after the other": [
        lv.Set("rnn", "h", at=2, unit=1, value=0.5),
        lv.Scale("rnn", "h", at=2, by=3.0),
        lv.Add("rnn", "h", at=2, unit=(1, 2), values=(0.25, 0.5)),
        lv.Clamp("rnn", "h", unit=2, steps=(2, 2), value=0.125),
    ],
    "overlapping clamps": [
        lv.Clamp("rnn", "h", steps=(1, 4), value=0.5),
        lv.Clamp("rnn", "h", unit=2, steps=(3, 6), value=-0.5),
    ],
}
OF_ONE_KIND = {
    "LSTM": {
        "gates": [
            lv.Clamp("rnn", "f", unit=1, steps=(2, 4), value=1.0),
            lv.Lesion("rnn", "i", unit=2),
            lv.Scale("rnn", "g", at=3, by=-2.0),
            lv.Set("rnn", "o", at=5, unit=(0, 1), value=(1.0, 0.0)),
        ],
        "set c leaves h": [lv.Set("rnn", "c", at=3, unit=2, value=2.0)],
        "set c, h follows": [lv.Set("rnn", "c", at=3, unit=2, value=2.0, with_h=True)],
        "clamp c": [lv.Clamp("rnn", "c", unit=0, steps=(2, 5), value=1.5)],
        "clamp c, then set it": [
            lv.Set("rnn", "c", at=3, unit=0, value=-3.0),
            lv.Clamp("rnn", "c", unit=0, steps=(2, 5), value=1.5),
        ],
        "all four stages": [
            lv.Clamp("rnn", "f", value=1.0),
            lv.Add("rnn", "c", at=2, values=PER_UNIT, with_h=True),
            lv.Lesion("rnn", "c", unit=1, to="mean"),
            lv.Clamp("rnn", "h", unit=3, value=0.1),
            lv.Splice("rnn", at=4, source={"h": PER_UNIT, "c": PER_UNIT}),
        ],
    },
    "GRU": {
        "gates": [
            lv.Clamp("rnn", "r", unit=1, value=0.0),
            lv.Clamp("rnn", "z", steps=(2, 3), value=1.0),
            lv.Add("rnn", "g", at=4, unit=0, values=1.0),
        ],
    },
}
OF_ONE_KIND["GRU reset before"] = OF_ONE_KIND["GRU"]
CASES = [
    (kind, name, ones)
    for kind in KINDS
    for name, ones in {**EVERYWHERE, **OF_ONE_KIND.get(kind, {})}.items()
]


@pytest.fixture(scope="module")
def nets():
    """For each kind of layer: the wrapped model, its input, its start and its weights."""
    made = {}
    for kind, (make, _) in KINDS.items():
        rng = np.random.default_rng(3)
        net = keras.Sequential(
            [keras.Input((None, FEATURES)), make(UNITS, return_sequences=True, name="rnn")]
        )
        for weight in net.trainable_weights:
            weight.assign(rng.normal(0, 0.6, weight.shape).astype(np.float32))
        model = lv.wrap(net)
        x = rng.normal(size=(BATCH, STEPS, FEATURES)).astype(np.float32)
        start = lv.InitialState.from_values(
            model,
            {"rnn": {s: rng.normal(size=(BATCH, UNITS)) for s in model.layer("rnn").states}},
        )
        weights = [np.array(w, np.float64) for w in net.get_weights()]
        made[kind] = model, x, start, weights
    return made


@pytest.mark.parametrize(("kind", "name", "ones"), CASES, ids=[f"{k}, {n}" for k, n, _ in CASES])
def test_equals_the_recurrence_by_hand(nets, kind, name, ones):
    model, x, start, weights = nets[kind]
    plain = lv.trace(model, x, start, compile=False)["rnn"]
    means = {s: np.mean(plain.signal(s)[:, -STEPS:], axis=(0, 1)) for s in plain.signals}
    states = [start.values("rnn")[s].astype(np.float64) for s in plain.spec.states]
    wanted = KINDS[kind][1](x.astype(np.float64), *states, *weights, ones, means)
    traced = lv.trace(model, x, start, interventions=ones)
    for signal, values in wanted.items():
        assert np.max(np.abs(traced["rnn"].signal(signal) - values)) < 2e-6, signal
    np.testing.assert_array_equal(traced.outputs, traced["rnn"].h[:, 1:])
    different = any(
        np.max(np.abs(values - plain.signal(signal))) > 1e-3 for signal, values in wanted.items()
    )
    assert different


@pytest.mark.parametrize("kind", KINDS)
def test_set_to_its_own_value_is_bit_identical(nets, kind):
    model, x, start, _ = nets[kind]
    plain = lv.trace(model, x, start, compile=False)
    own = [
        lv.Set("rnn", s, at=t, value=plain["rnn"].signal(s)[:, t])
        for s in plain["rnn"].spec.states
        for t in (0, 3, STEPS)
    ]
    again = lv.trace(model, x, start, interventions=own)
    for signal, values in plain["rnn"].signals.items():
        np.testing.assert_array_equal(again["rnn"].signal(signal), values)


@pytest.mark.parametrize("kind", KINDS)
def test_splice_at_t_is_a_run_from_row_t_on_the_rest(nets, kind):
    model, x, start, _ = nets[kind]
    other = lv.trace(model, x, lv.InitialState.normal(model, seed=5))
    traced = lv.trace(model, x, start, interventions=[lv.Splice("rnn", at=2, source=other)])
    row = {s: other["rnn"].signal(s)[:, 2] for s in other["rnn"].spec.states}
    rest = lv.trace(model, x[:, 2:], lv.InitialState.from_values(model, {"rnn": row}))
    np.testing.assert_allclose(traced["rnn"].h[:, 2:], rest["rnn"].h, atol=1e-6)
    before = lv.trace(model, x[:, :2], start)
    np.testing.assert_allclose(traced["rnn"].h[:, :2], before["rnn"].h[:, :2], atol=1e-6)


def test_open_forget_and_closed_input_gates_keep_c(nets):
    model, x, start, _ = nets["LSTM"]
    held = [lv.Clamp("rnn", "f", value=1.0), lv.Clamp("rnn", "i", value=0.0)]
    c = lv.trace(model, x, start, interventions=held)["rnn"].c
    np.testing.assert_array_equal(c, np.repeat(c[:, :1], STEPS + 1, axis=1))


def test_closed_forget_gates_leave_the_new_content_alone(nets):
    model, x, start, _ = nets["LSTM"]
    layer = lv.trace(model, x, start, interventions=[lv.Clamp("rnn", "f", value=0.0)])["rnn"]
    np.testing.assert_array_equal(layer.c[:, 1:], layer.i * layer.g)


@pytest.mark.parametrize("kind", ["LSTM", "SimpleRNN"])
def test_all_h_at_zero_is_a_zero_recurrent_kernel(nets, kind):
    model, x, start, weights = nets[kind]
    silent = lv.trace(
        model, x, start, interventions=[lv.Set("rnn", "h", at=0, value=0.0), lv.Lesion("rnn")]
    )
    units, cell = UNITS, model.keras.layers[0]
    net = keras.Sequential(
        [keras.Input((None, FEATURES)), type(cell)(units, return_sequences=True, name="rnn")]
    )
    kernel, recurrent, bias = cell.get_weights()
    net.layers[0].set_weights([kernel, np.zeros_like(recurrent), bias])
    cut = lv.wrap(net)
    start = lv.InitialState.from_values(cut, {"rnn": start.values("rnn")})
    wanted = lv.trace(cut, x, start)["rnn"]
    signals = "cifgo" if kind == "LSTM" else ""
    for signal in signals:
        np.testing.assert_allclose(silent["rnn"].signal(signal), wanted.signal(signal), atol=1e-6)
    assert not silent["rnn"].h.any()
