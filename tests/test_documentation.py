"""The documentation is built, and with it every example in it is run."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

pytestmark = pytest.mark.long
# What a browser fetches by itself as it shows a page.
_FETCHED = re.compile(
    r"""<(?:script|img|iframe|source)[^>]+src=["'](?:https?:)?//"""
    r"""|<link[^>]+rel=["'](?:stylesheet|preload|icon)["'][^>]+href=["'](?:https?:)?//"""
    r"""|@import\s+(?:url\()?["'](?:https?:)?//"""
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    words = ["-n", "-W", "--keep-going", "-q", "docs", str(folder)]
    built = subprocess.run(
        [sys.executable, "-m", "sphinx", *words], cwd=ROOT, capture_output=True, text=True
    )
    assert built.returncode == 0, built.stderr
    return folder


def test_every_page_keeps_to_its_own_site(site):
    pages = sorted(site.rglob("*.html"))
    assert len(pages) > 30
    foreign = [page.name for page in pages if _FETCHED.search(page.read_text(encoding="utf-8"))]
    assert foreign == []


def test_it_can_be_searched(site):
    index = (site / "searchindex.js").read_text(encoding="utf-8")
    assert (site / "search.html").exists()
    for word in ("patch_map", "forget", "reset_st", "encrypt"):
        assert word in index, word


def test_what_a_page_shows_was_run(site):
    told = (site / "explain" / "fading.html").read_text(encoding="utf-8")
    assert re.search(r"memory horizon:.*'h': \d+", told)
    verdicts = (site / "reference" / "generated" / "ways.html").read_text(encoding="utf-8")
    assert "<strong>Works.</strong>" in verdicts
    assert "<strong>Does something else.</strong>" in verdicts
