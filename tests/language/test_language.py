"""Translators: messages, plural forms, errors, and which language is meant."""

from __future__ import annotations

import copy
import pickle

import pytest

from lstm_viz._catalogue import read_catalogue
from lstm_viz._language import (
    SENTENCES,
    Text,
    english,
    half_width,
    language_of,
    translator,
)
from lstm_viz.errors import LstmVizError

CATALOGUE = r"""
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"

msgid "unit {unit}"
msgstr ""
"Einheit "
"{unit}"

msgctxt "of a gate"
msgid "open"
msgstr "offen"

msgid "{count} step"
msgid_plural "{count} steps"
msgstr[0] "{count} Schritt"
msgstr[1] "{count} Schritte"

#, fuzzy
msgid "far"
msgstr "weit"
"""


def test_a_catalogue_is_read_as_text(tmp_path):
    path = tmp_path / "made.po"
    path.write_text(CATALOGUE, encoding="utf-8")
    read = read_catalogue(path)
    assert read.gettext("unit {unit}") == "Einheit {unit}"
    assert (read.pgettext("of a gate", "open"), read.gettext("open")) == ("offen", "open")
    told = [read.ngettext("{count} step", "{count} steps", count) for count in (1, 2)]
    assert told == ["{count} Schritt", "{count} Schritte"]
    assert read.gettext("far") == "far"


def test_a_line_that_is_none_of_a_catalogue_is_told(tmp_path):
    path = tmp_path / "made.po"
    path.write_text("msgid unquoted", encoding="utf-8")
    with pytest.raises(ValueError, match="none of a catalogue: msgid unquoted"):
        read_catalogue(path)


def test_messages_are_filled_with_values_that_are_no_messages():
    assert english("{a} and {b}", a="{x}", b=2) == "{x} and 2"
    assert english.ngettext("one", "{count} of {all}", 3, all=4) == "3 of 4"
    assert english("a { that stands alone") == "a { that stands alone"
    assert english("") == translator("zh")("") == ""


def test_an_error_is_told_in_another_language_with_the_error_inside_it():
    inner = LstmVizError("Explore")
    error = LstmVizError("{name}: {error}", name="A", error=inner)
    assert str(error) == "A: Explore"
    assert translator("zh").told(error) == "A: 探索"
    assert translator("zh").told(KeyError("x")) == "'x'"
    assert str(pickle.loads(pickle.dumps(error))) == "A: Explore"


def test_marks_show_what_is_a_message():
    assert translator("qps")("{n} units", n=3) == "⟦3 units⟧"
    assert translator("fr")("Explore") == "Explore"


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ("zh", "zh"), ("zh-TW", "zh"), ("zh_CN", "zh"), ("zh-Hans-CN", "zh"), ("ZH", "zh"),
        ("en-GB", "en"), ("fr", None), ("", None), (None, None), ("../zh", None),
    ],
)  # fmt: skip
def test_which_language_a_browser_means(wanted, code):
    assert language_of(wanted) == code


def test_full_width_digits_and_signs_are_read_as_those_of_ascii():
    assert half_width("１２，－３．５；ｎｏｒｍａｌ（０．５）、７") == "12,-3.5;normal(0.5),7"


def test_a_text_that_rooms_return_is_english_and_can_be_told_in_another_language():
    inner = Text("output {output}", output="y")
    text = Text("{name} is the same at every step.", name=inner)
    assert text == "output y is the same at every step."
    t = translator("zh")
    assert t.known(text) == "输出 y在每一步都相同。"
    assert t("{first}; {second}", first=inner, second="b") == "输出 y；b"
    for again in (pickle.loads(pickle.dumps(text)), copy.deepcopy(text)):
        assert again == text and t.known(again) == t.known(text)


def test_a_text_for_one_and_for_many():
    one, many = (Text("{count} line", "{count} lines", count=count) for count in (1, 2))
    assert (one, many) == ("1 line", "2 lines")
    assert [translator("zh").known(text) for text in (one, many)] == ["1 行", "2 行"]


def test_parts_stand_side_by_side_as_a_language_has_it():
    parts = [Text("{count} line", "{count} lines", count=2), "x", "y"]
    assert Text.joined(parts) == "2 lines, x, y"
    assert translator("zh").known(Text.joined(parts)) == "2 行，x，y"
    assert Text.joined(["alone"], SENTENCES) == "alone"
