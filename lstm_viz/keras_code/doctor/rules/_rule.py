"""What a rule of the doctor is made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from lstm_viz.keras_code.doctor._finding import Example, Severity
from lstm_viz.keras_code.doctor._setting import Setting

Maker = Callable[[Setting], Example]


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One known mistake: what Keras does with it, and code that shows both.

    Attributes
    ----------
    code : str
        Stable name.
    severity : {"error", "silent", "advice"}
    consequence : str
        What Keras 3 does; ``{units}``, ``{batch}`` and the like are filled in.
    remedy : str
        What to do.
    mistaken, corrected : function of Setting
        The mistake, and code that does what was meant, as `Example`.
    raises : str
        Error type that Keras 3 raises; empty when it raises none.
    says : str
        Part of its message; sizes are filled in.
    shows : {"differs", "same"}
        For a mistake that raises nothing: whether its ``difference`` is above or exactly zero.
    measure : str
        What that ``difference`` is, as a sentence around ``{difference}``.
    keras2 : str
        What Keras 2 does; empty where it does what was meant.
    kinds : tuple of str
        Kinds of layer that the rule holds for.
    """

    code: str
    severity: Severity
    consequence: str
    remedy: str
    mistaken: Maker
    corrected: Maker
    raises: str = ""
    says: str = ""
    shows: Literal["differs", "same"] = "differs"
    measure: str = "the outputs are up to {difference} away from what was meant"
    keras2: str = ""
    kinds: tuple[str, ...] = ("LSTM",)

    @property
    def error(self) -> str:
        """Error type and text as one line; empty when Keras raises nothing."""
        return f"{self.raises}: {self.says}" if self.says else self.raises
