"""Accessibility of the pages, as axe sees it."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from lstm_viz.lessons import STAGES, lesson_ids
from tests.browser.views import views
from tests.browser.waiting import animations_ended, parts, settled

pytestmark = pytest.mark.browser

# Streamlit gives the frame of its file field a role and a label at once.
_STREAMLITS_OWN = ("presentation-role-conflict", "stFileUploaderDropzone")


def violations(page, rules: tuple[str, ...] = (), place: str | None = None) -> list[str]:
    """Every rule that the page, or a place of it, breaks, or of some rules.

    Each comes with the elements that break it.
    """
    rule_of_theirs, element = _STREAMLITS_OWN
    options = {"resultTypes": ["violations"]}
    if rules:
        options["runOnly"] = list(rules)
    return [
        f"{rule['id']}: {node['html'][:160]} ({_why(node)})"
        for rule in Axe().run(page, place, options).response["violations"]
        for node in rule["nodes"]
        if not (rule["id"] == rule_of_theirs and element in node["html"])
    ]


def _why(node) -> str:
    """What axe says of an element, as the two colours that are too near to each other."""
    return "; ".join(check["message"] for check in [*node["any"], *node["all"], *node["none"]])


def test_axe_sees_a_broken_page(page):
    page.set_content("<html><body><img src='data:,'><button></button></body></html>")
    assert any(one.startswith("button-name") for one in violations(page))


# Some of them, in Chinese, are looked at in both themes in `test_languages`.
@pytest.mark.long
@pytest.mark.parametrize(("theme", "every"), [("light", False), ("dark", True)])
def test_no_page_breaks_a_rule(page, app_server, theme, every):
    page.emulate_media(color_scheme=theme)
    broken = {
        name: violations(page) for name in views(page, app_server.url, "en", every=every)
    }
    assert len(broken) > 10
    assert {name: found for name, found in broken.items() if found} == {}
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
        page.locator("h1, h2, .lv-player[data-revision]").first.wait_for()
        settled(page)
        broken[path] = violations(page, rules)
    for path in ("compare?model=characters", "dynamics", "keras_code") if language == "zh" else ():
        page.goto(f"{app_server.url}/{path}{'&' if '?' in path else '?'}lang=zh")
        for number in parts(page):
            animations_ended(page)
            broken[f"{path} {number}"] = violations(page, rules)
    assert {path: found for path, found in broken.items() if found} == {}
