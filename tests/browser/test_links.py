"""A link and a reload draw the same pictures with the same numbers, whatever the address holds."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import quote

import keras
import pytest

from lstm_viz.models import sample_names
from tests.browser.test_own_model import WRITTEN, give, shows
from tests.browser.waiting import still
from tests.some import some

pytestmark = pytest.mark.browser

# Files that are opened; the others of the folder are refused by name.
OPENED = sorted(
    path.name
    for path in WRITTEN.iterdir()
    if path.suffix in (".h5", ".keras") and not re.search("lambda|convlstm", path.name)
)
# A state from an encoder, token ids, a mask: one after the other.
KINDS = ["k3.15.1-fun_state.keras", "ks2.3.1-seq_emb.h5", "tf2.15-fun_mask.keras"]
# Tokens; `test_explore` opens the others.
DRAWN_AGAIN = ("characters",)
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
_REVISION = "() => document.querySelector('.lv-player')?.dataset.revision"
_STATE = "() => new URLSearchParams(location.search).get('B')"


class Visit:
    """A page, and what an address draws on it."""

    def __init__(self, page: Any) -> None:
        self.page = page

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


@pytest.mark.parametrize("model", some(sample_names(), DRAWN_AGAIN))
def test_every_sample_and_name_draws_again_on_reload_and_elsewhere(visits, app_server, model):
    letters = "ABCDEF"
    states = "".join(f"&{x}=normal(0.5,{k})" for k, x in enumerate(letters))
    named = "".join(
        f"&{x}.name={quote(name, safe='')}" for x, name in zip(letters, NAMES, strict=True)
    )
    shown = assert_same_everywhere(visits, f"{app_server.url}/?model={model}{states}{named}")
    drawn = {unescape(str(line[0])) for _, lines in shown for line in lines}
    for name in NAMES:
        assert any(name in line for line in drawn), name


def test_a_page_behind_a_path_draws_too_and_a_layer_with_marks_of_addresses(
    page, app_server, tmp_path: Path
):
    a_page_behind_a_path_draws_too(page, app_server)
    page.get_by_role("link", name="Explore").click()
    page.locator(".lv-player[data-revision]").wait_for()
    still(page)
    a_layer_with_marks_of_addresses_in_its_name(Visit(page), tmp_path)


def a_page_behind_a_path_draws_too(page, app_server) -> None:
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
    # The reload comes with the very change of the page: nothing of the server is waited for.
    with page.expect_navigation():
        address = page.evaluate(
            """() => new Promise((done) => {
              const look = () => {
                if (!location.pathname.endsWith("/compare")) return requestAnimationFrame(look);
                done(location.href);
                location.reload();
              };
              look();
            })"""
        )
    assert "/compare?model=sunspots" in address and "B.name=a/b" in address
    page.locator(".js-plotly-plot .main-svg").first.wait_for()
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    assert page.get_by_label("Name of a/b").input_value() == "a/b"
    assert "/compare?model=sunspots" in page.url and "B.name=a/b" in page.url
    page.assert_no_console_problems()


# Of one file, `test_own_model` always shows it.
@pytest.mark.long
@pytest.mark.parametrize(
    "names",
    [[one] for one in OPENED] + [KINDS],
    ids=lambda names: names[0] if len(names) == 1 else "kinds",
)
def test_every_file_of_ones_own_draws_again_on_reload_and_elsewhere(visits, app_server, names):
    first, other = visits
    states = "A=zeros&B=normal(0.5,7)&B.name=warm%2Fup"
    first.page.goto(f"{app_server.url}/?model=sunspots&{states}")
    first.page.locator(".lv-player[data-revision]").wait_for()
    for name in names:
        revision = first.page.evaluate(_REVISION)
        give(first.page, WRITTEN / name)
        shows(first.page, name)
        first.page.wait_for_function(
            "(name) => new URLSearchParams(location.search).get('file') === name", arg=name
        )
        # What was drawn whole is no more of the model before.
        first.page.wait_for_function(
            f"(before) => {{ const now = ({_REVISION})(); return now && now !== before; }}",
            arg=revision,
        )
        still(first.page)
        # By another start than the one that every model begins with.
        before = first.page.evaluate(_SHOWN)
        start = first.page.evaluate(_STATE)
        first.page.get_by_role("button", name="Randomize").click()
        first.page.wait_for_function(f"(start) => ({_STATE})() !== start", arg=start)
        still(first.page)
        link = first.page.url
        shown = first.shows()
        assert len(shown) == len(before) > 2 and all(lines for _, lines in shown)
        assert shown != before
        # Another browser has the link, and is then given the file.
        other.page.goto(link)
        other.page.get_by_text(f"{name} is not in this browser").wait_for()
        give(other.page, WRITTEN / name)
        shows(other.page, name)
        other.page.wait_for_function(
            f"(shown) => JSON.stringify(({_SHOWN})()) === JSON.stringify(shown)", arg=shown
        )
    if len(names) > 1:
        assert first.shows() == shown
    assert first.problems == other.problems == []


def a_layer_with_marks_of_addresses_in_its_name(first: Visit, tmp_path: Path) -> None:
    x = keras.Input((None, 2))
    both = keras.layers.Bidirectional(keras.layers.LSTM(3, return_sequences=True), name="both: 1")
    path = tmp_path / "both ways.keras"
    keras.Model(x, keras.layers.Dense(1)(both(x))).save(path)
    give(first.page, path)
    shows(first.page, path.name)
    first.page.wait_for_function("() => location.search.includes('model=file-')")
    first.page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    shown = first.page.evaluate(_SHOWN)
    assert first.shows() == shown
    assert all(lines for _, lines in shown)
    assert first.problems == []
