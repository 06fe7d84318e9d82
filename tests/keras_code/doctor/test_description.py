"""What the doctor says to a description."""

from __future__ import annotations

import pytest

from lstm_viz.errors import LstmVizError
from lstm_viz.keras_code.doctor import (
    Description,
    diagnose_description,
    read_order,
    read_shapes,
)


def codes(**given):
    return list(diagnose_description(Description(**given)).codes)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, []),
        ({"order": ("c", "h")}, ["states-swapped"]),
        ({"shapes": ((1, 8), (1, 8))}, ["states-broadcast"]),
        ({"shapes": ((3, 8), (3, 7))}, ["states-shape"]),
        ({"shapes": ((2, 8), (2, 8))}, ["states-batch"]),
        ({"shapes": ((8,), (8,))}, ["states-broadcast"]),
        ({"order": ("h",)}, ["one-state"]),
        ({"kind": "GRU"}, ["gru-cell-state"]),
        ({"kind": "GRU", "order": ("h",)}, []),
        ({"kind": "Bidirectional LSTM"}, ["bidirectional-states"]),
        ({"kind": "Bidirectional LSTM", "order": ("h", "c", "h", "c")}, []),
        ({"kind": "stacked LSTM cells", "order": ("h", "c", "h", "c")}, ["stacked-flat"]),
        (
            {"kind": "stacked LSTM cells", "order": ("h", "c", "h", "c"), "nested": True},
            [],
        ),
        ({"way": "inputs"}, ["states-in-inputs"]),
        ({"way": "model-call"}, ["model-initial-state"]),
        ({"way": "predict"}, ["predict-initial-state"]),
        ({"way": "assign"}, ["states-stateless"]),
        ({"way": "assign", "stateful": True}, []),
        ({"way": "assign", "stateful": True, "built": False}, ["states-before-build"]),
        (
            {"way": "assign", "stateful": True, "shapes": ((1, 8), (1, 8))},
            ["state-assign-shape"],
        ),
        ({"way": "assign", "stateful": True, "order": ("c", "h")}, ["stored-swapped"]),
        ({"way": "replace", "stateful": True}, ["states-replaced-by-arrays"]),
        ({"way": "replace-item", "stateful": True}, ["state-item-replaced"]),
        ({"way": "reset", "stateful": True}, ["reset-with-states"]),
        ({"way": "set-value", "stateful": True}, ["backend-set-value"]),
        ({"stateful": True}, ["stateful-and-initial-state"]),
        (
            {"stateful": True, "way": "assign", "batch_fixed": False},
            ["stateful-without-batch"],
        ),
        (
            {"stateful": True, "way": "assign", "then": ("fit", "predict", "save")},
            ["fit-shuffles", "states-not-saved", "predict-changes-states"],
        ),
        ({"then": ("fit", "predict", "save")}, []),
        ({"then": ("model-reset",)}, ["model-reset"]),
        ({"arguments": ("constructor-time-major",)}, ["constructor-time-major"]),
        ({"largest_h": 3.0}, ["h-out-of-range"]),
        ({"largest_h": 0.9}, []),
        ({"nan": True}, ["states-nan"]),
        ({"dtype": "float64"}, ["float64"]),
        ({"masked": True}, ["mask-dropped"]),
        ({"masked": True, "way": "assign", "stateful": True}, []),
        ({"masked": True, "keras": 2}, []),
    ],
)
def test_each_described_mistake_is_named_and_nothing_else(given, expected):
    assert codes(**given) == expected


def test_keras_2_gets_its_own_answers_that_were_not_run():
    swapped = diagnose_description(Description(order=("c", "h"), keras=2))
    assert swapped.codes == ("states-swapped",)
    assert swapped.findings[0].consequence.endswith("(not run here).")
    assert codes(way="reset", stateful=True, keras=2) == []
    (gru,) = diagnose_description(Description(kind="GRU", keras=2))
    assert gru.severity == "error"
    assert gru.error.startswith("ValueError: An `initial_state`")


def test_a_report_says_what_it_looked_at_when_it_found_nothing():
    report = diagnose_description(Description())
    assert not report
    assert "stateless LSTM with 8 units" in report.summary
    assert "None of the known mistakes" in report.summary


def test_the_example_is_written_for_the_persons_sizes():
    (found,) = diagnose_description(Description(units=5, batch=2, order=("c", "h")))
    assert "keras.layers.LSTM(5)" in found.corrected.code
    assert "size=(2, 5)" in found.corrected.code


def test_huge_sizes_are_not_run():
    (found,) = diagnose_description(Description(units=100_000, order=("c", "h")))
    assert "keras.layers.LSTM(256)" in found.corrected.code


@pytest.mark.parametrize("text", ["(3, 8", "rm -rf", "(3, x)", "(999999999, 8)"])
def test_wrong_shapes_get_a_sentence(text):
    with pytest.raises(LstmVizError, match="shape"):
        read_shapes(text)


def test_shapes_and_orders_are_read_as_people_write_them():
    assert read_shapes("(3, 8), (3,8)") == ((3, 8), (3, 8))
    assert read_shapes("(8,)") == ((8,),)
    assert read_shapes(" ") == ()
    assert read_order("[h, c]") == ("h", "c")
    with pytest.raises(LstmVizError, match="order"):
        read_order("x, y")


@pytest.mark.parametrize(
    "wrong", [{"units": 0}, {"way": "magic"}, {"shapes": ((3, 8),)}, {"kind": "Dense"}]
)
def test_impossible_descriptions_are_refused(wrong):
    with pytest.raises(LstmVizError):
        Description(**wrong)
