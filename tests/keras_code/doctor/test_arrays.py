"""`lv.diagnose` and the diagnosis of files."""

from __future__ import annotations

import json

import keras
import numpy as np
import pytest

import lstm_viz as lv
from lstm_viz.commands import run as run_command
from lstm_viz.keras_code.doctor import diagnose_file

RNG = np.random.default_rng(0)
X = RNG.normal(size=(3, 5, 2)).astype("float32")
H = RNG.uniform(-0.5, 0.5, size=(3, 4)).astype("float32")
C = (2 * RNG.normal(size=(3, 4))).astype("float32")


def model(*layers, batch=None):
    start = keras.Input(batch_shape=(batch, 5, 2)) if batch else keras.Input((5, 2))
    return keras.Sequential([start, *layers])


@pytest.fixture(scope="module")
def lstm():
    # Otherwise a difference that lies between two rounded numbers is told as either.
    keras.utils.set_random_seed(1)
    return lv.wrap(model(keras.layers.LSTM(4, name="lstm")))


@pytest.fixture(scope="module")
def stateful():
    return lv.wrap(model(keras.layers.LSTM(4, stateful=True, name="lstm"), batch=3))


def test_right_states_are_left_alone(lstm):
    report = lv.diagnose(lstm, H, C, X)
    assert not report
    assert "an input of 3 rows" in report.summary


@pytest.mark.parametrize(
    ("h", "c", "x", "codes"),
    [
        (H[:1], C[:1], X, ("states-broadcast",)),
        (H[:2], C[:2], X, ("states-batch",)),
        (H[:, :3], C, None, ("states-shape",)),
        (H[:, None], C, None, ("states-rank",)),
        (H, None, None, ("one-state",)),
        (H * np.nan, C, None, ("states-nan",)),
        (H * 100, C, None, ("h-out-of-range",)),
        (H.astype("float64"), C, None, ("float64",)),
        (H.tolist(), C.tolist(), None, ("states-plain-lists",)),
        (H, C[:1], None, ("states-broadcast",)),
    ],
)
def test_wrong_arrays_are_named(lstm, h, c, x, codes):
    assert lv.diagnose(lstm, h, c, x).codes == codes


def test_swapped_states_are_suspected_where_h_is_too_large_and_their_effect_is_measured(lstm):
    (found,) = lv.diagnose(lstm, C, H, X)
    assert "may be swapped" in found.problem
    layer = lstm.keras.layers[0]
    given = np.asarray(layer(X, initial_state=[C, H]))
    swapped = np.asarray(layer(X, initial_state=[H, C]))
    assert f"{np.abs(given - swapped).max():.2g}" in found.consequence


def test_a_gru_given_c_and_a_keras_model_as_it_is():
    gru = model(keras.layers.GRU(4))
    assert lv.diagnose(gru, H, C).codes == ("gru-cell-state",)
    assert not lv.diagnose(gru, H)


def test_a_bidirectional_layer_wants_four():
    both = model(keras.layers.Bidirectional(keras.layers.LSTM(4), name="both"))
    assert lv.diagnose(both, H, C).codes == ("bidirectional-states",)
    assert not lv.diagnose(both, {"both": (H, C, H, C)})
    assert not lv.diagnose(both, {"both/forward": (H, C)})


def test_several_layers_are_given_by_name():
    two = model(
        keras.layers.LSTM(4, return_sequences=True, name="one"), keras.layers.GRU(3, name="two")
    )
    report = lv.diagnose(two, {"one": {"h": H, "c": C}, "two": H})
    assert report.codes == ("states-shape",)
    assert "Layer 'two'" in report.findings[0].problem
    with pytest.raises(lv.LstmVizError, match="2 recurrent layers: give a dict"):
        lv.diagnose(two, H, C)
    with pytest.raises(lv.LstmVizError, match="no recurrent layer 'three'"):
        lv.diagnose(two, {"three": H})


def test_a_stateful_model_is_told_what_it_does_and_is_not_changed(stateful):
    report = lv.diagnose(stateful, x=X)
    assert set(report.codes) == {"predict-changes-states", "states-not-saved"}
    assert not np.asarray(stateful.keras.layers[0].states[0]).any()
    assert "model.layers[0]" in report.notes[0]


def test_a_report_prints_and_says_no_when_nothing_is_found(lstm):
    assert "states-nan" in repr(lv.diagnose(lstm, H * np.nan, C))
    assert repr(lv.diagnose(lstm, H, C)).startswith("Layer 'lstm' is model.layers[0]")


def test_words_are_no_states(lstm):
    with pytest.raises(lv.LstmVizError, match="no array of numbers"):
        lv.diagnose(lstm, np.array(["a"]), C)


@pytest.fixture
def script(tmp_path):
    path = tmp_path / "train.py"
    path.write_text("gru = GRU(4)\ny = gru(x, initial_state=[h, c])\n", encoding="utf-8")
    return path


def test_the_command_names_findings_with_their_line_and_ends_with_1(script, capsys):
    assert run_command("doctor", [str(script)]) == 1
    told = capsys.readouterr()
    assert told.out.startswith("line 2: wrong without a word [gru-cell-state]")
    assert told.err == ""


def test_the_command_prints_code_that_runs(script, capsys):
    assert run_command("doctor", [str(script), "--code"]) == 1
    assert "y = layer(x, initial_state=[h0])" in capsys.readouterr().out


def test_the_command_gives_json(script, capsys):
    assert run_command("doctor", [str(script), "--json"]) == 1
    document = json.loads(capsys.readouterr().out)
    assert [found["code"] for found in document["findings"]] == ["gru-cell-state"]
    assert document["findings"][0]["line"] == 2


def test_the_command_runs_examples(script, capsys):
    assert run_command("doctor", [str(script), "--run"]) == 1
    told = capsys.readouterr().out
    assert "the corrected code, run here: works" in told
    assert "with c and without it the outputs differ by 0." in told


def test_the_command_ends_with_0_when_nothing_is_found(tmp_path, capsys):
    path = tmp_path / "fine.py"
    path.write_text("x = 1\n", encoding="utf-8")
    assert run_command("doctor", [str(path)]) == 0
    assert "None of the known mistakes was found" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("missing.py", None, "does not exist"),
        ("data.csv", b"1,2", "neither code nor a model"),
        ("latin.py", b"\xff\xfe\xfa", "not UTF-8"),
        ("broken.ipynb", b"{}", "no notebook"),
        ("words.py", b"why does this not work", "not Python"),
        ("fake.keras", b"no zip", ""),
    ],
)
def test_a_file_that_cannot_be_read_is_told_in_a_sentence_and_ends_with_2(
    tmp_path, capsys, name, content, words
):
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    assert run_command("doctor", [str(path)]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert words in told.err
    assert "Traceback" not in told.err


def test_notebooks_and_model_files_are_read(tmp_path, stateful):
    cells = [
        {"cell_type": "markdown", "source": ["model.reset_states()"]},
        {"cell_type": "code", "source": ["%matplotlib inline\n", "x = 1"]},
        {"cell_type": "code", "source": "model.reset_states()"},
    ]
    notebook = tmp_path / "try.ipynb"
    notebook.write_text(json.dumps({"cells": cells}), encoding="utf-8")
    assert [(f.code, f.line) for f in diagnose_file(notebook)] == [("model-reset", 3)]
    stateful.keras.save(tmp_path / "m.keras")
    report = diagnose_file(tmp_path / "m.keras")
    assert set(report.codes) == {"predict-changes-states", "states-not-saved"}
