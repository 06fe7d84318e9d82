"""The experiment document: what it refuses, and that JSON brings it back."""

from __future__ import annotations

import json
from dataclasses import FrozenInstanceError

import pytest

from lstm_viz.errors import LstmVizError
from lstm_viz.experiment import Experiment, Scenario, View

STATE = {"layers": {"lstm": {"h": {"recipe": {"kind": "normal", "scale": 0.5, "seed": 7}}}}}

OWN = {"kind": "own"}


def _scenario(key: str = "s0", name: str = "A", **changes) -> Scenario:
    return Scenario(**{"id": key, "name": name, "color": "#0072B2", "state": STATE} | changes)


def _experiment(**changes) -> Experiment:
    fields = {
        "model": "sunspots",
        "sequence": "1964-1984",
        "scenarios": (_scenario(), _scenario("s1", "B")),
        "view": View(layer="lstm", units=(3, 1), step=12, unit=5, pictures="heatmap"),
    }
    return Experiment(**fields | changes)


def test_json_brings_an_equal_experiment_back():
    experiment = _experiment()
    assert Experiment.from_json(json.loads(json.dumps(experiment.to_json()))) == experiment


def test_a_view_that_lets_the_page_choose_units_survives_json():
    experiment = _experiment(view=View())
    assert Experiment.from_json(experiment.to_json()).view.units is None


def test_a_view_writes_only_what_differs_from_its_defaults():
    assert View().to_json() == {}
    assert View(step=3, units=(2, 1)).to_json() == {"step": 3, "units": [2, 1]}


def test_an_experiment_cannot_be_changed_in_place():
    with pytest.raises(FrozenInstanceError):
        _experiment().model = "digits"


def test_a_state_is_not_shared_with_its_giver():
    state = {"layers": {}}
    scenario = _scenario(state=state)
    state["layers"]["lstm"] = {}
    assert scenario.state == {"layers": {}}


def test_json_is_not_shared_with_the_experiment():
    experiment = _experiment()
    experiment.to_json()["scenarios"][0]["state"]["layers"].clear()
    assert experiment.scenarios[0].state == STATE


def test_digest_tells_states_apart_and_ignores_key_order():
    def state(**recipes):
        return {"layers": {"lstm": {s: {"recipe": recipes[s]} for s in recipes}}}

    zeros, other = {"kind": "zeros"}, {"kind": "constant", "value": 0.1}
    one = _scenario(state=state(h=zeros, c=other))
    assert one.digest == _scenario(state=state(c=other, h=zeros)).digest
    nearly = {"kind": "constant", "value": 0.10000000000000002}
    assert one.digest != _scenario(state=state(h=zeros, c=nearly)).digest


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"id": ""}, "id"),
        ({"name": "  "}, "1 to 40"),
        ({"name": "x" * 41}, "1 to 40"),
        ({"color": "blue"}, "#rrggbb"),
        ({"color": "#0072B2; x"}, "#rrggbb"),
        ({"state": [1]}, "JSON object"),
        ({"name": "a\nb"}, "can be shown"),
        ({"id": "a b"}, "letters, digits"),
        ({"state": {"a": 1}}, "key 'layers'"),
        ({"state": {"layers": {}, "a": 1}}, "unknown key 'a'"),
        ({"state": {"layers": {"lstm": {"x": {}}}}}, "h and c"),
        ({"state": {"layers": {"lstm": {"h": {"recipe": {"kind": "one"}}}}}}, "no recipe 'one'"),
        ({"state": {"layers": {"lstm": {"h": {"recipe": OWN, "edit": {}}}}}}, "unknown key 'edit'"),
        ({"state": {"layers": {"lstm": {"h": {"recipe": OWN, "edits": {"03": 1}}}}}}, "no unit"),
        ({"state": {"layers": {"lstm": {"h": {"recipe": OWN, "edits": {"3": "1"}}}}}}, "no number"),
        ({"state": {"layers": {"lstm": {"h": {"recipe": OWN, "edits": {"3": 1e99}}}}}}, "finite"),
    ],
)
def test_a_wrong_scenario_is_refused(changes, words):
    with pytest.raises(LstmVizError, match=words):
        _scenario(**changes)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"step": -1}, "step"),
        ({"step": 1.5}, "step"),
        ({"unit": True}, "unit"),
        ({"units": (1, 1)}, "twice"),
        ({"units": tuple(range(65))}, "at most 64"),
        ({"units": 3}, "list"),
        ({"layer": 3}, "layer"),
        ({"layer": "\ud800"}, "layer"),
        ({"pictures": "pie"}, "pie"),
        ({"page": "gallery"}, "no page 'gallery'"),
        ({"section": "magic"}, "section"),
        ({"purpose": ["call"]}, "purpose"),
    ],
)
def test_a_wrong_view_is_refused(changes, words):
    with pytest.raises(LstmVizError, match=words):
        View(**changes)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"model": ""}, "model"),
        ({"sequence": None}, "sequence"),
        ({"scenarios": ()}, "1 to 6"),
        ({"scenarios": tuple(_scenario(f"s{k}", f"N{k}") for k in range(7))}, "1 to 6"),
        ({"scenarios": (_scenario(), _scenario(name="B"))}, "id 's0'"),
        ({"scenarios": (_scenario(), _scenario("s1"))}, "name 'A'"),
        ({"scenarios": ("A",)}, "Scenario"),
        ({"view": {}}, "View"),
    ],
)
def test_a_wrong_experiment_is_refused(changes, words):
    with pytest.raises(LstmVizError, match=words):
        _experiment(**changes)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"format": "other"}, "no experiment"),
        ({"version": 99}, "version 99"),
        ({"scenarios": {}}, "list"),
        ({"scenarios": ["A"]}, "Scenario 1 must be"),
        ({"scenarios": [{"id": "s0"}]}, "Scenario 1 is not well formed"),
        ({"view": {"zoom": 3}}, "view is not well formed"),
        ({"extra": 1}, "experiment is not well formed"),
    ],
)
def test_a_wrong_document_is_refused(changes, words):
    with pytest.raises(LstmVizError, match=words):
        Experiment.from_json(_experiment().to_json() | changes)


@pytest.mark.parametrize("data", [None, [], "text", 3])
def test_what_is_no_document_is_refused(data):
    with pytest.raises(LstmVizError, match="no experiment"):
        Experiment.from_json(data)


def test_a_scenario_is_replaced_in_its_place():
    changed = _experiment().with_scenario(_scenario("s0", "Renamed"))
    assert [scenario.name for scenario in changed.scenarios] == ["Renamed", "B"]


def test_a_scenario_of_a_new_id_is_added_last():
    added = _experiment().with_scenario(_scenario("s2", "C"))
    assert [scenario.id for scenario in added.scenarios] == ["s0", "s1", "s2"]


def test_the_last_scenario_cannot_be_removed():
    one = _experiment().without_scenario("s0")
    assert [scenario.id for scenario in one.scenarios] == ["s1"]
    with pytest.raises(LstmVizError, match="1 to 6"):
        one.without_scenario("s1")


def test_an_unknown_scenario_is_named():
    with pytest.raises(LstmVizError, match="'s9'"):
        _experiment().scenario("s9")


def test_a_state_nested_without_end_is_refused():
    state: dict = {}
    for _ in range(20_000):
        state = {"a": state}
    with pytest.raises(LstmVizError, match="not well formed"):
        Scenario(id="a", name="A", color="#000000", state=state)


def test_a_step_beyond_any_sequence_is_refused():
    with pytest.raises(LstmVizError, match="so large"):
        View(step=10**400)
