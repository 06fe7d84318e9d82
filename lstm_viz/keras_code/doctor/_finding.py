"""What the doctor answers, and for which layer: findings, and the report that holds them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from lstm_viz._language import N_, SEMICOLONS, Text

Severity = Literal["error", "silent", "advice"]

# The severe ones first.
SEVERITY_WORDS: Final[dict[Severity, str]] = {
    "error": N_("raises an error"),
    "silent": N_("wrong without a word"),
    "advice": N_("advice"),
}
STATE_NAMES: Final[dict[str, tuple[str, ...]]] = {
    "LSTM": ("h0", "c0"),
    "GRU": ("h0",),
    "SimpleRNN": ("h0",),
    "Bidirectional LSTM": ("forward_h", "forward_c", "backward_h", "backward_c"),
    "Bidirectional GRU": ("forward_h", "backward_h"),
    N_("stacked LSTM cells"): ("h1", "c1", "h2", "c2"),
}
KINDS: Final = tuple(STATE_NAMES)
_MOST: Final = {"units": 256, "batch": 64, "timesteps": 100, "features": 64}


@dataclass(frozen=True, kw_only=True)
class Setting:
    """A recurrent layer and the sizes of its input."""

    kind: str = "LSTM"  # one of `KINDS`
    # The input has shape (batch, timesteps, features), each state (batch, units).
    units: int = 8
    batch: int = 3
    timesteps: int = 10
    features: int = 1
    shapes: tuple[tuple[int, ...], ...] | None = None  # of states as they are passed, where told
    symbolic: bool = False  # whether they are symbolic, so that the first run shows what is wrong
    tokens: bool = False  # whether the input is token ids that an Embedding reads

    @property
    def states(self) -> tuple[str, ...]:
        """Names of the layer's states, in Keras' order."""
        return STATE_NAMES[self.kind]

    @property
    def cell(self) -> str:
        """Name of the Keras layer that is inside."""
        return "LSTM" if "LSTM" in self.kind else "GRU" if "GRU" in self.kind else "SimpleRNN"

    def bounded(self) -> Setting:
        """Return the setting with sizes that are run quickly."""
        small = {name: max(1, min(getattr(self, name), most)) for name, most in _MOST.items()}
        changed = any(getattr(self, name) != value for name, value in small.items())
        # Shapes that were told for other sizes would show another mistake.
        return replace(self, **small, shapes=None if changed else self.shapes)


@dataclass(frozen=True, kw_only=True)
class Example:
    """Code of ours that can be run.

    Attributes
    ----------
    code : str
        Complete code, as it is shown; it names its result ``y``.
    check : str
        Lines run after ``code``, not shown, that set ``difference``: how far the result is from
        what was meant.
    """

    code: str
    check: str = ""

    @property
    def source(self) -> str:
        """Everything that is run."""
        return f"{self.code}\n{self.check}" if self.check else self.code


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One problem.

    Attributes
    ----------
    code : str
        Stable name of the rule, such as ``"states-swapped"``.
    severity : {"error", "silent", "advice"}
        Keras raises an error; Keras says nothing and does something else; it works, but.
    problem : str
        What is wrong and where, in one sentence.
    consequence : str
        What Keras does.
    error : str
        Error type and text that Keras raises; empty when it raises none.
    remedy : str
        What to do, in one sentence.
    corrected : Example
        Complete code that does what was meant.
    mistaken : Example
        The same mistake in code of ours, to see what Keras does.
    line : int or None
        Line of the code that was read, from 1.
    keras : {2, 3}
        The version the answer is for; answers for Keras 2 are not run in this installation.
    """

    code: str
    severity: Severity
    problem: str
    consequence: str
    remedy: str
    corrected: Example
    mistaken: Example
    error: str = ""
    line: int | None = None
    keras: int = 3

    def to_json(self) -> dict[str, Any]:
        """Return the finding as plain data; ``corrected`` is its code."""
        names = ("code", "severity", "line", "problem", "consequence", "error", "remedy", "keras")
        return {name: getattr(self, name) for name in names} | {"corrected": self.corrected.code}

    def __str__(self) -> str:
        where = f"line {self.line}: " if self.line else ""
        lines = [
            f"{where}{SEVERITY_WORDS[self.severity]} [{self.code}]",
            f"  {self.problem}",
            f"  Keras {self.keras}: {self.consequence}",
        ]
        if self.error:
            lines.append(f"  {self.error}")
        return "\n".join([*lines, f"  {self.remedy}"])


@dataclass(frozen=True, kw_only=True, repr=False)
class Report:
    """Everything the doctor found, and what it looked at.

    A report is true when it holds a finding, and iterates over its findings, the severe ones first.

    Attributes
    ----------
    findings : tuple of Finding
    looked_at : tuple of str
        What was looked at, in a few words each.
    notes : tuple of str
        Sentences about what could not be told.
    """

    findings: tuple[Finding, ...] = ()
    looked_at: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        severities = list(SEVERITY_WORDS)
        order = sorted(self.findings,
                       key=lambda one: (severities.index(one.severity), one.line or 0, one.code))
        object.__setattr__(self, "findings", tuple(order))

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.findings)

    def __len__(self) -> int:
        return len(self.findings)

    def __bool__(self) -> bool:
        return bool(self.findings)

    @property
    def codes(self) -> tuple[str, ...]:
        """Names of the rules that found something."""
        return tuple(finding.code for finding in self.findings)

    @property
    def summary(self) -> str:
        """One sentence: how many findings of which severity, or what was looked at in vain."""
        seen: str = Text("nothing the doctor knows")
        if self.looked_at:
            seen = Text.joined(self.looked_at, SEMICOLONS)
        if not self.findings:
            return Text("Looked at: {seen}. None of the known mistakes was found in it.", seen=seen)
        numbers = Counter(finding.severity for finding in self.findings)
        counts = [
            Text("{severity} ({number})", severity=Text.of(words), number=numbers[severity])
            for severity, words in SEVERITY_WORDS.items()
            if severity in numbers
        ]
        return Text("Looked at: {seen}. Found: {counts}.", seen=seen, counts=Text.joined(counts))

    def to_json(self) -> dict[str, Any]:
        """Return the report as plain data."""
        return {
            "findings": [finding.to_json() for finding in self.findings],
            "looked_at": list(self.looked_at),
            "notes": list(self.notes),
        }

    def __str__(self) -> str:
        blocks = [str(finding) for finding in self.findings]
        return "\n\n".join([*blocks, *self.notes, self.summary])

    __repr__ = __str__
