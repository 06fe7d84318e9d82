"""Accessibility of the pages, as axe sees it."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from lstm_viz.lessons import STAGES, lesson_ids
from tests.browser.waiting import parts

pytestmark = pytest.mark.browser

# Streamlit gives the frame of its file field a role and a label at once.
_STREAMLITS_OWN = ("presentation-role-conflict", "stFileUploaderDropzone")


def violations(page, rules: tuple[str, ...] = ()) -> list[str]:
    """Every rule that the page breaks, or of some, each with the elements that break it."""
    rule_of_theirs, element = _STREAMLITS_OWN
    options = {"resultTypes": ["violations"]}
    if rules:
        options["runOnly"] = list(rules)
    return [
        f"{rule['id']}: {node['html'][:160]}"
        for rule in Axe().run(page, options=options).response["violations"]
        for node in rule["nodes"]
        if not (rule["id"] == rule_of_theirs and element in node["html"])
    ]


def settled(page) -> None:
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for(timeout=120_000)


def test_axe_sees_a_broken_page(page):
    page.set_content("<html><body><img src='data:,'><button></button></body></html>")
    assert any(one.startswith("button-name") for one in violations(page))


# What the theme changes is colours.
@pytest.mark.parametrize(("theme", "rules"), [("light", ()), ("dark", ("color-contrast",))])
def test_no_page_breaks_a_rule(page, app_server, theme, rules):
    page.emulate_media(color_scheme=theme)
    page.goto(app_server.url)
    page.locator(".lv-player[data-revision]").wait_for(timeout=60_000)
    settled(page)
    for text in page.locator(".lv-text summary:visible").all():
        text.click()
    page.locator(".lv-text-body table").nth(3).wait_for()
    assert violations(page, rules) == []

    ones = "A.do=set(lstm:c[3]@12,1);clamp(lstm:f[3]@20-40,1)&B.do=off(lesion(lstm[5]))"
    page.goto(f"{app_server.url}/?model=flip_flop&layers=lstm&A=zeros&B=normal(0.5,7)&{ones}")
    page.locator(".lv-lane-mark").first.wait_for(timeout=60_000)
    page.get_by_text("Change the state on the way").click()
    page.get_by_role("button", name="Add to B").wait_for(timeout=60_000)
    settled(page)
    assert violations(page, rules) == []

    page.goto(f"{app_server.url}/compare")
    page.locator(".js-plotly-plot .main-svg").first.wait_for(timeout=60_000)
    settled(page)
    page.locator(".lv-text summary").first.click()
    page.locator(".lv-text-body table").get_by_role("rowheader", name="t = 118").wait_for()
    assert violations(page, rules) == []

    page.goto(f"{app_server.url}/dynamics")
    parts = page.get_by_role("radiogroup", name="What to look at").get_by_role("radio")
    page.get_by_text("eigenvalues lie outside").wait_for(timeout=60_000)
    assert parts.count() == 3
    for part in parts.all():
        part.click()
        # A state is looked for first, and may still be.
        picture = page.locator(".js-plotly-plot .main-svg")
        field = page.get_by_role("textbox", name="From step")
        (field if "Find" in part.inner_text() else picture).first.wait_for(timeout=60_000)
        settled(page)
        assert violations(page, rules) == [], part.inner_text()

    page.goto(f"{app_server.url}/keras_code")
    page.get_by_role("radio", name="Ways to set a state").wait_for(timeout=60_000)
    sections = page.get_by_role("radiogroup", name="Section").get_by_role("radio")
    assert sections.count() >= 3
    for section in sections.all():
        section.click()
        settled(page)
        assert violations(page, rules) == [], section.inner_text()
    page.assert_no_console_problems()


# What the theme changes is colours, in any language.
@pytest.mark.long
@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(("theme", "rules"), [("light", ()), ("dark", ("color-contrast",))])
def test_no_stage_of_a_lesson_and_no_page_in_chinese_breaks_one(
    page, app_server, theme, rules, language
):
    page.emulate_media(color_scheme=theme)
    broken = {}
    paths = [
        f"lessons?lesson={lesson}&step={step}" for lesson in lesson_ids() for step in STAGES
    ]
    if language == "zh":
        paths += ["?model=flip_flop&A=zeros&B=normal(0.5,7)&gates=yes", "lessons"]
    for path in paths:
        page.goto(f"{app_server.url}/{path}&lang={language}".replace("lessons&", "lessons?"))
        page.locator("h1, h2, .lv-player[data-revision]").first.wait_for(timeout=60_000)
        settled(page)
        broken[path] = violations(page, rules)
    for path in ("compare?model=characters", "dynamics", "keras_code") if language == "zh" else ():
        page.goto(f"{app_server.url}/{path}{'&' if '?' in path else '?'}lang=zh")
        for number, _ in enumerate(parts(page)):
            broken[f"{path} {number}"] = violations(page, rules)
    assert {path: found for path, found in broken.items() if found} == {}
