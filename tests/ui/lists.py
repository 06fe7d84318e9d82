"""Widgets of the sidebar, by what they are for."""

from __future__ import annotations

from typing import Any

from streamlit.testing.v1 import AppTest


def model_list(app: AppTest) -> Any:
    """The list of models: a new one whenever another was chosen by other means."""
    return the_list(app, "model")


def the_list(app: AppTest, name: str) -> Any:
    """The one list of this name that is drawn."""
    [found] = [one for one in app.selectbox if (one.key or "").startswith(f"{name}_list_")]
    return found
