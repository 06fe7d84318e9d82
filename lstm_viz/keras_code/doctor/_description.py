"""What a person does with states, described by choices, and its diagnosis."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from lstm_viz._language import N_, Text, half_width
from lstm_viz.errors import LstmVizError
from lstm_viz.keras_code.doctor._finding import Finding, Report
from lstm_viz.keras_code.doctor._setting import KINDS, Setting
from lstm_viz.keras_code.doctor.reading import Bare, Given, Passed, Role
from lstm_viz.keras_code.doctor.rules._catalogue import RULES, finding
from lstm_viz.keras_code.doctor.rules._mark import Mark, mark
from lstm_viz.keras_code.doctor.rules._states import states_problems, value_problems

WAYS: Final[dict[str, str]] = {
    "call": "layer(x, initial_state=…)",
    "inputs": "layer([x, h, c])",
    "model-call": "model(x, initial_state=…)",
    "predict": "model.predict(x, initial_state=…)",
    "assign": "layer.states[i].assign(…)",
    "replace": "layer.states = […]",
    "replace-item": "layer.states[i] = …",
    "reset": "layer.reset_states(states=…)",
    "set-value": "K.set_value(layer.states[i], …)",
}
THEN: Final[dict[str, str]] = {
    "fit": N_("train with fit(), nothing said about shuffle"),
    "predict": N_("call predict() again"),
    "save": N_("save the model and expect the states in it"),
    "model-reset": N_("call model.reset_states()"),
}
ARGUMENTS: Final[dict[str, str]] = {
    "constructor-batch-size": "batch_size=",
    "constructor-batch-shape": "batch_input_shape=",
    "constructor-time-major": "time_major=",
    "input-shape-argument": "input_shape=",
}
# The rules of ways that never work, and of what is done afterwards.
_WRONG: Final = {
    "inputs": "states-in-inputs",
    "model-call": "model-initial-state",
    "predict": "predict-initial-state",
    "replace": "states-replaced-by-arrays",
    "replace-item": "state-item-replaced",
    "reset": "reset-with-states",
    "set-value": "backend-set-value",
}
_AFTERWARDS: Final = {
    "fit": "fit-shuffles",
    "predict": "predict-changes-states",
    "save": "states-not-saved",
    "model-reset": "model-reset",
}
_MOST_SIZE: Final = 100_000


@dataclass(frozen=True, kw_only=True)
class Description:
    """What a person does.

    Attributes
    ----------
    kind : str
        One of `KINDS`.
    units, batch, timesteps, features : int
    stateful : bool
    batch_fixed : bool
        Whether the model is told its batch size, as a stateful one needs.
    built : bool
        Whether the layer has been built when its stored states are set.
    way : str
        One of `WAYS`.
    order : tuple of str
        Which states are passed, in order: ``"h"``, ``"c"``, or ``"?"``.
    shapes : tuple of tuples of int
        One per state passed; empty where they all fit.
    nested : bool
        Whether they are nested, one list per cell.
    dtype : str
    largest_h : float or None
    nan : bool
    masked : bool
        Whether the sequence comes with a mask, from Masking or from an Embedding.
    arguments : tuple of str
        Of `ARGUMENTS`, given to the layer.
    then : tuple of str
        Of `THEN`.
    keras : {2, 3}
    """

    kind: str = "LSTM"
    units: int = 8
    batch: int = 3
    timesteps: int = 10
    features: int = 1
    stateful: bool = False
    batch_fixed: bool = True
    built: bool = True
    way: str = "call"
    order: tuple[str, ...] = ("h", "c")
    shapes: tuple[tuple[int, ...], ...] = ()
    nested: bool = False
    dtype: str = "float32"
    largest_h: float | None = None
    nan: bool = False
    masked: bool = False
    arguments: tuple[str, ...] = ()
    then: tuple[str, ...] = ()
    keras: int = 3

    def __post_init__(self) -> None:
        if self.kind not in KINDS or self.way not in WAYS:
            raise LstmVizError(
                "The doctor knows no '{kind}' set by '{way}'.",
                kind=self.kind,
                way=self.way,
            )
        for name in ("units", "batch", "timesteps", "features"):
            if not 1 <= getattr(self, name) <= _MOST_SIZE:
                raise LstmVizError(
                    "{name} must be between 1 and {most:,}.",
                    name=name,
                    most=_MOST_SIZE,
                )
        if self.shapes and len(self.shapes) != len(self.order):
            raise LstmVizError(
                "{count} states are passed, but {number} shapes are given: "
                "give one shape per state, or none.", count=len(self.order), number=len(self.shapes)
            )

    @property
    def setting(self) -> Setting:
        """Kind and sizes."""
        return Setting(
            kind=self.kind,
            units=self.units,
            batch=self.batch,
            timesteps=self.timesteps,
            features=self.features,
        )


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
    return Report(
        findings=tuple(found for found in _findings(given) if found is not None),
        looked_at=(
            Text.filled(
                N_("stateful {kind} with {units} units")
                if given.stateful
                else N_("stateless {kind} with {units} units"),
                kind=Text.of(given.kind),
                units=given.units,
            ),
            Text("states set by {way}", way=WAYS[given.way]),
        ),
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
    if given.way in _WRONG:
        yield found(_WRONG[given.way], way=WAYS[given.way].split("(")[0], name="reset_states")
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
        wrong = [shape for shape in given.shapes if shape != wanted]
        if wrong:
            yield judged(mark("state-assign-shape", given_shape=wrong[0], wanted=wanted,
                              shapes=(wrong[0],)))
        # A stored state keeps its own dtype.
        values = value_problems(_flat(given), given.kind)
        yield from (judged(one) for one in values if one.code != "float64")
    for then, code in _AFTERWARDS.items():
        if then in given.then and (given.stateful or then == "model-reset"):
            yield found(code)


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
