"""What a run recorded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from lstm_viz.errors import LstmVizError
from lstm_viz.interventions import Intervention
from lstm_viz.models import LayerSpec


@dataclass(frozen=True, kw_only=True)
class LayerTrace:
    """Everything one recurrent layer did, step by step.

    Signals are attributes: ``.h`` and ``.c`` are float32 of shape ``(batch, T + 1, units)``, row 0
    the initial state; ``.i``, ``.f``, ``.g``, ``.o`` (LSTM) or ``.z``, ``.r``, ``.g`` (GRU) are
    float32 of shape ``(batch, T, units)``, NaN where the timestep is masked. Row t of a layer
    that reads backwards is its t-th step, which reads the input at ``T + 1 - t``.

    Attributes
    ----------
    spec : LayerSpec
    signals : mapping of str to ndarray
    mask : boolean ndarray of shape ``(batch, T)`` or None
        In the order of the rows; False where the timestep is skipped and the state kept.
    """

    spec: LayerSpec
    signals: Mapping[str, np.ndarray]
    mask: np.ndarray | None = None

    def signal(self, name: str) -> np.ndarray:
        """Return one signal.

        Raises
        ------
        LstmVizError
            When this kind of layer has no such signal.
        """
        if name not in self.signals:
            raise LstmVizError(
                "Layer '{layer}' ({kind}) has no signal '{name}': it records {signals}.",
                layer=self.spec.name,
                kind=self.spec.kind,
                name=name,
                signals=', '.join(self.signals),
            )
        return self.signals[name]

    def __getattr__(self, name: str) -> np.ndarray:
        signals = self.__dict__.get("signals", {})
        if name in signals:
            return signals[name]
        raise AttributeError(f"{type(self).__name__} has no attribute or signal {name!r}")

    @property
    def T(self) -> int:  # noqa: N802 - the field's symbol
        """Number of timesteps this layer read."""
        return self.signals["h"].shape[1] - 1


@dataclass(frozen=True, kw_only=True)
class Trace(Mapping[str, LayerTrace]):
    """One run of a model from one initial state: recurrent layers by name, and the outputs.

    Attributes
    ----------
    scenario : str
        Name of the initial state.
    x : list of ndarray
        The inputs, one array per model input.
    layers : dict of str to LayerTrace
    all_outputs : dict of str to float32 ndarray, shape ``(batch, T, ...)``
        Per model output: what the model answers if the sequence ended at t; NaN where that cannot
        be told.
    all_predictions : dict of str to float32 ndarray
        Per model output: what ``predict`` gives.
    notes : tuple of str
    interventions : tuple of Intervention
        What was changed while the model ran, in order, with the numbers that means and other runs
        came to.
    """

    scenario: str = ""
    x: list[np.ndarray]
    layers: Mapping[str, LayerTrace]
    all_outputs: Mapping[str, np.ndarray]
    all_predictions: Mapping[str, np.ndarray]
    notes: tuple[str, ...] = ()
    interventions: tuple[Intervention, ...] = ()

    def __getitem__(self, name: str) -> LayerTrace:
        if name not in self.layers:
            known = ", ".join(f"'{layer}'" for layer in self.layers)
            raise LstmVizError(
                "No recurrent layer '{name}' was traced: choose one of {known}.",
                name=name,
                known=known,
            )
        return self.layers[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.layers)

    def __len__(self) -> int:
        return len(self.layers)

    def __contains__(self, name: object) -> bool:
        return name in self.layers

    @property
    def layer_names(self) -> tuple[str, ...]:
        """Names of the recurrent layers, in running order."""
        return tuple(self.layers)

    @property
    def T(self) -> int:  # noqa: N802 - the field's symbol
        """Number of timesteps of the first recurrent layer."""
        return next(iter(self.layers.values())).T

    @property
    def outputs(self) -> Any:
        """The outputs at every timestep: an array, or a dict for several outputs."""
        return _single(self.all_outputs)

    @property
    def predictions(self) -> Any:
        """What the model predicts: an array, or a dict for several outputs."""
        return _single(self.all_predictions)

    def output(self, name: str | None = None) -> np.ndarray:
        """Return one output at every timestep; the first when no name is given.

        Raises
        ------
        LstmVizError
            When the model has no output of that name.
        """
        if name is None:
            return next(iter(self.all_outputs.values()))
        if name not in self.all_outputs:
            known = ", ".join(f"'{output}'" for output in self.all_outputs)
            raise LstmVizError(
                "The model has no output '{name}': choose one of {known}.",
                name=name,
                known=known,
            )
        return self.all_outputs[name]

    def of_sample(self, sample: int) -> Trace:
        """Return one row of the batch as a batch of one; the interventions stay those of all."""
        part = slice(sample, sample + 1)
        return replace(
            self,
            x=[a[part] for a in self.x],
            layers={
                name: replace(
                    layer,
                    signals={s: a[part] for s, a in layer.signals.items()},
                    mask=None if layer.mask is None else layer.mask[part],
                )
                for name, layer in self.layers.items()
            },
            all_outputs={name: a[part] for name, a in self.all_outputs.items()},
            all_predictions={name: a[part] for name, a in self.all_predictions.items()},
        )

    def to_dataframe(self, layers: tuple[str, ...] | None = None) -> pd.DataFrame:
        """Return all recorded numbers as a tidy table.

        Parameters
        ----------
        layers : tuple of str, optional
            Only these recurrent layers; by default all of them, and the outputs.

        Returns
        -------
        DataFrame
            Columns scenario, sample, layer, signal, unit, t, value; t = 0 is the initial state.
            Outputs stand under layer "output", with the output's name as signal.
        """
        frames = []
        for name in self.layer_names if layers is None else layers:
            trace = self[name]
            for signal, values in trace.signals.items():
                first = 0 if signal in trace.spec.states else 1
                frames.append(_tidy(values, self.scenario, name, signal, first))
        if layers is None:
            for name, values in self.all_outputs.items():
                frames.append(_tidy(values, self.scenario, "output", name, 1))
        return pd.concat(frames, ignore_index=True)


class Traces(Mapping[str, Trace]):
    """Several runs of one model on one input, by scenario name."""

    def __init__(self, traces: Mapping[str, Trace]) -> None:
        self._traces = dict(traces)

    def __getitem__(self, name: str) -> Trace:
        if name not in self._traces:
            known = ", ".join(f"'{scenario}'" for scenario in self._traces)
            raise LstmVizError(
                "There is no scenario '{name}': choose one of {known}.",
                name=name,
                known=known,
            )
        return self._traces[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._traces)

    def __len__(self) -> int:
        return len(self._traces)

    def __contains__(self, name: object) -> bool:
        return name in self._traces

    def to_dataframe(self, layers: tuple[str, ...] | None = None) -> pd.DataFrame:
        """Return the tables of all scenarios, one below the other."""
        return pd.concat(
            [trace.to_dataframe(layers) for trace in self._traces.values()], ignore_index=True
        )


def _single(values: Mapping[str, np.ndarray]) -> Any:
    return next(iter(values.values())) if len(values) == 1 else dict(values)


def _tidy(values: np.ndarray, scenario: str, layer: str, signal: str, first: int) -> pd.DataFrame:
    flat = values.reshape(*values.shape[:2], -1)
    samples, rows, units = flat.shape
    sample, t, unit = np.meshgrid(
        np.arange(samples), np.arange(first, first + rows), np.arange(units), indexing="ij"
    )
    count = flat.size
    return pd.DataFrame(
        {
            "scenario": np.full(count, scenario, dtype=object),
            "sample": sample.ravel(),
            "layer": np.full(count, layer, dtype=object),
            "signal": np.full(count, signal, dtype=object),
            "unit": unit.ravel(),
            "t": t.ravel(),
            "value": flat.ravel(),
        }
    )
