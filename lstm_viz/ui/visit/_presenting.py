"""A presentation, and what a teacher's link hides of the page."""

from __future__ import annotations

from typing import Final

import streamlit as st

# Pixels; what is read from the last row.
SMALLEST: Final = 24
_ON: Final = "presenting"
_HIDDEN: Final = "hidden_parts"
# Parts that a link may hide, by the words of ``hide=``, and where they are.
PARTS: Final = {
    "sidebar": '.stSidebar, [data-testid="stExpandSidebarButton"]',
    "pages": '[data-testid="stTopNav"]',
    "editor": ".st-key-state_editor",
    "interventions": ".st-key-lane",
    "numbers": ".st-key-numbers_fold",
}


def presenting() -> int:
    """Pixels of the text of a presentation, 0 without one; ``present=1`` in a link begins one."""
    if _ON not in st.session_state:
        st.session_state[_ON] = SMALLEST if st.query_params.get("present") == "1" else 0
    return int(st.session_state[_ON])


def set_presenting(text: int) -> None:
    """Begin a presentation with text of so many pixels, or with 0 end it."""
    st.session_state[_ON] = max(text, SMALLEST) if text else 0


def hidden_parts() -> str:
    """CSS that hides what the link of this visit names in ``hide=``; empty without any."""
    if _HIDDEN not in st.session_state:
        named = st.query_params.get("hide", "").split(",")[:20]
        st.session_state[_HIDDEN] = tuple(PARTS[name] for name in named if name in PARTS)
    places = ", ".join(st.session_state[_HIDDEN])
    return f"<style>{places} {{ display: none !important; }}</style>" if places else ""
