"""The map of splices: against a loop over traces, and what it shows on the flip-flop model."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

import lstm_viz as lv
from lstm_viz.compare import PatchMapRun
from lstm_viz.models import load_sample
from tests.some import some
from tests.tracing.cases import opened

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("name", "number"),
    some(
        [("LSTM sequences", 0), *product(("GRU stacked", "Bidirectional concat"), (0, -1))],
        [("LSTM sequences", 0), ("GRU stacked", 0), ("Bidirectional concat", -1)],
    ),
)
def test_equals_a_loop_over_traces(name, number):
    model, x = opened(name)
    layer = model.layers[number]
    base = lv.trace(
        model,
        x,
        lv.InitialState.normal(model, seed=1),
        interventions=[lv.Add(layer.name, "h", at=0, values=0.5), lv.Lesion(layer.name, unit=1)],
    )
    source = lv.trace(model, x, lv.InitialState.normal(model, seed=2))
    found = lv.patch_map(model, x, base, source, layer.name, "h", sample=1)
    kept = base.interventions
    y, goal = base.outputs[1], source.outputs[1]
    assert found.effect.shape == found.carried.shape == (7, layer.units)
    for t in (0, 2, 6):
        for unit in range(layer.units):
            splice = lv.Splice(layer.name, "h", at=t, unit=unit, source=source)
            start = lv.InitialState.normal(model, seed=1)
            patched = lv.trace(model, x, start, interventions=[*kept, splice]).outputs[1]
            after = slice(max(t, 1) - 1, None)
            moved, apart = patched[after] - y[after], goal[after] - y[after]
            assert found.effect[t, unit] == pytest.approx(np.sqrt(np.mean(moved**2)), abs=1e-6)
            wanted = (moved * apart).sum() / (apart**2).sum()
            assert found.carried[t, unit] == pytest.approx(wanted, abs=1e-4)


def test_blocks_do_not_change_the_map(monkeypatch):
    model, x = opened("LSTM last")
    base, source = (lv.InitialState.normal(model, seed=n) for n in (1, 2))
    whole = lv.patch_map(model, x, base, source)
    run = PatchMapRun(model, x, base, source)
    monkeypatch.setattr(run, "_size", 2)
    shares = []
    while not run.finished:
        run.step()
        shares.append(run.done)
    assert shares == [2, 4, 6, 7]
    np.testing.assert_allclose(run.result().effect, whole.effect, atol=1e-6)


def test_equal_runs_have_no_effect_and_nothing_to_carry():
    model, x = opened("LSTM sequences")
    start = lv.InitialState.normal(model, seed=1)
    found = lv.patch_map(model, x, start, start)
    assert found.effect.max() < 1e-6
    assert np.isnan(found.carried).all()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"signal": "c"}, "is a GRU, states of it to splice are h, not 'c'"),
        ({"signal": "h", "layer": "x"}, "no recurrent layer 'x'"),
        ({"signal": "h", "sample": 5}, "rows 0 to 1, not 5"),
        ({"signal": "h", "output": "x"}, "no output 'x'"),
    ],
)
def test_wrong_names_are_told(given, words):
    model, x = opened("GRU last")
    start = lv.InitialState.zeros(model)
    with pytest.raises(lv.LstmVizError, match=words):
        lv.patch_map(model, x, start, start, **given)


@pytest.fixture(scope="module")
def memories():
    """The flip-flop model at rest in two memories, bits - - - and + - -, under no input."""
    model = load_sample("flip_flop").model
    layer = model.layers[0].name
    pulses = np.zeros((2, 200, 3), np.float32)
    pulses[:, 0] = -1
    pulses[1, 0, 0] = 1
    written = lv.trace(model, pulses)[layer]
    starts = {
        name: lv.InitialState.from_values(
            model, {layer: {s: written.signal(s)[k, -1] for s in "hc"}}
        )
        for k, name in enumerate(("---", "+--"))
    }
    silence = np.zeros((1, 100, 3), np.float32)
    return model, layer, silence, starts, lv.trace(model, silence, starts)


def first_bit(memories, start, ones):
    """The first bit in memory at the end of a run with interventions."""
    model, _, x, starts, _ = memories
    return np.sign(lv.trace(model, x, starts[start], interventions=ones).outputs[0, -1, 0])


def test_the_memories_are_those_meant(memories):
    traces = memories[-1]
    assert np.sign(traces["---"].outputs[0, -1]).tolist() == [-1, -1, -1]
    assert np.sign(traces["+--"].outputs[0, -1]).tolist() == [1, -1, -1]


@pytest.mark.parametrize(("start", "other"), [("---", "+--"), ("+--", "---")])
def test_all_of_c_carries_a_memory_and_all_of_h_does_not(memories, start, other):
    _, layer, _, _, traces = memories
    kept, new = (traces[name].outputs[0, -1, 0] for name in (start, other))
    spliced = {s: [lv.Splice(layer, s, at=10, source=traces[other])] for s in "hc"}
    assert first_bit(memories, start, spliced["c"]) == np.sign(new)
    assert first_bit(memories, start, spliced["h"]) == np.sign(kept)


def test_the_map_finds_the_one_unit_of_c_that_wipes_the_bit(memories):
    model, layer, x, _, traces = memories
    found = lv.patch_map(model, x, traces["+--"], traces["---"])
    best = int(np.argmax(found.carried[10]))

    def wiped(unit):
        ones = [lv.Splice(layer, "c", at=10, unit=unit, source=traces["---"])]
        return first_bit(memories, "+--", ones) < 0

    assert [unit for unit in range(model.layers[0].units) if wiped(unit)] == [best]
