"""Settings of the page Dynamics in the document and in a link."""

from __future__ import annotations

import pytest

from lstm_viz.errors import LstmVizError
from lstm_viz.experiment import DynamicsView
from lstm_viz.experiment._link_view import read_view, write_view
from lstm_viz.experiment._view import View


def test_only_what_is_not_at_its_default_is_written():
    assert DynamicsView().to_json() == {}
    made = DynamicsView(part="find", held="0.5,0,0", weight=-6)
    assert made.to_json() == {"part": "find", "held": "0.5,0,0", "weight": -6}
    assert DynamicsView.from_json(made.to_json()) == made
    assert DynamicsView.from_words(made.to_words()) == made


def test_a_link_carries_them():
    view = View(page="dynamics", dynamics=DynamicsView(plane="numbers", across=3, scenario="s1"))
    parameters = write_view(view)
    assert parameters["dynamics"] == "plane:numbers;across:3;scenario:s1"
    assert read_view(parameters, "dynamics") == (view, [])


def test_a_wrong_setting_of_a_link_is_told_and_the_rest_is_used():
    view, wrong = read_view({"dynamics": "plane:flat", "t": "4"}, "dynamics")
    assert view.step == 4
    assert view.dynamics == DynamicsView()
    assert "'dynamics' cannot be used" in wrong[0]


@pytest.mark.parametrize(
    "fields",
    [
        {"part": "x"},
        {"plane": 1},
        {"arrows": "yes"},
        {"across": -1},
        {"output": True},
        {"weight": 1},
        {"wanted": float("nan")},
        {"points": "1,2"},
        {"held": "a"},
        {"held": "nan"},
        {"held": "1e9"},
        {"held": 3},
        {"held": ",".join(["0"] * 65)},
        {"curve": "1;2"},
        {"scenario": ""},
    ],
)
def test_what_is_not_as_said_is_refused(fields):
    with pytest.raises(LstmVizError, match="of Dynamics is"):
        DynamicsView(**fields)


def test_numbers_are_read():
    made = DynamicsView(held="0.5,-1", curve="1,2,3", points="3,1,2")
    assert made.held_numbers == (0.5, -1.0)
    assert made.curve_numbers == (1.0, 2.0, 3.0)
    assert made.point_numbers == (3, 1, 2)
