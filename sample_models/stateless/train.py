"""The stateless toy model of the question this project began with; untrained."""

from __future__ import annotations

import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
sys.path.insert(0, str(FOLDER.parent))

from _common import reproducible, write_untrained  # noqa: E402, I001
import keras  # noqa: E402
from keras import layers  # noqa: E402


def main() -> None:
    """Write the model with its random weights, and sines to run it on."""
    reproducible(4)
    model = keras.Sequential(
        [keras.Input((10, 1), name="x"), layers.LSTM(8, name="lstm"), layers.Dense(1, name="y")]
    )
    write_untrained(
        FOLDER,
        model,
        title="Stateless",
        summary="LSTM(8) on (1, 10, 1), as in the question this project began with. "
        "Untrained: random weights.",
        rows=1,
    )


if __name__ == "__main__":
    main()
