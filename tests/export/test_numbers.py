"""Exported numbers, read back by NumPy and pandas."""

from __future__ import annotations

import io
import json

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

import lstm_viz as lv
from lstm_viz.experiment import Experiment
from lstm_viz.export import _named as naming
from lstm_viz.export import (
    _table,
    experiment_of,
    traces_csv,
    traces_npz,
    traces_parquet,
)
from tests.tracing.cases import opened

HOSTILE = "../A #1\\<b>"


@pytest.fixture(scope="module")
def exported():
    model, x = opened("Bidirectional masked")
    states = {
        HOSTILE: lv.InitialState.zeros(model),
        "=B": lv.InitialState.normal(model, scale=0.5, seed=7),
    }
    experiment = experiment_of(states, model="masked", sequence="random")
    by_id = {f"s{k}": state for k, state in enumerate(states.values())}
    return lv.trace(model, x, by_id), experiment


def test_npz_holds_every_number_bit_by_bit(exported):
    traces, experiment = exported
    with np.load(io.BytesIO(traces_npz(traces, experiment)), allow_pickle=False) as archive:
        read = dict(archive)
    first = read.pop("contents")
    assert Experiment.from_json(json.loads(str(read.pop("experiment")))) == experiment
    assert read.pop("input/0").tobytes() == traces["s0"].x[0].tobytes()
    safe = ".._A #1__b_".strip(". ")
    wanted = {}
    for name, trace in ((safe, traces["s0"]), ("=B", traces["s1"])):
        for layer in trace:
            for signal, values in trace[layer].signals.items():
                wanted[f"{name}/{layer}/{signal}"] = values
            wanted[f"{name}/{layer}/mask"] = trace[layer].mask
        for output in trace.all_outputs:
            wanted[f"{name}/output/{output}"] = trace.all_outputs[output]
            wanted[f"{name}/prediction/{output}"] = trace.all_predictions[output]
    assert read.keys() == wanted.keys()
    for key, values in wanted.items():
        assert read[key].dtype == values.dtype
        assert read[key].shape == values.shape
        assert read[key].tobytes() == values.tobytes()
    assert len(first) == len(wanted) + 1
    assert any(line.startswith("=B/") and "float32" in line for line in first)


def test_npz_is_the_same_for_the_same_traces(exported):
    assert traces_npz(*exported) == traces_npz(*exported)


def test_npz_of_names_that_become_equal_keeps_both():
    model = opened("LSTM last")[0]
    x = np.ones((1, 3, 3), np.float32)
    zeros, ones = lv.InitialState.zeros(model), lv.InitialState.constant(model, value=1)
    traces = lv.trace(model, x, {"a/b": zeros, "a:b": ones})
    with np.load(io.BytesIO(traces_npz(traces))) as archive:
        layer = model.layers[0].name
        assert not archive[f"a_b/{layer}/h"][:, 0].any()
        assert archive[f"a_b_2/{layer}/h"][:, 0].all()
        assert str(archive["experiment"]) == ""


def tables_equal(read: pd.DataFrame, traces, names) -> None:
    wanted = traces.to_dataframe()
    wanted["scenario"] = wanted["scenario"].map(names)
    for column in ("scenario", "layer", "signal"):
        assert list(read[column].astype(str)) == list(wanted[column])
    for column in ("sample", "unit", "t"):
        np.testing.assert_array_equal(read[column], wanted[column])
    value = read["value"].to_numpy().astype(np.float32)
    known = np.isfinite(value)
    np.testing.assert_array_equal(known, np.isfinite(wanted["value"]))
    assert not known.all()
    assert value[known].tobytes() == wanted["value"].to_numpy()[known].tobytes()


@pytest.mark.parametrize("piece", [7, 500_000])
def test_csv_comes_back_exactly_and_carries_the_experiment(exported, piece, monkeypatch):
    monkeypatch.setattr(_table, "_PIECE", piece)
    traces, experiment = exported
    data = traces_csv(traces, experiment)
    read = pd.read_csv(io.BytesIO(data), comment="#")
    tables_equal(read, traces, {"s0": HOSTILE, "s1": "'=B"})
    told = data.decode().splitlines()[0].removeprefix("# lstm-viz experiment: ")
    assert Experiment.from_json(json.loads(told)) == experiment


@pytest.mark.parametrize("piece", [7, 500_000])
def test_parquet_comes_back_exactly_and_carries_the_experiment(exported, piece, monkeypatch):
    monkeypatch.setattr(_table, "_PIECE", piece)
    traces, experiment = exported
    data = traces_parquet(traces, experiment)
    read = pd.read_parquet(io.BytesIO(data))
    assert read["value"].dtype == np.float32
    assert read["t"].dtype == np.int32
    tables_equal(read, traces, {"s0": HOSTILE, "s1": "=B"})
    told = pq.read_schema(io.BytesIO(data)).metadata[_table.EXPERIMENT_KEY]
    assert Experiment.from_json(json.loads(told)) == experiment


def test_one_layer_can_be_taken_alone(exported):
    traces, experiment = exported
    layer = traces["s0"].layer_names[-1]
    read = pd.read_csv(io.BytesIO(traces_csv(traces, experiment, layers=[layer])), comment="#")
    assert set(read["layer"]) == {layer}


def test_too_many_numbers_are_refused_with_the_way_out(exported, monkeypatch):
    monkeypatch.setattr(naming, "MOST_NUMBERS", 100)
    monkeypatch.setattr(_table, "MOST_CSV_ROWS", 100)
    with pytest.raises(lv.LstmVizError, match="cut the sequence"):
        traces_npz(*exported)
    with pytest.raises(lv.LstmVizError, match="lstm-viz trace --out"):
        traces_csv(*exported)


def test_an_experiment_has_at_most_six_scenarios():
    model = opened("LSTM last")[0]
    state = lv.InitialState.zeros(model)
    assert len(experiment_of({"A": state}, model="m").scenarios) == 1
    with pytest.raises(lv.LstmVizError, match="at most 6"):
        experiment_of({str(k): state for k in range(7)}, model="m")
