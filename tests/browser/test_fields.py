"""What a person types into fields of each page: it takes effect, or a sentence stands beside."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from playwright.sync_api import TimeoutError

from tests.browser.waiting import still

pytestmark = pytest.mark.browser
WAIT = 60_000
PATIENCE = 20_000
LARGE = "12345678901234567890"
LONG = "x" * 10_000
# Empty, blanks, negative, too large, text, a range backwards, a list with doubles, far too long.
ENTRIES = ("", "   ", "-1", LARGE, "word", "3-1", "1,1,1", LONG)
# What a kind of field takes, and what it shows then; it refuses the others.
WHOLE: dict[str, str] = {}
POSITIVE = {LARGE: "1.2345678901234567e+19"}
UNITS = {"3-1": "1-3", "1,1,1": "1"}
NAME = {text: text for text in ("-1", LARGE, "word", "3-1", "1,1,1")}
CURVE = {"": "", "   ": "", "-1": "-1", "1,1,1": "1,1,1"}

# Its label holds the name.
NAME_OF_B = "[class*=st-key-name_s1]"

# Value of each field, and the sentence that stands before the next one.
_SEEN = """
(labels) => {
  const shown = (element) => element.checkVisibility();
  const all = (selector) => [...document.querySelectorAll(selector)].filter(shown);
  const fields = all("input[type=text]:not([role=combobox])");
  const told = all("[data-testid=stAlert], .lv-problem:not(:empty)");
  return labels.map((label) => {
    const field = fields.find((one) => one.getAttribute("aria-label") === label || (
      label.startsWith("[") && one.closest(label)));
    if (!field) return ["", ""];
    const player = field.closest(".lv-player");
    const next = fields[fields.indexOf(field) + 1];
    const after = (a, b) => a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING;
    const beside = told.find((one) => player
      ? player.contains(one)
      : after(field, one) && (!next || after(one, next)) && !one.closest(".lv-player"));
    return [field.value, beside ? beside.innerText : ""];
  });
}
"""
# Whether each entry has its effect, or its sentence.
_ANSWERED = f"""
([labels, entry, wanted]) => ({_SEEN})(labels).every(([value, told], k) =>
  wanted[k] === null ? value === entry && told : value === wanted[k] && !told)
"""


def drive(page: Any, fields: dict[str, dict[str, str]]) -> None:
    """Type every entry into every field, and see that none is silent."""
    for entry in ENTRIES:
        for label, takes in fields.items():
            wants = takes.get(entry)
            named = page.get_by_role("textbox", name=label, exact=True)
            field = page.locator(f"{label} input") if label.startswith("[") else named
            field.fill(entry)
            field.press("Enter")
            # Whether there was an answer is told below.
            with suppress(TimeoutError):
                page.wait_for_function(_ANSWERED, arg=[[label], entry, [wants]], timeout=PATIENCE)
            still(page)
            [(value, told)] = page.evaluate(_SEEN, [label])
            assert value == (entry if wants is None else wants), (label, entry[:20])
            assert bool(told) == (wants is None), (label, entry[:20], told)
            assert len(told) < 260 and "Traceback" not in told
        # What was refused keeps its sentence, whatever is done beside it.
        seen = page.evaluate(_SEEN, list(fields))
        for (label, takes), (_, told) in zip(fields.items(), seen, strict=True):
            assert bool(told) == (entry not in takes), (label, entry[:20], told)
        assert page.locator("[data-testid=stException]").count() == 0
    page.assert_no_console_problems()


def opened(page: Any, url: str, place: str) -> None:
    page.set_default_timeout(WAIT)
    page.goto(url)
    page.locator(place).first.wait_for()
    still(page)


def test_explore_and_its_sidebar(page, app_server):
    opened(
        page, f"{app_server.url}/?model=flip_flop&A=zeros&B=normal(0.5,7)",
        ".lv-picture[data-key=lines_c] .main-svg",
    )
    fields = {
        NAME_OF_B: NAME,
        "Units drawn as lines": UNITS,
        "Scale": POSITIVE,
        "Seed": WHOLE,
    }
    drive(page, fields)


def test_compare(page, app_server):
    opened(page, f"{app_server.url}/compare?model=sunspots", ".js-plotly-plot")
    page.get_by_text("Ensemble", exact=True).click()
    page.get_by_text("Members that stand out in h").wait_for()
    drive(page, {"Scale": WHOLE, "Members": WHOLE, "Seed": WHOLE})


def test_dynamics(page, app_server):
    opened(page, f"{app_server.url}/dynamics?model=flip_flop&dynamics=part:find", ".stMain h1")
    drive(
        page,
        {
            "Wanted": {"-1": "-1"},
            "From step": WHOLE,
            "to step": WHOLE,
            "Or a wanted curve: numbers with commas between, from that step on": CURVE,
        },
    )


def test_keras_code(page, app_server):
    opened(page, f"{app_server.url}/keras_code?section=doctor", "[class*=st-key-doctor_]")
    drive(
        page,
        {
            "Units": WHOLE, "Batch size": WHOLE, "Timesteps": WHOLE, "Features": WHOLE,
            "Largest |h|": {"": "", "   ": ""},
        },
    )
    page.get_by_role("radio", name="Statefulness").click()
    page.get_by_role("textbox", name="Rows").wait_for()
    drive(page, {"Rows": WHOLE, "Calls": WHOLE})
