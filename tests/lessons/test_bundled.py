"""Every number of the bundled lessons, measured again on the committed weights."""

from __future__ import annotations

import pytest

from lstm_viz.lessons import check_lesson, lesson_ids, load_lesson


@pytest.mark.parametrize("key", lesson_ids())
def test_the_facts_hold_and_the_goal_can_be_reached(key):
    assert check_lesson(load_lesson(key)) == []


@pytest.mark.parametrize("key", lesson_ids())
def test_a_lesson_is_whole_in_english_and_chinese(key):
    lesson = load_lesson(key)
    assert lesson.id == key
    assert {"en", "zh"} <= set(lesson.words)
    assert lesson.part.facts and lesson.check.facts
