"""Versions that a report of trouble needs, told without importing any of them."""

from __future__ import annotations

import platform
import re
from importlib.metadata import PackageNotFoundError, requires, version

from lstm_viz._version import __version__


def versions() -> str:
    """Versions of LSTM Viz, Python, the system and every package that is used.

    Returns
    -------
    str
        One line each. Packages are those that LSTM Viz is installed with, and those of its extras
        that happen to be there.
    """
    lines = [
        f"lstm-viz {__version__}",
        f"Python {platform.python_version()} ({platform.python_implementation()})",
        f"{platform.system()} {platform.release()} {platform.machine()}",
    ]
    needed, extra = _packages()
    lines += [f"{name} {_version(name) or 'is not installed'}" for name in needed]
    lines += [f"{name} {found}" for name in extra if (found := _version(name))]
    return "\n".join(lines)


def _packages() -> tuple[list[str], list[str]]:
    try:
        written = requires("lstm-viz") or []
    except PackageNotFoundError:
        # A checkout that was put on the path and not installed.
        written = []
    names: dict[bool, list[str]] = {False: [], True: []}
    for requirement in written:
        name = re.match(r"[A-Za-z0-9._-]+", requirement)
        if name and name[0] != "lstm-viz":
            names["extra ==" in requirement].append(name[0])
    return names[False], [name for name in dict.fromkeys(names[True]) if name not in names[False]]


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None
