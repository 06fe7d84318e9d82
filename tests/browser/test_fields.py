"""What a person types into fields of each page: it takes effect, or a sentence stands beside."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import Any

import pytest
from playwright.sync_api import TimeoutError

from tests.browser.waiting import choose, still

pytestmark = pytest.mark.browser
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
UNITS_DRAWN = "Units drawn as lines"
every_entry = pytest.mark.parametrize(
    "every", [False, pytest.param(True, marks=pytest.mark.long)], ids=["some", "every"]
)
# Two changes in a moment: Streamlit ends the call for the first one once the second is on its way.
_OVERTAKEN = """
async () => {
  const player = document.querySelector(".lv-player");
  const url = new URL("_stcore/bidi-components/lstm-viz.player/player.js", document.baseURI);
  const { default: draw } = await import(url.href);
  const untold = { setStateValue() {}, setTriggerValue() {} };
  draw({ parentElement: player.parentElement, data: null, ...untold })();
  return player.isConnected;
}
"""

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
([labels, entries, wanted]) => ({_SEEN})(labels).every(([value, told], k) =>
  wanted[k] === null ? value === entries[k] && told : value === wanted[k] && !told)
"""
# In such an order that no two in a row are refused with the same sentence.
ONE_AFTER_THE_OTHER = ("", "word", "   ", "3-1", LONG, "-1", "1,1,1", LARGE)
# Of these, some that each field of a form has something else to say to.
SOME = ("", "word", "-1")
_TOLD = """
() => [...document.querySelectorAll("%s [data-testid=stAlert]")]
  .filter((one) => one.checkVisibility()).map((one) => one.innerText).join()
"""
_MAIN, _POPOVER = ".stMain", "[data-testid=stPopoverBody]"
_MARKS = "() => document.querySelectorAll('.lv-lane [role=button], .lv-lane button').length"
_SEQUENCES = "() => document.querySelector('input[aria-label=Sequence]')?.value ?? ''"


def enter(page: Any, label: str, entry: str) -> None:
    named = page.get_by_role("textbox", name=label, exact=True)
    field = page.locator(f"{label} input") if label.startswith("[") else named
    field.fill(entry)
    field.press("Enter")


def answered(page: Any, entries: dict[str, str], wanted: dict[str, str | None]) -> None:
    """Wait until each entry has its effect, or (None) its sentence, and none has both."""
    arg = [list(entries), list(entries.values()), list(wanted.values())]
    # What is missing is told below.
    with suppress(TimeoutError):
        page.wait_for_function(_ANSWERED, arg=arg)
    still(page)
    seen = page.evaluate(_SEEN, list(entries))
    for (label, entry), wants, (value, told) in zip(
        entries.items(), wanted.values(), seen, strict=True
    ):
        assert value == (entry if wants is None else wants), (label, entry[:20])
        assert bool(told) == (wants is None), (label, entry[:20], told)
        assert len(told) < 260 and "Traceback" not in told


def at_once(page: Any, rounds: list[dict[str, tuple[str, str | None]]]) -> None:
    """Type into all fields without waiting for an answer, round after round.

    What was refused keeps its sentence, whatever is entered beside it.
    """
    for fields in rounds:
        for label, (entry, _) in fields.items():
            enter(page, label, entry)
        answered(
            page,
            {label: entry for label, (entry, _) in fields.items()},
            {label: wants for label, (_, wants) in fields.items()},
        )
        assert page.locator("[data-testid=stException]").count() == 0
    page.assert_no_console_problems()


def some_entries(takes: dict[str, str], first: int) -> list[str]:
    """Two entries that a field refuses, from a place on, and between them one that it takes."""
    first %= len(ENTRIES)
    refused = [entry for entry in ENTRIES[first:] + ENTRIES[:first] if entry not in takes]
    taken = [entry for entry in ENTRIES if entry in takes]
    return [refused[0], *(taken[-1:] or refused[2:3]), refused[1]]


def drive(page: Any, fields: dict[str, dict[str, str]], *, every: bool) -> None:
    """Type entries into each field, some or every one, and see that none is silent.

    Of some, each field begins with others, so that between them they get every kind.
    """
    columns = [
        list(ENTRIES) if every else some_entries(takes, 3 * number)
        for number, takes in enumerate(fields.values())
    ]
    at_once(
        page,
        [
            {
                label: (entry, takes.get(entry))
                for entry, (label, takes) in zip(row, fields.items(), strict=True)
            }
            for row in zip(*columns, strict=True)
        ],
    )


def opened(page: Any, url: str, place: str) -> None:
    page.goto(url)
    page.locator(place).first.wait_for()
    still(page)


@every_entry
def test_explore_and_its_sidebar(page, app_server, every):
    opened(
        page, f"{app_server.url}/?model=flip_flop&A=zeros&B=normal(0.5,7)",
        ".lv-picture[data-key=lines_c] .main-svg",
    )
    fields = {
        NAME_OF_B: NAME,
        UNITS_DRAWN: UNITS,
        "Scale": POSITIVE,
        "Seed": WHOLE,
    }
    drive(page, fields, every=every)

    # The sidebar, the player and the editor are three parts, each drawn by itself.
    wrong = {
        NAME_OF_B: ("", None),
        UNITS_DRAWN: ("word", None),
        "Scale": ("word", None),
        "Seed": ("word", None),
    }
    right = [
        {
            "Scale": (f"0.{k}", f"0.{k}"),
            UNITS_DRAWN: (f"0-{k}", f"0-{k}"),
            "Seed": (str(k), str(k)),
            NAME_OF_B: (f"name {k}", f"name {k}"),
        }
        for k in range(2, 5 if every else 4)
    ]
    page.evaluate("() => { document.querySelector('.lv-player').dataset.first = 'yes'; }")
    at_once(page, [one for each in right for one in (wrong, each)])
    assert page.locator(".lv-player[data-first=yes]").count() == 1
    assert page.evaluate(_OVERTAKEN)


# The kinds of fields of the other pages are tried in `tests/ui/visit/test_fields.py`.
@pytest.mark.long
def test_compare(page, app_server):
    opened(page, f"{app_server.url}/compare?model=sunspots", ".js-plotly-plot")
    page.get_by_text("Ensemble", exact=True).click()
    page.get_by_text("Members that stand out in h").wait_for()
    still(page)
    drive(page, {"Scale": WHOLE, "Members": WHOLE, "Seed": WHOLE}, every=True)


@pytest.mark.long
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
        every=True,
    )
    page.goto(f"{app_server.url}/dynamics?model=flip_flop&dynamics=plane:points")
    page.get_by_role("textbox", name="Three points").wait_for()
    still(page)
    drive(page, {"Three points": {}}, every=True)


@pytest.mark.long
def test_keras_code(page, app_server):
    opened(
        page, f"{app_server.url}/keras_code?model=stateful&section=doctor",
        "[class*=st-key-doctor_]",
    )
    drive(
        page,
        {
            "Sample of the batch (0 to 31)": WHOLE,
            "Units": WHOLE, "Batch size": WHOLE, "Timesteps": WHOLE, "Features": WHOLE,
            "States, in your order": {},
            "Their shapes": {"": "", "   ": "   "},
            "Largest |h|": {"": "", "   ": ""},
        },
        every=True,
    )
    page.get_by_role("radio", name="Statefulness").click()
    page.get_by_role("textbox", name="Rows").wait_for()
    drive(page, {"Rows": WHOLE, "Calls": WHOLE}, every=True)
    page.get_by_role("radio", name="Transfer lab").click()
    # A model of many rows on both sides: what the other side's row is, is its own.
    for side in ("From", "To"):
        choose(page, side, "Stateful")
        page.locator(f"input[aria-label={side}][value=Stateful]").wait_for()
    page.get_by_role("heading", name="What it does to the outputs").wait_for()
    rows = {f"[class*=st-key-transfer_{side}_row]": WHOLE for side in ("source", "target")}
    drive(page, rows, every=True)
    page.get_by_role("radio", name="State Doctor").click()
    page.get_by_role("tab", name="Paste your code").click()
    code = page.get_by_role("textbox", name="Your code")
    panel = page.get_by_role("tabpanel", name="Paste your code")
    answer = panel.get_by_text(re.compile(r"^search(_off)?$")).or_(
        panel.locator("[data-testid=stAlertContentError]")
    )
    asked = panel.get_by_text("Paste code, or choose an example")
    blanks = [entry for entry in ENTRIES if not entry.strip()]
    texts = [entry for entry in ENTRIES if entry.strip()]
    for number, entry in enumerate(texts):
        for text in (blanks[number % 2], entry):
            code.fill(text)
            page.get_by_role("button", name="Diagnose").click()
            shown, gone = (answer, asked) if text.strip() else (asked, answer)
            shown.wait_for()
            gone.wait_for(state="detached")
    page.assert_no_console_problems()


def press(
    page: Any, place: str, entry: str, field: Any, button: Any, effect: str, *, takes: bool
) -> None:
    """Fill a field of a form, press its button, and see its effect or another sentence."""
    seen = f"() => [({effect})(), ({_TOLD % place})()]"
    # The form is drawn by a run of the page, and anew by what it took before.
    field.wait_for()
    still(page)
    effects, told = page.evaluate(seen)
    field.fill(entry)
    button.click()
    with suppress(TimeoutError):
        page.wait_for_function(
            f"([takes, effects, told]) => {{ const [now, says] = ({seen})();"
            " return takes ? now !== effects && !says : says && says !== told; }",
            arg=[takes, effects, told],
        )
    now, says = page.evaluate(seen)
    assert (now != effects) == takes, (entry[:20], says)
    assert bool(says) != takes and len(says) < 260, (entry[:20], says)


@every_entry
def test_forms_with_a_button(page, app_server, every):
    opened(
        page, f"{app_server.url}/?model=sunspots&A=zeros&B=normal(0.5,7)&t=12",
        ".lv-picture[data-key=lines_c] .main-svg",
    )
    page.get_by_text("Change the state on the way").click()
    add = page.get_by_role("button", name="Add to B")
    number = page.get_by_role("textbox", name="Number")
    entries = ONE_AFTER_THE_OTHER if every else SOME
    units = page.get_by_role("textbox", name="Units", exact=True)
    for entry in entries:
        press(page, _MAIN, entry, number, add, _MARKS, takes=entry in ("-1", LARGE))
    still(page)
    number.fill("1")
    for entry in entries:
        press(page, _MAIN, entry, units, add, _MARKS, takes=entry in ("", "   ", "3-1", "1,1,1"))

    page.get_by_role("button", name="Take away").click()
    page.get_by_role("dialog").locator(".lv-saver img[src]").wait_for()
    drive(page, {"Width in pixels": WHOLE, "Height in pixels": WHOLE}, every=every)
    page.keyboard.press("Escape")
    page.get_by_role("dialog").wait_for(state="detached")

    page.get_by_role("button", name="Your own input").click()
    text = page.get_by_role("textbox", name="One row per timestep, one column per feature")
    use = page.get_by_role("button", name="Use this input")
    for entry in entries:
        takes = entry in ("-1", "1,1,1", LARGE)
        press(page, _POPOVER, entry, text, use, _SEQUENCES, takes=takes)
    page.assert_no_console_problems()
