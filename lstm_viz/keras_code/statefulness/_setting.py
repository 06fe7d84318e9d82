"""What a person chooses: the layer, how it is called, and where its states are reset."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from lstm_viz.errors import LstmVizError

MOST_ROWS: Final = 6
MOST_CALLS: Final = 6
LAYERS: Final = ("counter", "random", "sample")
WAYS: Final = ("call", "predict", "fit")


@dataclass(frozen=True, kw_only=True)
class Setting:
    """One way to run a layer several times on a batch.

    Parameters
    ----------
    layer : {"counter", "random", "sample"}
        An LSTM whose units count what it has read, one with random weights, or a copy of that of
        the bundled model "stateful".
    way : {"call", "predict", "fit"}
        ``model(x)``, ``model.predict(x)``, or one epoch of ``model.fit`` with a batch for each
        call and learning rate 0.
    stateful : bool
    shuffle : bool
        Keras' own ``fit(shuffle=...)``; must be False for the other ways, which never shuffle.
    resets : tuple of int
        ``layer.reset_state()`` runs after these calls, 1 to ``calls - 1``.
    rows : int
        Rows of the batch, 2 to 6.
    calls : int
        2 to 6.
    seed : int
        Seed of the shuffling.

    Raises
    ------
    LstmVizError
        When a field is not as said.
    """

    layer: str = "counter"
    way: str = "call"
    stateful: bool = True
    shuffle: bool = False
    resets: tuple[int, ...] = ()
    rows: int = 4
    calls: int = 4
    seed: int = 7

    def __post_init__(self) -> None:
        _one_of("layer", self.layer, LAYERS)
        _one_of("way", self.way, WAYS)
        _whole("number of rows", self.rows, 2, MOST_ROWS)
        _whole("number of calls", self.calls, 2, MOST_CALLS)
        _whole("seed", self.seed, 0, 2**31 - 1)
        if self.shuffle and self.way != "fit":
            raise LstmVizError(
                "Only fit shuffles: a direct call and predict read the rows in the order given."
            )
        for call in self.resets:
            _whole("call before a reset", call, 1, self.calls - 1)
        object.__setattr__(self, "resets", tuple(sorted(set(self.resets))))


def _one_of(name: str, value: Any, known: tuple[str, ...]) -> None:
    if value not in known:
        raise LstmVizError(
            "The {name} must be one of {known}, not {value!r}.",
            name=name,
            known=', '.join(known),
            value=value,
        )


def _whole(name: str, value: Any, low: int, high: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise LstmVizError(
            "The {name} must be a whole number from {low} to {high}.",
            name=name,
            low=low,
            high=high,
        )
