"""A lesson's words between the marks of the pseudo-language, which tests read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any

from lstm_viz._language import PSEUDO, translator

_PARAGRAPHS = "\n\n"


def marked(words: Any) -> Any:
    """Words of a lesson, or a part of them, with every paragraph marked."""
    if isinstance(words, str):
        mark = translator(PSEUDO)
        return _PARAGRAPHS.join(
            mark(one) if one.strip() else one for one in words.split(_PARAGRAPHS)
        )
    if isinstance(words, Mapping):
        return {key: marked(value) for key, value in words.items()}
    if isinstance(words, tuple):
        return tuple(map(marked, words))
    if is_dataclass(words) and not isinstance(words, type):
        return replace(
            words, **{one.name: marked(getattr(words, one.name)) for one in fields(words)}
        )
    return words
