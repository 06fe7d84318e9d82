"""Text of strangers as Markdown."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import lstm_viz.ui
from lstm_viz.ui._plain import plain

JOINER = "\u2060"


@pytest.mark.parametrize(
    "text",
    [
        "lstm_1",
        "Layer 'lstm_1' of model 'a-b.keras' has 3 units, not 4: choose one of 'x', 'y'.",
        "wants (time, 4 features), what you pasted has 3 columns",
        "a < b & c > d; 12 % of 0.1",
        "1.keras",
        "-0.5 to 0.5",
        "größer als 3 · 日本",
    ],
)
def test_ordinary_sentences_stay_as_they_are(text):
    assert plain(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("[a](http://x.y)", rf"\[a\](http:{JOINER}//x.y)"),
        ("![a](b)", r"!\[a\](b)"),
        ("<b>x</b>", r"\<b>x\</b>"),
        ("&lt;", r"\&lt;"),
        ("$x^2$", r"\$x^2\$"),
        ("*a* _b_ `c` ~~d~~", r"\*a\* \_b\_ \`c\` \~\~d\~\~"),
        ("a\\*b", r"a\\\*b"),
        (":material/home:", f":{JOINER}material/home:"),
        (":red[x]", rf":{JOINER}red\[x\]"),
        (":smile:", f":{JOINER}smile:"),
        ("www.evil.example", f"www{JOINER}.evil.example"),
        ("a@b.example", f"a@{JOINER}b.example"),
        ("# title", r"\# title"),
        ("- list", r"\- list"),
        ("1. list", r"1\. list"),
        ("> quote", r"\> quote"),
        ("a -> b -- c", f"a -{JOINER}> b -{JOINER}- c"),
        ("two\nlines\n\n# three", "two lines # three"),
        ("gnp.\u202eexe\x07", "gnp.\ufffdexe\ufffd"),
    ],
)
def test_markup_is_shown_and_not_read(text, shown):
    assert plain(text) == shown


def test_every_error_of_the_pages_is_shown_as_text():
    pages = Path(lstm_viz.ui.__file__).parent.rglob("*.py")
    found = {
        page.name: re.findall(r"st\.(?:error|warning|info)\((?:str\(|error\)|mistake\))", text)
        for page in pages
        if (text := page.read_text(encoding="utf-8"))
    }
    assert len(found) > 10
    assert {name: calls for name, calls in found.items() if calls} == {}
