"""`lv.save`, `lv.script` and `lv.report`: the same from Python, by a file's ending."""

from __future__ import annotations

import zipfile

import numpy as np
import pandas as pd
import pytest

import lstm_viz as lv
from tests.tracing.cases import opened


@pytest.fixture(scope="module")
def work():
    model, x = opened("LSTM sequences")
    states = {"A": lv.InitialState.zeros(model), "B": lv.InitialState.constant(model, value=0.5)}
    return model, x[0], states


def test_numbers_by_their_ending(work, tmp_path):
    model, x, states = work
    wanted = lv.trace(model, x, states)
    layer = model.layers[0].name
    with np.load(lv.save(tmp_path / "run.npz", *work)) as archive:
        np.testing.assert_array_equal(archive[f"B/{layer}/h"], wanted["B"][layer].h)
    table = pd.read_csv(lv.save(tmp_path / "run.csv", *work), comment="#")
    again = pd.read_parquet(lv.save(tmp_path / "run.parquet", *work))
    assert len(table) == len(again) == len(wanted.to_dataframe())


def test_script_and_its_zip(work, tmp_path):
    text = lv.script(*work)
    assert "np.full(4, 0.5)" in text
    assert lv.save(tmp_path / "script.py", *work).read_text() == text
    with zipfile.ZipFile(lv.save(tmp_path / "all.zip", *work)) as archive:
        assert archive.read("script.py").decode() == text


def test_report(work, tmp_path):
    text = lv.report(*work, title="A <b>title</b>")
    assert "A &lt;b&gt;title&lt;/b&gt;" in text
    assert "<b>title" not in text
    assert lv.save(tmp_path / "report.html", *work).read_text().startswith("<!doctype html>")


def test_another_ending_is_refused(work, tmp_path):
    with pytest.raises(lv.LstmVizError, match="must end in .csv, .html"):
        lv.save(tmp_path / "run.xls", *work)
    assert not list(tmp_path.iterdir())
