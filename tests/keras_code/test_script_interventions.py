"""Scripts of experiments with interventions: plain Keras runs them, and checks itself."""

from __future__ import annotations

import numpy as np
import pytest

import lstm_viz as lv
from lstm_viz.export import experiment_of, script_zip
from tests.keras_code.test_script import changed, opened, run_here, unpacked
from tests.some import some

pytestmark = pytest.mark.slow


def made(model, x):
    """Every kind of intervention in every layer, for one scenario; another without."""
    rng = np.random.default_rng(0)
    rows = len(x[0])
    ones = []
    for spec in model.layers:
        last = spec.states[-1]
        ones += [
            lv.Set(spec.name, "h", at=0, unit=1, value=0.5),
            lv.Set(spec.name, last, at=2, unit=(0, 1), value=rng.normal(size=(rows, 2))),
            lv.Clamp(spec.name, "h", unit=0, steps=(3, 4), value=0.25),
            lv.Lesion(spec.name, last, unit=2, to="mean"),
            lv.Scale(spec.name, "h", at=3, by=-0.5),
            lv.Add(spec.name, last, at=1, values=rng.normal(size=spec.units)),
            lv.Splice(spec.name, at=3, source="B", unit=(0, 2)),
            lv.Lesion(spec.name, on=False),
        ]
        if spec.kind == "LSTM":
            ones += [
                lv.Clamp(spec.name, "f", value=0.9),
                lv.Add(spec.name, "o", at=2, values=0.25),
                lv.Set(spec.name, "c", at=4, unit=1, value=1.5, with_h=True),
            ]
        if spec.kind == "GRU":
            ones += [lv.Clamp(spec.name, "z", value=0.4), lv.Scale(spec.name, "g", at=2, by=0.5)]
    states = {"A": lv.InitialState.own(model), "B": lv.InitialState.normal(model, seed=3)}
    experiment = experiment_of(states, model="test", interventions={"A": ones})
    traces = lv.trace(
        model,
        x,
        {s.id: states[s.name] for s in experiment.scenarios},
        interventions=experiment.interventions(),
    )
    return experiment, traces


@pytest.mark.parametrize(
    "name",
    some(
        [
            *("flip_flop", "GRU stacked", "GRU reset before", "SimpleRNN backwards", "stateful"),
            *("LSTM masked sequences", "Bidirectional mul", "encoder_decoder"),
            *("bidirectional_encoder", "nested_and_shared"),
        ],
        # A GRU, a mask, both directions.
        ["GRU reset before", "LSTM masked sequences", "bidirectional_encoder"],
    ),
)
def test_the_script_reproduces_a_run_with_interventions(name, tmp_path, monkeypatch):
    model, x = opened(name)
    experiment, traces = made(model, x)
    path = unpacked(script_zip(experiment, model, x, traces), tmp_path)
    assert "# hold hidden state h of unit 0 at 0.25 from step 3 to 4" in path.read_text()
    assert run_here(path, monkeypatch).count("matches the page") == 2


@pytest.fixture(scope="module")
def packed():
    model, x = opened("flip_flop")
    experiment, traces = made(model, x)
    return script_zip(experiment, model, x, traces)


def test_the_script_fails_when_a_number_of_the_page_differs(packed, tmp_path, monkeypatch):
    path = unpacked(packed, tmp_path)
    path.write_text(changed(path.read_text()))
    with pytest.raises(AssertionError, match="Not equal to tolerance"):
        run_here(path, monkeypatch)


def test_the_script_fails_when_an_intervention_is_left_out(packed, tmp_path, monkeypatch):
    path = unpacked(packed, tmp_path)
    text = path.read_text()
    line = next(line for line in text.splitlines() if '("f", 1, np.inf' in line)
    path.write_text(text.replace(f"{line}\n", ""))
    with pytest.raises(AssertionError, match="Not equal to tolerance"):
        run_here(path, monkeypatch)


def test_a_run_without_interventions_has_none_of_it_in_its_script():
    model, x = opened("flip_flop")
    text = lv.script(model, x, {"A": lv.InitialState.zeros(model)})
    assert "Changed" not in text and "ops" not in text


def test_stacked_cells_with_interventions_have_no_script():
    model, x = opened("stacked cells")
    ones = [lv.Lesion(model.layers[0].name)]
    with pytest.raises(lv.LstmVizError, match="stacks several cells in one layer"):
        lv.script(model, x, {"A": lv.InitialState.own(model)}, interventions=ones)
