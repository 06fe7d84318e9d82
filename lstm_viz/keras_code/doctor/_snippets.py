"""Code as people ask about it, to try the doctor on."""

from __future__ import annotations

from typing import Final

from lstm_viz.keras_code.doctor.rules import tables

SNIPPETS: Final[dict[str, str]] = {name: one["code"] for name, one in tables("snippets").items()}
