"""Lessons: what a learner predicts, sees and tries, as data files that hold no code.

In go a folder with ``lesson.toml`` and a text file for each language; out come a checked `Lesson`,
its words, its facts measured again, and whether an experiment reaches its goal. Start with
`_lesson`; `_read` reads a folder, `_measures` is the table of what a fact can be about.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lstm_viz._lazy import lazy

if TYPE_CHECKING:
    from lstm_viz.lessons._bundled import lesson_ids as lesson_ids
    from lstm_viz.lessons._bundled import load_lesson as load_lesson
    from lstm_viz.lessons._check import check_lesson as check_lesson
    from lstm_viz.lessons._check import curve as curve
    from lstm_viz.lessons._check import failures as failures
    from lstm_viz.lessons._check import reached as reached
    from lstm_viz.lessons._lesson import ASKED as ASKED
    from lstm_viz.lessons._lesson import STAGES as STAGES
    from lstm_viz.lessons._lesson import Ask as Ask
    from lstm_viz.lessons._lesson import AskWords as AskWords
    from lstm_viz.lessons._lesson import Fact as Fact
    from lstm_viz.lessons._lesson import Goal as Goal
    from lstm_viz.lessons._lesson import Lesson as Lesson
    from lstm_viz.lessons._lesson import Need as Need
    from lstm_viz.lessons._lesson import Part as Part
    from lstm_viz.lessons._lesson import PartWords as PartWords
    from lstm_viz.lessons._lesson import Words as Words
    from lstm_viz.lessons._measures import MEASURES as MEASURES
    from lstm_viz.lessons._picture import Picture as Picture
    from lstm_viz.lessons._picture import read_picture as read_picture
    from lstm_viz.lessons._read import MOST_BYTES as MOST_BYTES
    from lstm_viz.lessons._read import from_files as from_files
    from lstm_viz.lessons._read import read_lesson as read_lesson
    from lstm_viz.lessons._read import read_zip as read_zip
    from lstm_viz.lessons._runs import Runs as Runs
    from lstm_viz.lessons._runs import run_scene as run_scene
    from lstm_viz.lessons._skeleton import new_lesson as new_lesson

lazy(__name__)
