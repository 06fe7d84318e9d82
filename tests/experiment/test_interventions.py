"""Interventions of a scenario: in the document, the link, the change in words and what runs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import lstm_viz as lv
from lstm_viz.experiment import Experiment, Scenario, change_in_words, fitting_link, read_link
from lstm_viz.experiment._link import write_link
from lstm_viz.export import experiment_of
from lstm_viz.interventions import MOST_INTERVENTIONS
from lstm_viz.models import load_sample

ZEROS = {"recipe": {"kind": "zeros"}}
STATE = {"layers": {"lstm": {"h": ZEROS, "c": ZEROS}}}
SET = lv.Set("lstm", "c", at=12, unit=3, value=1.0)
CLAMP = lv.Clamp("lstm", "f", unit=3, steps=(20, 40), value=1.0)
SPLICE = lv.Splice("lstm", at=20, source="s1")


def made(*, a=(), b=(), c=()):
    scenarios = [
        Scenario(id=f"s{k}", name=name, color=color, state=STATE, interventions=ones)
        for k, (name, color, ones) in enumerate(
            [("A", "#0072B2", a), ("B", "#D55E00", b), ("C", "#009E73", c)]
        )
    ]
    return Experiment(model="flip_flop", sequence="test 1", scenarios=tuple(scenarios))


def test_the_document_holds_them():
    one = made(a=[SET, SPLICE], b=[CLAMP])
    data = one.to_json()
    assert data["scenarios"][0]["interventions"] == [SET.to_json(), SPLICE.to_json()]
    assert "interventions" not in data["scenarios"][2]
    assert Experiment.from_text(one.text) == one
    assert one.interventions() == {"s0": (SET, SPLICE), "s1": (CLAMP,)}


def test_the_link_holds_them_in_short_words():
    one = made(a=[SET, SPLICE], b=[CLAMP])
    link = write_link(one)
    assert "&A.do=set(lstm:c[3]@12,1);splice(lstm@20,B)&" in link
    assert "&B.do=clamp(lstm:f[3]@20-40,1)" in link
    assert Experiment.from_link(link) == one


def test_a_source_is_named_by_its_letter_whatever_it_is_called():
    one = made(a=[SPLICE])
    renamed = one.with_scenario(replace(one.scenario("s1"), name="the long one"))
    link = write_link(renamed)
    assert "A.do=splice(lstm@20,B)" in link
    assert Experiment.from_link(link) == renamed


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("set(lstm:c[3]@12)", "Scenario A: In 'set(lstm:c[3]@12)': 'set' needs a number"),
        ("splice(lstm@1,Z)", "there is no scenario 'Z'"),
        ("splice(lstm@1,A)", "cannot take a state from itself"),
        ("x" * 500, "Scenario A: In"),
    ],
)
def test_a_part_that_cannot_be_read_is_told_and_the_rest_stays(words, told):
    link = write_link(made(a=[SET], b=[CLAMP])).replace("set(lstm:c[3]@12,1)", words)
    reading = read_link(link)
    assert told in reading.problem
    assert [len(s.interventions) for s in reading.scenarios] == [0, 1, 0]


def test_a_link_too_long_leaves_the_scenario_out_and_splices_from_it():
    numbers = np.random.default_rng(0).normal(size=2000)
    one = made(a=[SPLICE, SET], b=[lv.Set("lstm", "c", at=1, value=numbers)])
    link, gone = fitting_link(one, "0" * 16)
    assert gone == ("B",)
    assert "A.do=set(lstm:c[3]@12,1)&" in link


def test_digests_know_what_acts_and_only_that():
    bare, with_set = made().scenario("s0"), made(a=[SET]).scenario("s0")
    off = made(a=[replace(SET, on=False)]).scenario("s0")
    assert bare.digest == off.digest != with_set.digest


def test_removing_a_scenario_removes_splices_from_it():
    left = made(a=[SET, SPLICE]).without_scenario("s1")
    assert left.scenario("s0").interventions == (SET,)


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ({}, {"a": [SET]}, "set in A"),
        ({"a": [SET]}, {"a": [SET, SPLICE]}, "splice in A"),
        ({"a": [SET, CLAMP]}, {"a": [CLAMP]}, "remove intervention in A"),
        ({"a": [SET]}, {"a": [replace(SET, at=13)]}, "interventions of A"),
    ],
)
def test_a_change_is_named(before, after, words):
    assert change_in_words(made(**before), made(**after)) == words


def document(**changes):
    data = made(a=[SET]).to_json()
    data["scenarios"][0]["interventions"] = changes.get("ones", [SET.to_json()])
    return data | {key: value for key, value in changes.items() if key != "ones"}


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (document(version=2), "version 2 has no interventions"),
        (document(ones="set"), "interventions of scenario 'A' are a list"),
        (document(ones=[{"kind": "stop"}]), "no intervention 'stop'"),
        (document(ones=[SET.to_json()] * (MOST_INTERVENTIONS + 1)), "has at most 50"),
        (document(ones=[SPLICE.to_json() | {"source": "s9"}]), "'s9', which is not run"),
    ],
)
def test_a_wrong_document_is_told(data, words):
    with pytest.raises(lv.LstmVizError, match=words):
        Experiment.from_json(data)


def test_sources_in_a_circle_are_told_by_name():
    with pytest.raises(lv.LstmVizError, match="'A' and 'B' take a state from each other"):
        made(a=[SPLICE], b=[replace(SPLICE, source="s0")])


def test_an_experiment_of_python_names_sources_by_id():
    model = load_sample("flip_flop").model
    states = {"base": lv.InitialState.zeros(model), "other": lv.InitialState.normal(model)}
    ones = {"base": [lv.Splice("lstm", at=3, source="other")]}
    one = experiment_of(states, model="flip_flop", interventions=ones)
    assert one.scenarios[0].interventions == (lv.Splice("lstm", at=3, source="s1"),)
    assert one.scenarios[1].interventions == ()


def test_they_go_by_name_beside_the_initial_states():
    model = load_sample("flip_flop").model
    one = made(a=[SPLICE, SET], c=[CLAMP])
    named = one.interventions_by_name()
    assert named == {"A": (lv.Splice("lstm", at=20, source="B"), SET), "C": (CLAMP,)}
    x = np.zeros((1, 50, 3), np.float32)
    runs = lv.trace(model, x, one.initial_states(model), interventions=named)
    np.testing.assert_array_equal(runs["A"]["lstm"].c[:, 20], runs["B"]["lstm"].c[:, 20])
