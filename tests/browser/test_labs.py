"""The sections Statefulness and Transfer lab in a real browser."""

from __future__ import annotations

import re

import numpy as np
import pytest

import lstm_viz as lv
from lstm_viz.keras_code.statefulness import Setting, ask, in_words, simulate, statefulness_code
from lstm_viz.models import load_sample
from tests.browser.test_accessibility import violations
from tests.browser.waiting import animations_ended, still

pytestmark = pytest.mark.browser

_BLOCKS = """
() => document.querySelector(".st-key-memory_figure .js-plotly-plot")._fullData
  .flatMap((d) => (d.text || []).map((text, k) => [text, d.y[k], Math.floor(d.base[k] + 0.5)]))
"""
_START = """
(signal) => document.querySelector(`[data-key=lines_${signal}] .lv-plot`)._fullData
  .filter((d) => d.meta.scenario === "s2")
  .map((d) => [d.meta.unit, d.y[0]])
"""


def breaks(page) -> list[str]:
    """Rules of axe that the section breaks."""
    page.mouse.move(5, 5)
    animations_ended(page)
    return violations(page, place=".stMain")


def settled(page) -> None:
    still(page)
    animations_ended(page)


def drawn(page) -> set[tuple]:
    page.locator(".st-key-memory_figure .js-plotly-plot").wait_for()
    return {tuple(block) for block in page.evaluate(_BLOCKS)}


def remembered(simulation) -> set[tuple]:
    return {
        (part.name, row, call)
        for call, memories in enumerate(simulation.memories, start=1)
        for row, memory in enumerate(memories)
        for part in memory
    }


def answer(page, text: str) -> None:
    page.locator("[data-testid=stRadioOption]", has_text=re.compile(f"^{re.escape(text)}$")).click()
    page.locator(".st-key-statefulness_check button:enabled").press("Enter")


def test_a_reset_is_seen_and_a_transferred_state_is_a_scenario_elsewhere(page, app_server):
    page.goto(f"{app_server.url}/keras_code?section=statefulness")
    before = ask(simulate(Setting()))
    page.get_by_text(before.text, exact=True).wait_for()
    settled(page)
    assert page.locator(".st-key-memory_figure").count() == 0
    answer(page, "nothing (zeros)")
    page.get_by_text(f"No: not nothing (zeros). {before.why}").wait_for()
    assert drawn(page) == remembered(simulate(Setting()))

    page.get_by_role("button", name="2", exact=True).click()
    page.locator(".st-key-memory_figure").wait_for(state="detached")
    with_reset = simulate(Setting(resets=(2,)))
    question = ask(with_reset)
    answer(page, question.choices[question.right].text)
    page.get_by_text(f"Right. {question.why}").wait_for()
    assert drawn(page) == remembered(with_reset)
    assert drawn(page) != remembered(simulate(Setting()))

    page.get_by_text("The same as a table").click()
    cell = in_words(with_reset.memories[3][3])
    page.get_by_role("cell", name=cell, exact=True).wait_for()
    page.get_by_text("Keras code of this run").click()
    code = page.locator("[data-testid=stCode]").inner_text()
    assert code.strip() == statefulness_code(Setting(resets=(2,))).strip()
    assert breaks(page) == []

    # A state that comes from another model.
    page.get_by_role("radio", name="Transfer lab").click()
    page.get_by_role("heading", name="Does it help?").wait_for()
    page.locator(".st-key-transfer_results .js-plotly-plot").wait_for()
    settled(page)
    assert breaks(page) == []
    page.get_by_role("button", name=re.compile("from Autoencoder")).press("Enter")
    page.get_by_text("is a scenario of Classifier now").wait_for()
    page.get_by_role("link", name="Explore").click()
    page.locator("[data-key=lines_c] .lv-plot").wait_for()
    assert page.get_by_label("Name of from Autoencoder").input_value() == "from Autoencoder"
    sample = load_sample("autoencoder")
    layer = lv.trace(sample.model, sample.sequence("sine").x)["encoder"]
    for signal, values in (("h", layer.h), ("c", layer.c)):
        start = page.evaluate(_START, signal)
        assert start
        for unit, value in start:
            np.testing.assert_allclose(value, values[0, -1, unit], atol=1e-6)
    page.get_by_role("link", name="Compare").click()
    page.get_by_role("heading", name="Compare").wait_for()
    settled(page)
    assert page.get_by_text("from Autoencoder").count() > 0
    page.assert_no_console_problems()
