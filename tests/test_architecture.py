"""Rules about the rooms: who may import whom, and that both requirement lists agree."""

from __future__ import annotations

import ast
import graphlib
import os
import re
import runpy
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "lstm_viz"
CORE = (
    "models", "inputs", "states", "interventions", "experiment", "tracing", "compare",
    "dynamics", "keras_code", "lessons", "sweep", "export",
)
ROOMS = (*CORE, "figures", "player", "commands", "ui")
# Pages of a visitor do not know each other.
PAGES = ("explore", "compare", "dynamics", "keras_code", "lessons")
PLACES = ("components", "visit", "live", "sidebar", *PAGES, "server", "_main")
MODULES = sorted(PACKAGE.rglob("*.py"))


def import_statements(source: str, package: str) -> Iterator[tuple[str, str | None]]:
    """Module and name of every import anywhere in ``source``, a module of ``package``.

    ``import a.b`` gives ``("a.b", None)``, and ``from a import b`` gives ``("a", "b")``.
    """
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, None) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parts = package.split(".")
                parts = parts[: len(parts) - node.level + 1]
                base = ".".join([*parts, base] if base else parts)
            yield from ((base, alias.name) for alias in node.names)


def imported(source: str, package: str) -> Iterator[str]:
    """Every module name that ``source``, a module of ``package``, imports anywhere in it."""
    for module, name in import_statements(source, package):
        yield module
        if name is not None:
            yield f"{module}.{name}"


@cache
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


def module_name(path: Path, root: Path) -> str:
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def import_graph(root: Path, package: str) -> dict[str, set[str]]:
    """The modules of ``package`` that each of its modules names in an import, anywhere in it."""
    paths = {module_name(path, root): path for path in (root / package).rglob("*.py")}
    graph = {}
    for name, path in paths.items():
        source = path.read_text(encoding="utf-8")
        room = ".".join(path.relative_to(root).parent.parts)
        found = {
            # `from a import b` means the module a.b where there is one, and a otherwise.
            module if f"{module}.{part}" not in paths else f"{module}.{part}"
            for module, part in import_statements(source, room)
        }
        starts = computed_imports(source)
        found |= {one for one in paths if one.startswith(starts)}
        graph[name] = found & set(paths) - {name}
    return graph


def computed_imports(source: str) -> tuple[str, ...]:
    """What the names start with that ``source`` gives to ``importlib.import_module``."""
    starts = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("import_module"):
            name = node.args[0]
            first = name.values[0] if isinstance(name, ast.JoinedStr) else name
            starts += [first.value] if isinstance(first, ast.Constant) else []
    return tuple(starts)


def circle(graph: dict[str, set[str]]) -> list[str]:
    """One way round through modules that import each other; empty without one."""
    try:
        graphlib.TopologicalSorter(graph).prepare()
    except graphlib.CycleError as error:
        return list(error.args[1])
    return []


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


@pytest.mark.parametrize("room", ["figures", "player"])
def test_what_draws_names_no_streamlit(room):
    assert not names([path for path in modules(room) if uses(imports_of(path), "streamlit")])


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


CIRCLES = {
    "at the top": ("from made._b import x", "from made._a import y"),
    "in a function": ("from made._b import x", "def f():\n    from made._a import y"),
    "for types only": (
        "from made._b import x",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from made._a import y",
    ),
    "by the module itself": ("import made._b", "from made import _a"),
    "relative": ("from ._b import x", "from . import _a"),
    "by name": (
        "from made._b import x",
        "import importlib\ndef f(name): return importlib.import_module(f'made._{name}')",
    ),
    "through the package": ("from made._b import x", "from made import public"),
}


@pytest.mark.parametrize("kind", CIRCLES)
def test_a_circle_is_found(kind, tmp_path):
    package = tmp_path / "made"
    package.mkdir()
    (package / "__init__.py").write_text("from made._a import y as public")
    for name, source in zip(("_a", "_b"), CIRCLES[kind], strict=True):
        (package / f"{name}.py").write_text(source)
    assert {"made._a", "made._b"} <= set(circle(import_graph(tmp_path, "made")))


def test_one_way_is_no_circle(tmp_path):
    package = tmp_path / "made"
    package.mkdir()
    (package / "__init__.py").write_text("from made._a import y as public")
    (package / "_a.py").write_text("from made import _b\nfrom made._b import x")
    (package / "_b.py").write_text("import json")
    graph = import_graph(tmp_path, "made")
    assert graph == {"made": {"made._a"}, "made._a": {"made._b"}, "made._b": set()}
    assert circle(graph) == []


def test_no_two_modules_import_each_other():
    graph = import_graph(ROOT, "lstm_viz")
    assert len(graph) == len(MODULES)
    assert circle(graph) == []


def test_tensorflow_is_entered_by_way_of_keras():
    wrong = []
    for path in MODULES:
        source = path.read_text(encoding="utf-8")
        package = ".".join(path.relative_to(ROOT).parent.parts)
        order = [module.split(".")[0] for module, _ in import_statements(source, package)]
        if "tensorflow" in order and "keras" not in order[: order.index("tensorflow")]:
            wrong.append(f"{path.relative_to(ROOT)}: take tf from lstm_viz._tensorflow")
    assert not wrong


# A folder that is no more than the Python face of a component in JavaScript is one module.
FOLDERS = [
    path for path in MODULES if path.name == "__init__.py" and len([*path.parent.glob("*.py")]) > 1
]


@pytest.mark.parametrize("path", FOLDERS, ids=lambda path: module_name(path.parent, ROOT))
def test_a_folder_says_what_it_does_and_names_modules_that_are_there(path):
    said = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    assert len(said.split("\n\n")) > 1, "one sentence, then a paragraph"
    for name in re.findall(r"`(_[a-z_]+)`", said):
        assert (path.parent / f"{name}.py").exists() or (path.parent / name).exists(), name


def test_the_picture_of_the_rooms_is_what_its_script_draws_and_has_every_room():
    script = runpy.run_path(str(ROOT / "docs" / "architecture.py"))
    drawn = (ROOT / "docs" / "architecture.svg").read_text(encoding="utf-8")
    assert script["picture"]() == drawn
    assert {room for row in script["ROWS"] for room, _ in row} == set(ROOMS)


def loaded_by(*steps: str) -> list[set[str]]:
    """What a clean Python has loaded after each step, with TensorFlow as loud as it comes."""
    code = "import sys\n" + "".join(f"{one}\nprint(*sorted(sys.modules))\n" for one in steps)
    loud = {n: value for n, value in os.environ.items() if n != "TF_CPP_MIN_LOG_LEVEL"}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=loud, capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")
    return [set(line.split()) for line in done.stdout.splitlines()]


def test_tensorflow_starts_silently_core_loads_nothing_that_draws_and_what_draws_no_streamlit():
    core = [module_name(path, ROOT) for room in CORE for path in modules(room)]
    drawing = [module_name(path, ROOT) for path in modules("figures") + modules("player")]
    started, named, loaded, then = loaded_by(
        "import lstm_viz.models\nfrom lstm_viz._quiet import load_tensorflow\nload_tensorflow()",
        "from lstm_viz.models import load_model",
        f"import {', '.join(core)}",
        f"import {', '.join(drawing)}",
    )
    # A name is loaded when it is used.
    assert "keras" in started and "lstm_viz.models._recurrent_model" not in started
    assert "lstm_viz.models._recurrent_model" in named
    assert set(core) <= loaded
    assert not {"streamlit", "plotly"} & loaded
    assert {"plotly", *drawing} <= then
    assert "streamlit" not in then


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
