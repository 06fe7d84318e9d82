"""Saved files: an equal experiment comes back, older versions are read, hostile ones answered."""

from __future__ import annotations

import io
import json
import random
import zipfile

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from lstm_viz.errors import LstmVizError
from lstm_viz.experiment import VERSION, Experiment, InputData, read_bundle, write_bundle
from tests.experiment.made import experiments
from tests.some import LONG

PROPERTY = settings(
    max_examples=100 if LONG else 30,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
OLD = {
    "format": "lstm-viz-experiment",
    "version": 1,
    "model": "sunspots",
    "sequence": "1964-1984",
    "scenarios": [
        {
            "id": "s0",
            "name": "A",
            "color": "#0072B2",
            "state": {"layers": {"lstm": {"h": {"recipe": {"kind": "zeros"}}}}},
        }
    ],
    "view": {
        "layer": None,
        "units": None,
        "step": 3,
        "unit": 0,
        "sample": 0,
        "pictures": "heatmap",
    },
}


@pytest.fixture
def made() -> Experiment:
    data = InputData(arrays=(np.arange(6, dtype=np.float32).reshape(1, 3, 2),), title="mine")
    return Experiment.from_json(OLD).with_sequence("", data)


@PROPERTY
@given(made=experiments())
def test_a_file_brings_an_equal_experiment_back(made):
    back = Experiment.from_text(made.text)
    assert back == made
    assert back.digest == made.digest
    if made.data is not None:
        for one, other in zip(back.data.arrays, made.data.arrays, strict=True):
            assert (one.dtype, one.shape) == (other.dtype, other.shape)
            np.testing.assert_array_equal(one, other)


@PROPERTY
@given(one=experiments(), other=experiments())
def test_digests_differ_where_experiments_do(one, other):
    assert (one.digest == other.digest) == (one == other)


def test_a_document_of_the_first_version_is_read():
    made = Experiment.from_json(OLD)
    assert (made.view.step, made.view.pictures) == (3, "heatmap")
    assert made.to_json()["version"] == VERSION
    assert Experiment.from_json(made.to_json()) == made


def test_the_first_version_had_no_data():
    with pytest.raises(LstmVizError, match="version 1 has no 'data'"):
        Experiment.from_json(OLD | {"data": "x"})


def test_numbers_stand_on_one_line():
    state = {"layers": {"lstm": {"h": {"recipe": {"kind": "values", "values": [0.5, 1.5]}}}}}
    scenario = OLD["scenarios"][0] | {"state": state}
    text = Experiment.from_json(OLD | {"scenarios": [scenario]}).text
    assert '"values": [ 0.5, 1.5 ]' in text


def test_a_file_is_written_and_read(made, tmp_path):
    path = made.to_file(tmp_path / "one.lstmviz.json")
    assert Experiment.from_file(path) == made
    with pytest.raises(LstmVizError, match="cannot be read"):
        Experiment.from_file(tmp_path / "none.json")
    with pytest.raises(LstmVizError, match="cannot be written"):
        made.to_file(tmp_path / "no" / "folder.json")


def test_a_name_of_data_is_not_taken_from_a_file(made):
    document = made.to_json() | {"sequence": "own-0123456789abcdef"}
    assert Experiment.from_json(document).sequence == made.data.name


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[" * 100_000,
        "nan",
        "NaN",
        '{"format": "lstm-viz-experiment", "version": 1e999}',
        "9" * 5000,
        b"\xff\xfe\x00",
        '"\\ud800"',
    ],
)
def test_what_is_no_document_gets_a_sentence(text):
    with pytest.raises(LstmVizError, match="no experiment|version"):
        Experiment.from_text(text)


def test_a_file_far_too_large_is_not_parsed():
    with pytest.raises(LstmVizError, match="more than 64 MiB"):
        Experiment.from_text(" " * (64 * 2**20 + 1))


def test_damaged_files_give_an_experiment_or_one_sentence(made):
    rng, text = random.Random(2), made.text
    refused = 0
    for _ in range(2_000):
        low, high = sorted(rng.randrange(len(text)) for _ in range(2))
        letter = rng.choice('{}[]",:0-e.x\\\x00é')
        damaged = rng.choice(
            (text[:low] + text[high:], text[:low] + letter + text[low + 1 :], text[:high])
        )
        try:
            Experiment.from_text(damaged)
        except LstmVizError as error:
            refused += 1
            assert len(str(error)) < 600
    assert refused > 1_000


def bundle(made: Experiment) -> bytes:
    return write_bundle(made, model=b"a model", inputs=made.data.arrays, traces=b"numbers")


def zipped(entries: dict[str, bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return data.getvalue()


def test_a_bundle_comes_back(made):
    found = read_bundle(bundle(made))
    assert found.experiment == made
    assert found.model == b"a model"


def test_a_bundle_says_what_is_in_it(made):
    with zipfile.ZipFile(io.BytesIO(bundle(made))) as archive:
        text = archive.read("README.txt").decode()
        array = np.load(io.BytesIO(archive.read("input.npz")))["x"]
    np.testing.assert_array_equal(array, made.data.arrays[0])
    assert "Input x: float32, shape (1, 3, 2)" in text
    assert "Scenarios: A" in text


@pytest.mark.parametrize(
    ("entries", "words"),
    [
        ({"other.json": b"{}"}, "holds no experiment"),
        ({"../experiment.lstmviz.json": b"{}"}, "holds no experiment"),
        ({"experiment.lstmviz.json": b"{"}, "no experiment"),
        ({f"{k}": b"" for k in range(65)}, "too many files"),
        ({"experiment.lstmviz.json": bytes(64 * 2**20 + 1)}, "more than 64 MiB"),
    ],
)
def test_a_zip_of_another_kind_gets_a_sentence(entries, words):
    with pytest.raises(LstmVizError, match=words):
        read_bundle(zipped(entries))


def test_a_zip_that_holds_the_document_twice_is_refused(made):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("experiment.lstmviz.json", made.text)
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("experiment.lstmviz.json", json.dumps(OLD))
    with pytest.raises(LstmVizError, match="twice"):
        read_bundle(data.getvalue())


def test_damaged_zips_give_a_bundle_or_one_sentence(made):
    rng, data = random.Random(3), bundle(made)
    refused = 0
    for _ in range(1_000):
        damaged = bytearray(data)
        for _ in range(rng.randint(1, 12)):
            damaged[rng.randrange(len(damaged))] = rng.randrange(256)
        if rng.random() < 0.3:
            damaged = damaged[: rng.randrange(len(damaged))]
        try:
            read_bundle(bytes(damaged))
        except LstmVizError:
            refused += 1
    assert refused > 300
