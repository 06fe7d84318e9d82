"""Which unit, at which step, carries the difference between two runs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from lstm_viz._language import AND, Text
from lstm_viz.compare._row import inputs_with_row
from lstm_viz.errors import LstmVizError
from lstm_viz.interventions import STAGES, Change, changes_of
from lstm_viz.models import RecurrentModel
from lstm_viz.states import InitialState
from lstm_viz.tracing import Runner, Trace, trace

# Numbers of one block, recorded or in its tables; a run holds a few copies of them for a moment.
_BLOCK_NUMBERS: Final = 12_000_000


@dataclass(frozen=True, kw_only=True, eq=False)
class PatchMap:
    """What splicing one unit at one step from ``source`` into ``base`` does to an output.

    Attributes
    ----------
    layer, signal, output : str
    effect : float32 ndarray of shape ``(T + 1, units)``
        Row t: row t of that unit is replaced. Root mean square, over the steps from t on and all
        channels of the output, of the difference to ``base``; in units of the output.
    carried : float32 ndarray of shape ``(T + 1, units)``
        How far that moves the output towards the one of ``source``: the difference to ``base``
        projected on the difference of the two, 1 is all the way, 0 nothing; NaN in rows after
        which the two outputs are the same.
    """

    layer: str
    signal: str
    output: str
    effect: np.ndarray
    carried: np.ndarray


def patch_map(
    model: RecurrentModel,
    x: Any,
    base: InitialState | Trace,
    source: InitialState | Trace,
    layer: str | None = None,
    signal: str = "c",
    *,
    output: str | None = None,
    sample: int = 0,
) -> PatchMap:
    """Splice each unit at each step from one run into another, and measure the outputs.

    Known as activation patching or interchange intervention (Vig et al. 2020, Geiger et al. 2021),
    here over the steps of a recurrence.

    Parameters
    ----------
    model : RecurrentModel
    x : array, sequence or dict of arrays
        As for `trace`.
    base, source : InitialState or Trace
        The run that is changed, with its interventions when it is a Trace, and the run that states
        are taken from.
    layer : str, optional
        The first recurrent layer by default.
    signal : {"c", "h"}
        A layer without c has h only.
    output : str, optional
        The first output by default.
    sample : int
        Row of the batch.

    Returns
    -------
    PatchMap

    Raises
    ------
    LstmVizError
        When a name or a run does not fit, or the model answers only once the whole sequence is
        read.
    """
    run = PatchMapRun(model, x, base, source, layer, signal, output=output, sample=sample)
    while not run.finished:
        run.step()
    return run.result()


class PatchMapRun:
    """A patch map in the making: call `step` until it is `finished`, then take the `result`.

    Parameters are those of `patch_map`.
    """

    def __init__(
        self,
        model: RecurrentModel,
        x: Any,
        base: InitialState | Trace,
        source: InitialState | Trace,
        layer: str | None = None,
        signal: str = "c",
        *,
        output: str | None = None,
        sample: int = 0,
    ) -> None:
        self._model = model
        self._spec = spec = model.layers[0] if layer is None else model.layer(layer)
        if signal not in spec.states:
            raise LstmVizError(
                "Layer '{layer}' is a {kind}, states of it to splice are {states}, not "
                "'{signal}'.",
                layer=spec.name,
                kind=spec.kind,
                states=Text.joined(spec.states, AND),
                signal=signal,
            )
        self._signal = signal
        inputs = inputs_with_row(model, x, sample)
        runs = [
            trace(model, inputs, run, compile=False) if isinstance(run, InitialState) else run
            for run in (base, source)
        ]
        self._base, self._source = (run.of_sample(min(sample, len(run.x[0]) - 1)) for run in runs)
        if self._base[spec.name].T != self._source[spec.name].T:
            raise LstmVizError("The two runs have different numbers of steps.")
        self._x = [array[sample : sample + 1] for array in inputs]
        self._state = InitialState.from_values(
            model,
            {
                name: {s: self._base[name].signal(s)[0, 0] for s in self._base[name].spec.states}
                for name in self._base
            },
        )
        # What was changed at t = 0 is in that state already.
        kept = [one for one in self._base.interventions if getattr(one, "at", 1) > 0]
        rows = len(runs[0].x[0])
        self._kept = [_of_sample(c, sample) for c in changes_of(kept, model, rows=rows)]
        name = next(iter(self._base.all_outputs)) if output is None else output
        self._output = name
        self._y = self._base.output(name)[0]
        if np.isnan(self._y).any():
            raise LstmVizError(
                "The output '{name}' at earlier steps is not known for this model, so there is no "
                "map of effects on it.", name=name
            )
        steps = self._base[spec.name].T
        self.done, self.n = 0, steps + 1
        shape = (self.n, spec.units)
        self._effect = np.zeros(shape, np.float32)
        self._carried = np.full(shape, np.nan, np.float32)
        self._size = _block_steps(model, self._spec, self._base)

    @property
    def finished(self) -> bool:
        """Whether all steps are done."""
        return self.done == self.n

    def step(self) -> None:
        """Run the splices of the next steps, all units of each together."""
        units = self._spec.units
        steps = range(self.done, min(self.done + self._size, self.n))
        count = len(steps) * units
        changes = [*self._kept, *(self._splice(k, t, count) for k, t in enumerate(steps))]
        inputs = [np.repeat(array, count, axis=0) for array in self._x]
        runner = Runner(self._model, inputs, {"": self._state}, False)
        y = runner.run([""], {"": changes})[""].output(self._output)
        wanted = self._source.output(self._output)[0]
        y = y.reshape(len(steps), units, len(self._y), -1).astype(np.float64)
        base = self._y.reshape(len(self._y), -1).astype(np.float64)
        apart = wanted.reshape(base.shape) - base
        for k, t in enumerate(steps):
            # An output of a model with layers of different lengths has steps of its own.
            after = slice(max(t, 1) - 1, None) if len(base) == self.n - 1 else slice(None)
            moved = y[k, :, after] - base[after]
            self._effect[t] = np.sqrt((moved**2).mean(axis=(1, 2)))
            whole = (apart[after] ** 2).sum()
            if whole > 0:
                self._carried[t] = (moved * apart[after]).sum(axis=(1, 2)) / whole
        self.done = steps.stop

    def result(self) -> PatchMap:
        """Return the map; steps that are not done are 0 and NaN."""
        return PatchMap(
            layer=self._spec.name,
            signal=self._signal,
            output=self._output,
            effect=self._effect,
            carried=self._carried,
        )

    def _splice(self, block: int, t: int, count: int) -> Change:
        """Row ``block * units + u`` of the batch gets unit u of the source in row t."""
        units = np.arange(self._spec.units)
        rows = block * len(units) + units
        scale = np.ones((count, len(units)), np.float32)
        shift = np.full((count, len(units)), -0.0, np.float32)
        scale[rows, units] = 0
        shift[rows, units] = self._source[self._spec.name].signal(self._signal)[0, t]
        return Change(
            layer=self._spec.name,
            signal=self._signal,
            inside=False,
            first=t,
            last=t,
            units=units,
            scale=scale,
            shift=shift,
        )


def _of_sample(change: Change, sample: int) -> Change:
    """A change that has a row for each sample, for one of them."""
    scale, shift = (
        values[sample : sample + 1] if len(values) > 1 else values
        for values in (change.scale, change.shift)
    )
    return replace(change, scale=scale, shift=shift)


def _block_steps(model: RecurrentModel, spec: Any, base: Trace) -> int:
    """How many steps' splices run together, so that neither records nor tables grow too large."""
    row = sum(base[s.name].T * s.units * len(s.signals) for s in model.layers)
    row += sum(values[0].size for values in base.all_outputs.values())
    recorded = _BLOCK_NUMBERS // (row * spec.units)
    width = spec.units * len(STAGES[spec.kind]["row"])
    tables = int((_BLOCK_NUMBERS / (2 * spec.units * width)) ** 0.5)
    return max(1, min(recorded, tables))
