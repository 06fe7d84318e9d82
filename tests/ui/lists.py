"""Widgets by what they are for: a new one whenever others changed what it shows."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from streamlit.testing.v1 import AppTest


def model_list(app: AppTest) -> Any:
    """The list of models."""
    return the_list(app, "model")


def the_list(app: AppTest, name: str) -> Any:
    """The one list of this name that is drawn."""
    return the_one(app.selectbox, f"{name}_list")


def the_one(widgets: Iterable[Any], name: str) -> Any:
    """The one widget with this name and, where it has one, a number."""
    [found] = [one for one in widgets if re.fullmatch(rf"{name}(_\d+)?", one.key or "")]
    return found
