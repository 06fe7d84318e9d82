"""Activations of earlier Keras versions that today's no longer has."""

from __future__ import annotations

from typing import Any

import keras

from lstm_viz.models.reader.isolated._fields import KERAS2_HARD_SIGMOID


@keras.saving.register_keras_serializable(package="lstm_viz", name=KERAS2_HARD_SIGMOID)
def keras2_hard_sigmoid(x: Any) -> Any:
    """Compute hard_sigmoid as Keras 2 did.

    It is ``clip(0.2 x + 0.5, 0, 1)``; Keras 3 has ``clip(x / 6 + 0.5, 0, 1)`` under the same name.

    Parameters
    ----------
    x : tensor

    Returns
    -------
    tensor
        Of the same shape and dtype, between 0 and 1.
    """
    return keras.ops.clip(0.2 * x + 0.5, 0.0, 1.0)
