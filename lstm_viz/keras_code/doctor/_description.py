"""What a person does with states, described by choices, and its diagnosis."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from lstm_viz._language import N_, Text, half_width
from lstm_viz.errors import LstmVizError
from lstm_viz.keras_code.doctor._finding import KINDS, Finding, Report, Setting
from lstm_viz.keras_code.doctor.reading import Bare, Given, Passed, Role
from lstm_viz.keras_code.doctor.rules._catalogue import RULES, finding
from lstm_viz.keras_code.doctor.rules._examples import tables
from lstm_viz.keras_code.doctor.rules._states import Mark, mark, states_problems, value_problems

WAYS, THEN, ARGUMENTS = (
    {name: one["shown"] for name, one in tables("described")[table].items()}
    for table in ("ways", "then", "arguments")
)
_SIZES: Final = ("units", "batch", "timesteps", "features")
_MOST_SIZE: Final = 100_000


@dataclass(frozen=True, kw_only=True)
class Description:
    """What a person does."""

    kind: str = "LSTM"  # one of `KINDS`
    units: int = 8
    batch: int = 3
    timesteps: int = 10
    features: int = 1
    stateful: bool = False
    batch_fixed: bool = True  # whether the model is told its batch size, as a stateful one needs
    built: bool = True  # whether the layer has been built when its stored states are set
    way: str = "call"  # one of `WAYS`
    order: tuple[str, ...] = ("h", "c")  # which states are passed, in order: "h", "c", or "?"
    shapes: tuple[tuple[int, ...], ...] = ()  # one per state passed; empty where they all fit
    nested: bool = False  # whether they are nested, one list per cell
    dtype: str = "float32"
    largest_h: float | None = None
    nan: bool = False
    masked: bool = False  # whether the sequence has a mask, from Masking or from an Embedding
    arguments: tuple[str, ...] = ()  # of `ARGUMENTS`, given to the layer
    then: tuple[str, ...] = ()  # of `THEN`
    keras: int = 3

    def __post_init__(self) -> None:
        if self.kind not in KINDS or self.way not in WAYS:
            raise LstmVizError(
                "The doctor knows no '{kind}' set by '{way}'.", kind=self.kind, way=self.way
            )
        for name in _SIZES:
            if not 1 <= getattr(self, name) <= _MOST_SIZE:
                raise LstmVizError(
                    "{name} must be between 1 and {most:,}.", name=name, most=_MOST_SIZE
                )
        if self.shapes and len(self.shapes) != len(self.order):
            raise LstmVizError(
                "{count} states are passed, but {number} shapes are given: "
                "give one shape per state, or none.", count=len(self.order), number=len(self.shapes)
            )

    @property
    def setting(self) -> Setting:
        """Kind and sizes."""
        sizes = {name: getattr(self, name) for name in _SIZES}
        return Setting(kind=self.kind, **sizes)


def read_shapes(text: str) -> tuple[tuple[int, ...], ...]:
    """Read shapes as a person writes them: ``(3, 8), (3, 8)``.

    Raises
    ------
    LstmVizError
        If there is something else than numbers in parentheses.
    """
    text = half_width(text).strip()
    if not text:
        return ()
    if len(text) > 200 or not re.fullmatch(r"(\s*[\[(][\d\s,]*[\])]\s*[,;]?)+", text):
        raise LstmVizError(
            "Write the shapes as numbers in parentheses, one pair per state: (3, 8), (3, 8)."
        )
    shapes = [
        tuple(int(number) for number in re.findall(r"\d+", inner)[:6])
        for inner in re.findall(r"[\[(]([\d\s,]*)[\])]", text)
    ]
    if any(size > _MOST_SIZE for shape in shapes for size in shape):
        raise LstmVizError("A size in a shape must be at most {most:,}.", most=_MOST_SIZE)
    return tuple(shapes)


def read_order(text: str) -> tuple[str, ...]:
    """Read an order of states as a person writes it: ``h, c``.

    Raises
    ------
    LstmVizError
        If there is another word than h, c and ?, or more than eight.
    """
    names = [name for name in re.split(r"[\s,;\[\]()]+", half_width(text).strip().lower()) if name]
    if not names or len(names) > 8 or any(name[0] not in "hc?" for name in names):
        raise LstmVizError(
            "Write the states in the order in which you pass them, h for a hidden and c for a "
            "cell state: h, c."
        )
    return tuple(name[0] for name in names)


def diagnose_description(given: Description) -> Report:
    """Find what is wrong with what a person describes."""
    layer = N_("stateless {kind} with {units} units")
    if given.stateful:
        layer = N_("stateful {kind} with {units} units")
    looked = Text.filled(layer, kind=Text.of(given.kind), units=given.units)
    return Report(
        findings=tuple(found for found in _findings(given) if found is not None),
        looked_at=(looked, Text("states set by {way}", way=WAYS[given.way])),
    )


def _findings(given: Description) -> Iterator[Finding | None]:
    def found(code: str, /, **values: Any) -> Finding | None:
        problem, _ = RULES[code].told("described", **values)
        return finding(code, problem, given.setting, keras=given.keras)

    def judged(mark: Mark) -> Finding | None:
        setting = replace(given.setting, shapes=mark.shapes)
        return finding(mark.code, mark.problem, setting, keras=given.keras, error=mark.error)

    for code in given.arguments:
        yield found(code, argument=ARGUMENTS[code])
    if given.stateful and not given.batch_fixed:
        yield found("stateful-without-batch")
    if wrong := tables("described")["ways"][given.way].get("rule"):
        yield found(wrong, way=WAYS[given.way].split("(")[0], name="reset_states")
    elif given.way == "call":
        if given.stateful:
            yield found("stateful-and-initial-state")
        if given.masked:
            yield found("mask-dropped")
        yield from map(judged, states_problems(
            _passed(given), given.setting, rows=given.batch, units=given.units
        ))
    elif not given.stateful:
        yield found("states-stateless")
    elif not given.built:
        yield found("states-before-build")
    else:
        if given.kind in ("GRU", "SimpleRNN") and len(given.order) > 1:
            yield found("state-index", kind=given.kind)
        if given.kind == "LSTM" and given.order == ("c", "h"):
            yield found("stored-swapped")
        wanted = (given.batch, given.units)
        other = [shape for shape in given.shapes if shape != wanted]
        if other:
            yield judged(mark("state-assign-shape", given_shape=other[0], wanted=wanted,
                              shapes=(other[0],)))
        # A stored state keeps its own dtype.
        values = value_problems(_flat(given), given.kind)
        yield from (judged(one) for one in values if one.code != "float64")
    for then, one in tables("described")["then"].items():
        if then in given.then and (given.stateful or then == "model-reset"):
            yield found(one["rule"])


def _flat(given: Description) -> list[Passed]:
    shapes = given.shapes or (None,) * len(given.order)
    roles: dict[str, Role] = {"h": "h", "c": "c"}
    return [
        Passed(
            name=roles.get(role, ""),
            role=roles.get(role),
            shape=shape,
            dtype=given.dtype,
            largest=given.largest_h if role == "h" else None,
            nan=given.nan and position == 0,
        )
        for position, (role, shape) in enumerate(zip(given.order, shapes, strict=True))
    ]


def _passed(given: Description) -> Given:
    flat = _flat(given)
    if given.nested:
        return [flat[start : start + 2] for start in range(0, len(flat), 2)]
    if len(flat) == 1 and given.kind != "LSTM":
        return Bare(state=flat[0])
    return flat
