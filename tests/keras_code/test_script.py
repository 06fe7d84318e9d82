"""The exported script: plain Keras, and it checks itself."""

from __future__ import annotations

import ast
import contextlib
import io
import json
import re
import subprocess
import sys
import zipfile

import keras
import numpy as np
import pytest
from keras import layers

import lstm_viz as lv
from lstm_viz.experiment import Experiment
from lstm_viz.export import experiment_of, script_zip
from lstm_viz.keras_code import script
from lstm_viz.models import load_sample
from lstm_viz.models.reader._activations import KERAS2_HARD_SIGMOID, keras2_hard_sigmoid
from lstm_viz.states import Normal, Values
from tests.some import some
from tests.tracing import cases

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("predict_builds_no_graph")]


def nested():
    inner = keras.Sequential(
        [keras.Input((None, 3)), layers.LSTM(4, return_sequences=True, name="lstm")], name="encoder"
    )
    x = keras.Input((None, 3))
    y = layers.Bidirectional(layers.GRU(3, return_sequences=True), name="both")(inner(x))
    model = keras.Model(x, layers.Dense(2)(y))
    return model, [np.random.default_rng(1).normal(size=(2, 6, 3)).astype(np.float32)]


def opened(name):
    """A model and its input: a bundled sample, one of the engine's cases, or one from here."""
    if name == "nested":
        keras_model, x = nested()
        return lv.wrap(keras_model), x
    try:
        sample = load_sample(name)
    except lv.LstmVizError:
        return cases.opened(name)
    return sample.model, [sample.sequences[0].x]


def made(model, x, *, by_row=False):
    """The model's own state, drawn and edited ones, and given values."""
    drawn = given = own = lv.InitialState.own(model)
    rows = len(x[0]) if by_row else 1
    for k, spec in enumerate(model.layers):
        drawn = drawn.with_recipe(spec.name, Normal(0.5, k))
        drawn = drawn.set(spec.name, spec.states[-1], unit=1, value=-0.25)
        values = np.linspace(-0.9, 0.9, spec.units * rows, dtype=np.float32)
        given = given.with_recipe(spec.name, Values(values.reshape(rows, -1) if by_row else values))
    states = {"own": own, 'B "drawn"': drawn, "given {0}": given}
    experiment = experiment_of(states, model="test", sequence="the 'first'")
    traces = lv.trace(model, x, {s.id: states[s.name] for s in experiment.scenarios})
    return experiment, traces


def unpacked(data: bytes, folder):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        archive.extractall(folder)
    return folder / "script.py"


def run_here(path, monkeypatch) -> str:
    monkeypatch.chdir(path.parent)
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(path.read_text(), "script.py", "exec"), {"__name__": "__main__"})
    return printed.getvalue()


def changed(text: str) -> str:
    """The script with the last of the page's numbers a little larger."""
    head, page = text.split("page = {")
    numbers = list(re.finditer(r"-?\d+\.\d+(e-?\d+)?", page.split("}\nfor")[0]))
    last = numbers[-1]
    return f"{head}page = {{{page[:last.start()]}{float(last[0]) + 1e-3}{page[last.end():]}"


@pytest.mark.parametrize(
    "name",
    some(
        [
            *("digits", "autoencoder", "characters", "stateful", "flip_flop", "nested"),
            *("stacked cells", "encoder_decoder", "bidirectional_encoder", "nested_and_shared"),
            "LSTM masked sequences",
        ],
        ["stateful", "encoder_decoder", "LSTM masked sequences"],
    ),
)
def test_script_passes(name, tmp_path, monkeypatch):
    model, x = opened(name)
    experiment, traces = made(model, x)
    path = unpacked(script_zip(experiment, model, x, traces), tmp_path)
    assert run_here(path, monkeypatch).count("matches the page") == 3


@pytest.mark.parametrize(
    "name",
    some(
        ["LSTM sequences", "LSTM last", "several_inputs_and_outputs"],
        ["LSTM last", "several_inputs_and_outputs"],
    ),
)
def test_script_fails_when_a_number_is_changed(name, tmp_path, monkeypatch):
    model, x = opened(name)
    experiment, traces = made(model, x)
    path = unpacked(script_zip(experiment, model, x, traces), tmp_path)
    path.write_text(changed(path.read_text()))
    with pytest.raises(AssertionError, match="Not equal to tolerance"):
        run_here(path, monkeypatch)


def test_one_state_for_each_row_of_the_batch(tmp_path, monkeypatch):
    model, x = opened("LSTM stacked")
    experiment, traces = made(model, x, by_row=True)
    experiment = experiment.with_view(sample=1)
    path = unpacked(script_zip(experiment, model, x, traces), tmp_path)
    assert "given {0}: matches the page" in run_here(path, monkeypatch)


def test_a_batch_of_one_is_repeated_for_a_state_of_several_rows(tmp_path, monkeypatch):
    model, x = opened("LSTM last")
    x = [x[0][:1]]
    layer = model.layers[0].name
    rows = np.array([[0.1, 0.2, 0.3, 0.4], [-0.1, -0.2, -0.3, -0.4]], np.float32)
    states = {"A": lv.InitialState.from_values(model, {layer: {"h": rows}})}
    experiment = experiment_of(states, model="m").with_view(sample=1)
    traces = lv.trace(model, x, {"s0": states["A"]})
    path = unpacked(script_zip(experiment, model, x, traces), tmp_path)
    assert "np.repeat" in path.read_text()
    assert "matches" in run_here(path, monkeypatch)


@pytest.fixture
def own_hard_sigmoid():
    """The script registers its own function under the same name: put ours back."""
    yield keras2_hard_sigmoid
    keras.saving.register_keras_serializable("lstm_viz", KERAS2_HARD_SIGMOID)(keras2_hard_sigmoid)


def test_the_hard_sigmoid_of_keras_2_is_in_the_script(own_hard_sigmoid, tmp_path, monkeypatch):
    stack = [keras.Input((None, 3)), layers.LSTM(4, recurrent_activation=own_hard_sigmoid)]
    model = lv.wrap(keras.Sequential(stack))
    x = [np.random.default_rng(0).normal(size=(1, 6, 3)).astype(np.float32)]
    experiment, traces = made(model, x)
    path = unpacked(script_zip(experiment, model, x, traces), tmp_path)
    assert "0.2 * x + 0.5" in path.read_text()
    assert run_here(path, monkeypatch).count("matches the page") == 3


def in_a_clean_process(path) -> subprocess.CompletedProcess:
    # -I: neither this checkout nor its environment can help the script.
    return subprocess.run(
        [sys.executable, "-I", path.name], cwd=path.parent, capture_output=True, text=True
    )


def test_sunspots_in_a_clean_process(tmp_path):
    model, x = opened("sunspots")
    experiment, traces = made(model, x)
    path = unpacked(script_zip(experiment, model, x, traces), tmp_path)
    assert "lstm_viz" not in re.sub(r"(?m)^# .*", "", path.read_text())
    done = in_a_clean_process(path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("matches the page at t = [1, 59, 118]") == 3


def test_the_script_is_short_and_reads_well():
    model, x = opened("sunspots")
    states = {
        "A": lv.InitialState.zeros(model),
        "B": lv.InitialState.normal(model, scale=0.5, seed=7).set("lstm", "c", unit=3, value=1.0),
    }
    experiment = experiment_of(states, model="sunspots", sequence="1890")
    traces = lv.trace(model, x, {s.id: states[s.name] for s in experiment.scenarios})
    text = script(experiment, model, x, traces)
    lines = text.splitlines()
    assert 30 <= len(lines) <= 60
    assert max(len(line) for line in lines if not line.startswith("# The experiment")) <= 100
    assert '0.5 * stream(7, "lstm/h").standard_normal(32)' in text
    assert 'states["B"]["lstm"][1][3] = 1.0  # c0 of unit 3' in text
    modules = {node.names[0].name for node in ast.walk(ast.parse(text))
               if isinstance(node, ast.Import)}
    assert modules == {"keras", "numpy", "zlib"}


def test_the_script_carries_the_experiment():
    model, x = opened("LSTM last")
    experiment, traces = made(model, x)
    last = script(experiment, model, x, traces).splitlines()[-1]
    document = last.removeprefix("# The experiment as LSTM Viz reads it: ")
    assert Experiment.from_json(json.loads(document)) == experiment


def test_hostile_names_are_only_text(tmp_path, monkeypatch):
    model, x = opened("LSTM last")
    name = '"""\\ {x} #\''
    states = {name: lv.InitialState.constant(model, value=0.5)}
    experiment = experiment_of(states, model='m"""', sequence="'; import os")
    traces = lv.trace(model, x, {"s0": states[name]})
    path = unpacked(script_zip(experiment, model, x, traces), tmp_path)
    assert "matches the page" in run_here(path, monkeypatch)


def test_outputs_that_overflow_are_checked_too(tmp_path, monkeypatch):
    huge = keras.initializers.Constant(3e38)
    stack = [keras.Input((None, 3)), layers.LSTM(4), layers.Dense(1, kernel_initializer=huge)]
    model = lv.wrap(keras.Sequential(stack))
    states = {"A": lv.InitialState.constant(model, value=5.0)}
    x = np.ones((1, 2, 3), np.float32)
    experiment = experiment_of(states, model="m")
    traces = lv.trace(model, x, {"s0": states["A"]})
    path = unpacked(script_zip(experiment, model, x, traces), tmp_path)
    assert "np.inf" in path.read_text()
    assert "matches the page" in run_here(path, monkeypatch)


def test_half_of_a_computed_state_is_refused():
    model, x = opened("bidirectional_encoder")
    forward = next(s.name for s in model.layers if s.source == "given")
    states = {"A": lv.InitialState.constant(model, value=0.5, layers=[forward])}
    experiment = experiment_of(states, model="m")
    with pytest.raises(lv.LstmVizError, match="replaces only a part"):
        script(experiment, model, x, lv.trace(model, x, {"s0": states["A"]}))


def test_a_scenario_without_a_trace_is_refused():
    model, x = opened("LSTM last")
    experiment, traces = made(model, x)
    with pytest.raises(lv.LstmVizError, match="no trace of scenario 'own'"):
        script(experiment, model, x, {"s1": traces["s1"]})
