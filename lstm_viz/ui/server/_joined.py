"""The modules of the first page in one file.

A new browser asks for 48 modules that the first page's parts are made of, and asks again at every
load whether they changed: about 0.1 s of its processor time. They come as one file, whose name
carries a hash of its content; at a module's own address stand a few words that give what it exports
from there, so that whoever imports it meets the same one.
"""

from __future__ import annotations

import hashlib
import json
import posixpath
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from lstm_viz.player import functions

# As deep as the modules' own folders: what they ask for beside themselves is found from here too.
_FOLDER: Final = "/_stcore/bidi-components/lstm-viz"


class Joined:
    """Modules that come in one file.

    Parameters
    ----------
    files : mapping of str to Path
        Modules by path, each in a folder beside that of the one file; every import leads to one.
    first : iterable of str
        Paths of those that are asked for; what they import comes along.

    Attributes
    ----------
    path : str
        Where the file is asked for.
    source : str
        The file.
    own : dict of str to str
        What stands at each module's own path.

    Raises
    ------
    ValueError
        When a module is written in a form that is not read, or two import each other.
    """

    def __init__(self, files: Mapping[str, Path], first: Iterable[str]) -> None:
        made = functions(first, lambda path: files[path].read_text(encoding="utf-8"), _key_of)
        self.source = "\n".join(
            ["export const modules = {};", *(text for text, _ in made.values()), ""]
        )
        digest = hashlib.sha256(self.source.encode()).hexdigest()[:20]
        self.path = f"{_FOLDER}/parts-{digest}.js"
        self.own = {path: self._at(path, names) for path, (_, names) in made.items()}

    def _at(self, path: str, exported: tuple[str, ...]) -> str:
        names = [name for name in exported if name != "default"]
        here = f"modules[{json.dumps(path)}]"
        whole = posixpath.relpath(self.path, posixpath.dirname(path))
        return "\n".join(
            [
                f'import {{ modules }} from "{whole}";',
                *([f"export const {{ {', '.join(names)} }} = {here};"] if names else []),
                *([f"export default {here}.default;"] if "default" in exported else []),
                "",
            ]
        )


def _key_of(path: str, address: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), address))
