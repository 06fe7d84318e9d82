"""``lstm-viz lesson``: make a lesson to change, and check one."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Final

from lstm_viz._quiet import load_tensorflow
from lstm_viz.commands._arguments import ArgumentMistake, Parser
from lstm_viz.errors import LstmVizError

_DESCRIPTION: Final = """\
A lesson is a folder of text files: lesson.toml says what is shown, asked and
measured, en.toml, zh.toml... hold the words. It holds no code."""
_EPILOG: Final = """\
examples:
  lstm-viz lesson new my_lesson              a small lesson to change
  lstm-viz lesson check my_lesson            every number of it, measured again
  lstm-viz --lesson my_lesson                open it in the app

exit codes: 0 fine, 1 something of the lesson is wrong, 2 a mistake in the arguments."""


def parser() -> argparse.ArgumentParser:
    """Arguments of ``lstm-viz lesson``."""
    made = Parser("lesson", description=_DESCRIPTION, epilog=_EPILOG)
    made.add_argument("what", choices=("new", "check"), help="make a lesson, or check one")
    made.add_argument("folder", metavar="FOLDER", help="the folder of the lesson")
    return made


def run(given: argparse.Namespace) -> int:
    """Run it."""
    from lstm_viz.lessons import check_lesson, new_lesson, read_lesson

    if given.what == "new":
        try:
            for path in new_lesson(given.folder):
                print(f"wrote {path}")
        except LstmVizError as error:
            raise ArgumentMistake(str(error)) from error
        return 0
    if not Path(given.folder).is_dir():
        raise ArgumentMistake(f"'{given.folder}' is no folder: name the folder of a lesson.")
    load_tensorflow()
    lesson = read_lesson(given.folder)
    wrong = check_lesson(lesson)
    for sentence in wrong:
        print(sentence, file=sys.stderr)
    if wrong:
        return 1
    count = len(lesson.part.facts) + len(lesson.check.facts)
    spoken = ", ".join(lesson.words)
    print(f"{lesson.id}: {count} facts hold, the goal can be reached; languages: {spoken}.")
    return 0
