"""The sizes and the kind of layer that a diagnosis is about."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from lstm_viz._language import N_

KINDS: Final[tuple[str, ...]] = (
    "LSTM",
    "GRU",
    "SimpleRNN",
    "Bidirectional LSTM",
    "Bidirectional GRU",
    N_("stacked LSTM cells"),
)
STATE_NAMES: Final[dict[str, tuple[str, ...]]] = {
    "LSTM": ("h0", "c0"),
    "GRU": ("h0",),
    "SimpleRNN": ("h0",),
    "Bidirectional LSTM": ("forward_h", "forward_c", "backward_h", "backward_c"),
    "Bidirectional GRU": ("forward_h", "backward_h"),
    "stacked LSTM cells": ("h1", "c1", "h2", "c2"),
}
_MOST: Final = {"units": 256, "batch": 64, "timesteps": 100, "features": 64}


@dataclass(frozen=True, kw_only=True)
class Setting:
    """A recurrent layer and the sizes of its input.

    Attributes
    ----------
    kind : str
        One of `KINDS`.
    units, batch, timesteps, features : int
        The input has shape ``(batch, timesteps, features)``, each state ``(batch, units)``.
    shapes : tuple of tuple of int, or None
        Shapes of the states as they are passed, where they are told.
    symbolic : bool
        Whether they are passed as symbolic tensors, so that the first run shows what is wrong.
    tokens : bool
        Whether the input is token ids that an Embedding reads.
    """

    kind: str = "LSTM"
    units: int = 8
    batch: int = 3
    timesteps: int = 10
    features: int = 1
    shapes: tuple[tuple[int, ...], ...] | None = None
    symbolic: bool = False
    tokens: bool = False

    @property
    def states(self) -> tuple[str, ...]:
        """Names of the layer's states, in Keras' order."""
        return STATE_NAMES[self.kind]

    @property
    def cell(self) -> str:
        """Name of the Keras layer that is inside."""
        return "LSTM" if "LSTM" in self.kind else "GRU" if "GRU" in self.kind else "SimpleRNN"

    def bounded(self) -> Setting:
        """Return the setting with sizes that are run quickly."""
        small = {name: max(1, min(getattr(self, name), most)) for name, most in _MOST.items()}
        changed = any(getattr(self, name) != value for name, value in small.items())
        # Shapes that were told for other sizes would show another mistake.
        return replace(self, **small, shapes=None if changed else self.shapes)
