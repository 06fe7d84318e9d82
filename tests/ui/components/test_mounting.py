"""What a component shows is taken away with its element, and not before."""

from __future__ import annotations

import re
from pathlib import Path

import lstm_viz.ui.components as components

SCRIPTS = sorted(Path(components.__file__).parent.glob("*/assets/*.js"))


def test_no_component_ends_while_its_element_stays():
    drawing = {path.name: path.read_text(encoding="utf-8") for path in SCRIPTS}
    drawing = {name: text for name, text in drawing.items() if "\nexport default " in text}
    cleaned = re.compile(r" (onceGone|mounting)\(")
    cleaning = {name for name, text in drawing.items() if cleaned.search(text)}
    assert cleaning > {"player.js", "state_bars.js", "experiment_bar.js"}
    assert [name for name, text in drawing.items() if "\n  return () => " in text] == []
