"""Every number of the bundled lessons, measured again on the committed weights."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

import lstm_viz.lessons
from lstm_viz.lessons import check_lesson, lesson_ids, load_lesson
from lstm_viz.models import load_sample, sample_test_part
from tests.some import some

pytestmark = pytest.mark.slow

BUNDLED = Path(lstm_viz.lessons.__file__).parent / "bundled"
# Settings of a scene and bounds of a question, which nothing is measured for.
SET = {"0.5", "0.05"}


# What is measured differs: a transfer, interventions, fixed points, a comparison.
USUAL = ("handing-over-a-state", "a-gate-that-forgets", "how-many-memories", "warm-up")


@pytest.mark.parametrize("key", some(lesson_ids(), USUAL))
def test_the_facts_hold_and_the_goal_can_be_reached(key):
    assert check_lesson(load_lesson(key)) == []


@pytest.mark.parametrize("key", lesson_ids())
def test_a_lesson_is_whole_in_english_and_chinese(key):
    lesson = load_lesson(key)
    assert lesson.id == key
    assert {"en", "zh"} <= set(lesson.words)
    assert lesson.part.facts and lesson.check.facts


@pytest.mark.parametrize("key", lesson_ids())
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_decimal_number_of_a_text_is_a_fact(key, language):
    text = tomllib.loads((BUNDLED / key / f"{language}.toml").read_text(encoding="utf-8"))
    for part in (text, text["check"]):
        written = set(re.findall(r"\d+\.\d+", part["scene"] + part["reveal"]))
        assert written <= SET


def test_whole_numbers_that_texts_tell_of_the_data():
    assert len(sample_test_part("digits")[0]) == 597
    assert len(sample_test_part("classifier")[0]) == 400
    depth = load_sample("counter").sequence("mixed").target[0, 40:60, 0] * 10
    assert (depth.min().round(), depth.max().round()) == (12, 24)
