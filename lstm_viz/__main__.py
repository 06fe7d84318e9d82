"""The command line: ``lstm-viz [MODEL] [--input FILE]`` opens the app in the browser.

``lstm-viz trace``, ``lstm-viz compare`` and other sub-commands are in ``lstm_viz.commands``.
"""

from __future__ import annotations

import argparse
import os
import signal
import socket
import subprocess
import sys
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NoReturn

from lstm_viz.commands import COMMANDS
from lstm_viz.commands import run as run_command
from lstm_viz.errors import LstmVizError

MODEL_VARIABLE: Final = "LSTM_VIZ_MODEL"
INPUT_VARIABLE: Final = "LSTM_VIZ_INPUT"
SCENARIOS_VARIABLE: Final = "LSTM_VIZ_SCENARIOS"
ADDRESS: Final = "127.0.0.1"
MODEL_SUFFIXES: Final = (".keras", ".h5", ".hdf5")
INPUT_SUFFIXES: Final = (".npy", ".npz", ".csv")

_HERE: Final = Path(__file__).resolve().parent
_APP_SCRIPT: Final = _HERE / "ui" / "server" / "_app.py"
# A wheel carries a copy of the checkout's settings, so that both look and behave the same.
_SETTINGS: Final = (_HERE / "_streamlit.toml", _HERE.parent / ".streamlit" / "config.toml")

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
    made.add_argument(
        "--port", type=int, default=8501, help="port of the app's address (default: %(default)s)"
    )
    return made


def environment(model: str | None, input_file: str | None) -> dict[str, str]:
    """Variables that tell the app which model and input to open.

    Parameters
    ----------
    model : str or None
        Path of a model file; None for the bundled models.
    input_file : str or None
        Path of an input file; needs a model.

    Returns
    -------
    dict of str to str
        Absolute paths under ``LSTM_VIZ_MODEL`` and ``LSTM_VIZ_INPUT``; empty without a model.

    Raises
    ------
    LstmVizError
        If a file is missing or of the wrong kind, or an input comes without a model.
    """
    if model is None:
        if input_file is not None:
            raise LstmVizError(
                "--input needs a model to read it: write lstm-viz MODEL --input FILE."
            )
        return {}
    found = {MODEL_VARIABLE: str(_file(model, "model", MODEL_SUFFIXES))}
    if input_file is not None:
        found[INPUT_VARIABLE] = str(_file(input_file, "input", INPUT_SUFFIXES))
    return found


def command(port: int) -> list[str]:
    """Command that starts the app.

    Raises
    ------
    LstmVizError
        If the port is not one, or something else listens on it.
    """
    if not 1 <= port <= 65535:
        raise LstmVizError(f"The port must be between 1 and 65535, not {port}.")
    with socket.socket() as probe:
        if os.name == "posix":
            # A port that was closed a moment ago still counts as free.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((ADDRESS, port))
        except OSError as error:
            raise LstmVizError(
                f"Port {port} cannot be used ({error.strerror}): choose another with --port."
            ) from error
    given = [*_settings(), "--server.address", ADDRESS, "--server.port", str(port)]
    return [sys.executable, "-m", "streamlit", "run", str(_APP_SCRIPT), *given]


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
    given = parser().parse_args(words)
    try:
        own = environment(given.model, given.input)
        app = command(given.port)
    except LstmVizError as error:
        print(f"lstm-viz: {error}", file=sys.stderr)
        return 2
    print(f"LSTM Viz: http://{ADDRESS}:{given.port}", flush=True)
    return _run(app, own)


def start(words: Sequence[str], variables: Mapping[str, str]) -> subprocess.Popen:
    """Start the app with exactly these variables of its own beside those of this process."""
    own = (MODEL_VARIABLE, INPUT_VARIABLE, SCENARIOS_VARIABLE)
    inherited = {name: value for name, value in os.environ.items() if name not in own}
    return subprocess.Popen(words, env={**inherited, **variables})


def _file(name: str, role: str, suffixes: tuple[str, ...]) -> Path:
    path = Path(name).expanduser()
    if not path.exists():
        raise LstmVizError(f"The {role} file '{name}' does not exist: check its path.")
    if not path.is_file():
        raise LstmVizError(f"The {role} '{name}' is not a file: name a {suffixes[0]} file.")
    if path.suffix.lower() not in suffixes:
        raise LstmVizError(
            f"The {role} file '{name}' must end in {' or '.join(suffixes)}: "
            "save it in that format first."
        )
    return path.resolve()


def _settings() -> list[str]:
    path = next((path for path in _SETTINGS if path.is_file()), None)
    if path is None:
        return []
    options = _flat(tomllib.loads(path.read_text(encoding="utf-8")))
    return [
        f"--{name}={value}"
        for name, values in options.items()
        for value in (values if isinstance(values, list) else [values])
    ]


def _flat(table: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    options: dict[str, Any] = {}
    for name, value in table.items():
        if isinstance(value, Mapping):
            options |= _flat(value, f"{prefix}{name}.")
        else:
            options[prefix + name] = str(value).lower() if isinstance(value, bool) else value
    return options


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
