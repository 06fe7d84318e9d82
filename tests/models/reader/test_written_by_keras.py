"""Files written by Keras 2.3 to 3.15: opened with their writer's outputs, or refused by name."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import lstm_viz as lv
from lstm_viz.models import ModelRefused, load_model
from tests.models.reader.files import parse
from tests.some import some

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("predict_builds_no_graph")]

FOLDER = Path(__file__).parents[2] / "data" / "model_files" / "written_by_keras"
FILES = sorted(path for path in FOLDER.iterdir() if path.suffix in (".keras", ".h5"))
REFUSED = {"seq_lambda": "lambda-layer", "seq_convlstm": "unsupported-layer"}
NO_REFERENCE = {"seq_cudnn"}


def kind(path: Path) -> str:
    return path.stem.split("-")[1]


def reference(path: Path) -> tuple[list[np.ndarray], list[np.ndarray]]:
    with np.load(path.with_name(path.stem + ".ref.npz")) as data:
        names = sorted(data.files)
        return (
            [data[name] for name in names if name.startswith("x")],
            [data[name] for name in names if name.startswith("y")],
        )


OPENED = [path for path in FILES if kind(path) not in REFUSED]
# A model that its writer saved in both forms is run once; the other file must give the same model.
TWINS = [p for p in OPENED if p.suffix == ".h5" and p.with_suffix(".keras") in OPENED]
COMPARED = [path for path in OPENED if kind(path) not in NO_REFERENCE and path not in TWINS]


# Of every writer some; the others run with `make test-long`.
ALWAYS = [path for path in COMPARED if path not in TWINS][::5]


def assert_equal(results, wanted, path):
    results = list(results.values()) if isinstance(results, dict) else results
    results = results if isinstance(results, (list, tuple)) else [results]
    assert len(results) == len(wanted)
    for result, own in zip(results, wanted, strict=True):
        assert result.shape == own.shape
        difference = np.abs(result - own).max()
        assert difference <= 1e-4 * np.abs(own).max()
        if path.name.startswith("k3"):
            assert difference <= 1e-6


def test_the_folder_is_complete():
    assert len(OPENED) == 68 and len(FILES) == 82
    without = {path for path in OPENED if kind(path) in NO_REFERENCE and path not in TWINS}
    assert {*COMPARED, *TWINS} | without == set(OPENED)
    writers = {path.name.split("-")[0] for path in FILES}
    assert {path.name.split("-")[0] for path in ALWAYS} == writers
    assert writers == {"ks2.3.1", "tf2.15", "k3.3.3", "k3.15.1"}


@pytest.mark.parametrize("path", some(COMPARED, ALWAYS), ids=lambda path: path.name)
def test_outputs_and_trace_equal_what_the_writer_predicted(path):
    model = load_model(path)
    inputs, outputs = reference(path)
    assert_equal(model.predict(inputs), outputs, path)
    assert_equal(lv.trace(model, inputs).predictions, outputs, path)


@pytest.mark.parametrize("path", TWINS, ids=lambda path: path.name)
def test_both_forms_of_a_model_give_the_same_layers_and_weights(path):
    one, other = (parse(p.read_bytes()) for p in (path, path.with_suffix(".keras")))
    assert one.model.to_json() == other.model.to_json()
    assert one.notes == other.notes
    for array, same in zip(one.arrays, other.arrays, strict=True):
        np.testing.assert_array_equal(array, same)


@pytest.mark.parametrize(
    "path", [path for path in FILES if kind(path) in REFUSED], ids=lambda path: path.name
)
def test_layers_that_are_not_run_are_named_and_the_rest_is_listed(path):
    with pytest.raises(ModelRefused) as refused:
        load_model(path)
    assert refused.value.code == REFUSED[kind(path)]
    # The way out is named only where it leads somewhere: ConvLSTM2D is not traced either.
    assert ("lstm_viz.wrap(model)" in str(refused.value)) == (kind(path) == "seq_lambda")
    classes = [row.class_name for row in refused.value.layers]
    assert len(classes) >= 3
    assert {"Lambda", "ConvLSTM2D"} & set(classes)
    assert "1 unit, activation linear" in " ".join(row.config for row in refused.value.layers)
