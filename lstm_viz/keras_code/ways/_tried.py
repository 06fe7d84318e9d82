"""Ways that are tried on a small layer of ours, the same for every experiment."""

from __future__ import annotations

from typing import Final

from lstm_viz.keras_code.ways._text import fixed
from lstm_viz.keras_code.ways._way import Check, Way

LAYER: Final = "layer = keras.layers.LSTM(8)\n"
STATEFUL: Final = "layer = keras.layers.LSTM(8, stateful=True)\nlayer.build(x.shape)\n"
ASSIGN: Final = "`layer.states[0].assign(h0)` and `layer.states[1].assign(c0)`."


def tried(
    id: str, title: str, sentence: str, *, code: str, instead: str, checks: tuple[Check, ...] = ()
) -> Way:
    """Return a way whose program needs nothing but x, h0 and c0."""
    return Way(
        id=id, title=title, sentence=sentence, code=fixed(code), instead=instead, checks=checks
    )


def sequential(*layers: str, rows: int | None = 3) -> str:
    """Lines that make a model of these layers, behind an Input of 5 steps and 2 features."""
    start = "(5, 2)" if rows is None else f"batch_shape=({rows}, 5, 2)"
    inner = "".join(f"    {layer},\n" for layer in (f"keras.Input({start})", *layers))
    return f"model = keras.Sequential([\n{inner}])\n"
