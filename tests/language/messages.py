"""The messages in the sources, for the catalogues and the test of them."""

from __future__ import annotations

import ast
import json
import string
from collections.abc import Iterator
from pathlib import Path

from lstm_viz.figures import SIGNAL_TITLES
from lstm_viz.inputs import SCALINGS, WAVES
from lstm_viz.models import REFUSAL_CODES
from lstm_viz.models._spec import SIGNAL_NAMES

PACKAGE = Path(__file__).resolve().parent.parent.parent / "lstm_viz"
# A single message, or one for one and one for many; with the context that it has.
Found = tuple[str | None, str | tuple[str, str]]
CALLS = {"t": "gettext", "N_": "gettext", "ngettext": "ngettext", "pgettext": "pgettext"}


def messages(folder: Path = PACKAGE) -> list[Found]:
    """All messages of the modules in a folder, each once."""
    every = {found for path in folder.rglob("*.py") for found in in_source(path.read_text("utf-8"))}
    every |= {(None, text) for text in in_data()}
    return sorted(every, key=lambda found: (str(found[1]), found[0] or ""))


def in_data() -> Iterator[str]:
    """What the package's own data say to people: why files are refused, what samples are."""
    yield from (*REFUSAL_CODES.values(), *SIGNAL_TITLES.values(), *SIGNAL_NAMES.values())
    yield from (*SCALINGS.values(), *WAVES)
    for path in (PACKAGE.parent / "sample_models").glob("*/card.json"):
        card = json.loads(path.read_text("utf-8"))
        for one in (card, *card.get("models", {}).values()):
            yield from (one["title"], one["summary"])
            for sequence in one["sequences"]:
                yield sequence["title"]
                if sequence.get("note"):
                    yield sequence["note"]


def in_source(source: str) -> Iterator[Found]:
    for call in calls(source):
        texts = [text_of(one) for one in call.args]
        kind = CALLS[name_of(call)]
        if kind == "ngettext" and None not in texts[:2]:
            yield None, (texts[0], texts[1])
        elif kind == "pgettext" and None not in texts[:2]:
            yield texts[0], texts[1]
        elif kind == "gettext" and texts and texts[0]:
            yield None, texts[0]


def calls(source: str) -> Iterator[ast.Call]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and name_of(node) in CALLS:
            yield node


def name_of(call: ast.Call) -> str:
    function = call.func
    if isinstance(function, ast.Attribute):
        # `visit.t`, `t.ngettext`
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def text_of(node: ast.expr) -> str | None:
    constant = isinstance(node, ast.Constant) and isinstance(node.value, str)
    return node.value if constant else None


def filled_wrongly(source: str) -> list[str]:
    """Calls whose values are not those that their messages have places for."""
    wrong = []
    for call in calls(source):
        given = {one.arg for one in call.keywords}
        if None in given or name_of(call) == "N_":
            continue
        kind = CALLS[name_of(call)]
        texts = [text_of(one) for one in call.args[:2]]
        texts = texts[1:] if kind == "pgettext" else texts if kind == "ngettext" else texts[:1]
        wanted = {name for text in texts if text for name in places(text)}
        filled = given | ({"count"} if kind == "ngettext" else set())
        if wanted - filled or given - wanted:
            wrong.append(ast.unparse(call)[:120])
    return wrong


def places(text: str) -> set[str]:
    """Names of the places of a message."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def written_wrongly(source: str) -> list[str]:
    """Calls that no catalogue can have: what is to be translated is no text as it stands."""
    wrong = []
    for call in calls(source):
        single = CALLS[name_of(call)] == "gettext"
        texts = call.args[:1] if single else call.args[:2]
        if any(text_of(one) is None for one in texts):
            wrong.append(ast.unparse(call)[:80])
    return wrong
