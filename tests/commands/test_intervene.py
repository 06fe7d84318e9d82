"""``--intervene`` of the sub-commands: which run it changes, and how a mistake is told."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import lstm_viz as lv
from lstm_viz.experiment import Experiment
from lstm_viz.export import experiment_of
from lstm_viz.models import load_sample
from tests.commands.test_commands import ended, mistake

pytestmark = pytest.mark.slow

STATES = ["--state", "A=zeros", "--state", "B=normal(0.5, seed=7)"]


@pytest.fixture(scope="module")
def flip_flop():
    return load_sample("flip_flop")


def c_of(path, scenario, unit):
    table = pd.read_csv(path, comment="#")
    rows = table.query("scenario == @scenario and signal == 'c' and unit == @unit")
    return rows.sort_values("t")["value"].to_numpy(np.float32)


def test_one_initial_state_is_changed_and_the_other_is_not(flip_flop, tmp_path):
    out = tmp_path / "run.csv"
    words = "B=set(lstm:c[3]@12,1);splice(lstm:h@20,A)"
    call = ["trace", "flip_flop", *STATES, "--intervene", words, "--out", str(out), "--quiet"]
    assert ended(call) == 0
    model, x = flip_flop.model, flip_flop.sequences[0].x
    states = {
        "A": lv.InitialState.zeros(model), "B": lv.InitialState.normal(model, scale=0.5, seed=7)
    }
    ones = [lv.Set("lstm", "c", at=12, unit=3, value=1), lv.Splice("lstm", "h", at=20, source="A")]
    wanted = lv.trace(model, x, states, interventions={"B": ones})
    for name in states:
        np.testing.assert_allclose(c_of(out, name, 3), wanted[name]["lstm"].c[0, :, 3], atol=1e-6)
    assert c_of(out, "B", 3)[12] == 1


def test_without_a_name_every_initial_state_is_changed(tmp_path):
    out = tmp_path / "run.csv"
    call = ["trace", "flip_flop", *STATES, "--intervene", "set(lstm:c[3]@12,1)", "--quiet"]
    assert ended([*call, "--out", str(out)]) == 0
    assert [c_of(out, name, 3)[12] for name in "AB"] == [1, 1]


def test_a_saved_experiment_brings_its_own_and_takes_more(flip_flop, tmp_path):
    model = flip_flop.model
    saved = experiment_of(
        {"first": lv.InitialState.zeros(model), "second": lv.InitialState.zeros(model)},
        model="flip_flop",
        sequence=flip_flop.sequences[0].name,
        interventions={"first": [lv.Splice("lstm", at=5, source="second")]},
    )
    path = saved.to_file(tmp_path / "saved.lstmviz.json")
    out = tmp_path / "run.npz"
    more = "second=set(lstm:c[0]@3,2)"
    assert ended(["trace", str(path), "--intervene", more, "--out", str(out), "--quiet"]) == 0
    with np.load(out) as arrays:
        texts = [str(arrays[name]) for name in arrays.files if arrays[name].dtype.kind == "U"]
    document = next(text for text in texts if "lstm-viz-experiment" in text)
    found = Experiment.from_text(document)
    assert [len(s.interventions) for s in found.scenarios] == [1, 1]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("set(lstm:c[3]@12)", "'set' needs a number"),
        ("set(lstm:c[99]@12,1)", "no unit 99"),
        ("set(lstm:c[3]@1200,1)", "there is no step 1200"),
        ("set(gru:c[3]@12,1)", "no recurrent layer 'gru'"),
        ("C=set(lstm:c[3]@12,1)", "names the initial state 'C', there is 'A', 'B'"),
        ("A=splice(lstm@12,A)", "cannot take a state from itself"),
    ],
)
def test_a_mistake_is_told_in_one_line(capsys, words, told):
    line = mistake(capsys, ["trace", "flip_flop", *STATES, "--intervene", words])
    assert told in line
