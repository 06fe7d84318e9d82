"""Interventions as JSON, as a line of text and in words for people."""

from __future__ import annotations

import json

import numpy as np
import pytest

import lstm_viz as lv
from lstm_viz.interventions import (
    KINDS,
    in_words,
    intervention_from_json,
    interventions_from_words,
    interventions_to_words,
)

WRITTEN = {
    "set(lstm:c[3]@12,1)": lv.Set("lstm", "c", at=12, unit=3, value=1.0),
    "set(lstm:c[3]@12,1,with_h)": lv.Set("lstm", "c", at=12, unit=3, value=1.0, with_h=True),
    "set(lstm:h[0,4-6]@2,1,0.5,0,-1)": lv.Set(
        "lstm", "h", at=2, unit=(0, 4, 5, 6), value=(1, 0.5, 0, -1)
    ),
    "set(lstm:h[1,2]@2,1,0.5|0,-1)": lv.Set(
        "lstm", "h", at=2, unit=(1, 2), value=((1, 0.5), (0, -1))
    ),
    "clamp(lstm:f[3]@20-40,1)": lv.Clamp("lstm", "f", unit=3, steps=(20, 40), value=1.0),
    "clamp(lstm:f@20,0.1)": lv.Clamp("lstm", "f", steps=(20, 20), value=0.1),
    "clamp(lstm:f,1)": lv.Clamp("lstm", "f", value=1),
    "lesion(lstm[5])": lv.Lesion("lstm", unit=5),
    "lesion(lstm:c@3-9,mean)": lv.Lesion("lstm", "c", steps=(3, 9), to="mean"),
    "scale(lstm:h@9,0.5)": lv.Scale("lstm", "h", at=9, by=0.5),
    "add(encoder/lstm#2:c@9,-1e-06)": lv.Add("encoder/lstm#2", "c", at=9, values=-1e-6),
    "splice(lstm@20,B)": lv.Splice("lstm", at=20, source="B"),
    "splice(lstm:c[0-2]@20,B)": lv.Splice("lstm", "c", at=20, source="B", unit=(0, 1, 2)),
    "splice(lstm:hc@20,B)": lv.Splice("lstm", ("h", "c"), at=20, source="B"),
    'splice("my layer"@20,"two words")': lv.Splice("my layer", at=20, source="two words"),
    "off(lesion(lstm[5]))": lv.Lesion("lstm", unit=5, on=False),
}


@pytest.mark.parametrize("words", WRITTEN)
def test_words_are_written_and_read_back(words):
    assert interventions_to_words([WRITTEN[words]]) == words
    assert interventions_from_words(words) == (WRITTEN[words],)


def test_a_line_holds_several_in_order():
    line = ";".join(WRITTEN)
    assert interventions_from_words(f" {line} ; ") == tuple(WRITTEN.values())
    assert interventions_to_words(tuple(WRITTEN.values())) == line


def test_one_number_or_row_is_kept_as_such():
    assert lv.Set("a", "h", at=1, unit=[3], value=[[0.5]]) == lv.Set(
        "a", "h", at=1, unit=3, value=0.5
    )
    assert lv.Set("a", "h", at=1, value=[[1, 2]]).value == (1, 2)


def test_a_splice_of_values_is_written_as_settings():
    one = lv.Splice("lstm", at=3, source={"h": [1, 2, 3], "c": [4, 5, 6]}, unit=(0, 2))
    assert interventions_to_words([one]) == "set(lstm:h[0,2]@3,1,3);set(lstm:c[0,2]@3,4,6)"


def test_sources_can_have_other_names_in_a_line():
    one = lv.Splice("lstm", at=3, source="s1")
    line = interventions_to_words([one], sources={"s1": "B"})
    assert line == "splice(lstm@3,B)"
    assert interventions_from_words(line, sources={"B": "s1"}) == (one,)
    with pytest.raises(lv.LstmVizError, match="no scenario 'B' to take a state from"):
        interventions_from_words(line, sources={"A": "s0"})


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("stop(lstm)", "an intervention is set, clamp, lesion, scale, add, splice"),
        ("set(lstm:c[3]@12)", "'set' needs a number"),
        ("set(lstm:c[3],1)", "'set' happens at one step"),
        ("set(lstm:c[3]@2-4,1)", "'set' happens at one step, not from one to another"),
        ("set(lstm@2,1)", "something is missing"),
        ("set(lstm:c[x]@2,1)", "is no layer:signal"),
        ("set(lstm:c[0-99999]@2,1)", "at most 4,096 units"),
        ("set(lstm:c[4-2]@2,1)", "at most 4,096 units"),
        ("set(lstm:c@2,one)", "'one' is no number"),
        ("set(lstm:c@2,1,2|3)", "the rows of values have different lengths"),
        ("set(lstm:c@2,nan)", "not a finite number"),
        ('set("lstm:c@2,1)', "a quoted layer name is not closed"),
        ("clamp(lstm:f,1,with_h)", "'with_h' is no number"),
        ("lesion(lstm,zero,mean)", "a lesion is to zero or to mean"),
        ("lesion(lstm,half)", "a lesion is to zero or mean"),
        ("splice(lstm@2)", "a splice names one scenario"),
        ("splice(lstm@2,A,B)", "a splice names one scenario"),
        ("off(off(lesion(lstm)))", "an intervention is"),
        ("lesion(lstm);" * 51, "at most 50"),
    ],
)
def test_a_line_that_is_not_well_formed_is_told(line, words):
    with pytest.raises(lv.LstmVizError) as error:
        interventions_from_words(line)
    assert words in str(error.value)
    assert len(str(error.value)) < 300


@pytest.mark.parametrize("one", WRITTEN.values(), ids=WRITTEN)
def test_json_makes_an_equal_intervention(one):
    data = json.loads(json.dumps(one.to_json()))
    assert intervention_from_json(data) == one


def test_json_of_a_splice_holds_the_row_of_its_source():
    one = lv.Splice("lstm", at=3, source={"h": np.float32([0.1, 0.2])})
    data = json.loads(json.dumps(one.to_json()))
    assert data == {"kind": "splice", "layer": "lstm", "at": 3, "source": {"h": [0.1, 0.2]}}
    assert intervention_from_json(data) == one


def test_fields_at_their_default_are_not_written():
    assert lv.Lesion("lstm").to_json() == {"kind": "lesion", "layer": "lstm"}


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("set", "no intervention 'set'"),
        ({"kind": ["set"]}, "no intervention"),
        ({"kind": "stop"}, "use one of set, clamp, lesion, scale, add, splice"),
        ({"kind": "set", "layer": "a"}, "missing"),
        ({"kind": "lesion", "layer": "a", "colour": 1}, "unexpected keyword argument 'colour'"),
        ({"kind": "lesion", "layer": 3}, "the layer is a name"),
    ],
)
def test_json_that_is_not_well_formed_is_told(data, words):
    with pytest.raises(lv.LstmVizError, match=words):
        intervention_from_json(data)


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (WRITTEN["set(lstm:c[3]@12,1)"], "set cell state c of unit 3 to 1 after step 12"),
        (
            WRITTEN["set(lstm:c[3]@12,1,with_h)"],
            "set cell state c of unit 3 to 1 after step 12, h following",
        ),
        (
            WRITTEN["set(lstm:h[0,4-6]@2,1,0.5,0,-1)"],
            "set hidden state h of units 0, 4, 5 and 6 to given values after step 2",
        ),
        (
            WRITTEN["clamp(lstm:f[3]@20-40,1)"],
            "hold forget gate f of unit 3 at 1 from step 20 to 40",
        ),
        (WRITTEN["clamp(lstm:f@20,0.1)"], "hold forget gate f at 0.1 at step 20"),
        (WRITTEN["lesion(lstm[5])"], "hold hidden state h of unit 5 at zero at every step"),
        (WRITTEN["lesion(lstm:c@3-9,mean)"], "hold cell state c at its mean from step 3 to 9"),
        (WRITTEN["scale(lstm:h@9,0.5)"], "multiply hidden state h by 0.5 after step 9"),
        (lv.Add("a", "c", at=0, values=2), "add 2 to cell state c before the first step"),
        (lv.Set("a", "f", at=3, value=0), "set forget gate f to 0 in step 3"),
        (WRITTEN["splice(lstm@20,B)"], "put the state of B in place after step 20"),
    ],
)
def test_a_person_reads_what_it_does(one, words):
    assert in_words(one) == words


def test_every_kind_is_in_the_table():
    assert {type(one) for one in WRITTEN.values()} == set(KINDS.values())
