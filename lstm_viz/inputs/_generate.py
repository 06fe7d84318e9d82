"""Generated inputs: known shapes that show what a model does."""

from __future__ import annotations

from typing import Final

import numpy as np

from lstm_viz.errors import LstmVizError
from lstm_viz.inputs._fit import Wanted, wanted
from lstm_viz.models import RecurrentModel

WAVES: Final = ("sine", "noise", "impulse", "step")
MOST_STEPS: Final = 5_000
_STEPS: Final = 60


def generate(
    kind: str, need: Wanted, *, steps: int | None = None, seed: int = 0
) -> np.ndarray:
    """Generate one input.

    Parameters
    ----------
    kind : {"sine", "noise", "impulse", "step"}
        ``sine``: one period per 12 timesteps, longer by 7 with each feature; ``noise``: standard
        normal; ``impulse``: 1 at a quarter of the time, else 0; ``step``: 0, then 1 from there on.
        Tokens are drawn uniformly whatever the kind.
    need : Wanted
    steps : int, optional
        1 to 5,000; the model's own number if it has one, else 60.
    seed : int
        Of the noise and of the tokens.

    Returns
    -------
    ndarray
        ``(batch, T, features)`` float32, or ``(batch, T)`` int32 of tokens.

    Raises
    ------
    LstmVizError
        For an unknown kind, or a number of steps out of range.
    """
    if kind not in WAVES:
        raise LstmVizError(
            "There is no generated input '{kind}': choose {waves}.",
            kind=kind,
            waves=', '.join(WAVES),
        )
    length = need.steps or steps or _STEPS
    if not 1 <= length <= MOST_STEPS:
        raise LstmVizError(
            "A generated input has 1 to {most} timesteps, not {length}.",
            most=MOST_STEPS,
            length=length,
        )
    random, batch = np.random.default_rng(seed), need.batch or 1
    if need.kind == "tokens":
        many = need.tokens or 2
        return random.integers(min(1, many - 1), many, (batch, length)).astype(np.int32)
    features, t = need.features or 1, np.arange(length)
    if kind == "noise":
        return random.normal(size=(batch, length, features)).astype(np.float32)
    if kind == "sine":
        wave = np.sin(2 * np.pi * t[:, None] / (12 + 7 * np.arange(features)))
    else:
        start = length // 4
        wave = (t == start if kind == "impulse" else t >= start)[:, None]
    wide = np.broadcast_to(wave.astype(np.float32), (length, features))
    return np.repeat(wide[np.newaxis], batch, axis=0)


def default_input(model: RecurrentModel) -> list[np.ndarray]:
    """An input for any model: sines, tokens, or standard normal numbers for what has no time.

    Returns
    -------
    list of ndarray
        One array per model input.
    """
    random = np.random.default_rng(0)
    arrays = []
    for need, tensor in zip(wanted(model), model.keras.inputs, strict=True):
        if need.kind == "other":
            shape = (need.batch or 1, *(n or 1 for n in tensor.shape[1:]))
            arrays.append(random.normal(size=shape).astype(np.float32))
        else:
            arrays.append(generate("sine", need))
    return arrays
