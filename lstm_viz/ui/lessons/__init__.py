"""The page Lessons: scenes, predictions, and what happened.

In go a lesson and what a learner answers; out come its six stages. `_page` is where to start
reading; `_goal` is what other pages show of a lesson, `_pictures` draws what a stage may show.
"""

from __future__ import annotations

from lstm_viz.ui.lessons._goal import goal_in_sight as goal_in_sight
from lstm_viz.ui.lessons._page import lessons_page as lessons_page
