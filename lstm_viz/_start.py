"""The app as a process of its own: what it is told to open, and the command that starts it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from lstm_viz.errors import LstmVizError

MODEL_VARIABLE: Final = "LSTM_VIZ_MODEL"
INPUT_VARIABLE: Final = "LSTM_VIZ_INPUT"
SCENARIOS_VARIABLE: Final = "LSTM_VIZ_SCENARIOS"
LESSON_VARIABLE: Final = "LSTM_VIZ_LESSON"
ADDRESS: Final = "127.0.0.1"
MODEL_SUFFIXES: Final = (".keras", ".h5", ".hdf5")
INPUT_SUFFIXES: Final = (".npy", ".npz", ".csv")

_HERE: Final = Path(__file__).resolve().parent
_APP_SCRIPT: Final = _HERE / "ui" / "server" / "_app.py"
# A wheel carries a copy of the checkout's settings, so that both look and behave the same.
_SETTINGS: Final = (_HERE / "_streamlit.toml", _HERE.parent / ".streamlit" / "config.toml")


def environment(
    model: str | None, input_file: str | None, lesson: str | None = None
) -> dict[str, str]:
    """Variables that tell the app which model and input to open.

    Parameters
    ----------
    model : str or None
        Path of a model file; None for the bundled models.
    input_file : str or None
        Path of an input file; needs a model.
    lesson : str, optional
        Path of a lesson's folder.

    Returns
    -------
    dict of str to str
        Absolute paths under ``LSTM_VIZ_MODEL``, ``LSTM_VIZ_INPUT`` and ``LSTM_VIZ_LESSON``, of
        what is given.

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
        return _lesson(lesson)
    found = {**_lesson(lesson), MODEL_VARIABLE: str(_file(model, "model", MODEL_SUFFIXES))}
    if input_file is not None:
        found[INPUT_VARIABLE] = str(_file(input_file, "input", INPUT_SUFFIXES))
    return found


def command(port: int, hosts: Sequence[str] = ()) -> list[str]:
    """Command that starts the app.

    Parameters
    ----------
    port : int
    hosts : sequence of str
        Further names under which it is asked for.

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
    given += [f"--server.allowedHosts={host}" for host in hosts]
    # The command has told the address itself.
    given += ["--logger.hideWelcomeMessage", "true"]
    return [sys.executable, "-m", "streamlit", "run", str(_APP_SCRIPT), *given]


def start(words: Sequence[str], variables: Mapping[str, str]) -> subprocess.Popen:
    """Start the app with exactly these variables of its own beside those of this process."""
    own = (MODEL_VARIABLE, INPUT_VARIABLE, SCENARIOS_VARIABLE, LESSON_VARIABLE)
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


def _lesson(name: str | None) -> dict[str, str]:
    if name is None:
        return {}
    path = Path(name).expanduser()
    if not (path / "lesson.toml").is_file():
        raise LstmVizError(
            f"'{name}' is no folder of a lesson: it needs a file lesson.toml "
            "(lstm-viz lesson new FOLDER makes one)."
        )
    return {LESSON_VARIABLE: str(path.resolve())}


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
