"""Which models that all visitors share were opened; they stay for as long as the server runs."""

from __future__ import annotations

from typing import Final

# Ids. This module imports nothing of Keras, so that the server can ask before that is loaded.
SHARED_MODELS: Final[set[str]] = set()
