"""The messages in the sources, for the catalogues and the test of them."""

from __future__ import annotations

import ast
import functools
import json
import re
import string
from collections.abc import Iterator
from pathlib import Path

from lstm_viz.figures import SIGNAL_TITLES
from lstm_viz.inputs import SCALINGS, WAVES
from lstm_viz.keras_code.doctor import SNIPPETS, THEN
from lstm_viz.keras_code.doctor.rules import RULES
from lstm_viz.keras_code.ways import GROUPS
from lstm_viz.models import REFUSAL_CODES
from lstm_viz.models._spec import SIGNAL_NAMES
from lstm_viz.models.reader.isolated._notes import NOTES

PACKAGE = Path(__file__).resolve().parent.parent.parent / "lstm_viz"
# A single message, or one for one and one for many; with the context that it has.
Found = tuple[str | None, str | tuple[str, str]]
CALLS = {
    "t": "gettext",
    "N_": "gettext",
    "LstmVizError": "gettext",
    # One text, or one for one and one for many.
    "Text": "message",
    "ngettext": "ngettext",
    "pgettext": "pgettext",
}


# What only the command line, Python or a programmer gets to read.
_ENGLISH = ("commands", "sweep", "export", "figures", "player")


# One text is looked through in several ways, one after the other.
parsed = functools.lru_cache(maxsize=1)(ast.parse)


@functools.cache
def messages(folder: Path = PACKAGE) -> list[Found]:
    """All messages of the modules in a folder, each once."""
    every = {
        found
        for path in folder.rglob("*.py")
        for found in in_source(path.read_text("utf-8"), errors=on_page(path))
    }
    every |= {(None, text) for text in in_data()}
    return sorted(every, key=lambda found: (str(found[1]), found[0] or ""))


def in_data() -> Iterator[str | tuple[str, str]]:
    """What the package's own data say to people: of files and of samples."""
    yield from (*REFUSAL_CODES.values(), *NOTES.values())
    yield from (*SIGNAL_TITLES.values(), *SIGNAL_NAMES.values())
    yield from (*SCALINGS.values(), *WAVES)
    for rule in RULES.values():
        yield from (rule.consequence, rule.remedy, rule.measure)
        yield from (one[0] if len(one) == 1 else one for one in rule.problem.values())
        # An error of Keras stands as it is.
        if rule.keras2 and not re.match(r"\w*Error\b", rule.keras2):
            yield rule.keras2
    yield from (*SNIPPETS, *THEN.values())
    for group in GROUPS.values():
        yield from (group.title, group.sentence)
        for way in group.ways:
            yield from filter(None, (way.title, way.sentence, way.instead))
            # What is not the same for every layer is marked where it stands.
            for check in () if callable(way.checks) else way.checks:
                yield from (check.otherwise, check.got_name, check.wanted_name)
    for path in (PACKAGE.parent / "sample_models").glob("*/card.json"):
        card = json.loads(path.read_text("utf-8"))
        for one in (card, *card.get("models", {}).values()):
            yield from (one["title"], one["summary"])
            named = (*one.get("input_names", ()), *one.get("output_names", ()))
            yield from (name for name in named if len(name) > 1)
            for sequence in one["sequences"]:
                yield sequence["title"]
                if sequence.get("note"):
                    yield sequence["note"]


def on_page(path: Path) -> bool:
    """Whether what a module refuses can be told on the page; else it stays English."""
    parts = path.relative_to(PACKAGE).parts
    return len(parts) > 1 and parts[0] not in _ENGLISH


def in_source(source: str, *, errors: bool = False) -> Iterator[Found]:
    for call in calls(source, errors=errors):
        texts = [text_of(one) for one in call.args]
        kind = CALLS[name_of(call)]
        if kind == "message":
            kind = "ngettext" if len(texts) > 1 else "gettext"
        if kind == "ngettext" and None not in texts[:2]:
            yield None, (texts[0], texts[1])
        elif kind == "pgettext" and None not in texts[:2]:
            yield texts[0], texts[1]
        elif kind == "gettext" and texts and texts[0]:
            yield None, texts[0]


def calls(source: str, *, errors: bool = False) -> Iterator[ast.Call]:
    for node in ast.walk(parsed(source)):
        if isinstance(node, ast.Call) and name_of(node) in CALLS:
            if name_of(node) != "LstmVizError" or (errors and node.args):
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
        if kind == "message":
            kind = "ngettext" if len(texts) > 1 else "gettext"
            # Its count is among the values.
            given |= {"count"} if kind == "ngettext" else set()
        texts = texts[1:] if kind == "pgettext" else texts if kind == "ngettext" else texts[:1]
        wanted = {name for text in texts if text for name in places(text)}
        filled = given | ({"count"} if kind == "ngettext" else set())
        if wanted - filled or given - wanted - {"count"}:
            wrong.append(ast.unparse(call)[:120])
    return wrong


def places(text: str) -> set[str]:
    """Names of the places of a message."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def written_wrongly(source: str) -> list[str]:
    """Calls that no catalogue can have: what is to be translated is no text as it stands."""
    wrong = []
    for call in calls(source):
        kind = CALLS[name_of(call)]
        single = kind == "gettext" or (kind == "message" and len(call.args) == 1)
        texts = call.args[:1] if single else call.args[:2]
        if any(text_of(one) is None for one in texts):
            wrong.append(ast.unparse(call)[:80])
    return wrong


def refused_in_english(source: str) -> list[str]:
    """Errors made of f-strings, which can be told in no other language."""
    return [
        ast.unparse(call)[:80]
        for call in calls(source, errors=True)
        if name_of(call) == "LstmVizError" and isinstance(call.args[0], ast.JoinedStr)
    ]
