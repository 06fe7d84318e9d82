"""ES modules joined to one script, for a document that cannot ask for files."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Final

_HERE: Final = Path(__file__).parent
# The player's own modules, the same files that the page runs; a module of ours comes first.
FOLDERS: Final = (
    _HERE / "assets",
    _HERE.parent / "ui" / "components" / "player" / "assets",
    _HERE.parent / "ui" / "components" / "state_bars" / "assets",
    _HERE.parent / "ui" / "components" / "language" / "assets",
    _HERE.parent / "ui" / "components" / "messages" / "assets",
)
_IMPORT: Final = re.compile(
    # From its own folder, or from another component's.
    r"^import\s+\{(?P<names>[^}]*)\}\s+from\s+"
    r'"(?P<address>(?:\./|\.\./lstm-viz\.\w+/)(?P<module>[\w.]+))";$',
    re.MULTILINE,
)
# What Streamlit calls.
_DEFAULT: Final = re.compile(r"^export default function\b", re.MULTILINE)
_EXPORT: Final = re.compile(
    r"^export (?P<rest>(?:async function|function|class|const) (?P<name>\w+))", re.MULTILINE
)
_FORMS: Final = r"^\s*(?:import|export)\b.*"
_LEFT: Final = re.compile(_FORMS, re.MULTILINE)
# In a script that stands in a document.
_LEFT_IN_SCRIPT: Final = re.compile(rf"{_FORMS}|\bimport\.meta\b|</script", re.MULTILINE)


@cache
def bundle(first: str, folders: Sequence[Path] = FOLDERS) -> str:
    """Join a module and all that it imports.

    Each module becomes a function that gives what it exports, in the order in which they are
    needed. They are ours: only the forms that they use are read, any other is an error.

    Parameters
    ----------
    first : str
        File name of the module that starts.
    folders : sequence of Path
        Where modules are; of two with one name, that of the earlier folder is taken.

    Returns
    -------
    str
        One script without imports, for a ``script`` element.

    Raises
    ------
    ValueError
        When a module is written in a form that is not read, or two import each other.
    """
    done: dict[str, str] = {}
    _add(first, tuple(folders), done, ())
    return "\n".join(
        ['"use strict";', "(() => {", "const modules = {};", *done.values(), "})();", ""]
    )


def _add(name: str, folders: Sequence[Path], done: dict[str, str], above: tuple[str, ...]) -> None:
    if name in done:
        return
    if name in above:
        raise ValueError(f"Modules import each other: {' -> '.join([*above, name])}.")
    path = next(folder / name for folder in folders if (folder / name).is_file())
    source = path.read_text(encoding="utf-8")
    for address in imported(source):
        _add(_file_name(address), folders, done, (*above, name))
    done[name], _ = as_function(name, source, _file_name)
    if left := _LEFT_IN_SCRIPT.search(done[name]):
        raise ValueError(_not_read(name, left[0]))


def imported(source: str) -> list[str]:
    """Return the addresses that a module imports from, as they are written."""
    return [found["address"] for found in _IMPORT.finditer(source)]


def as_function(
    key: str, source: str, key_of: Callable[[str], str]
) -> tuple[str, tuple[str, ...]]:
    """Write a module as a function that puts what it exports into ``modules``.

    Parameters
    ----------
    key : str
        Its name in ``modules``.
    source : str
        The module.
    key_of : callable
        From an address that it imports from to that module's name in ``modules``.

    Returns
    -------
    text : str
        JavaScript, for behind the modules that it imports.
    exported : tuple of str
        What it exports, ``"default"`` among them.

    Raises
    ------
    ValueError
        When it is written in a form that is not read.
    """

    def taken(found: re.Match[str]) -> str:
        names = re.sub(r"\s+as\s+", ": ", " ".join(found["names"].split()))
        return f'const {{ {names} }} = modules["{key_of(found["address"])}"];'

    exported = [found["name"] for found in _EXPORT.finditer(source)]
    body = _EXPORT.sub(lambda found: found["rest"], _IMPORT.sub(taken, source))
    body, called = _DEFAULT.subn("const mounted = function", body)
    if left := _LEFT.search(body):
        raise ValueError(_not_read(key, left[0]))
    given = [*exported, *(["default: mounted"] if called else [])]
    text = f'modules["{key}"] = (() => {{\n{body}\nreturn {{ {", ".join(given)} }};\n}})();'
    return text, (*exported, *(["default"] if called else []))


def _not_read(name: str, form: str) -> str:
    return f"{name}: “{form.strip()[:60]}” is not read by the bundler."


def _file_name(address: str) -> str:
    return address.rpartition("/")[2]
