"""ES modules joined to one script, for a document that cannot ask for files."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache, partial
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
_DEFAULT: Final = re.compile(r"^export default (?=function\b|mounting\()", re.MULTILINE)
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
    def read(name: str) -> str:
        path = next(folder / name for folder in folders if (folder / name).is_file())
        return path.read_text(encoding="utf-8")

    def key_of(_: str, address: str) -> str:
        return address.rpartition("/")[2]

    texts = {name: text for name, (text, _) in functions([first], read, key_of).items()}
    for name, text in texts.items():
        if left := _LEFT_IN_SCRIPT.search(text):
            raise ValueError(_not_read(name, left[0]))
    return "\n".join(
        ['"use strict";', "(() => {", "const modules = {};", *texts.values(), "})();", ""]
    )


def functions(
    first: Iterable[str], read: Callable[[str], str], key_of: Callable[[str, str], str]
) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Write modules and all that they import as functions, each behind those that it needs.

    Parameters
    ----------
    first : iterable of str
        Names of the modules that are asked for.
    read : callable
        From a module's name to its source.
    key_of : callable
        From a module's name and an address that it imports from to the other module's name.

    Returns
    -------
    dict of str to (str, tuple of str)
        By name, a function that puts what the module exports into ``modules``, in JavaScript, and
        what that is, ``"default"`` among it.

    Raises
    ------
    ValueError
        When a module is written in a form that is not read, or two import each other.
    """
    done: dict[str, tuple[str, tuple[str, ...]]] = {}

    def add(name: str, above: tuple[str, ...]) -> None:
        if name in done:
            return
        if name in above:
            raise ValueError(f"Modules import each other: {' -> '.join([*above, name])}.")
        source = read(name)
        for address in imported(source):
            add(key_of(name, address), (*above, name))
        done[name] = _as_function(name, source, partial(key_of, name))

    for name in first:
        add(name, ())
    return done


def imported(source: str) -> list[str]:
    """Return the addresses that a module imports from, as they are written."""
    return [found["address"] for found in _IMPORT.finditer(source)]


def _as_function(
    key: str, source: str, key_of: Callable[[str], str]
) -> tuple[str, tuple[str, ...]]:
    def taken(found: re.Match[str]) -> str:
        names = re.sub(r"\s+as\s+", ": ", " ".join(found["names"].split()))
        return f'const {{ {names} }} = modules["{key_of(found["address"])}"];'

    exported = [found["name"] for found in _EXPORT.finditer(source)]
    body = _EXPORT.sub(lambda found: found["rest"], _IMPORT.sub(taken, source))
    body, called = _DEFAULT.subn("const mounted = ", body)
    if left := _LEFT.search(body):
        raise ValueError(_not_read(key, left[0]))
    given = [*exported, *(["default: mounted"] if called else [])]
    text = f'modules["{key}"] = (() => {{\n{body}\nreturn {{ {", ".join(given)} }};\n}})();'
    return text, (*exported, *(["default"] if called else []))


def _not_read(name: str, form: str) -> str:
    return f"{name}: “{form.strip()[:60]}” is not read by the bundler."
