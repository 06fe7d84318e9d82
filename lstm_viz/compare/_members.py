"""Runs of many initial states on one sequence, reduced to what is compared of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from lstm_viz.compare._answers import Kind, answer_kinds, answers
from lstm_viz.compare._distance import check_threshold, distance_of, horizons
from lstm_viz.compare._row import inputs_with_row
from lstm_viz.errors import LstmVizError
from lstm_viz.models import RecurrentModel
from lstm_viz.states import InitialState
from lstm_viz.tracing import Trace, trace

MOST_CHANNELS: Final = 4
# Members that one call of the model runs. Always this many, so that a member's numbers are the
# same to the last bit whatever is run beside it.
_ROWS: Final = 64
# Recorded numbers of one call; a trace holds a few copies of them for a moment.
_CALL_NUMBERS: Final = 12_000_000
# Rows x steps x steps x width of the batch of all prefixes, for layers that read backwards.
_CALL_PREFIX_NUMBERS: Final = 40_000_000


@dataclass(frozen=True, kw_only=True)
class Reduced:
    """What is kept of some members' runs.

    Parameters
    ----------
    distances : dict of str to float32 ndarray of shape ``(members, steps)``
        To the baseline, by "h", "c" and "output NAME".
    channels : dict of (output, number) to float32 ndarray of shape ``(members, steps)``
        Up to four numbers of each output, at every step.
    final_states : dict of (layer, signal) to float32 ndarray of shape ``(members, units)``
        States after the last step.
    final_outputs : dict of str to float32 ndarray of shape ``(members, numbers)``
    other_answer : dict of str to boolean ndarray of shape ``(members,)``
        Whether the final answer differs from the baseline's.
    horizon : dict of str to float64 ndarray of shape ``(members,)``
        Memory horizon of each distance; NaN where it is not reached.
    """

    distances: dict[str, np.ndarray]
    channels: dict[tuple[str, int], np.ndarray]
    final_states: dict[tuple[str, str], np.ndarray]
    final_outputs: dict[str, np.ndarray]
    other_answer: dict[str, np.ndarray]
    horizon: dict[str, np.ndarray]


@dataclass(frozen=True, kw_only=True)
class Baseline:
    """What members are compared with, as far as their reduction needs it.

    Parameters
    ----------
    layer : str
    threshold : float
        Share of the start that counts as forgotten.
    kinds : dict of str to str
        What counts as the answer of each output.
    channels : dict of (output, number) to float32 ndarray of shape ``(steps,)``
        The baseline's own numbers.
    """

    layer: str
    threshold: float
    kinds: dict[str, Kind]
    channels: dict[tuple[str, int], np.ndarray]


class MemberRuns:
    """Runs members of a family beside a baseline.

    Parameters
    ----------
    model : RecurrentModel
    x : array, sequence or dict of arrays
        As for `trace`.
    baseline : InitialState, optional
        What the members are compared with; the model's own initial state by default.
    layer : str, optional
        Recurrent layer whose states are compared; the first by default.
    sample : int
        Row of the input's batch that all members read.
    threshold : float
        Share of the start that counts as forgotten.

    Attributes
    ----------
    base : Trace
        The baseline's run on that row.
    layer : str
    kinds : dict of str to str
        What counts as the answer of each output.
    channels : list of (output, number)
        Numbers of the outputs that are kept at every step.
    rows : int
        Members that one call runs.
    """

    def __init__(
        self,
        model: RecurrentModel,
        x: Any,
        *,
        baseline: InitialState | None = None,
        layer: str | None = None,
        sample: int = 0,
        threshold: float = 0.01,
    ) -> None:
        check_threshold(threshold)
        self.threshold = threshold
        self.layer = model.layers[0].name if layer is None else model.layer(layer).name
        inputs = inputs_with_row(model, x, sample)
        run = trace(model, inputs, baseline, compile=False)
        self.base = run.of_sample(sample)
        self.kinds = answer_kinds(model)
        self.channels = _channels(self.base, self.kinds)
        self.rows = min(_ROWS, _most_rows(model, self.base))
        self._model = model
        self._x = [array[sample : sample + 1] for array in inputs]

    @property
    def lengths(self) -> dict[str, int]:
        """Numbers of steps at which each distance is known, by its name."""
        layer = self.base[self.layer]
        steps = {signal: layer.T + 1 for signal in layer.spec.states}
        return steps | {output_label(n): v.shape[1] for n, v in self.base.all_outputs.items()}

    @property
    def widths(self) -> dict[str, int]:
        """How many numbers each output has at a step."""
        return {n: int(np.prod(v.shape[2:])) for n, v in self.base.all_outputs.items()}

    @property
    def baseline(self) -> Baseline:
        """What the members are compared with."""
        outputs = self.base.all_outputs
        flat = {name: v.reshape(*v.shape[:2], -1)[0] for name, v in outputs.items()}
        return Baseline(
            layer=self.layer,
            threshold=self.threshold,
            kinds=dict(self.kinds),
            channels={(name, unit): flat[name][:, unit].copy() for name, unit in self.channels},
        )

    def run(
        self,
        member: Callable[[int], InitialState],
        part: range,
        on_call: Callable[[int], None] | None = None,
    ) -> Reduced:
        """Run some members and reduce what they did.

        Parameters
        ----------
        member : callable
            Makes the initial state of member k.
        part : range
            Numbers of the members.
        on_call : callable, optional
            Called before every call of the model with the members done; raising ends the run.

        Returns
        -------
        Reduced

        Raises
        ------
        LstmVizError
            When a member does not fit the model.
        """
        found = []
        for start in range(part.start, part.stop, self.rows):
            if on_call is not None:
                on_call(start - part.start)
            states = [member(k) for k in range(start, min(start + self.rows, part.stop))]
            found.append(self._call(states))
        return _joined(found)

    def _call(self, states: list[InitialState]) -> Reduced:
        count = len(states)
        padded = states + [states[-1]] * (self.rows - count)
        run = trace(self._model, self._x, _stacked(self._model, padded), compile=False)
        base_layer = self.base[self.layer]
        distances, channels, last, other = {}, {}, {}, {}
        for signal in base_layer.spec.states:
            values = run[self.layer].signal(signal)[:count]
            distances[signal] = _distances(values, base_layer.signal(signal))
        for name, values in run.all_outputs.items():
            base = self.base.all_outputs[name]
            values = values[:count]
            distances[output_label(name)] = _distances(values, base)
            last[name] = values[:, -1].reshape(count, -1).copy()
            kind = self.kinds[name]
            differs = answers(values[:, -1], kind) != answers(base[:, -1], kind)
            other[name] = differs.reshape(count, -1).any(axis=1)
        for name, unit in self.channels:
            values = run.all_outputs[name][:count]
            channels[name, unit] = values.reshape(*values.shape[:2], -1)[:, :, unit].copy()
        final = {
            (spec.name, signal): run[spec.name].signal(signal)[:count, -1].copy()
            for spec in self._model.layers
            for signal in spec.states
        }
        # Of the distances as they are computed: float32 may move one over the threshold.
        horizon = {
            name: horizons(values, first_step=first_step_of(name), threshold=self.threshold)
            for name, values in distances.items()
        }
        return Reduced(
            distances={name: values.astype(np.float32) for name, values in distances.items()},
            channels=channels,
            final_states=final,
            final_outputs=last,
            other_answer=other,
            horizon=horizon,
        )


def output_label(output: str) -> str:
    """Name of the distance of an output."""
    return f"output {output}"


def first_step_of(name: str) -> int:
    """Step of the first distance of this name: states begin at 0, outputs at 1."""
    return 1 if name.startswith(output_label("")) else 0


def _joined(parts: Sequence[Reduced]) -> Reduced:
    def join(field: str) -> dict[Any, np.ndarray]:
        first = getattr(parts[0], field)
        return {key: np.concatenate([getattr(p, field)[key] for p in parts]) for key in first}

    return Reduced(**{field: join(field) for field in Reduced.__dataclass_fields__})


def _stacked(model: RecurrentModel, states: list[InitialState]) -> InitialState:
    """One initial state whose rows are those of the given ones."""
    values: dict[str, dict[str, np.ndarray]] = {}
    for spec in model.layers:
        own = [state.values(spec.name) for state in states]
        if all(signals is None for signals in own):
            continue
        if any(signals is None for signals in own):
            raise LstmVizError(
                "Some members set the initial state of layer '{layer}', others leave it to "
                "the model: let all of them do the same.", layer=spec.name
            )
        values[spec.name] = {
            signal: np.stack([_one_row(signals[signal]) for signals in own if signals])
            for signal in spec.states
        }
    return InitialState.from_values(model, values)


def _one_row(values: np.ndarray) -> np.ndarray:
    if values.ndim == 2 and len(values) != 1:
        raise LstmVizError("A member of an ensemble is one state: give values of shape (units,).")
    return values.reshape(-1)


def _distances(values: np.ndarray, base: np.ndarray) -> np.ndarray:
    """Distances of ``(members, steps, ...)`` to ``(1, steps, ...)``, float64."""
    flat = values.reshape(-1, *values.shape[2:])
    same = np.broadcast_to(base, values.shape).reshape(flat.shape)
    return distance_of(flat, same).reshape(values.shape[:2])


def _most_rows(model: RecurrentModel, run: Trace) -> int:
    each = sum(
        (layer.T + 1) * layer.spec.units * len(layer.spec.signals) for layer in run.layers.values()
    )
    size = _CALL_NUMBERS // each
    if any(spec.direction == "backward" for spec in model.layers):
        width = max(max(4 * spec.units, spec.features) for spec in model.layers)
        size = min(size, _CALL_PREFIX_NUMBERS // (run.T**2 * width))
    return max(1, size)


def _channels(run: Trace, kinds: Mapping[str, str]) -> list[tuple[str, int]]:
    """Outputs that get a fan: up to four of each; of classes those that the baseline favours."""
    found = []
    for name, values in run.all_outputs.items():
        last = values[0, -1].reshape(-1)
        order = np.arange(len(last))
        if kinds[name] == "argmax" and len(last) > MOST_CHANNELS:
            order = np.argsort(-np.nan_to_num(last), kind="stable")
        found += [(name, int(unit)) for unit in sorted(order[:MOST_CHANNELS])]
    return found
