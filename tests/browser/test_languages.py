"""Pages in Chinese: no Latin words but names, keys and code; a lesson by keys alone."""

from __future__ import annotations

import re
from typing import Any

import pytest

from lstm_viz._language import translator
from lstm_viz.lessons import load_lesson
from tests.browser.test_accessibility import violations
from tests.browser.test_lessons import enabled, stage
from tests.browser.test_server import choose, has_the_focus, press
from tests.browser.views import views
from tests.browser.waiting import dressed, frames, settled
from tests.ui.words import words_without_marks

pytestmark = pytest.mark.browser

# Texts of the page in their order, and what is said of elements. Left out are code, icons, and
# what Streamlit and Plotly say by themselves.
_READ = """() => {
  const theirs = `noscript, .modebar, [data-testid=stElementToolbar], [data-testid=stIconMaterial],
    [aria-label$=" icon"], [data-testid=stFileUploaderDropzone],
    [data-testid=stSidebarCollapseButton], [data-testid=stExpandSidebarButton]`;
  const code = "script, style, template, pre, code, [lang=en], [data-testid=stCode]";
  const named = ["aria-label", "title", "placeholder", "alt", "aria-description"];
  const texts = [], labels = [];
  const read = (node) => {
    if (node.nodeType === Node.TEXT_NODE) { texts.push(node.textContent); return; }
    if (node instanceof Element) {
      const icon = getComputedStyle(node).fontFamily.includes("Material Symbols");
      if (icon || node.matches(theirs) || node.matches(code)) { texts.push(" "); return; }
      labels.push(...named.map((name) => node.getAttribute(name)).filter(Boolean));
      if (node.shadowRoot) read(node.shadowRoot);
    }
    const inline = node instanceof Element && getComputedStyle(node).display.startsWith("inline");
    const apart = inline && !(node instanceof SVGElement) ? "" : "\\n";
    texts.push(apart);
    for (const child of node.childNodes) read(child);
    texts.push(apart);
  };
  read(document.body);
  return [texts.join(""), ...labels];
}"""
_STREAMLITS = re.compile(
    r"Skip to main content|App pages|Sidebar|Help for |color picker|\w+ icon\b|^(progress|table)$"
    r"|Choose an option|^Open$|Close"
)
_NAMES = {
    # Programs, kinds of layers and files, people, and the name of another language.
    "Keras", "TensorFlow", "LSTM", "GRU", "SimpleRNN", "Cell", "RNN", "Python", "NumPy", "CSV",
    "JSON", "TOML", "ZIP", "HTML", "MiB", "MB", "PNG", "Dai", "Le", "English", "Language", "NaN",
    "LSTMs", "Viz", "Embedding", "Sequential", "Masking", "Stateful",
    # Keys.
    "Enter", "Delete", "Escape", "Shift", "Ctrl", "Home", "End", "Page", "Up", "Down",
    # Files and code.
    "npz", "npy", "h5", "zip", "txt", "keras", "lstmviz.json", "state.npz", "summary", "lstm",
    "encoder", "decoder", "tanh", "sigmoid", "forward", "backward", "c_prev", "h0", "c0", "h_0",
    "batch", "units", "dtype", "float32", "float64", "initial_state", "return_state", "stateful",
    "True", "False", "reset_state", "predict", "fit", "model", "shuffle", "call", "layer",
    "states", "assign", "A1", "A2", "B1", "B2", "B3", "B4", "dy", "ds", "e0",
    # Sequences, and what the model of characters reads.
    "river", "space", "held_out", "the", "runs", "over", "stones", "and", "under", "bridge",
}  # fmt: skip


def left(page: Any) -> set[str]:
    """Words of the page that stand in no message, and are no names."""
    frames(page)
    found = [_STREAMLITS.sub(" ", text) for text in page.evaluate(_READ)]
    return {word for text in found for word in words_without_marks(text)} - _NAMES


# Marks show what is no message at all; Chinese shows that and what has no translation.
@pytest.mark.parametrize(
    ("language", "which", "least"),
    [
        ("zh", {"few": True}, 2),
        pytest.param("zh", {}, 11, marks=pytest.mark.long),
        pytest.param("qps", {"every": True}, 11, marks=pytest.mark.long),
    ],
    ids=["few", "zh", "every"],
)
def test_no_page_has_untranslated_words_or_breaks_a_rule_of_axe(
    page, app_server, language, which, least
):
    found, broken = {}, {}
    theme, other = "light", "dark"
    for name in views(page, app_server.url, language, **which):
        found[name] = left(page)
        broken[f"{name}, {theme}"] = violations(page)
        # What a theme changes is colours; the next view begins in the other.
        dressed(page, other)
        broken[f"{name}, {other}"] = violations(page, ("color-contrast",))
        theme, other = other, theme
    assert len(found) >= least
    untold = [f"{name}: {', '.join(sorted(words))}" for name, words in found.items() if words]
    assert untold == [], "\n".join(untold)
    assert {name: rules for name, rules in broken.items() if rules} == {}
    page.assert_no_console_problems()


def test_a_word_that_is_not_translated_is_found(page):
    page.set_content("<p>外 <code>code</code> Keras <b title='inside'>⟦in ⟦a⟧⟧ outside</b></p>")
    assert left(page) == {"inside", "outside"}


def test_a_number_that_is_none_is_told_in_the_language_of_the_player(page, app_server):
    page.goto(f"{app_server.url}/_stcore/health")
    told = page.evaluate(
        """async () => {
          const at = "/_stcore/bidi-components/lstm-viz.player";
          const { number } = await import(`${at}/numbers.js`);
          const { speak } = await import(`${at}/texts.js`);
          const before = number(NaN);
          speak(JSON.stringify({ unknown: "未知" }));
          return [before, number(NaN), number(Infinity), number(0.5)];
        }"""
    )
    assert told == ["–", "未知", "未知", "0.500"]


@pytest.mark.long
def test_a_lesson_in_chinese_by_keys_alone(page, app_server):
    t, words = translator("zh"), load_lesson("h-or-c").in_language("zh")
    ask, check = words.part.asks[0], words.check.asks[0]

    page.goto(f"{app_server.url}/lessons?lesson=h-or-c&lang=zh")
    stage(page, 1)
    page.locator(".js-plotly-plot").first.wait_for()
    settled(page)
    page.keyboard.press("Tab")
    press(page, t("Next"))
    has_the_focus(page, "2/6")
    choose(page, next(iter(ask.options.values())))
    enabled(page, t("That is my prediction"))
    press(page, t("That is my prediction"))
    stage(page, 3)
    press(page, t("That is my answer now"))
    stage(page, 4)
    has_the_focus(page, "4/6")
    page.get_by_text(words.part.reveal.strip().split("\n")[-1]).first.wait_for()
    press(page, t("Next"))
    stage(page, 5)
    choose(page, next(iter(check.options.values())))
    enabled(page, t("That is my answer"))
    press(page, t("That is my answer"))
    page.get_by_text(words.check.reveal.strip().split("\n")[-1]).first.wait_for()
    press(page, t("Next"))
    stage(page, 6)
    press(page, t("Open in Explore"))
    not_yet = t("Not reached yet: this page looks at your experiment.")
    page.locator(".st-key-lesson_goal_frame").get_by_text(not_yet).wait_for()
    assert page.evaluate("document.documentElement.lang") == "zh-Hans"
    page.assert_no_console_problems()
