"""Messages of a browser: each is taken once, and what is not well formed is left out."""

from __future__ import annotations

import pytest

from lstm_viz.ui.components.experiment_bar import read_commands
from lstm_viz.ui.components.messages import unanswered


def test_messages_are_taken_once_each_and_in_order():
    wish = {"number": 3, "unit": 1}
    sent = {"asks": [{"number": 4, "order": "final"}, wish, {"number": 2, "unit": 5}]}
    assert unanswered(sent, "asks", 2) == [wish, sent["asks"][0]]
    assert unanswered(sent, "asks", 4) == []


@pytest.mark.parametrize(
    "sent", [None, 3, {"unit": 1}, {"asks": 7}, {"asks": [1, None, {"number": "5"}, "number"]}]
)
def test_what_is_no_message_is_left_out(sent):
    assert unanswered(sent, "asks", 0) == []


@pytest.mark.parametrize("number", [0, -1, 1.0, True, 2**60, None])
def test_what_is_no_number_is_left_out(number):
    assert unanswered({"asks": [{"number": number}]}, "asks", 0) == []


def test_commands_have_names_that_are_known():
    sent = {"commands": [{"number": 1, "name": "undo"}, {"number": 2, "name": "exec"}]}
    assert read_commands(sent, 0) == [(1, "undo")]
    assert read_commands("undo", 0) == []
