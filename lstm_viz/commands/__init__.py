"""Sub-commands of ``lstm-viz``: one module each, with ``parser()`` and ``run(given)``.

In go the words of a command line; out come numbers on stdout or in a file, and an exit code.
`_arguments` reads and checks words before TensorFlow is loaded, `_subject` opens what they name.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence
from typing import Final

from lstm_viz.commands._arguments import ArgumentMistake
from lstm_viz.errors import LstmVizError

# Name -> what it does. The module is lstm_viz.commands._NAME; it is imported when it is used.
COMMANDS: Final = {
    "trace": "run a model from initial states and write every number",
    "compare": "how far initial states are apart, and for how long it matters",
    "script": "an experiment as a Python file in plain Keras that checks itself",
    "report": "all pictures, words and tables as one HTML file",
    "sweep": "very many initial states, in blocks, here or on a cluster",
    "lesson": "make a lesson for the page Lessons, or check one",
    "doctor": "known mistakes with states in a Python file or a model file",
}


def run(name: str, arguments: Sequence[str]) -> int:
    """Run one sub-command.

    Parameters
    ----------
    name : str
        One of ``COMMANDS``.
    arguments : sequence of str
        Words after it.

    Returns
    -------
    int
        0 when all went well, 1 for trouble while working, 2 for a mistake in the arguments.
    """
    module = importlib.import_module(f"lstm_viz.commands._{name}")
    given = module.parser().parse_args(arguments)
    try:
        return int(module.run(given) or 0)
    except LstmVizError as error:
        print(f"lstm-viz {name}: {error}", file=sys.stderr)
        return 2 if isinstance(error, ArgumentMistake) else 1
    except BrokenPipeError:
        # The reader of our numbers, `head` for one, has seen enough.
        sys.stderr.close()
        return 0
    except KeyboardInterrupt:
        print(f"lstm-viz {name}: stopped.", file=sys.stderr)
        return 1
