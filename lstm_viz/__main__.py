"""The command line: ``lstm-viz [MODEL] [--input FILE]`` opens the app in the browser.

``lstm-viz trace``, ``lstm-viz compare`` and other sub-commands are in ``lstm_viz.commands``.
"""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Mapping, Sequence
from typing import Final, NoReturn

from lstm_viz._embedding import EMBED_VARIABLE, embedders
from lstm_viz._start import ADDRESS, command, environment, start
from lstm_viz._versions import versions
from lstm_viz.commands import COMMANDS
from lstm_viz.commands import run as run_command
from lstm_viz.errors import LstmVizError

_DESCRIPTION: Final = "See and set the initial state of a Keras LSTM, in the browser."
_SUB_COMMANDS: Final = "\n".join(f"  lstm-viz {name:9} {does}" for name, does in COMMANDS.items())
_EPILOG: Final = f"""\
without the browser:
{_SUB_COMMANDS}
  and --help after each of them

examples:
  lstm-viz                                  the bundled, trained sample models
  lstm-viz my_model.keras                   your model, on a generated input
  lstm-viz my_model.keras --input x.npy     your model, on your sequence
  lstm-viz my_model.keras --port 8600       at another port
  lstm-viz --lesson my_lesson               a lesson of your own
  lstm-viz serve --embed https://course.example.edu
                                            for a page that shows it in a frame

An input is one sequence of shape (steps, features), or a batch of shape
(batch, steps, features); token ids have no features axis. A .csv file has one
row per step and one column per feature, without a header.

A model file is only read, by a process of its own: nothing in it runs.
The app answers on this computer only (127.0.0.1); Ctrl+C stops it.
"""


class _Parser(argparse.ArgumentParser):
    """Tells a wrong argument in one sentence, without the usage block."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"lstm-viz: {message}; see lstm-viz --help.\n")


def parser() -> argparse.ArgumentParser:
    """Arguments of the ``lstm-viz`` command."""
    made = _Parser(
        prog="lstm-viz",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument(
        "model",
        nargs="?",
        metavar="MODEL",
        help="a .keras or .h5 file of any Keras since 2.0; without it, the bundled models",
    )
    made.add_argument(
        "--input", metavar="FILE", help="the sequence the model reads: .npy, .npz or .csv"
    )
    made.add_argument("--lesson", metavar="FOLDER", help="a lesson to open; see lstm-viz lesson")
    made.add_argument(
        "--port", type=int, default=8501, help="port of the app's address (default: %(default)s)"
    )
    made.add_argument(
        "--version", action="store_true", help="versions of everything that matters for a report"
    )
    made.add_argument(
        "--embed",
        action="append",
        metavar="ADDRESS",
        help="a site whose pages may show this one in a frame, given once for each; nobody by "
        "default",
    )
    return made


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the ``lstm-viz`` command.

    Parameters
    ----------
    arguments : sequence of str, optional
        Words after the command; those of this process by default.

    Returns
    -------
    int
        0 after a normal end, 1 for trouble in a sub-command, 2 for a mistake in the arguments.
    """
    words = sys.argv[1:] if arguments is None else list(arguments)
    if words and words[0] in COMMANDS:
        return run_command(words[0], words[1:])
    # The word that other commands say what they do with; without one, this is what is done.
    given = parser().parse_args(words[1:] if words[:1] == ["serve"] else words)
    if given.version:
        print(versions())
        return 0
    try:
        own = environment(given.model, given.input, given.lesson)
        if given.embed:
            own[EMBED_VARIABLE] = " ".join(embedders(given.embed))
        app = command(given.port)
    except LstmVizError as error:
        print(f"lstm-viz: {error}", file=sys.stderr)
        return 2
    place = "/lessons?lesson=own" if given.lesson else ""
    print(f"LSTM Viz: http://{ADDRESS}:{given.port}{place}", flush=True)
    return _run(app, own)


def _run(words: Sequence[str], variables: Mapping[str, str]) -> int:
    with start(words, variables) as child:
        # Without this, ending the command would leave the app behind on its port.
        before = signal.signal(signal.SIGTERM, lambda *_: child.terminate())
        try:
            child.wait()
        except KeyboardInterrupt:
            child.terminate()
            child.wait()
            return 0
        finally:
            signal.signal(signal.SIGTERM, before)
    return max(child.returncode, 0)


if __name__ == "__main__":
    sys.exit(main())
