"""The six kinds of interventions, and their JSON."""

from __future__ import annotations

import reprlib
from collections.abc import Mapping, Sequence
from dataclasses import KW_ONLY, MISSING, dataclass, fields
from typing import Any, ClassVar, Final

from lstm_viz.errors import LstmVizError
from lstm_viz.interventions._fields import CHECKS, MOST_INTERVENTIONS, Numbers


@dataclass(frozen=True)
class Intervention:
    """A change made while a model runs, in one recurrent layer.

    Row t of a trace is the state after step t, which step t + 1 reads; row 0 is the initial state.
    A layer that reads backwards counts steps as it reads. At a masked step nothing is changed.
    Several interventions on one number act in the order in which they are listed, except that
    those on c inside a step (`Clamp`, `Lesion`, ``with_h``) come before those on the row after it.

    Raises
    ------
    LstmVizError
        When a field is wrong by itself; whether it fits a model is seen when it runs.
    """

    kind: ClassVar[str] = ""
    layer: str
    _: KW_ONLY
    unit: int | tuple[int, ...] | None = None
    on: bool = True

    def __post_init__(self) -> None:
        for field in fields(self):
            try:
                value = CHECKS[field.name](getattr(self, field.name))
            except LstmVizError as error:
                raise LstmVizError(
                    "In an intervention of kind '{kind}', {error}.",
                    kind=self.kind,
                    error=error,
                ) from error
            object.__setattr__(self, field.name, value)

    def to_json(self) -> dict[str, Any]:
        """Return a JSON object, from which ``intervention_from_json`` makes an equal one."""
        found: dict[str, Any] = {"kind": self.kind}
        for field in fields(self):
            value = getattr(self, field.name)
            if field.default is MISSING or value != field.default:
                found[field.name] = _plain(value)
        if isinstance(found.get("source"), list):
            found["source"] = dict(found["source"])
        return found


@dataclass(frozen=True)
class Set(Intervention):
    """Set units to a value, once.

    Parameters
    ----------
    layer : str
    signal : str
        ``"h"`` or ``"c"``: row ``at`` of the trace, which step ``at + 1`` reads. A gate: in step
        ``at``.
    at : int
        0 (a state) or 1 (a gate) to T.
    value : float or array of shape ``(n,)`` or ``(batch, n)``
        For the n chosen units.
    unit : int or sequence of int, optional
        All units by default.
    with_h : bool
        For c of an LSTM: whether h of the same step follows, ``h = o tanh(c)``. By default it stays
        as it was.
    on : bool
        False leaves it out of the run.
    """

    signal: str
    _: KW_ONLY
    at: int
    value: Numbers
    with_h: bool = False
    kind: ClassVar[str] = "set"


@dataclass(frozen=True)
class Clamp(Intervention):
    """Hold units at a value over steps.

    In a step, gates are held first, c comes from them and is held, ``h = o tanh(c)`` comes from
    the held c and is held.

    Parameters
    ----------
    layer, signal : str
        A state or a gate.
    value : float or array of shape ``(n,)`` or ``(batch, n)``
    unit : int or sequence of int, optional
        All units by default.
    steps : tuple of int, optional
        First and last step, 1 to T, both held; all by default.
    on : bool
    """

    signal: str
    _: KW_ONLY
    value: Numbers
    steps: tuple[int, int] | None = None
    kind: ClassVar[str] = "clamp"


@dataclass(frozen=True)
class Lesion(Intervention):
    """Hold units at zero, or at their mean.

    Parameters
    ----------
    layer : str
    signal : str
        ``"h"`` by default: what the unit tells others and the output.
    unit : int or sequence of int, optional
        All units by default.
    steps : tuple of int, optional
        First and last step; all by default.
    to : {"zero", "mean"}
        The mean is that of each unit over all steps and samples of the same run without
        interventions.
    on : bool
    """

    signal: str = "h"
    _: KW_ONLY
    steps: tuple[int, int] | None = None
    to: str = "zero"
    kind: ClassVar[str] = "lesion"


@dataclass(frozen=True)
class Scale(Intervention):
    """Multiply units by a factor, once.

    Parameters
    ----------
    layer, signal, at, unit, with_h, on
        As for `Set`.
    by : float or array of shape ``(n,)`` or ``(batch, n)``
    """

    signal: str
    _: KW_ONLY
    at: int
    by: Numbers
    with_h: bool = False
    kind: ClassVar[str] = "scale"


@dataclass(frozen=True)
class Add(Intervention):
    """Add to units, once; known elsewhere as steering.

    Parameters
    ----------
    layer, signal, at, unit, with_h, on
        As for `Set`.
    values : float or array of shape ``(n,)`` or ``(batch, n)``
    """

    signal: str
    _: KW_ONLY
    at: int
    values: Numbers
    with_h: bool = False
    kind: ClassVar[str] = "add"


@dataclass(frozen=True)
class Splice(Intervention):
    """Put the state of another run at step t in place of this run's.

    Known elsewhere as activation patching.

    Parameters
    ----------
    layer : str
    signals : str or sequence of str, optional
        ``"h"``, ``"c"`` or both; all states of the layer by default.
    at : int
        0 to T: the row that is replaced, and the row of the source that replaces it.
    source : Trace or str
        Another run, or the name of a scenario that is traced in the same call, as it runs with its
        own interventions. A mapping of signal to values is taken too.
    unit : int or sequence of int, optional
        All units by default.
    on : bool
    """

    signals: tuple[str, ...] | None = None
    _: KW_ONLY
    at: int
    source: Any
    kind: ClassVar[str] = "splice"

    def __post_init__(self) -> None:
        if hasattr(self.source, "layer_names"):
            # Only the row is kept, not the whole trace.
            row = _row_of(self.source, self.layer, self.at)
            object.__setattr__(self, "source", row)
        super().__post_init__()
        given = {name for name, _ in self.source} if not isinstance(self.source, str) else None
        if given is not None and self.signals is not None and not given >= set(self.signals):
            raise LstmVizError(
                "The source of a splice of layer '{layer}' has no '{signal}'.",
                layer=self.layer,
                signal=next(s for s in self.signals if s not in given),
            )


KINDS: Final[Mapping[str, type[Intervention]]] = {
    kind.kind: kind for kind in (Set, Clamp, Lesion, Scale, Add, Splice)
}


def intervention_from_json(data: Any) -> Intervention:
    """Return the intervention that `Intervention.to_json` wrote.

    Raises
    ------
    LstmVizError
        When it is not well formed.
    """
    kind = data.get("kind") if isinstance(data, Mapping) else data
    if not isinstance(data, Mapping) or not isinstance(kind, str) or kind not in KINDS:
        raise LstmVizError(
            "There is no intervention {kind}: use one of {kinds}.",
            kind=reprlib.repr(kind),
            kinds=', '.join(KINDS),
        )
    try:
        return KINDS[kind](**{name: value for name, value in data.items() if name != "kind"})
    except TypeError as error:
        reason = str(error).split("__init__() ")[-1]
        raise LstmVizError(
            "The intervention '{kind}' is not well formed: {reason}.",
            kind=kind,
            reason=reason,
        ) from error


def as_tuple(given: Any) -> tuple[Intervention, ...]:
    """Check a list of interventions.

    Raises
    ------
    LstmVizError
        When it is none, or longer than 50.
    """
    if isinstance(given, Intervention) or not isinstance(given, Sequence) or isinstance(given, str):
        raise LstmVizError("Interventions are a list: [lv.Set(...), lv.Clamp(...)].")
    for one in given:
        if not isinstance(one, Intervention) or not one.kind:
            raise LstmVizError(
                "{one} is no intervention: make it with lv.Set, lv.Clamp, "
                "lv.Lesion, lv.Scale, lv.Add or lv.Splice.", one=reprlib.repr(one)
            )
    if len(given) > MOST_INTERVENTIONS:
        raise LstmVizError(
            "A run takes at most {most} interventions, not {count}.",
            most=MOST_INTERVENTIONS,
            count=len(given),
        )
    return tuple(given)


def _row_of(trace: Any, layer: str, at: int) -> dict[str, Any]:
    recorded = trace[layer]
    at = CHECKS["at"](at)
    if at > recorded.T:
        raise LstmVizError(
            "The source of a splice has the rows 0 to {last}, not {at}.",
            last=recorded.T,
            at=at,
        )
    rows = {name: recorded.signal(name)[:, at] for name in recorded.spec.states}
    return {name: row[0] if len(row) == 1 else row for name, row in rows.items()}


def _plain(value: Any) -> Any:
    return [_plain(part) for part in value] if isinstance(value, tuple) else value
