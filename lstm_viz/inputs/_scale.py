"""Feature scaling: models are trained on scaled data, files hold raw numbers."""

from __future__ import annotations

from typing import Final

import numpy as np

from lstm_viz.errors import LstmVizError

SCALINGS: Final = {
    "none": "as they are",
    "standard": "mean 0, deviation 1",
    "unit": "from 0 to 1",
    "symmetric": "from -1 to 1",
}


def scale(x: np.ndarray, kind: str) -> tuple[np.ndarray, str]:
    """Scale each feature over time and batch.

    Parameters
    ----------
    x : ndarray
        ``(batch, T, features)``, float32.
    kind : str
        A key of `SCALINGS`. A feature that never changes becomes 0.

    Returns
    -------
    scaled : ndarray
        As ``x``.
    words : str
        What was done, with the numbers of up to four features; empty for ``none``.

    Raises
    ------
    LstmVizError
        For an unknown kind.
    """
    if kind not in SCALINGS:
        raise LstmVizError(
            "There is no scaling '{kind}': choose {scalings}.",
            kind=kind,
            scalings=', '.join(SCALINGS),
        )
    if kind == "none":
        return x, ""
    values = x.astype(np.float64)
    if kind == "standard":
        shift, size = values.mean(axis=(0, 1)), values.std(axis=(0, 1))
    else:
        low, high = values.min(axis=(0, 1)), values.max(axis=(0, 1))
        middle = kind == "symmetric"
        shift, size = ((low + high) / 2, (high - low) / 2) if middle else (low, high - low)
    scaled = (values - shift) / np.where(size > 0, size, 1.0)
    parts = [f"(x - {a:.4g}) / {b:.4g}" for a, b in zip(shift[:4], size[:4], strict=True)]
    more = ", …" if len(shift) > 4 else ""
    return scaled.astype(np.float32), f"Scaled {SCALINGS[kind]}: {', '.join(parts)}{more}."
