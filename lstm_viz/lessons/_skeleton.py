"""A first lesson to change: small, whole, and right."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from lstm_viz.errors import LstmVizError

_SKELETON: Final = Path(__file__).parent / "skeleton"
_UNSAFE: Final = re.compile(r"[^a-z0-9_-]+")


def new_lesson(folder: str | Path) -> list[Path]:
    """Write the files of a small lesson into a folder, which is made.

    Parameters
    ----------
    folder : str or Path
        New, or empty; its name becomes the lesson's id.

    Returns
    -------
    list of Path
        The files.

    Raises
    ------
    LstmVizError
        If the folder holds something, or cannot be written.
    """
    path = Path(folder)
    key = _UNSAFE.sub("-", path.resolve().name.lower()).strip("-_")[:60]
    if not key or not key[0].isalpha():
        key = f"lesson-{key}".rstrip("-")[:60]
    made = []
    try:
        if path.exists() and (not path.is_dir() or any(path.iterdir())):
            raise LstmVizError(
                "'{folder}' is there and not empty: name a new folder.", folder=folder
            )
        path.mkdir(parents=True, exist_ok=True)
        for source in sorted(_SKELETON.glob("*.toml")):
            text = source.read_text(encoding="utf-8").replace('id = "my-lesson"', f'id = "{key}"')
            (path / source.name).write_text(text, encoding="utf-8")
            made.append(path / source.name)
    except OSError as error:
        raise LstmVizError(
            "'{folder}' cannot be written: {reason}.",
            folder=folder,
            reason=error.strerror,
        ) from error
    return made
