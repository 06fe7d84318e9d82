"""Words of a lesson in one language, checked against its data."""

from __future__ import annotations

import re
from typing import Final

from lstm_viz.lessons._fields import Fields
from lstm_viz.lessons._lesson import Ask, AskWords, Part, PartWords, Words

# {name}: the number of a fact.
PLACE: Final = re.compile(r"\{([^{}]*)\}")


def read_words(fields: Fields, part: Part, check: Part) -> Words:
    """Read the words of a lesson.

    Raises
    ------
    LstmVizError
        When a text is missing, too long, or names a fact that is not there.
    """
    title = fields.text("title", most=120)
    can = fields.text("can", most=400)
    inner = fields.part("check")
    goal = fields.part("goal")
    words = Words(
        title=title,
        can=can,
        check=_part(inner, check),
        goal=filled(goal, "text", goal.text("text"), part),
        done=filled(goal, "done", goal.text("done"), part),
        teacher=fields.text("teacher", ""),
        part=_part(fields, part),
    )
    goal.end()
    return words


def filled(fields: Fields, name: str, text: str, part: Part, *, told: bool = False) -> str:
    """A text with the numbers of its facts; with ``told``, only of those that may be told early.

    Raises
    ------
    LstmVizError
        When it names a fact that is not there.
    """

    def number(found: re.Match[str]) -> str:
        fact = part.fact(found[1])
        if fact is None:
            raise fields.wrong(name, f"names the fact '{found[1][:40]}', which is not there.")
        if told and not fact.told:
            raise fields.wrong(
                name, f"tells the fact '{fact.name}' before it is predicted: is it 'told'?"
            )
        return fact.shown.replace("-", "\N{MINUS SIGN}")

    return PLACE.sub(number, text)


def _part(fields: Fields, part: Part) -> PartWords:
    scene = filled(fields, "scene", fields.text("scene"), part, told=True)
    reveal = filled(fields, "reveal", fields.text("reveal"), part)
    given = list(fields.parts("ask", 5))
    if len(given) != len(part.asks):
        raise fields.wrong("ask", f"has {len(given)} questions, the lesson {len(part.asks)}.")
    asks = tuple(_ask(one, ask, part) for one, ask in zip(given, part.asks, strict=True))
    bars = fields.texts("bars")
    for picture in part.after:
        for fact in picture.facts:
            if fact not in bars:
                raise fields.wrong("bars", f"does not name the bar of '{fact}'.")
    fields.end()
    return PartWords(scene=scene, reveal=reveal, asks=asks, bars=bars)


def _ask(fields: Fields, ask: Ask, part: Part) -> AskWords:
    text = fields.text("text", most=1_000)
    options = fields.texts("options")
    why = {key: filled(fields, "why", one, part) for key, one in fields.texts("why").items()}
    if set(options) != set(ask.options):
        raise fields.wrong("options", f"are {', '.join(ask.options) or 'none'}.")
    wrong = [key for key in ask.options if key != ask.right and key not in why]
    if wrong:
        raise fields.wrong("why", f"says nothing of '{wrong[0]}': what does who chooses it think?")
    if set(why) - set(ask.options):
        raise fields.wrong("why", "speaks of an option that is not there.")
    fields.end()
    return AskWords(text=text, options=options, why=why)
