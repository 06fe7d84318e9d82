"""What the reader of pasted code remembers while it reads."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any, Final

from lstm_viz.keras_code.doctor._setting import Setting
from lstm_viz.keras_code.doctor._values import UNKNOWN, Layer, Model, Path

_LAYERS: Final = (
    "LSTM", "GRU", "SimpleRNN", "RNN", "Bidirectional", "LSTMCell", "GRUCell", "SimpleRNNCell",
    "StackedRNNCells", "TimeDistributed", "Dense", "Dropout", "Embedding", "Input", "Concatenate",
    "CuDNNLSTM", "CuDNNGRU", "Masking", "RepeatVector", "BatchNormalization", "Activation",
)  # fmt: skip
_MOST_STEPS: Final = 200_000
_SECONDS: Final = 1.0


class TooLong(Exception):
    """The code takes too long to be read."""


@dataclass(frozen=True, kw_only=True)
class Found:
    """A rule that fits a line."""

    code: str
    problem: str
    line: int
    setting: Setting
    error: str | None = None
    also: str = ""


def _first_names() -> dict[str, Any]:
    """Names that fragments use without importing them."""
    short = {
        "np": "numpy", "numpy": "numpy", "tf": "tensorflow", "tensorflow": "tensorflow",
        "keras": "keras", "layers": "keras.layers", "K": "keras.backend",
        "Sequential": "keras.Sequential", "Model": "keras.Model",
        "load_model": "keras.models.load_model",
    }  # fmt: skip
    short |= {name: f"keras.layers.{name}" for name in _LAYERS}
    return {name: Path(full, full) for name, full in short.items()}


@dataclass
class World:
    """Names, findings and limits of one reading."""

    names: dict[str, Any] = field(default_factory=_first_names)
    attributes: dict[str, Any] = field(default_factory=dict)
    found: dict[tuple[str, int], Found] = field(default_factory=dict)
    layers: list[Layer] = field(default_factory=list)
    models: list[Model] = field(default_factory=list)
    calls: int = 0
    loops: int = 0
    returned: Any = UNKNOWN
    _steps: int = 0
    _last: float = field(default_factory=lambda: time.monotonic() + _SECONDS)

    def step(self) -> None:
        """Count one step.

        Raises
        ------
        TooLong
            When there were too many.
        """
        self._steps += 1
        if self._steps > _MOST_STEPS or (
            self._steps % 256 == 0 and time.monotonic() > self._last
        ):
            raise TooLong

    def report(
        self,
        code: str,
        problem: str,
        node: Any,
        *,
        layer: Layer | None = None,
        rows: int | None = None,
        shapes: tuple[tuple[int, ...], ...] | None = None,
        error: str | None = None,
        also: str = "",
    ) -> None:
        """Remember that a rule fits; the same rule is told once a line."""
        line = getattr(node, "lineno", 0)
        setting = setting_of(layer, rows=rows)
        if shapes is not None:
            setting = Setting(**{**setting.__dict__, "shapes": shapes})
        found = Found(
            code=code, problem=problem, line=line, setting=setting, error=error, also=also
        )
        self.found.setdefault((code, line), found)


def setting_of(layer: Layer | None, *, rows: int | None = None) -> Setting:
    """Sizes of a layer, with small ones where the code does not tell them."""
    if layer is None:
        return Setting()
    return Setting(
        kind=layer.kind or "LSTM",
        units=layer.units or 8,
        batch=rows or layer.batch or 3,
        timesteps=layer.timesteps or 10,
        features=layer.features or 1,
    )
