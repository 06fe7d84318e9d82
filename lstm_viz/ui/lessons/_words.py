"""The language of a lesson."""

from __future__ import annotations

import streamlit as st


def t(message: str, /, **values: object) -> str:
    """A message with its values."""
    return message.format(**values) if values else message


def language() -> str:
    """Code of the language that the link asks for, or else the browser."""
    asked = st.query_params.get("lang") or st.session_state.get("lesson_language")
    st.session_state["lesson_language"] = asked
    return str(asked or st.context.locale or "en").split("-")[0].lower()
