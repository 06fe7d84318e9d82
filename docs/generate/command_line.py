"""The command line, as its own ``--help`` tells it."""

from __future__ import annotations

import importlib
import os

from lstm_viz.__main__ import parser
from lstm_viz.commands import COMMANDS


def page() -> str:
    """Return the help of ``lstm-viz`` and of every sub-command."""
    os.environ["COLUMNS"] = "88"
    parts = [
        "# Command line",
        "What each command prints after `--help`. Numbers go to stdout or to `--out`, progress to "
        "stderr. Exit codes: 0 when all went well, 1 for trouble while working, 2 for a mistake in "
        "the arguments.",
        _section("lstm-viz", parser().format_help()),
    ]
    for name in COMMANDS:
        module = importlib.import_module(f"lstm_viz.commands._{name}")
        parts.append(_section(f"lstm-viz {name}", module.parser().format_help()))
    return "\n\n".join(parts) + "\n"


def _section(title: str, text: str) -> str:
    return f"## `{title}`\n\n```text\n{text.strip()}\n```"
