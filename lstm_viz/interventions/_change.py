"""An intervention fitted to a model: which numbers become ``scale * number + shift``, and when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from lstm_viz._language import Text
from lstm_viz.errors import LstmVizError
from lstm_viz.interventions._kinds import Add, Clamp, Intervention, Lesion, Scale, Set, Splice
from lstm_viz.interventions._words import interventions_to_words
from lstm_viz.models import LayerSpec, RecurrentModel

# Leaves every float32 as it is, the sign of zero included, when it is added.
NOTHING: Final = np.float32(-0.0)


@dataclass(frozen=True, kw_only=True, eq=False)
class Change:
    """One signal of one layer, changed over some steps.

    Attributes
    ----------
    layer, signal : str
    inside : bool
        For c of an LSTM: changed inside the step, before h is computed from it.
    first : int
        Step, or row of a state.
    last : int or None
        None goes on to the end.
    units : ndarray of int
    scale, shift : float32 ndarray of shape ``(1 or batch, 1 or n)``
        For the n units. A scale of 0 sets.
    """

    layer: str
    signal: str
    inside: bool
    first: int
    last: int | None
    units: np.ndarray
    scale: np.ndarray
    shift: np.ndarray


def changes_of(
    interventions: Sequence[Intervention], model: RecurrentModel, *, rows: int
) -> list[Change]:
    """Fit the interventions of one run to a model; those that are off are left out.

    Parameters
    ----------
    interventions : sequence of Intervention
        As `resolved` returns them.
    model : RecurrentModel
    rows : int
        Samples of the run.

    Raises
    ------
    LstmVizError
        When a layer, signal, unit or shape does not fit.
    """
    found: list[Change] = []
    for number, one in enumerate(interventions, 1):
        if one.on:
            with _naming(number, one):
                found += _fitted(one, model, rows)
    return found


def resolved(
    interventions: Sequence[Intervention],
    *,
    baseline: Any = None,
    sources: Mapping[str, Any] | None = None,
) -> tuple[Intervention, ...]:
    """Return what interventions come to in one run: numbers instead of means and other runs.

    Parameters
    ----------
    interventions : sequence of Intervention
        Those that are off stay as they are.
    baseline : Trace, optional
        The same run without interventions, for the means of lesions.
    sources : mapping of str to Trace, optional
        Runs that splices name.

    Raises
    ------
    LstmVizError
        When a source has no such layer, signal or step.
    """
    found = []
    for number, one in enumerate(interventions, 1):
        with _naming(number, one):
            if isinstance(one, Lesion) and one.on and one.to == "mean":
                one = _held_at_mean(one, baseline)
            elif isinstance(one, Splice) and one.on and isinstance(one.source, str):
                if one.source not in (sources or {}):
                    raise LstmVizError(
                        "there is no run '{source}' to take a state from",
                        source=one.source,
                    )
                one = replace(one, source=(sources or {})[one.source])
        found.append(one)
    return tuple(found)


def _held_at_mean(one: Lesion, baseline: Any) -> Clamp:
    recorded = baseline[one.layer]
    values = recorded.signal(one.signal)[:, -recorded.T :].astype(np.float64)
    if recorded.mask is not None:
        values = values[recorded.mask]
    mean = values.reshape(-1, values.shape[-1]).mean(axis=0)
    value = mean if one.unit is None else mean[np.atleast_1d(one.unit)]
    return Clamp(one.layer, one.signal, value=value, unit=one.unit, steps=one.steps)


def check_interventions(
    interventions: Sequence[Intervention], model: RecurrentModel, steps: Mapping[str, int]
) -> None:
    """See that layers, signals, units and steps exist.

    Parameters
    ----------
    interventions : sequence of Intervention
    model : RecurrentModel
    steps : mapping of layer to int
        Steps that each layer makes; a layer that is not named is not checked for its steps.

    Raises
    ------
    LstmVizError
        When one does not.
    """
    for number, one in enumerate(interventions, 1):
        with _naming(number, one):
            spec = model.layer(one.layer)
            for signal in _signals(one, spec):
                _check_signal(one, spec, signal)
            _units(one, spec)
            made = steps.get(one.layer)
            last = last_step(one) or 0
            if made is not None and last > made:
                raise LstmVizError(
                    "layer '{layer}' makes {made} steps here, there is no step {last}",
                    layer=one.layer,
                    made=made,
                    last=last,
                )


def last_step(one: Intervention) -> int | None:
    """The last step that an intervention names, None where it goes on to the end."""
    at: int | None = getattr(one, "at", None)
    if at is not None:
        return at
    steps = getattr(one, "steps", None)
    return None if steps is None else int(steps[1])


class _naming:
    """Names the intervention in the sentence of what goes wrong inside."""

    def __init__(self, number: int, one: Intervention) -> None:
        self._where = Text(
            "Intervention {number}, {words}",
            number=number,
            words=_short(interventions_to_words([one])),
        )

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        if isinstance(error, LstmVizError):
            raise LstmVizError(
                "{where}: {error}.", where=self._where, error=error.inside
            ) from error


def _fitted(one: Intervention, model: RecurrentModel, rows: int) -> Iterator[Change]:
    spec = model.layer(one.layer)
    units = _units(one, spec)
    for signal in _signals(one, spec):
        _check_signal(one, spec, signal)
        scale, shift = _numbers(one, spec, signal, units)
        if isinstance(one, (Clamp, Lesion)):
            first, last = one.steps or (1, None)
        else:
            first = last = one.at  # type: ignore[attr-defined]
        inside = signal == "c" and (
            isinstance(one, (Clamp, Lesion)) or bool(getattr(one, "with_h", False))
        )
        yield Change(
            layer=spec.name,
            signal=signal,
            inside=inside,
            first=first,
            last=last,
            units=units,
            scale=_shaped(scale, rows, len(units)),
            shift=_shaped(shift, rows, len(units)),
        )


def _numbers(
    one: Intervention, spec: LayerSpec, signal: str, units: np.ndarray
) -> tuple[Any, Any]:
    if isinstance(one, (Set, Clamp)):
        return 0.0, one.value
    if isinstance(one, Scale):
        return one.by, NOTHING
    if isinstance(one, Add):
        return 1.0, one.values
    if isinstance(one, Lesion) and one.to == "zero":
        return 0.0, 0.0
    if isinstance(one, Splice) and not isinstance(one.source, str):
        values = np.asarray(dict(one.source)[signal], np.float32)
        return 0.0, _of_units(values, units, spec)
    raise TypeError(f"{one!r} has no numbers yet")


def _of_units(values: np.ndarray, units: np.ndarray, spec: LayerSpec) -> np.ndarray:
    if values.shape[-1:] != (spec.units,):
        raise LstmVizError(
            "the source has values of shape {shape}, layer '{layer}' has "
            "{units} units", shape=values.shape, layer=spec.name, units=spec.units
        )
    return values[..., units]


def _shaped(values: Any, rows: int, count: int) -> np.ndarray:
    array = np.asarray(values, np.float32)
    good = array.ndim == 0 or array.shape[-1] == count
    if not good or (array.ndim == 2 and array.shape[0] not in (1, rows)):
        raise LstmVizError(
            "the values have the shape {shape}, wanted is one number, ({count},) for "
            "{count} {what}, or ({rows}, {count}) for each sample",
            shape=array.shape,
            count=count,
            what='unit' if count == 1 else 'units',
            rows=rows,
        )
    return np.atleast_2d(array)


def _signals(one: Intervention, spec: LayerSpec) -> tuple[str, ...]:
    if isinstance(one, Splice):
        there = spec.states
        if not isinstance(one.source, str):
            there = tuple(name for name, _ in one.source)
        return one.signals or there
    return (one.signal,)  # type: ignore[attr-defined]


def _check_signal(one: Intervention, spec: LayerSpec, signal: str) -> None:
    if signal not in spec.signals:
        raise LstmVizError(
            "layer '{layer}' ({kind}) has {signals} and no '{signal}'",
            layer=spec.name,
            kind=spec.kind,
            signals=', '.join(spec.signals),
            signal=signal,
        )
    at = getattr(one, "at", None)
    if at == 0 and signal not in spec.states:
        raise LstmVizError("gates belong to the steps from 1 on, there is none at t = 0")
    if getattr(one, "with_h", False) and (signal != "c" or at == 0):
        raise LstmVizError("h can follow c from step 1 on only, and no other signal")


def _units(one: Intervention, spec: LayerSpec) -> np.ndarray:
    unit = one.unit
    chosen = np.arange(spec.units) if unit is None else np.atleast_1d(np.asarray(unit))
    if chosen.max() >= spec.units:
        raise LstmVizError(
            "there is no unit {unit}, the units of layer '{layer}' are 0 to "
            "{units}", unit=chosen.max(), layer=spec.name, units=spec.units - 1
        )
    return chosen


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"
