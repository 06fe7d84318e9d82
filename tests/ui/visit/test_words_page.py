"""The player and the parts beside it show no words but messages, in Chinese no Latin ones."""

from __future__ import annotations

import pytest

from tests.ui.sent import components, player
from tests.ui.visit.test_language_page import opened
from tests.ui.words import words_without_marks

# Keys, a function of the cell, signs of its states.
NAMES = {"Enter", "Delete", "Escape", "Shift", "Home", "End", "Page", "Up", "Down", "tanh"}


def unmarked(found) -> set[str]:
    return {word for text in found for word in words_without_marks(text)} - NAMES


def spoken(app) -> list[str]:
    board = player(app)
    pictures = [picture["alt"] for picture in board["pictures"]]
    titles = [picture["figure"]["layout"]["title"]["text"] for picture in board["pictures"]]
    words = [one for data in components(app) for one in data.get("words", {}).values()]
    return [*pictures, *titles, board["gates_title"], *words]


@pytest.fixture(scope="module")
def chinese():
    return opened(lang="zh", model="counter", gates="yes")


def test_every_word_beside_the_pictures_is_a_message():
    found = spoken(opened(lang="qps", model="counter", gates="yes"))
    assert len(found) > 20
    assert unmarked(found) == set()


def test_in_chinese_there_are_no_latin_words_but_keys(chinese):
    layer = player(chinese)["unit"]["layer"]
    # What stands in braces is filled by the browser.
    found = [text.replace("{", " {").replace("}", "} ") for text in spoken(chinese)]
    left = {word for text in found for word in unmarked([text])}
    places = {word for text in found for word in _places(text)}
    assert left - places - {layer} == set()


def _places(text: str) -> set[str]:
    return {part.split("}")[0].split(":")[0] for part in text.split("{")[1:]}


def test_a_word_outside_the_marks_is_found():
    assert words_without_marks("⟦made shor… and ⟦a ⟦long…⟧ one⟧") == ["and"]
    assert words_without_marks("⟦in ⟦a⟧ message⟧ and outside :material/add:") == ["and", "outside"]
