"""The player that stands by itself, without a browser: its document and the numbers in it."""

from __future__ import annotations

import base64
import contextlib
import gzip
import re
import sys
import tomllib
from html import unescape
from pathlib import Path

import keras
import numpy as np
import pytest
from keras import layers

import lstm_viz as lv
from lstm_viz.player import _alone, _editor
from lstm_viz.player._bundle import FOLDERS
from tests.ui.sent import decoded

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def runs():
    keras.utils.set_random_seed(3)
    stack = [keras.Input((None, 2)), layers.LSTM(5, return_sequences=True), layers.Dense(1)]
    model = lv.wrap(keras.Sequential(stack))
    x = np.random.default_rng(0).normal(size=(2, 7, 2)).astype(np.float32)
    starts = {"quiet": lv.InitialState.zeros(model), "loud": lv.InitialState.normal(model, seed=1)}
    return lv.trace(model, x, starts)


@pytest.fixture(scope="module")
def made(runs):
    return lv.player(runs, sample=1, units=[4, 1], title="Two <starts>", labels=list("abcdefg"))


def part(html, name):
    [text] = re.findall(rf'<script type="text/plain" id="{name}">(.*?)</script>', html)
    return gzip.decompress(base64.b64decode(text))


def test_the_numbers_in_the_document_are_those_of_the_runs(made, runs):
    sent = decoded(part(made.html, "lv-light"))
    assert [s["name"] for s in sent["unit"]["scenarios"]] == ["quiet", "loud"]
    for key, run in zip(("s0", "s1"), runs.values(), strict=True):
        layer = run[run.layer_names[0]]
        for signal in "hcifgo":
            found = sent["all"]["signals"][key][signal]
            np.testing.assert_array_equal(found, layer.signal(signal)[1].T)
            assert found.dtype == np.float32
    for shown, run in zip(sent["outputs"]["scenarios"], runs.values(), strict=True):
        np.testing.assert_array_equal(shown["values"], run.outputs[1])
    assert sent["all"]["first"]["units"] == [1, 4]
    assert sent["labels"] == list("abcdefg")
    assert {p["key"] for p in sent["pictures"]} == {
        "input_0", "output_0",
        *(f"{kind}_{signal}" for kind in ("lines", "heatmap") for signal in "hcifgo"),
    }


def test_the_dark_page_adds_frames_and_no_numbers(made):
    light, dark = (part(made.html, f"lv-{name}") for name in ("light", "dark"))
    header = dark[4 : 4 + int.from_bytes(dark[:4], "little")]
    assert b'"dark":true' in header
    assert b'"arrays": []' in header
    assert len(dark) == 4 + len(header)
    assert b'"dark":false' in light


def test_plotly_is_that_of_the_installed_package_and_nothing_is_asked_for(made):
    from lstm_viz.figures import plotly_js

    assert part(made.html, "lv-plotly").decode() == plotly_js().decode()
    assert not re.search(r"""(?:src|href)\s*=\s*["']?(?:https?:)?//""", made.html)
    assert "default-src 'none'" in made.html
    assert "Two &lt;starts&gt;" in made.html
    assert len(made.html) < 3_000_000


def test_a_notebook_shows_the_document_in_a_frame_without_an_origin(made):
    shown = made._repr_html_()
    [inside] = re.findall(r'srcdoc="([^"]*)"', shown)
    assert 'sandbox="allow-scripts"' in shown
    assert part(unescape(inside), "lv-light") == part(made.html, "lv-light")
    assert 'title="Two &lt;starts&gt;"' in shown


def test_the_same_player_is_the_same_file(made, runs, tmp_path):
    again = lv.player(runs, sample=1, units=[4, 1], title="Two <starts>", labels=list("abcdefg"))
    assert again.save(tmp_path / "one.html").read_text("utf-8") == made.html
    with pytest.raises(lv.LstmVizError, match=r"saved as \.html, not as 'one\.txt'"):
        made.save(tmp_path / "one.txt")


def test_one_run_is_shown_by_its_name(runs):
    single = lv.player(runs["loud"], pictures="heatmap", step=99, theme="dark")
    sent = decoded(part(single.html, "lv-light"))
    assert [s["name"] for s in sent["unit"]["scenarios"]] == ["loud"]
    assert sent["start"] == 7
    assert '<html lang="en" data-theme="dark">' in single.html
    assert "loud" in repr(single)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"layer": "other"}, "No recurrent layer 'other'"),
        ({"sample": 2}, "no sample 2: they are 0 to 1"),
        ({"units": [5]}, "has units 0 to 4"),
        ({"units": []}, "has units 0 to 4"),
        ({"pictures": "bars"}, "lines or heatmap, not 'bars'"),
        ({"theme": "sepia"}, "no theme 'sepia'"),
    ],
)
def test_what_does_not_fit_is_refused_in_a_sentence(runs, given, words):
    with pytest.raises(lv.LstmVizError, match=words):
        lv.player(runs, **given)


def test_too_many_numbers_and_too_many_runs_are_refused(runs, monkeypatch):
    monkeypatch.setattr(_alone, "MOST_NUMBERS", 100)
    with pytest.raises(lv.LstmVizError, match="carries at most"):
        lv.player(runs)
    with pytest.raises(lv.LstmVizError, match="1 to 6 runs, not 7"):
        lv.player({str(k): runs["loud"] for k in range(7)})
    with pytest.raises(lv.LstmVizError, match=r"what lstm_viz\.trace gives"):
        lv.player([1, 2])


def test_its_colours_are_those_of_the_page():
    style = (FOLDERS[0] / "alone.css").read_text("utf-8")
    theme = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))["theme"]
    light, dark = (theme[name]["primaryColor"].lower() for name in ("light", "dark"))
    assert f"--st-primary-color: light-dark({light}, {dark});" in style
    # Every colour that the page's style asks for without another in its place.
    asked = set(re.findall(r"var\((--st-[\w-]+)\)", (FOLDERS[1] / "player.css").read_text("utf-8")))
    assert asked <= set(re.findall(r"(--st-[\w-]+):", style))


class TestEditor:
    """`edit`, with the widget's side played by hand."""

    @pytest.fixture
    def editor(self, monkeypatch, runs):
        class Widget:
            def __init__(self, **given):
                self.__dict__.update(given, told=0, light=b"", dark=b"", problem="")

            def observe(self, heard, name):
                self.heard = heard

            def hold_sync(self):
                return contextlib.nullcontext()

        monkeypatch.setattr(_editor, "_widget_class", lambda: Widget)
        keras.utils.set_random_seed(3)
        model = lv.wrap(
            keras.Sequential([keras.Input((None, 2)), layers.LSTM(3, name="lstm")])
        )
        x = np.random.default_rng(0).normal(size=(1, 4, 2)).astype(np.float32)
        return lv.edit(model, x)

    def say(self, editor, seq, group, **more):
        message = {"seq": seq, "group": group, "changes": {}, "command": None, **more}
        editor.widget.heard({"new": message})

    def test_an_edit_runs_the_model_again_and_becomes_the_value(self, editor):
        self.say(editor, 1, 0, changes={"h": {"1": 0.5}, "c": {"2": -2}})
        assert editor.value.values("lstm")["h"].tolist() == [0, 0.5, 0]
        assert editor.value.values("lstm")["c"].tolist() == [0, 0, -2]
        again = lv.trace(editor._model, editor._x, editor.value)
        np.testing.assert_array_equal(editor.trace["lstm"].c, again["lstm"].c)
        sent = decoded(editor.widget.light)
        np.testing.assert_array_equal(sent["all"]["signals"]["s1"]["c"], again["lstm"].c[0].T)
        assert not sent["all"]["signals"]["s0"]["h"][:, 0].any()
        assert (editor.widget.bars["seq"], editor.widget.told) == (1, 1)

    def test_a_drag_is_one_step_back(self, editor):
        self.say(editor, 1, 0, changes={"h": {"0": 0.1}})
        self.say(editor, 2, 0, changes={"h": {"0": 0.2}})
        self.say(editor, 3, 1, changes={"h": {"1": 0.3}})
        self.say(editor, 4, 2, command="undo")
        assert editor.value.values("lstm")["h"] == pytest.approx([0.2, 0, 0])
        self.say(editor, 5, 2, command="undo")
        assert not editor.value.values("lstm")["h"].any()
        self.say(editor, 6, 2, command="redo")
        assert editor.value.values("lstm")["h"] == pytest.approx([0.2, 0, 0])
        # What was heard already counts once.
        self.say(editor, 6, 2, command="undo")
        assert editor.value.values("lstm")["h"] == pytest.approx([0.2, 0, 0])

    def test_what_is_not_well_formed_is_told_and_changes_nothing(self, editor):
        for bad in ({"changes": {"h": {"9": 1}}}, {"changes": {"h": {"0": "x"}}}, {"command": "x"}):
            before = editor.widget.told
            self.say(editor, 1, 0, **bad)
            assert editor.widget.problem
            assert editor.widget.told == before + 1
        assert not editor.value.values("lstm")["h"].any()


def test_without_anywidget_a_sentence_says_what_to_install(monkeypatch, runs):
    monkeypatch.setitem(sys.modules, "anywidget", None)
    with pytest.raises(lv.LstmVizError, match=r"pip install 'lstm-viz\[notebook\]'"):
        _editor._widget_class()
