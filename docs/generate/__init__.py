"""Pages of the reference that are written from the package itself, so that they cannot be stale.

In goes the installed package; out come Markdown files in ``docs/reference/generated``, which git
ignores.
"""

from __future__ import annotations

from pathlib import Path

from generate import command_line, doctor, python, refusals, ways


def write_pages(docs: Path) -> None:
    """Write every generated page; files that stay the same keep their time."""
    folder = docs / "reference" / "generated"
    folder.mkdir(exist_ok=True)
    pages: dict[str, str] = {
        **python.pages(),
        "command_line": command_line.page(),
        "refusals": refusals.page(),
        "doctor": doctor.page(),
        "ways": ways.page(),
    }
    for name, text in pages.items():
        path = folder / f"{name}.md"
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
    for path in folder.glob("*.md"):
        if path.stem not in pages:
            path.unlink()
