"""Interventions in stacked, two-way, masked and nested layers, and in outputs at earlier ends."""

from __future__ import annotations

import numpy as np
import pytest

import lstm_viz as lv
from tests.some import some
from tests.tracing.cases import opened

pytestmark = pytest.mark.slow


def test_a_lower_layer_passes_the_change_on_and_an_upper_one_does_not():
    model, x = opened("LSTM stacked")
    lower, upper = (spec.name for spec in model.layers)
    plain = lv.trace(model, x, compile=False)
    low = lv.trace(model, x, interventions=[lv.Set(lower, "h", at=3, value=1.0)])
    high = lv.trace(model, x, interventions=[lv.Set(upper, "h", at=3, value=1.0)])
    assert np.all(np.abs(low[upper].h[:, 3:] - plain[upper].h[:, 3:]).max(axis=(0, 2)) > 1e-3)
    np.testing.assert_array_equal(low[upper].h[:, :3], plain[upper].h[:, :3])
    np.testing.assert_array_equal(high[lower].h, plain[lower].h)


@pytest.mark.parametrize(
    "name", some(["LSTM backwards", "GRU backwards", "SimpleRNN backwards"], ["LSTM backwards"])
)
def test_a_layer_that_reads_backwards_counts_as_it_reads(name):
    model, x = opened(name)
    layer = model.layers[0].name
    plain = lv.trace(model, x, compile=False)
    traced = lv.trace(model, x, interventions=[lv.Set(layer, "h", at=2, value=0.5)])
    np.testing.assert_array_equal(traced[layer].h[:, :2], plain[layer].h[:, :2])
    assert np.all(traced[layer].h[:, 2] == np.float32(0.5))
    assert np.abs(traced[layer].h[:, 3] - plain[layer].h[:, 3]).max() > 1e-3


@pytest.mark.parametrize(
    "name",
    ["LSTM last", "LSTM backwards", "Bidirectional concat", "Bidirectional stacked to the end"],
)
def test_the_output_at_t_is_the_run_that_ends_there_with_the_same_interventions(name):
    model, x = opened(name)
    ones = [
        change
        for spec in model.layers
        for change in (
            lv.Set(spec.name, "h", at=0, unit=0, value=0.25),
            lv.Set(spec.name, "c", at=2, unit=1, value=1.5),
            lv.Clamp(spec.name, "f", unit=2, value=1.0),
            lv.Add(spec.name, "h", at=3, values=0.5),
        )
    ]
    start = lv.InitialState.normal(model, seed=2)
    traced = lv.trace(model, x, start, interventions=ones)
    plain = lv.trace(model, x, start)
    for t in range(3, traced.T + 1):
        ended = lv.trace(model, x[0][:, :t], start, interventions=ones)
        np.testing.assert_allclose(traced.outputs[:, t - 1], ended.predictions, atol=1e-6)
        assert np.abs(traced.outputs[:, t - 1] - plain.outputs[:, t - 1]).max() > 1e-3
    np.testing.assert_allclose(traced.outputs[:, -1], traced.predictions, atol=1e-6)


def test_each_direction_is_changed_by_its_own_name():
    model, x = opened("Bidirectional concat")
    forward, backward = (spec.name for spec in model.layers)
    plain = lv.trace(model, x, compile=False)
    traced = lv.trace(model, x, interventions=[lv.Lesion(backward, unit=0)])
    assert not traced[backward].h[:, 1:, 0].any()
    np.testing.assert_array_equal(traced[forward].h, plain[forward].h)


def test_a_masked_step_changes_nothing_and_says_so():
    model, x = opened("LSTM masked")
    layer = model.layers[0].name
    plain = lv.trace(model, x, compile=False)
    masked = ~plain[layer].mask
    sample, t = (int(n[0]) for n in np.nonzero(masked))
    traced = lv.trace(model, x, interventions=[lv.Set(layer, "c", at=t + 1, value=9.0)])
    np.testing.assert_array_equal(traced[layer].c[sample], plain[layer].c[sample])
    seen = traced[layer].c[~masked[:, t], t + 1]
    assert np.all(seen == 9.0)
    (note,) = traced.notes
    assert note.startswith("A masked step changes nothing") and "masked steps in" in note


def test_the_state_that_an_encoder_gives_can_be_changed_at_its_start():
    model, x = opened("encoder_decoder")
    traced = lv.trace(model, x, interventions=[lv.Scale("decoder", "c", at=0, by=2.0)])
    np.testing.assert_array_equal(traced["decoder"].c[:, 0], 2 * traced["encoder"].c[:, -1])


def test_an_autoencoder_answers_every_end_with_its_decoder_changed():
    model, x = opened("autoencoder")
    decoder = model.layers[1].name
    ones = [lv.Set(decoder, "h", at=1, unit=0, value=1.0), lv.Clamp(decoder, "f", value=1.0)]
    traced = lv.trace(model, x, interventions=ones)
    ended = lv.trace(model, x[0][:, :3], interventions=ones)
    np.testing.assert_allclose(traced.outputs[:, 2], ended.predictions, atol=1e-6)


def test_stacked_cells_are_changed_one_by_one():
    model, x = opened("stacked cells")
    names = [spec.name for spec in model.layers]
    traced = lv.trace(model, x, interventions=[lv.Lesion(name, unit=0) for name in names])
    for name in names:
        assert not traced[name].h[:, 1:, 0].any()
        assert traced[name].h[:, 1:, 1].any()


def test_a_nested_layer_called_twice_is_changed_in_one_call():
    model, x = opened("nested_and_shared")
    first, second = (spec.name for spec in model.layers)
    plain = lv.trace(model, x, compile=False)
    traced = lv.trace(model, x, interventions=[lv.Lesion(second)])
    np.testing.assert_array_equal(traced[first].h, plain[first].h)
    assert not traced[second].h[:, 1:].any()
