"""How colours look to those who do not see all of them: Machado, Oliveira and Fernandes (2009)."""

from __future__ import annotations

import numpy as np

# For severity 1.0, applied to linear RGB.
MATRICES = {
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
# sRGB to XYZ, D65.
_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375],
     [0.2126729, 0.7151522, 0.0721750],
     [0.0193339, 0.1191920, 0.9503041]]
)  # fmt: skip
_WHITE = np.array([0.95047, 1.0, 1.08883])


def seen(color: str, kind: str | None) -> np.ndarray:
    """L*a*b* of ``#rrggbb`` as seen with a kind of colour blindness; None is full vision."""
    values = np.array([int(color[k : k + 2], 16) for k in (1, 3, 5)]) / 255
    linear = np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)
    if kind is not None:
        linear = np.clip(np.array(MATRICES[kind]) @ linear, 0, 1)
    ratio = _XYZ @ linear / _WHITE
    f = np.where(ratio > 216 / 24389, np.cbrt(ratio), (24389 / 27 * ratio + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def distance(one: str, other: str, kind: str | None) -> float:
    """How different two colours look, as the CIE76 difference; 2.3 is just noticeable."""
    return float(np.linalg.norm(seen(one, kind) - seen(other, kind)))
