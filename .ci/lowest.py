"""Print every dependency of ``pyproject.toml`` at its lower bound, as constraints for pip."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1] / "pyproject.toml"


def lowest(requirements: list[str]) -> list[str]:
    """``["numpy>=2.2,<3"]`` becomes ``["numpy==2.2"]``."""
    found = []
    for requirement in requirements:
        parts = re.match(r"([A-Za-z0-9._-]+)(?:\[[^\]]*\])?>=([0-9.]+)", requirement)
        if parts is None:
            raise SystemExit(f"{requirement!r} has no lower bound.")
        found.append(f"{parts[1]}=={parts[2]}")
    return found


def main() -> None:
    """Print the constraints of what users install and of what the tests need."""
    project = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    print(*lowest(project["dependencies"] + extras["test"] + extras["sweep"]), sep="\n")


if __name__ == "__main__":
    main()
