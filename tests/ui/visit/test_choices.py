"""Options of choices have the language of the visit that drew them, whoever asks for it."""

from __future__ import annotations

import ast
from pathlib import Path

from streamlit.testing.v1 import AppTest

from lstm_viz._language import translator

UI = Path(__file__).resolve().parents[3] / "lstm_viz" / "ui"


def _page() -> None:
    from lstm_viz.ui.visit import choices, t

    choices.selectbox("Page", ["Explore", "Compare"], format_func=lambda one: t.known(one))
    choices.pills("Pages", ["Explore", "Compare"], selection_mode="multi", format_func=t.known)


def visit(**link: str) -> AppTest:
    app = AppTest.from_function(_page)
    for key, value in link.items():
        app.query_params[key] = value
    return app.run()


def test_a_choice_stays_when_its_words_are_asked_for_where_no_visit_is_known():
    chinese, english = visit(lang="zh"), visit(lang="en")
    words = [translator("zh")(name) for name in ("Explore", "Compare")]
    assert chinese.selectbox[0].options == words
    # The test's thread belongs to no visit, and asks for the words of what it chooses.
    chinese.selectbox[0].select("Compare")
    chinese.pills[0].select("Explore")
    english.run()
    chinese.run()
    assert chinese.selectbox[0].value == "Compare" and chinese.pills[0].value == ["Explore"]
    assert chinese.run().selectbox[0].value == "Compare"
    assert english.selectbox[0].value == "Explore"


def of_streamlit(source: str) -> list[int]:
    """Lines of choices with words of their own that are drawn by Streamlit itself."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and any(word.arg == "format_func" for word in node.keywords)
        and not ast.unparse(node.func).startswith("choices.")
    ]


def test_every_choice_with_words_of_its_own_is_drawn_so():
    wrong = {path.name: of_streamlit(path.read_text("utf-8")) for path in UI.rglob("*.py")}
    assert {name: lines for name, lines in wrong.items() if lines} == {}


def test_a_choice_that_is_not_is_found():
    source = "st.radio(1, b, format_func=c)\nchoices.radio(1, b, format_func=c)"
    assert of_streamlit(source) == [1]
