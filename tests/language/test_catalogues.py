"""Every message of the sources is in every catalogue, whole and with the same places."""

from __future__ import annotations

import pytest

from lstm_viz._language import LOCALES, languages, tag, translator
from tests.language.messages import (
    PACKAGE,
    filled_wrongly,
    in_source,
    messages,
    on_page,
    places,
    refused_in_english,
    written_wrongly,
)

CODES = [code for code in languages() if code != "en"]


def keys() -> set[tuple[str | None, str | tuple[str, str]]]:
    return set(messages())


def test_chinese_is_spoken():
    assert languages() == {"en": "English", "zh": "简体中文"}
    assert (tag("en"), tag("zh")) == ("en", "zh-Hans")


@pytest.mark.parametrize("code", CODES)
def test_every_message_has_a_translation_with_the_same_places(code):
    t, missing, other = translator(code), [], []
    for context, text in messages():
        if isinstance(text, tuple):
            one, many = text
            told = t._catalogue.ngettext(one, many, 2)
            same = places(told) in (places(one), places(many))
            missing += [text] * (told == many)
        else:
            told = t.pgettext(context, text) if context else t(text)
            same = places(told) == places(text)
            missing += [text] * (told == text)
        other += [] if same else [(text, told)]
    # A name that is the same in both languages is translated as itself.
    assert not [text for text in missing if f"msgstr {quoted(text)}" not in source(code)]
    assert not other


@pytest.mark.parametrize("code", CODES)
def test_a_catalogue_has_nothing_fuzzy_and_nothing_that_the_sources_lack(code):
    text = source(code)
    assert "fuzzy" not in text and "#~" not in text
    assert text.count("\nmsgid ") == len(keys())


def source(code: str) -> str:
    return (LOCALES / code / "LC_MESSAGES" / "lstm_viz.po").read_text(encoding="utf-8")


def quoted(text: object) -> str:
    escaped = str(text).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def test_what_is_translated_is_a_text_as_it_stands():
    wrong = []
    for path in PACKAGE.rglob("*.py"):
        source = path.read_text("utf-8")
        wrong += written_wrongly(source) if path.name != "_language.py" else []
        # What the browser fills has places and no values.
        if not {"player", "components"} & set(path.parts):
            wrong += filled_wrongly(source)
        wrong += refused_in_english(source) if on_page(path) else []
    assert wrong == []


def test_an_f_string_is_found_to_be_none():
    assert refused_in_english('LstmVizError(f"{a}")')
    assert not refused_in_english('LstmVizError("{a}", a=1)')
    assert filled_wrongly('t("{a}", b=1)') and not filled_wrongly('t("{a}", a=1)')
    assert written_wrongly('t(f"unit {unit}")') and not written_wrongly('t("unit {u}", u=unit)')
    assert list(in_source('visit.t("a"); t.ngettext("b", "c", n); t.pgettext("x", "d")')) == [
        (None, "a"), (None, ("b", "c")), ("x", "d"),
    ]
