"""Rules about the rooms: who may import whom, and that both requirement lists agree."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "lstm_viz"
CORE = (
    "models", "inputs", "states", "interventions", "experiment", "tracing", "compare",
    "keras_code", "export",
)
ROOMS = (*CORE, "figures", "commands", "ui")
# Pages of a visitor do not know each other.
PAGES = ("explore", "compare", "keras_code")
PLACES = ("components", "visit", "sidebar", *PAGES, "server", "_main")
MODULES = sorted(PACKAGE.rglob("*.py"))


def imported(source: str, package: str) -> Iterator[str]:
    """Every module name that ``source``, a module of ``package``, imports anywhere in it."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parts = package.split(".")
                parts = parts[: len(parts) - node.level + 1]
                base = ".".join([*parts, base] if base else parts)
            yield base
            yield from (f"{base}.{alias.name}" for alias in node.names)


def imports_of(path: Path) -> set[str]:
    package = ".".join(path.relative_to(ROOT).parent.parts)
    return set(imported(path.read_text(encoding="utf-8"), package))


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0]


def modules(room: str) -> list[Path]:
    return [path for path in MODULES if room_of(path) == room]


def uses(names: set[str], package: str) -> bool:
    return any(name == package or name.startswith(package + ".") for name in names)


def names(paths: list[Path]) -> list[str]:
    return [str(path.relative_to(ROOT)) for path in paths]


def bounds(requirements: list[str]) -> set[str]:
    return {requirement.replace(" ", "") for requirement in requirements}


def project() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_scan_sees_imports_inside_functions_and_relative_ones():
    source = "def f():\n    import streamlit.web\n    from ..figures import _style\n"
    found = set(imported(source, "lstm_viz.models"))
    assert {"streamlit.web", "lstm_viz.figures", "lstm_viz.figures._style"} <= found


@pytest.mark.parametrize("room", ROOMS)
def test_room_has_modules(room):
    assert modules(room)


@pytest.mark.parametrize("room", CORE)
@pytest.mark.parametrize("package", ["streamlit", "plotly"])
def test_core_names_no_drawing_library(room, package):
    assert not names([path for path in modules(room) if uses(imports_of(path), package)])


def test_figures_name_no_streamlit():
    assert not names([path for path in modules("figures") if uses(imports_of(path), "streamlit")])


@pytest.mark.parametrize("room", ROOMS)
def test_room_imports_no_later_room(room):
    later = [f"lstm_viz.{other}" for other in ROOMS[ROOMS.index(room) + 1 :]]
    wrong = [
        f"{path.relative_to(ROOT)} imports {other}"
        for path in modules(room)
        for other in later
        if uses(imports_of(path), other)
    ]
    assert not wrong


def places_in(path: Path) -> set[str]:
    """Folders of the page that a module imports from."""
    return {name.split(".")[2] for name in imports_of(path) if name.startswith("lstm_viz.ui.")}


def place_of(path: Path) -> str:
    return path.relative_to(PACKAGE / "ui").parts[0].removesuffix(".py")


@pytest.mark.parametrize("place", PLACES)
def test_place_of_the_page_imports_no_later_place_and_no_other_page(place):
    inside = [path for path in modules("ui") if place_of(path) == place]
    assert inside
    # The script that Streamlit runs draws the pages.
    inside = [path for path in inside if path.name != "_app_script.py"]
    later = set(PLACES[PLACES.index(place) + 1 :])
    if place in PAGES:
        later |= set(PAGES) - {place}
    wrong = [f"{path.relative_to(ROOT)}: {places_in(path) & later}" for path in inside]
    assert not [line for line in wrong if not line.endswith("set()")]


def test_every_folder_of_the_page_has_its_place():
    folders = {path.name for path in (PACKAGE / "ui").iterdir() if (path / "__init__.py").exists()}
    assert folders == set(PLACES) - {"_main"}


def test_a_module_outside_the_rooms_brings_in_no_later_room():
    wrong = [
        path.name
        for path in MODULES
        # `lv.report` draws, and imports what it needs when it is called; see the next test but one.
        if path.parent == PACKAGE and path.name != "_take_away.py"
        and (uses(imports_of(path), "lstm_viz.figures") or uses(imports_of(path), "lstm_viz.ui"))
    ]
    assert not wrong


def loaded_by(module: str) -> set[str]:
    code = f"import sys, {module}; print(*sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


def test_public_api_loads_no_drawing_library():
    loaded = loaded_by(", ".join(["lstm_viz", *(f"lstm_viz.{room}" for room in CORE)]))
    assert {f"lstm_viz.{room}" for room in CORE} <= loaded
    assert not {"streamlit", "plotly"} & loaded


def test_figures_load_no_streamlit():
    loaded = loaded_by("lstm_viz.figures")
    assert "plotly" in loaded
    assert "streamlit" not in loaded


def test_both_requirement_lists_agree():
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    listed = [line.split("#")[0].strip() for line in lines]
    listed = [line for line in listed if line]
    assert listed[-1] == "-e ."
    assert bounds(listed[:-1]) == bounds(project()["dependencies"])


def test_every_requirement_has_a_lower_and_an_upper_bound():
    given = project()
    every = given["dependencies"] + sum(given["optional-dependencies"].values(), [])
    assert every
    assert not [one for one in every if ">=" not in one or "<" not in one.replace(">=", "")]
