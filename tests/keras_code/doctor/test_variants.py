"""Programs with a marked mistake, and right ones: what the doctor says, and what Keras does."""

from __future__ import annotations

import contextlib
import io
import json
import re
import warnings
from pathlib import Path

import keras
import pytest

import lstm_viz as lv
from lstm_viz.keras_code import layer_case
from lstm_viz.keras_code.doctor import diagnose_code, diagnose_file
from lstm_viz.keras_code.doctor._finding import Setting
from lstm_viz.keras_code.doctor.rules import RULES
from lstm_viz.keras_code.ways import WORKS
from lstm_viz.models import load_sample
from tests.keras_code.doctor.variants import HEAD, RIGHT, WRONG
from tests.keras_code.test_ways import ALL, EXPECTED

HERE = Path(__file__).parent
MARK = re.compile(r"#! ([\w-]+)")
PROGRAMS = sorted((HERE / "right").glob("*.py"))
CASES = sorted((HERE / "wrong").glob("*.py"))


def program(text):
    return HEAD + text.strip("\n") + "\n"


def marked(text):
    lines = enumerate(text.split("\n"), start=1)
    return sorted((number, code) for number, line in lines for code in MARK.findall(line))


def found(report):
    return sorted((one.line, one.code) for one in report)


def run(text, folder, monkeypatch):
    """Run a program; return what it raises and the line that does."""
    monkeypatch.chdir(folder)
    keras.backend.clear_session()
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        try:
            exec(compile(text, "<program>", "exec"), {"__name__": "__main__"})
        except Exception as error:
            return error
    return None


@pytest.mark.parametrize("name", WRONG)
def test_a_mistake_is_named_on_its_line_and_nothing_else(name):
    text = program(WRONG[name])
    assert marked(text)
    assert found(diagnose_code(text)) == marked(text)


@pytest.mark.parametrize("name", RIGHT)
def test_nothing_is_said_of_a_right_program(name):
    assert found(diagnose_code(program(RIGHT[name]))) == []


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_public_mistake_is_named_on_its_line(path):
    text = path.read_text(encoding="utf-8")
    assert found(diagnose_code(text)) == marked(text)


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: path.stem)
def test_nothing_is_said_of_a_program_like_those_of_the_guides(path):
    assert found(diagnose_file(path)) == []


def test_a_cell_that_is_no_python_is_left_out_and_named():
    report = diagnose_file(HERE / "unfinished_cell.ipynb")
    assert report.codes == ("model-reset",)
    assert report.findings[0].line == 8
    assert "Code cell 2 could not be read" in report.notes[0]


def test_a_notebook_of_the_old_form_is_read(tmp_path):
    cell = {"cell_type": "code", "input": ["import keras\n", "model.reset_states()"]}
    sheet = {"cells": [{"cell_type": "markdown", "source": ["# Reset"]}, cell]}
    file = tmp_path / "old.ipynb"
    file.write_text(json.dumps({"worksheets": [sheet], "nbformat": 3}))
    assert found(diagnose_file(file)) == [(2, "model-reset")]


@pytest.mark.parametrize("code", RULES)
def test_nothing_is_said_of_the_corrected_example_of_a_rule(code):
    for kind in RULES[code].kinds:
        setting = Setting(kind=kind, units=4, batch=3, timesteps=5, features=2)
        assert found(diagnose_code(RULES[code].corrected(setting).code)) == [], kind


@pytest.fixture(scope="module")
def case():
    sample = load_sample("stateless")
    x = sample.sequences[0].x
    return layer_case(sample.model, lv.trace(sample.model, x), "lstm")


@pytest.mark.parametrize("name", [name for name in EXPECTED if EXPECTED[name][0] == WORKS])
def test_nothing_is_said_of_a_way_that_works(name, case):
    assert found(diagnose_code(ALL[name].code(case))) == []


@pytest.mark.long
@pytest.mark.parametrize("name", WRONG)
def test_keras_does_to_a_mistake_what_is_told(name, tmp_path, monkeypatch):
    text = program(WRONG[name])
    (told,) = diagnose_code(text)
    error = run(text, tmp_path, monkeypatch)
    if told.severity != "error":
        assert error is None, error
    elif told.error:
        kind, _, words = told.error.partition(": ")
        assert kind == type(error).__name__, error
        plain = re.sub(r"\x1b\[[0-9;]*m", "", str(error))
        assert all(word in plain for word in words.strip("…").split("…")), error
    else:
        assert error is not None


@pytest.mark.long
@pytest.mark.parametrize("name", RIGHT)
def test_keras_runs_a_right_program(name, tmp_path, monkeypatch):
    assert run(program(RIGHT[name]), tmp_path, monkeypatch) is None


@pytest.mark.long
@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: path.stem)
def test_keras_runs_a_program_like_those_of_the_guides(path, tmp_path, monkeypatch):
    assert run(path.read_text(encoding="utf-8"), tmp_path, monkeypatch) is None
