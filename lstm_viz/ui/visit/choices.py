"""Streamlit's choices, whose options are in the language of the visit that drew them.

Streamlit asks for the words of an option again, to read and to write what is chosen, and not always
where it still knows whose choice it is: a ``format_func`` that asked ``t`` then would get another
visitor's language, and what was chosen would be none of the options.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, Final, TypeVar

import streamlit as st

from lstm_viz.ui.visit._language import in_language, language

_Draw = TypeVar("_Draw", bound=Callable[..., Any])


def _in_words(draw: _Draw) -> _Draw:
    @functools.wraps(draw)
    def drawn(*args: Any, **settings: Any) -> Any:
        if "format_func" in settings:
            settings["format_func"] = in_language(language(), settings["format_func"])
        return draw(*args, **settings)

    return drawn  # type: ignore[return-value]


multiselect: Final = _in_words(st.multiselect)
pills: Final = _in_words(st.pills)
radio: Final = _in_words(st.radio)
segmented_control: Final = _in_words(st.segmented_control)
select_slider: Final = _in_words(st.select_slider)
selectbox: Final = _in_words(st.selectbox)
