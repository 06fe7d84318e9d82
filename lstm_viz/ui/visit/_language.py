"""The language of one visit: from its link, else kept in the browser, else the browser's own."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from typing import Any, Final, cast

import streamlit as st

from lstm_viz._language import ENGLISH, PSEUDO, Translate, language_of, languages, translator
from lstm_viz.ui.components.language import COOKIE

LANGUAGE_PARAMETER: Final = "lang"
_LANGUAGE: Final = "language"
# What the link keeps: the language of a link or of the switch, and not the browser's own.
_ASKED: Final = "language_asked"
_CHOSEN: Final = "language_chosen"
# What `in_language` says to `t`.
_SPOKEN: Final[ContextVar[str | None]] = ContextVar("spoken", default=None)


def language() -> str:
    """Code of the language of this visit; part of the key of every cache that holds words."""
    if _LANGUAGE not in st.session_state:
        linked = language_of(st.query_params.get(LANGUAGE_PARAMETER))
        kept = linked or language_of(st.context.cookies.get(COOKIE))
        st.session_state[_ASKED] = linked
        st.session_state[_LANGUAGE] = kept or language_of(st.context.locale) or ENGLISH
    return str(st.session_state[_LANGUAGE])


def asked_language() -> str | None:
    """The language that a link of this visit names; None where the reader's own is to hold."""
    language()
    return st.session_state.get(_ASKED)


def chosen_language() -> str | None:
    """The language that the visitor chose in the switch; None without a choice."""
    return st.session_state.get(_CHOSEN)


def choose_language(code: str) -> None:
    """Speak another language from now on; everything chosen stays."""
    if code not in (*languages(), PSEUDO):
        return
    for name in (_LANGUAGE, _ASKED, _CHOSEN):
        st.session_state[name] = code
    for key, value in st.session_state.items():
        # A widget whose options have other words now would fall back to its default, unless what
        # it holds is set anew. Buttons, tables and files are none and must not be set.
        if _is_choice(value):
            st.session_state[key] = value


def _is_choice(value: object) -> bool:
    if isinstance(value, list):
        return bool(value) and all(isinstance(one, str) for one in value)
    return isinstance(value, (str, int, float)) and not isinstance(value, bool)


def translate() -> Translate:
    """The translator of this visit, to hand on to what knows no visit."""
    return translator(_SPOKEN.get() or language())


def in_language(code: str, told: Callable[..., str]) -> Callable[..., str]:
    """Return a function whose messages are in a language, whoever calls it."""

    def spoken(*given: Any) -> str:
        before = _SPOKEN.set(code)
        try:
            return told(*given)
        finally:
            _SPOKEN.reset(before)

    return spoken


class _OfTheVisit:
    """The translator of whichever visit asks; no key of a cache, which wants `translate`."""

    __hash__ = None  # type: ignore[assignment]

    @property
    def language(self) -> str:
        """Code of the language."""
        return language()

    def __call__(self, message: str, /, **values: object) -> str:
        """The message in the language of the visit."""
        return translate()(message, **values)

    def ngettext(self, one: str, many: str, count: int, /, **values: object) -> str:
        """The message for one or for many."""
        return translate().ngettext(one, many, count, **values)

    def pgettext(self, context: str, message: str, /, **values: object) -> str:
        """A short message that means different things in different places."""
        return translate().pgettext(context, message, **values)

    def known(self, text: str, /) -> str:
        """A text of the package's own data; text of a person stays as it is."""
        return translate().known(text)

    def told(self, error: BaseException) -> str:
        """What an error says."""
        return translate().told(error)


t: Final[Translate] = cast(Translate, _OfTheVisit())
