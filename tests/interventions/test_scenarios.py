"""Interventions of several scenarios in one call."""

from __future__ import annotations

import numpy as np
import pytest

import lstm_viz as lv
from tests.tracing.cases import opened


@pytest.fixture(scope="module")
def net():
    model, x = opened("LSTM sequences")
    states = {
        "A": lv.InitialState.zeros(model),
        "B": lv.InitialState.normal(model, seed=7),
        "C": lv.InitialState.normal(model, seed=8),
    }
    return model, x, model.layers[0].name, states


def test_a_list_is_for_every_scenario_and_a_dict_for_those_it_names(net):
    model, x, layer, states = net
    every = lv.trace(model, x, states, interventions=[lv.Set(layer, "c", at=2, value=1.0)])
    assert all(np.all(every[name][layer].c[:, 2] == 1) for name in states)
    one = lv.trace(model, x, states, interventions={"B": [lv.Set(layer, "c", at=2, value=1.0)]})
    assert np.all(one["B"][layer].c[:, 2] == 1)
    assert list(one) == list(states)
    assert [len(one[name].interventions) for name in states] == [0, 1, 0]


def test_scenarios_without_interventions_run_as_they_do_alone(net):
    model, x, layer, states = net
    alone = lv.trace(model, x, {name: states[name] for name in "AC"}, compile=False)
    beside = lv.trace(model, x, states, interventions={"B": [lv.Lesion(layer)]}, compile=False)
    for name in "AC":
        for signal, values in alone[name][layer].signals.items():
            np.testing.assert_array_equal(beside[name][layer].signal(signal), values)


def test_those_that_are_off_leave_the_run_bit_identical(net):
    model, x, layer, states = net
    plain = lv.trace(model, x, states, compile=False)
    off = [lv.Lesion(layer, on=False), lv.Set(layer, "c", at=2, value=1.0, on=False)]
    traced = lv.trace(model, x, states, interventions=off, compile=False)
    for name in states:
        np.testing.assert_array_equal(traced[name][layer].c, plain[name][layer].c)
        assert traced[name].interventions == ()


def test_a_splice_takes_the_other_scenario_as_it_runs(net):
    model, x, layer, states = net
    given = {
        "A": [lv.Splice(layer, at=4, source="B")],
        "B": [lv.Clamp(layer, "c", unit=0, value=2.0), lv.Splice(layer, "h", at=2, source="C")],
    }
    traced = lv.trace(model, x, states, interventions=given)
    for signal in "hc":
        row = traced["B"][layer].signal(signal)[:, 4]
        np.testing.assert_array_equal(traced["A"][layer].signal(signal)[:, 4], row)
    np.testing.assert_array_equal(traced["B"][layer].h[:, 2], traced["C"][layer].h[:, 2])
    assert np.all(traced["A"][layer].c[:, 4, 0] == 2)


def test_a_trace_keeps_the_numbers_of_what_was_changed(net):
    model, x, layer, states = net
    given = {
        "A": [lv.Splice(layer, "c", at=3, source="B"), lv.Lesion(layer, unit=1, to="mean")]
    }
    first = lv.trace(model, x, states, interventions=given)["A"]
    again = lv.trace(model, x, states["A"], interventions=first.interventions)
    np.testing.assert_array_equal(again[layer].c, first[layer].c)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"D": []}, "scenario 'D', which is not run"),
        ({"A": [lv.Splice("lstm", at=1, source="A")]}, "'A' cannot take a state from itself"),
        ({"A": [lv.Splice("lstm", at=1, source="Z")]}, "takes a state from 'Z', which is not run"),
        (
            {
                "A": [lv.Splice("lstm", at=1, source="B")],
                "B": [lv.Splice("lstm", at=1, source="A")],
            },
            "'A' and 'B' take a state from each other",
        ),
    ],
)
def test_sources_that_cannot_be_are_told(net, given, words):
    model, x, _, states = net
    with pytest.raises(lv.LstmVizError, match=words):
        lv.trace(model, x, states, interventions=given)
