"""ES modules joined to one script, for a document that cannot ask for files."""

from __future__ import annotations

import re
from collections.abc import Sequence
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
    r'"(?:\./|\.\./lstm-viz\.\w+/)(?P<module>[\w.]+)";$',
    re.MULTILINE,
)
# What Streamlit calls; nothing of ours imports it.
_DEFAULT: Final = re.compile(r"^export default (?=function\b|mounting\()", re.MULTILINE)
_EXPORT: Final = re.compile(
    r"^export (?P<rest>(?:async function|function|class|const) (?P<name>\w+))", re.MULTILINE
)
_LEFT: Final = re.compile(r"^\s*(?:import|export)\b.*|\bimport\.meta\b|</script", re.MULTILINE)


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
    for found in _IMPORT.finditer(source):
        _add(found["module"], folders, done, (*above, name))
    exported = [found["name"] for found in _EXPORT.finditer(source)]
    body = _EXPORT.sub(lambda found: found["rest"], _IMPORT.sub(_taken, source))
    body = _DEFAULT.sub("const mounted = ", body)
    if left := _LEFT.search(body):
        raise ValueError(f"{name}: “{left[0].strip()[:60]}” is not read by the bundler.")
    done[name] = (
        f'modules["{name}"] = (() => {{\n{body}\nreturn {{ {", ".join(exported)} }};\n}})();'
    )


def _taken(found: re.Match[str]) -> str:
    names = re.sub(r"\s+as\s+", ": ", " ".join(found["names"].split()))
    return f'const {{ {names} }} = modules["{found["module"]}"];'
