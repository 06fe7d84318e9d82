"""The sub-commands of ``lstm-viz``: what they write, and how they tell a mistake."""

from __future__ import annotations

import io
import json
import zipfile

import numpy as np
import pandas as pd
import pytest

import lstm_viz as lv
from lstm_viz import __main__ as cli
from lstm_viz.commands import COMMANDS
from lstm_viz.compare import compare
from lstm_viz.experiment import Experiment, write_bundle
from lstm_viz.export import experiment_of, input_of
from lstm_viz.models import load_sample
from tests.tracing.cases import opened

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def flip_flop():
    return load_sample("flip_flop")


def ended(arguments: list[str]) -> int:
    try:
        return cli.main(arguments)
    except SystemExit as end:
        return int(end.code or 0)


def mistake(capsys, arguments: list[str]) -> str:
    """The one line on stderr of a call that must end with 2 and print nothing."""
    assert ended([*arguments, "--quiet"]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert len(told.err.splitlines()) == 1, told.err
    return told.err


@pytest.mark.parametrize("name", COMMANDS)
def test_help_teaches_by_examples_and_exit_codes(name, capsys):
    assert ended([name, "--help"]) == 0
    told = capsys.readouterr().out
    assert f"lstm-viz {name} " in told.split("examples:")[1]
    assert "exit codes: 0 fine" in told


def test_main_help_lists_the_sub_commands(capsys):
    assert ended(["--help"]) == 0
    told = capsys.readouterr().out
    assert all(f"lstm-viz {name}" in told and does in told for name, does in COMMANDS.items())


def test_trace_writes_what_python_computes(flip_flop, tmp_path, capsys):
    out = tmp_path / "run.npz"
    spec = "normal(0.5, seed=7); lstm:c[3]=1.0"
    assert ended(["trace", "flip_flop", "--state", f"B={spec}", "--out", str(out)]) == 0
    told = capsys.readouterr()
    assert told.out == ""
    assert "tracing 1 initial state" in told.err
    start = lv.InitialState.normal(flip_flop.model, scale=0.5, seed=7)
    layer = flip_flop.model.layers[0].name
    start = start.set(layer, "c", unit=3, value=1.0)
    wanted = lv.trace(flip_flop.model, flip_flop.sequences[0].x, {"B": start})["B"]
    with np.load(out) as archive:
        np.testing.assert_array_equal(archive[f"B/{layer}/c"], wanted[layer].c)
        document = Experiment.from_json(json.loads(str(archive["experiment"])))
    assert document.scenarios[0].state == start.to_json()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["run.npz"]


def test_trace_prints_a_table_and_keeps_quiet(capsysbinary):
    assert ended(["trace", "flip_flop", "--layer", "lstm", "--quiet"]) == 0
    told = capsysbinary.readouterr()
    assert told.err == b""
    table = pd.read_csv(io.BytesIO(told.out), comment="#")
    assert set(table["layer"]) == {"lstm"}
    assert (table[(table["t"] == 0)]["value"] == 0).all()


def test_a_saved_experiment_and_a_saved_input_can_be_named(flip_flop, tmp_path, capsys):
    made = tmp_path / "made.parquet"
    x = tmp_path / "x.npy"
    np.save(x, flip_flop.sequences[0].x[0, :5])
    state = tmp_path / "state.csv"
    units = flip_flop.model.layers[0].units
    np.savetxt(state, np.arange(2 * units).reshape(units, 2) / 100, delimiter=",")
    assert ended(["trace", "flip_flop", "--input", str(x), "--state", f"Z={state}",
                  "--out", str(made)]) == 0
    table = pd.read_parquet(made)
    first = table[(table["signal"] == "c") & (table["t"] == 0) & (table["sample"] == 0)]
    np.testing.assert_array_equal(
        first["value"], (np.arange(2 * units).reshape(units, 2)[:, 1] / 100).astype(np.float32)
    )
    assert table["t"].max() == 5
    document = tmp_path / "saved.lstmviz.json"
    states = {"A": lv.InitialState.zeros(flip_flop.model)}
    saved = experiment_of(states, model="flip_flop", sequence=flip_flop.sequences[-1].name)
    document.write_text(json.dumps(saved.to_json()))
    assert ended(["trace", str(document), "--out", str(made)]) == 0
    assert pd.read_parquet(made)["t"].max() == flip_flop.sequences[-1].x.shape[1]


def test_an_experiment_with_its_model_in_a_zip(tmp_path):
    model, x = opened("LSTM last")
    states = {"mine": lv.InitialState.constant(model, value=0.5)}
    data = input_of(model, x, "my input")
    saved = experiment_of(states, model="file-0", model_name="my.keras", data=data)
    saved = saved.with_view(sample=1)
    model.keras.save(tmp_path / "model.keras")
    made = tmp_path / "saved.zip"
    model_bytes = (tmp_path / "model.keras").read_bytes()
    made.write_bytes(write_bundle(saved, model=model_bytes, inputs=x, traces=b""))
    out = tmp_path / "run.npz"
    assert ended(["trace", str(made), "--out", str(out), "--quiet"]) == 0
    with np.load(out) as archive:
        again = Experiment.from_json(json.loads(str(archive["experiment"])))
        wanted = lv.trace(model, x, states["mine"])
        [layer] = [name for name in archive if name.endswith("/c")]
        np.testing.assert_allclose(archive[layer], wanted[model.layers[0].name].c, atol=1e-6)
        np.testing.assert_array_equal(archive["input/0"], x[0])
    assert again == saved


def test_an_experiment_without_its_model_says_what_to_do(tmp_path, capsys, flip_flop):
    states = {"A": lv.InitialState.zeros(flip_flop.model)}
    saved = experiment_of(states, model="file-0", model_name="my.keras")
    path = saved.to_file(tmp_path / "saved.lstmviz.json")
    assert ended(["trace", str(path), "--quiet"]) == 1
    assert "'my.keras', which this file does not hold" in capsys.readouterr().err


def test_compare_prints_what_python_computes(capsys):
    words = ["compare", "sunspots", "--state", "A=zeros", "--state", "normal(0.5, seed=7)"]
    assert ended([*words, "--format", "json", "--quiet"]) == 0
    told = json.loads(capsys.readouterr().out)
    sample = load_sample("sunspots")
    traces = lv.trace(
        sample.model,
        sample.sequences[0].x,
        {
            "A": lv.InitialState.zeros(sample.model),
            "B": lv.InitialState.normal(sample.model, scale=0.5, seed=7),
        },
    )
    wanted = compare(traces["A"], traces["B"], "lstm")
    by_signal = {row["signal"]: row for row in told["rows"]}
    output = by_signal.pop("output_0")
    assert output["horizon"] == wanted.outputs["output_0"].horizon
    assert by_signal.keys() == {"h", "c"}
    for signal, row in by_signal.items():
        assert row["scenario"] == "B"
        assert row["horizon"] == wanted.horizon[signal]
        assert row["distance_start"] == pytest.approx(wanted.distances[signal][0], rel=1e-6)
    assert ended([*words, "--quiet"]) == 0
    assert f"step {wanted.horizon['h']}" in capsys.readouterr().out


def test_compare_writes_a_table(tmp_path):
    out = tmp_path / "found.csv"
    words = ["compare", "flip_flop", "--state", "zeros", "--state", "lstm=constant(1)"]
    assert ended([*words, "--state", "own", "--out", str(out)]) == 0
    table = pd.read_csv(out, comment="#")
    assert list(table["scenario"].unique()) == ["B", "C"]
    # The model's own initial state is zeros.
    assert (table[table["scenario"] == "C"]["distance_start"] == 0).all()
    assert (table[table["scenario"] == "B"]["distance_start"] > 0).all()


def test_script_prints_and_packs(tmp_path, capsys):
    out = tmp_path / "script.zip"
    assert ended(["script", "flip_flop", "--state", "constant(0.5)", "--quiet"]) == 0
    text = capsys.readouterr().out
    assert "np.full(24, 0.5)" in text
    words = ["script", "flip_flop", "--state", "constant(0.5)", "--out", str(out)]
    assert ended(words) == 0
    with zipfile.ZipFile(out) as archive:
        assert {"script.py", "model.keras", "input.npy"} <= set(archive.namelist())
        assert archive.read("script.py").decode() == text


def test_report_is_one_file(tmp_path):
    out = tmp_path / "report.html"
    words = ["report", "flip_flop", "--state", "zeros", "--state", "constant(0.5)"]
    assert ended([*words, "--out", str(out), "--quiet"]) == 0
    text = out.read_text()
    assert text.startswith("<!doctype html>")
    assert "constant(0.5)" in text


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["trace"], "the following arguments are required: MODEL"),
        (["trace", "nowhere.keras"], "bundled model: sunspots"),
        (["trace", "."], "is not a file"),
        (["trace", "sunspots", "--sequence", "x"], "has no sequence 'x'"),
        (["trace", "sunspots", "--input", "no.npy"], "input file 'no.npy' does not exist"),
        (["trace", "sunspots", "--state", "normel(1)"], "no recipe 'normel(1)'"),
        (["trace", "sunspots", "--state", "A=gone.npz"], "state file 'gone.npz' does not exist"),
        (["trace", "sunspots", "--state", "lstm:x=zeros"], "there is no 'x'"),
        (["trace", "sunspots", "--out", "run.xls"], "must end in .csv or .parquet or .npz"),
        (["trace", "sunspots", "--out", "no/run.csv"], "folder of --out"),
        (["trace", "sunspots", "--layer", "x", "--out", "run.npz"], "holds every layer"),
        (["trace", "sunspots", "--layer", "x"], "no recurrent layer 'x'"),
        (["trace", "sunspots", "--speed"], "unrecognized arguments: --speed"),
        (["trace", "sunspots", *(["--state", "zeros"] * 7)], "At most 6 initial states"),
        (["trace", "sunspots", *(["--state", "A=zeros"] * 2)], "have the name 'A'"),
        (["compare", "sunspots", "--state", "zeros"], "give two or more"),
        (["compare", "sunspots", "--threshold", "2"], "between 0 and 1"),
        (["compare", "sunspots", "--sample", "x"], "invalid int value"),
        (["compare", "stateless", *(["--state", "zeros"] * 2), "--sample", "99"], "must be 0 to"),
    ],
)
def test_a_wrong_argument_is_one_sentence(capsys, words, told, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert told in mistake(capsys, words)
    assert not list(tmp_path.iterdir())


def test_trouble_with_a_file_is_told_and_ends_with_1(capsys, tmp_path):
    broken = tmp_path / "x.csv"
    broken.write_text("1.5,2\n3\n")
    out = tmp_path / "run.csv"
    assert ended(["trace", "sunspots", "--input", str(broken), "--out", str(out), "--quiet"]) == 1
    assert "row 2 has 1 columns" in capsys.readouterr().err
    assert not out.exists()
