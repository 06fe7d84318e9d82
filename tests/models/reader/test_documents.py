"""What is written about the reader holds: its codes, its limits, and what may be in its process."""

from __future__ import annotations

import ast
import re
import sys
from dataclasses import fields
from pathlib import Path

import lstm_viz as lv
import lstm_viz.models.reader as reader
from lstm_viz.models import Limits

ISOLATED = Path(reader.__file__).parent / "isolated"
DOCS = Path(__file__).parents[3] / "docs"
PAGE = (DOCS / "reference" / "model_files.md").read_text(encoding="utf-8")


def rows(pattern: str) -> dict[str, str]:
    return dict(re.findall(pattern, PAGE, re.MULTILINE))


def test_the_page_lists_every_limit_with_its_default():
    listed = rows(r"^\| `LSTM_VIZ_MOST_([A-Z0-9_]+)` \| ([\d,]+) \| .+ \|$")
    assert listed == {field.name.upper(): f"{field.default:,}" for field in fields(Limits)}


def test_the_reading_process_imports_nothing_but_numpy_h5py_and_its_own_modules():
    foreign = set()
    for path in ISOLATED.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                foreign |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.level == 0:
                foreign.add(node.module.split(".")[0])
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 1
    assert foreign - sys.stdlib_module_names == {"numpy", "h5py"}
    assert not foreign & {"pickle", "marshal", "subprocess", "importlib", "ctypes"}


def test_the_public_names_are_those_of_the_readme():
    assert issubclass(lv.ModelRefused, lv.LstmVizError)
    refused = lv.ModelRefused("empty", "The file is empty.")
    assert (refused.code, str(refused), refused.layers) == ("empty", "The file is empty.", ())
