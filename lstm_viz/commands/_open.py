"""What a sub-command works on, opened once its arguments are known to be right."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from lstm_viz._quiet import load_tensorflow
from lstm_viz.commands._arguments import check_files

if TYPE_CHECKING:
    from lstm_viz.commands._subject import Subject


def subject(given: argparse.Namespace) -> Subject:
    """Open what the arguments name; TensorFlow is loaded only when every file is there.

    Raises
    ------
    ArgumentMistake
        When a name, a file or a SPEC is wrong.
    LstmVizError
        When a file cannot be used.
    """
    check_files(given)
    load_tensorflow()
    from lstm_viz.commands._subject import open_subject

    return open_subject(given)
