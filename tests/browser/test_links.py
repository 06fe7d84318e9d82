"""A link and a reload draw the same pictures with the same numbers, whatever the address holds."""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import quote

import keras
import pytest

from lstm_viz.models import sample_names
from tests.browser.test_own_model import give, shows
from tests.conftest import AppServer, running_app
from tests.some import some

pytestmark = pytest.mark.browser

WAIT = 60_000
# Marks that end or split parts of an address, and letters that take several bytes.
NAMES = ("before/after", "what? #1", "a&b=c", "50 %", "x;y:z+w", "\N{BRAIN} ../..")
_SHOWN = """
() => [...document.querySelectorAll(".lv-picture")].map((picture) => [
  picture.dataset.key,
  (picture.querySelector(".lv-plot")._fullData ?? []).map((d) => [
    d.name, Array.from(d.y ?? []).map(String), Array.from(d.z ?? []).map((row) => Array.from(row)),
  ]),
])
"""


class Visit:
    """A page, and what an address draws on it."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.page.set_default_timeout(WAIT)

    @property
    def problems(self) -> list[str]:
        """What went wrong on it."""
        return self.page.console_problems

    def shows(self, address: str | None = None) -> list[Any]:
        """What is drawn at an address, or after a reload."""
        if address is None:
            self.page.reload()
        else:
            self.page.goto(address)
        self.page.locator(".lv-player[data-revision]").wait_for()
        self.page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
        self.page.locator(".lv-experiment[data-digest]").wait_for()
        # Every picture is drawn, or says why not.
        self.page.wait_for_function(
            "() => [...document.querySelectorAll('.lv-picture')].every((one) =>"
            "  one.querySelector('.main-svg') || one.querySelector('.lv-message').textContent)"
        )
        return self.page.evaluate(_SHOWN)

    def settled(self) -> str:
        """The address, once it holds the whole experiment."""
        self.page.wait_for_function("() => location.search.includes('layer')")
        return self.page.url


@pytest.fixture
def visits(page: Any, other_page: Any) -> tuple[Visit, Visit]:
    return Visit(page), Visit(other_page)


@pytest.fixture(scope="module")
def below_a_path(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AppServer]:
    with running_app(tmp_path_factory.mktemp("below") / "app.log", base="deep/path") as server:
        yield server


def assert_same_everywhere(visits: tuple[Visit, Visit], address: str) -> list[Any]:
    first, other = visits
    shown = first.shows(address)
    assert len(shown) > 2
    assert all(lines for _, lines in shown)
    link = first.settled()
    assert first.shows() == shown
    assert other.shows(link) == shown
    assert first.problems == other.problems == []
    return shown


@pytest.mark.parametrize(
    "model", some(sample_names(), ["characters", "digits", "autoencoder", "stateful"])
)
def test_every_sample_draws_again_on_reload_and_elsewhere(visits, app_server, model):
    names = f"&A=zeros&B=normal(0.5,7)&B.name={quote(NAMES[0], safe='')}"
    assert_same_everywhere(visits, f"{app_server.url}/?model={model}{names}")


def test_names_of_scenarios_with_marks_of_addresses(visits, app_server):
    letters = "ABCDEF"
    states = "".join(f"&{x}=normal(0.5,{k})" for k, x in enumerate(letters))
    named = "".join(
        f"&{x}.name={quote(name, safe='')}" for x, name in zip(letters, NAMES, strict=True)
    )
    shown = assert_same_everywhere(visits, f"{app_server.url}/?model=sunspots{states}{named}")
    drawn = {unescape(str(line[0])) for _, lines in shown for line in lines}
    for name in NAMES:
        assert any(name in line for line in drawn), name


def test_a_page_behind_a_path_draws_too(visits, app_server):
    page = visits[0].page
    page.goto(f"{app_server.url}/compare?model=sunspots&A=zeros&B=normal(0.5,7)&B.name=a%2Fb")
    page.locator(".js-plotly-plot .main-svg").first.wait_for()
    page.get_by_role("link", name="Explore").click()
    page.locator(".lv-player[data-revision] .main-svg").first.wait_for()
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    # The click is acknowledged before anything comes back, and a reload does not wait until
    # Python has told the address of the new page.
    heard = page.evaluate(
        """() => {
          const link = [...document.querySelectorAll("a")].find((a) => a.innerText === "Compare");
          link.click();
          return [link.getAttribute("aria-busy"), document.querySelector(".lv-heard").hidden];
        }"""
    )
    assert heard == ["true", False]
    page.wait_for_function("() => location.pathname.endsWith('/compare')")
    page.reload()
    page.locator(".js-plotly-plot .main-svg").first.wait_for()
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    assert page.get_by_label("Name of a/b").input_value() == "a/b"
    assert visits[0].problems == []


def test_a_file_of_ones_own_draws_again_after_a_reload(visits, app_server, tmp_path: Path):
    x = keras.Input((None, 2))
    both = keras.layers.Bidirectional(keras.layers.LSTM(3, return_sequences=True), name="both: 1")
    path = tmp_path / "both ways.keras"
    keras.Model(x, keras.layers.Dense(1)(both(x))).save(path)
    first = visits[0]
    first.page.goto(app_server.url)
    first.page.locator(".lv-player[data-revision]").wait_for()
    give(first.page, path)
    shows(first.page, path.name)
    first.page.wait_for_function("() => location.search.includes('model=file-')")
    first.page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    shown = first.page.evaluate(_SHOWN)
    assert first.shows() == shown
    assert all(lines for _, lines in shown)
    assert first.problems == []


@pytest.mark.parametrize("place", ["", "compare"])
def test_below_a_path_of_the_server_everything_is_found(page, below_a_path, place):
    visit = Visit(page)
    visit.page.goto(
        f"{below_a_path.url}/{place}?model=sunspots&A=zeros&B=normal(0.5,7)"
        f"&B.name={quote(NAMES[0], safe='')}"
    )
    visit.page.locator(".js-plotly-plot .main-svg").first.wait_for()
    if place:
        visit.page.get_by_role("link", name="Explore").click()
    visit.page.locator(".lv-player[data-revision] .main-svg").first.wait_for()
    assert visit.page.url.startswith(f"{below_a_path.url}/")
    assert visit.problems == []
