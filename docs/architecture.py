"""Draws ``docs/architecture.svg``: the rooms, and the way of an edit through them.

Usage: ``python docs/architecture.py``.
"""

from __future__ import annotations

from html import escape
from pathlib import Path

HERE = Path(__file__).resolve().parent
# Each row imports only rooms of the rows above it, and of its own row those to its left.
ROWS = (
    (("models", "file, object -> RecurrentModel"), ("inputs", "a person's data -> input")),
    (("states", "recipe -> h0, c0"), ("interventions", "words -> changes in a run")),
    (("tracing", "model, input, state -> Trace"), ("compare", "traces -> distance, horizon")),
    (("dynamics", "model, run -> fixed points"), ("experiment", "the document: JSON, link, file")),
    (("keras_code", "experiment -> programs, run"), ("lessons", "files -> scenes, facts, goal")),
    (("sweep", "very many states, in blocks"), ("export", "numbers and scripts as files")),
    (("figures", "traces -> pictures"), ("player", "traces -> pictures that move")),
    (("commands", "lstm-viz trace, compare, ..."), ("ui", "the page: Streamlit and JavaScript")),
)
EDIT = (
    "A hand drags a bar of h0: components/state_bars tells Python the new values.",
    "ui/explore/editor makes them an edit of a recipe in the visit's experiment (visit, states).",
    "The experiment changes: history for undo, and the link in the address (experiment).",
    "The state becomes arrays, and the model runs from it (states, tracing).",
    "figures turns traces into a frame and numbers; the player draws them again.",
    "Moving through time afterwards happens in the browser alone.",
)
WIDTH, BOX, HIGH, GAP = 860, 300, 46, 14


def picture() -> str:
    """Return the SVG."""
    parts, top = [], 54
    for row in ROWS:
        for place, (room, does) in enumerate(row):
            x = 20 + place * (BOX + 40)
            parts.append(
                f'<rect x="{x}" y="{top}" width="{BOX}" height="{HIGH}" rx="6" '
                'fill="#eef5fa" stroke="#005f99"/>'
                f'<text x="{x + 12}" y="{top + 19}" font-weight="bold">{escape(room)}</text>'
                f'<text x="{x + 12}" y="{top + 37}" font-size="12">{escape(does)}</text>'
            )
        top += HIGH + GAP
    x = 20 + 2 * (BOX + 40)
    parts.append(
        f'<path d="M{x} 60 V{top - 24}" stroke="#d55e00" stroke-width="2" marker-end="url(#to)"/>'
        f'<text x="{x + 14}" y="80" font-size="12">A room imports</text>'
        f'<text x="{x + 14}" y="96" font-size="12">only rooms above</text>'
        f'<text x="{x + 14}" y="112" font-size="12">it.</text>'
    )
    parts.append(f'<text x="20" y="{top + 22}" font-weight="bold">The way of an edit</text>')
    for number, step in enumerate(EDIT, 1):
        parts.append(
            f'<text x="20" y="{top + 22 + 24 * number}" font-size="13">'
            f"{number}. {escape(step)}</text>"
        )
    height = top + 40 + 24 * len(EDIT)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" '
        'font-family="sans-serif" font-size="15" fill="#1a1a1a" role="img" '
        'aria-label="The rooms of LSTM Viz and the way of an edit through them">\n'
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>\n'
        '<defs><marker id="to" viewBox="0 0 8 8" refX="6" refY="4" markerWidth="8" '
        'markerHeight="8" orient="auto"><path d="M0 0 L8 4 L0 8 z" fill="#d55e00"/></marker>'
        "</defs>\n"
        '<text x="20" y="34" font-size="18" font-weight="bold">The rooms of lstm_viz</text>\n'
        + "\n".join(parts)
        + "\n</svg>\n"
    )


if __name__ == "__main__":
    (HERE / "architecture.svg").write_text(picture(), encoding="utf-8")
