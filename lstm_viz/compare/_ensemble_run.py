"""An ensemble in the making: block after block, each reduced at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np

from lstm_viz.compare._answers import answer_kinds, answers
from lstm_viz.compare._distance import check_threshold, distance_of, horizons, references
from lstm_viz.compare._ensemble_result import LEVELS, Ensemble, Fan
from lstm_viz.compare._families import Family
from lstm_viz.errors import LstmVizError
from lstm_viz.experiment import MOST_MEMBERS
from lstm_viz.models import RecurrentModel
from lstm_viz.states import InitialState
from lstm_viz.tracing import Trace, trace

MOST_KEPT: Final = 40_000_000
MOST_CHANNELS: Final = 4
# Recorded numbers of one block; a trace holds a few copies of them for a moment.
_BLOCK_NUMBERS: Final = 12_000_000
_MOST_BLOCK: Final = 256
# Rows x steps x steps x width of the batch of all prefixes, for layers that read backwards.
_BLOCK_PREFIX_NUMBERS: Final = 40_000_000


class EnsembleRun:
    """An ensemble in the making: call `step` until it is `finished`, then take the `result`.

    Parameters
    ----------
    family : callable
        Makes the initial state of member k.

    Others are those of `ensemble`.
    """

    def __init__(
        self,
        model: RecurrentModel,
        x: Any,
        family: Callable[[int], InitialState] | Family,
        *,
        n: int,
        baseline: InitialState | None = None,
        layer: str | None = None,
        sample: int = 0,
        threshold: float = 0.01,
        block: int | None = None,
    ) -> None:
        if isinstance(n, bool) or not isinstance(n, int) or not 2 <= n <= MOST_MEMBERS:
            raise LstmVizError(f"An ensemble has 2 to {MOST_MEMBERS:,} members, not {n!r}.")
        if block is not None and block < 1:
            raise LstmVizError(f"A block has at least 1 member, not {block}.")
        check_threshold(threshold)
        self.n, self.done = n, 0
        self._model, self._threshold = model, threshold
        self._member = getattr(family, "member", family)
        self._layer = model.layers[0].name if layer is None else model.layer(layer).name
        inputs = model.inputs(x)
        if not 0 <= sample < len(inputs[0]):
            raise LstmVizError(f"The input has the rows 0 to {len(inputs[0]) - 1}, not {sample}.")
        run = trace(model, inputs, baseline, compile=False)
        self._x = [array[sample : sample + 1] for array in inputs]
        self._base = run.of_sample(sample)
        self._kinds = answer_kinds(model)
        self._block = block or _block_size(model, self._base)
        self._channels = _channels(self._base, self._kinds)
        self._make_room()

    @property
    def finished(self) -> bool:
        """Whether all members are done."""
        return self.done == self.n

    def step(self) -> None:
        """Run the next block.

        Raises
        ------
        LstmVizError
            When a member does not fit the model.
        """
        part = slice(self.done, min(self.done + self._block, self.n))
        states = [self._member(k) for k in range(part.start, part.stop)]
        run = trace(self._model, self._x, _stacked(self._model, states), compile=False)
        spec = self._model.layer(self._layer)
        for signal in spec.states:
            a, b = run[self._layer].signal(signal), self._base[self._layer].signal(signal)
            self._keep(signal, part, _distances(a, b), first_step=0)
        for name, values in run.all_outputs.items():
            base = self._base.all_outputs[name]
            self._keep(_label(name), part, _distances(values, base), first_step=1)
            last = values[:, -1].reshape(len(values), -1)
            self._final_outputs[name][part] = last
            kind = self._kinds[name]
            other = answers(values[:, -1], kind) != answers(base[:, -1], kind)
            self._other[name][part] = other.reshape(len(values), -1).any(axis=1)
        for name, unit in self._channels:
            values = run.all_outputs[name]
            self._outputs[name, unit][part] = values.reshape(*values.shape[:2], -1)[:, :, unit]
        self.done = part.stop

    def result(self) -> Ensemble:
        """Reduce what was kept.

        Raises
        ------
        LstmVizError
            When blocks are still to be run.
        """
        if not self.finished:
            raise LstmVizError(f"Only {self.done} of {self.n} members are done.")
        fans, relative, forgotten = {}, {}, {}
        for name, values in self._kept.items():
            first = 0 if name in self._base[self._layer].signals else 1
            fans[name] = _fan(values, first)
            reference = self._reference[name].astype(np.float32)[:, np.newaxis]
            relative[name] = _fan(values / np.where(reference == 0, 1, reference), first)
            steps = fans[name].steps
            found = self._horizon[name]
            forgotten[name] = np.array([(found <= t).mean() for t in steps])
        return Ensemble(
            n=self.n,
            layer=self._layer,
            threshold=self._threshold,
            distances=fans,
            relative=relative,
            forgotten=forgotten,
            outputs={
                key: _fan(values, 1, self._base_channel(*key))
                for key, values in self._outputs.items()
            },
            start={name: values[:, 0].copy() for name, values in self._kept.items()},
            final={name: values[:, -1].copy() for name, values in self._kept.items()},
            largest={name: _largest(values) for name, values in self._kept.items()},
            horizon=self._horizon,
            final_outputs=self._final_outputs,
            other_answer=self._other,
            kinds=self._kinds,
            member=self._member,
        )

    def _make_room(self) -> None:
        layer = self._base[self._layer]
        lengths = {signal: layer.T + 1 for signal in layer.spec.states}
        lengths |= {_label(name): v.shape[1] for name, v in self._base.all_outputs.items()}
        outputs = {key: self._base.all_outputs[key[0]].shape[1] for key in self._channels}
        widths = {
            name: int(np.prod(values.shape[2:])) for name, values in self._base.all_outputs.items()
        }
        each = sum(lengths.values()) + sum(outputs.values()) + sum(widths.values())
        if self.n * each > MOST_KEPT:
            raise LstmVizError(
                f"{self.n:,} members x {each:,} kept numbers are more than {MOST_KEPT:,}: choose "
                f"at most {MOST_KEPT // each:,} members, or a shorter sequence."
            )
        self._kept = {
            name: np.empty((self.n, steps), np.float32) for name, steps in lengths.items()
        }
        self._horizon = {name: np.empty(self.n) for name in lengths}
        self._reference = {name: np.empty(self.n) for name in lengths}
        self._outputs = {
            key: np.empty((self.n, steps), np.float32) for key, steps in outputs.items()
        }
        self._final_outputs = {
            name: np.empty((self.n, width), np.float32) for name, width in widths.items()
        }
        self._other = {name: np.empty(self.n, bool) for name in widths}

    def _keep(self, name: str, part: slice, values: np.ndarray, *, first_step: int) -> None:
        self._kept[name][part] = values
        self._horizon[name][part] = horizons(
            values, first_step=first_step, threshold=self._threshold
        )
        self._reference[name][part] = references(values, first_step)

    def _base_channel(self, name: str, unit: int) -> np.ndarray:
        values = self._base.all_outputs[name]
        return values.reshape(*values.shape[:2], -1)[0, :, unit]


def _stacked(model: RecurrentModel, states: list[InitialState]) -> InitialState:
    """One initial state whose rows are those of the given ones."""
    values: dict[str, dict[str, np.ndarray]] = {}
    for spec in model.layers:
        own = [state.values(spec.name) for state in states]
        if all(signals is None for signals in own):
            continue
        if any(signals is None for signals in own):
            raise LstmVizError(
                f"Some members set the initial state of layer '{spec.name}', others leave it to "
                "the model: let all of them do the same."
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


def _block_size(model: RecurrentModel, run: Trace) -> int:
    each = sum(
        (layer.T + 1) * layer.spec.units * len(layer.spec.signals) for layer in run.layers.values()
    )
    size = min(_MOST_BLOCK, _BLOCK_NUMBERS // each)
    if any(spec.direction == "backward" for spec in model.layers):
        width = max(max(4 * spec.units, spec.features) for spec in model.layers)
        size = min(size, _BLOCK_PREFIX_NUMBERS // (run.T**2 * width))
    return max(1, size)


def _channels(run: Trace, kinds: dict[str, str]) -> list[tuple[str, int]]:
    """Outputs that get a fan: up to four of each; of classes those that the baseline favours."""
    found = []
    for name, values in run.all_outputs.items():
        last = values[0, -1].reshape(-1)
        order = np.arange(len(last))
        if kinds[name] == "argmax" and len(last) > MOST_CHANNELS:
            order = np.argsort(-np.nan_to_num(last), kind="stable")
        found += [(name, int(unit)) for unit in sorted(order[:MOST_CHANNELS])]
    return found


def _label(output: str) -> str:
    return f"output {output}"


def _fan(values: np.ndarray, first_step: int, baseline: np.ndarray | None = None) -> Fan:
    steps = np.arange(first_step, first_step + values.shape[1])
    quantiles = np.empty((len(LEVELS), values.shape[1]))
    # By columns: a quantile copies what it is given.
    for start in range(0, values.shape[1], 64):
        part = slice(start, start + 64)
        quantiles[:, part] = _quantiles(values[:, part])
    return Fan(steps=steps, quantiles=quantiles, baseline=baseline)


def _quantiles(values: np.ndarray) -> np.ndarray:
    unknown = ~np.isfinite(values)
    found = np.quantile(np.where(unknown, 0, values).astype(np.float64), LEVELS, axis=0)
    # A step at which any member is unknown has no quantiles.
    return np.where(unknown.any(axis=0), np.nan, found)


def _largest(values: np.ndarray) -> np.ndarray:
    known = np.isfinite(values)
    largest = np.where(known, values, -np.inf).max(axis=1)
    return np.where(known.any(axis=1), largest, np.nan)
