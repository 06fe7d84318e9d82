"""Addresses: whatever they hold, a reload and another browser draw the same, behind a path too."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from lstm_viz.models import sample_names
from tests.conftest import AppServer, running_app

pytestmark = pytest.mark.browser

WAIT = 60_000
FILES = Path(__file__).parent.parent / "data" / "model_files" / "written_by_keras"
# One of each kind of model that is opened; the letters of a file's name are in the address.
KINDS = ("fun_big", "fun_mask", "fun_nested", "fun_state", "seq_emb", "seq_ln", "seq_misc",
         "seq_plain", "seq_rnncell", "seq_stateful")  # fmt: skip
NAMES = ("before/after", "who?", "#1", "a&b=c", "50 % ; 3:2", "1+1 \N{SLIGHTLY SMILING FACE}/")
SEEN = """
() => [...document.querySelectorAll(".lv-picture .lv-plot")].map((plot) => plot._fullData.map(
  (d) => [d.name, JSON.stringify(d.meta), Array.from(d.y ?? [], Number).slice(0, 99)]))
"""


@pytest.fixture(scope="module")
def behind_a_path(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AppServer]:
    log = tmp_path_factory.mktemp("prefix") / "app.log"
    with running_app(log, base="deep/path") as server:
        yield server


def drawn(page) -> list:
    """The names and numbers of all pictures, once they and the address are there."""
    page.set_default_timeout(WAIT)
    page.locator(".lv-player[data-revision]").wait_for()
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    page.wait_for_function("location.search.includes('&units=')")
    assert page.locator(".lv-problem").inner_text() == ""
    assert page.locator(".stAlert").all_inner_texts() == []
    return page.evaluate(SEEN)


def assert_the_same_after_a_reload_and_elsewhere(page, browser) -> list:
    seen = drawn(page)
    assert len(seen) >= 2
    assert all(seen), "a picture is empty"
    page.reload()
    assert drawn(page) == seen
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    other, problems = context.new_page(), []
    other.on("console", lambda m: problems.append(m.text) if m.type != "info" else None)
    other.on("pageerror", lambda error: problems.append(str(error)))
    other.goto(page.url)
    assert drawn(other) == seen
    assert problems == []
    context.close()
    page.assert_no_console_problems()
    return seen


@pytest.mark.parametrize("model", sample_names())
def test_a_link_to_a_sample_draws_the_same_again(page, browser, app_server, model):
    page.goto(f"{app_server.url}/?model={model}")
    assert_the_same_after_a_reload_and_elsewhere(page, browser)


def test_names_of_scenarios_may_hold_what_separates_an_address(page, browser, behind_a_path):
    parts = [
        f"{letter}=normal(0.5,{place})&{letter}.name={quote(name)}"
        for place, (letter, name) in enumerate(zip("ABCDEF", NAMES, strict=True))
    ]
    page.goto(f"{behind_a_path.url}/?model=sunspots&{'&'.join(parts)}")
    seen = assert_the_same_after_a_reload_and_elsewhere(page, browser)
    drawn_names = {name for picture in seen for name, _, _ in picture}
    assert all(any(name in one for one in drawn_names) for name in NAMES), drawn_names


@pytest.mark.parametrize("path", ["compare", "keras_code"])
def test_a_page_behind_a_path_opened_directly_draws(page, behind_a_path, path):
    page.set_default_timeout(WAIT)
    page.goto(f"{behind_a_path.url}/{path}?model=sunspots&A=zeros&B=normal(0.5,7)&B.name=a/b")
    page.locator(".stPlotlyChart .main-svg, .stCode").first.wait_for()
    page.get_by_role("link", name="Explore").click()
    assert len(drawn(page)) >= 2
    page.assert_no_console_problems()


def test_an_own_file_of_each_kind_draws_the_same_after_a_reload(page, app_server):
    page.set_default_timeout(WAIT)
    page.goto(app_server.url)
    drawn(page)
    for kind in KINDS:
        file = max(FILES.glob(f"*-{kind}.*"))
        page.set_input_files(".st-key-own_model_drop input[type=file]", file)
        page.get_by_role("heading", name=file.name, exact=True, level=1).wait_for()
        page.wait_for_url("**file=*")
        seen = drawn(page)
        page.reload()
        page.get_by_role("heading", name=file.name, exact=True, level=1).wait_for()
        assert drawn(page) == seen, kind
    page.assert_no_console_problems()
