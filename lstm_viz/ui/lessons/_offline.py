"""A lesson as one HTML file that works without a network, from a stick as well."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import Any, Final

from plotly.io import to_json

from lstm_viz.errors import LstmVizError
from lstm_viz.lessons import STAGES, Lesson, Part, PartWords, Picture, Words
from lstm_viz.player import FOLDERS, OnShow, bundle, player_of, plotly_element, preset
from lstm_viz.ui.components.sketch import ASSETS as SKETCH
from lstm_viz.ui.lessons._asks import happened
from lstm_viz.ui.lessons._pictures import picture_figure, sequence_of
from lstm_viz.ui.lessons._runs import scene_runs
from lstm_viz.ui.visit import t

_HERE: Final = Path(__file__).parent / "offline"
# Where the page puts Plotly.js into the player; offline.js says the same.
_PLOTLY: Final = "<!--plotly-->"


def offline_page(lesson: Lesson, words: Words, stages: Mapping[str, str], language: str) -> str:
    """Write a lesson as HTML with its pictures, texts and questions.

    Parameters
    ----------
    lesson : Lesson
    words : Words
    stages : mapping of str to str
        What each stage is called.
    language : str
        Code of the language of the words.
    """
    data = {
        "title": words.title,
        "goal": words.goal,
        "part": _part(lesson.part, words.part, language),
        "check": _part(lesson.check, words.check, language),
        "words": _said(stages),
    }
    styles = (_HERE / "offline.css", SKETCH / "sketch.css")
    return "\n".join(
        (
            "<!doctype html>",
            f'<html lang="{escape(language)}">',
            "<head>",
            '<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
            "script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:\">",
            f"<title>{escape(words.title)}</title>",
            *(f"<style>{one.read_text(encoding='utf-8')}</style>" for one in styles),
            "</head>",
            "<body>",
            "<main></main>",
            f'<script type="application/json" id="lesson">{_json(data)}</script>',
            plotly_element(),
            f"<script>{bundle('offline.js', (_HERE, SKETCH, *FOLDERS))}</script>",
            "</body>",
            "</html>",
            "",
        )
    )


def _part(part: Part, words: PartWords, language: str) -> dict[str, Any]:
    shown = [*part.after, *(one for one in part.before if one.kind == "input")]
    numbers = range(len(part.asks))
    hidden = {
        "reveal": words.reveal,
        "player": _player(part, language),
        "after": _figures(part, words, shown),
        "right": [ask.right for ask in part.asks],
        "why": [dict(said.why) for said in words.asks],
        "happened": [happened(part, n, part.asks[n], words.asks[n]) for n in numbers],
    }
    return {
        "scene": words.scene,
        "before": _figures(part, words, part.before),
        "asks": [
            {
                "kind": ask.kind,
                "text": said.text,
                "options": {key: said.options[key] for key in ask.options},
                "points": list(ask.points),
                "low": ask.low,
                "high": ask.high,
            }
            for ask, said in zip(part.asks, words.asks, strict=True)
        ],
        "hidden": base64.b64encode(json.dumps(hidden).encode()).decode("ascii"),
    }


def _player(part: Part, language: str) -> str:
    """The player of a part's runs, without Plotly.js, which the page has; it may be empty."""
    runs = scene_runs(part.link)
    scenarios = runs.experiment.scenarios
    traces = {scenario.id: runs.traces[scenario.name] for scenario in scenarios}
    spec = traces[scenarios[0].id][runs.layer].spec
    view = replace(runs.experiment.view, layer=spec.name)
    shown = OnShow(
        opened=runs.sample,
        sequence=sequence_of(runs),
        spec=spec,
        scenarios=scenarios,
        view=view,
        units=view.units or preset("different", traces, spec, sample=view.sample),
        edited=scenarios[0].id,
        dark=False,
        place="lesson",
        start=view.step,
        language=language,
    )
    try:
        made = player_of(shown, traces, title=t("The runs, step by step"), theme="light")
    except LstmVizError:
        # Too many numbers for a file: its pictures stay.
        return ""
    return made.framed.replace(plotly_element(), _PLOTLY)


def _figures(part: Part, words: PartWords, shown: Sequence[Picture]) -> list[dict[str, Any]]:
    made = [picture_figure(part, words, one, dark=False) for one in shown]
    return [{"figure": json.loads(to_json(figure)), "alt": alt} for figure, alt in made]


def _said(stages: Mapping[str, str]) -> dict[str, Any]:
    return {
        "stages": [stages[stage] for stage in STAGES],
        "discuss": t(
            "Tell somebody what you predicted and why, and hear what they did. Then answer again."
        ),
        "predicted": t("You predicted"),
        "then": t("After the discussion"),
        "answered": t("You answered"),
        "happened": t("What happened"),
        "right": t("As you predicted."),
        "reveal": t("Show what happens"),
        "back": t("Back"),
        "on": t("Next"),
        "at": t("value at t = {step}", step="{step}"),
        "hint": t("Draw with the mouse or a finger, or type the values below."),
        "player": t("The runs, step by step"),
        "app": t("This part needs LSTM Viz: open the lesson there."),
    }


def _json(data: Any) -> str:
    """JSON that stands safely inside a script element."""
    return json.dumps(data, allow_nan=False).replace("<", "\\u003c")
