"""What a rule of the doctor is made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from lstm_viz._language import Text
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
    problem : mapping of str to one or two str
        Sentences about a person's case, by their names in the rule; two where one speaks of one
        thing and the other of several.
    error : mapping of str to str
        The error in the case of a sentence, where it is another one than the example's.
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
    problem: Mapping[str, tuple[str, ...]]
    consequence: str
    remedy: str
    mistaken: Maker
    corrected: Maker
    error: Mapping[str, str]
    raises: str = ""
    says: str = ""
    shows: Literal["differs", "same"] = "differs"
    measure: str = "the outputs are up to {difference} away from what was meant"
    keras2: str = ""
    kinds: tuple[str, ...] = ("LSTM",)

    @property
    def raised(self) -> str:
        """Error type and text of the example as one line; empty when Keras raises nothing."""
        return f"{self.raises}: {self.says}" if self.says else self.raises

    def told(self, which: str, **values: Any) -> tuple[Text, str | None]:
        """Return one of the sentences with its values, and the error in that case."""
        error = self.error.get(which, self.error.get(""))
        problem = Text.filled(*self.problem[which], **values)
        return problem, None if error is None else error.format(**values)
