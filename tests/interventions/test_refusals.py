"""What is no intervention, or does not fit, is told in one sentence."""

from __future__ import annotations

import keras
import numpy as np
import pytest
from keras import layers

import lstm_viz as lv
from lstm_viz.interventions import MOST_INTERVENTIONS


def one_layer(kind, name):
    net = keras.Sequential([keras.Input((None, 3)), kind(4, name=name)])
    return lv.wrap(net), np.ones((2, 6, 3), np.float32)


@pytest.fixture(scope="module")
def net():
    return one_layer(layers.LSTM, "lstm")


@pytest.fixture(scope="module")
def gru():
    return one_layer(layers.GRU, "gru")


def told(run):
    with pytest.raises(lv.LstmVizError) as error:
        run()
    text = str(error.value)
    assert text.endswith(".") and "\n" not in text and len(text) < 300
    return text


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: lv.Set("a", "h", at=-1, value=0), "a step is a whole number from 0 up"),
        (lambda: lv.Set("a", "h", at=1.5, value=0), "a step is a whole number"),
        (lambda: lv.Set("a", "h", at=True, value=0), "a step is a whole number"),
        (lambda: lv.Set("a", "q", at=1, value=0), "the signal is one of h, c, i, f, g, o, z, r"),
        (lambda: lv.Set("a", "h", at=1, value=float("nan")), "a value is not a finite number"),
        (lambda: lv.Set("a", "h", at=1, value=1e39), "a value is not a finite number"),
        (lambda: lv.Set("a", "h", at=1, value="x"), "the value is no number"),
        (lambda: lv.Set("a", "h", at=1, value=[]), "values are 1 to"),
        (lambda: lv.Set("a", "h", at=1, value=np.zeros((1, 1, 1))), "a value is a number"),
        (lambda: lv.Set("a", "h", at=1, value=0, unit=-3), "a unit is a whole number"),
        (lambda: lv.Set("a", "h", at=1, value=0, unit=(2, 2)), "units are named once each"),
        (lambda: lv.Set("", "h", at=1, value=0), "the layer is a name"),
        (lambda: lv.Clamp("a", "f", steps=(5, 2), value=1), "not from 5 to 2"),
        (lambda: lv.Clamp("a", "f", steps=(0, 2), value=1), "the steps go from 1 on"),
        (lambda: lv.Clamp("a", "f", steps="ab", value=1), "the steps are the first and the last"),
        (lambda: lv.Lesion("a", to="half"), "a lesion is to zero or mean"),
        (lambda: lv.Lesion("a", on=1), "a switch is true or false"),
        (lambda: lv.Splice("a", "f", at=1, source="B"), "the signals are h, c or both"),
        (lambda: lv.Splice("a", at=1, source=3), "the source is a Trace or the name"),
        (lambda: lv.Splice("a", "c", at=1, source={"h": [1.0]}), "has no 'c'"),
    ],
)
def test_a_wrong_field_is_named(make, words):
    assert words in told(make)


@pytest.mark.parametrize(
    ("ones", "words"),
    [
        ([lv.Lesion("nothing")], "no recurrent layer 'nothing'"),
        ([lv.Lesion("lstm", unit=4)], "no unit 4, the units of layer 'lstm' are 0 to 3"),
        ([lv.Set("lstm", "h", at=7, value=0)], "makes 6 steps here, there is no step 7"),
        ([lv.Clamp("lstm", "f", steps=(2, 9), value=0)], "there is no step 9"),
        ([lv.Set("lstm", "z", at=1, value=0)], "(LSTM) has h, c, i, f, g, o and no 'z'"),
        ([lv.Set("lstm", "f", at=0, value=0)], "there is none at t = 0"),
        ([lv.Set("lstm", "h", at=1, value=0, with_h=True)], "h can follow c from step 1 on"),
        ([lv.Set("lstm", "c", at=0, value=0, with_h=True)], "h can follow c from step 1 on"),
        ([lv.Set("lstm", "h", at=1, value=(1, 2))], "wanted is one number, (4,) for 4 units"),
        (
            [lv.Set("lstm", "h", at=1, unit=1, value=[[1], [2], [3]])],
            "or (2, 1) for each sample",
        ),
        ([lv.Splice("lstm", at=1, source={"h": [1, 2]})], "has 4 units"),
        ([lv.Lesion("lstm"), lv.Lesion("lstm", unit=9)], "Intervention 2, lesion(lstm[9]): "),
        ([lv.Lesion("lstm")] * (MOST_INTERVENTIONS + 1), "at most 50 interventions, not 51"),
        (lv.Lesion("lstm"), "Interventions are a list"),
        (["lesion"], "'lesion' is no intervention"),
    ],
)
def test_what_does_not_fit_the_run_is_told(net, ones, words):
    model, x = net
    assert words in told(lambda: lv.trace(model, x, interventions=ones))


def test_one_that_is_off_must_fit_too(net):
    model, x = net
    off = [lv.Set("lstm", "h", at=99, value=0, on=False), lv.Lesion("lstm")]
    assert "there is no step 99" in told(lambda: lv.trace(model, x, interventions=off))


def test_a_gru_has_no_c(gru):
    model, x = gru
    ones = [lv.Splice("gru", ("h", "c"), at=1, source={"h": np.zeros(4), "c": np.zeros(4)})]
    assert "(GRU) has h, z, r, g and no 'c'" in told(
        lambda: lv.trace(model, x, interventions=ones)
    )


def test_a_source_must_reach_the_step(net):
    model, x = net
    other = lv.trace(model, x)
    assert "has the rows 0 to 6, not 7" in told(lambda: lv.Splice("lstm", at=7, source=other))
