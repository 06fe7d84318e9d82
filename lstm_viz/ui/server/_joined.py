"""The modules of the first page in one file.

A new browser spends about 4 ms on each of the 50 modules that the first page's parts are made of,
on a small machine longer than on drawing the picture. They come as one file, whose name carries a
hash of its content; at a module's own address stand a few words that give what it exports from
there, so that whoever imports it meets the same one.
"""

from __future__ import annotations

import hashlib
import json
import posixpath
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from lstm_viz.player import as_function, imported

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
        self._files = files
        self._functions: dict[str, str] = {}
        self._exported: dict[str, tuple[str, ...]] = {}
        for path in first:
            self._add(path, ())
        self.source = "\n".join(
            ["export const modules = {};", *self._functions.values(), ""]
        )
        digest = hashlib.sha256(self.source.encode()).hexdigest()[:20]
        self.path = f"{_FOLDER}/parts-{digest}.js"
        self.own = {path: self._at(path, names) for path, names in self._exported.items()}

    def _add(self, path: str, above: tuple[str, ...]) -> None:
        if path in self._functions:
            return
        if path in above:
            raise ValueError(f"Modules import each other: {' -> '.join([*above, path])}.")

        def key_of(address: str) -> str:
            return posixpath.normpath(posixpath.join(posixpath.dirname(path), address))

        source = self._files[path].read_text(encoding="utf-8")
        for address in imported(source):
            self._add(key_of(address), (*above, path))
        self._functions[path], self._exported[path] = as_function(path, source, key_of)

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
