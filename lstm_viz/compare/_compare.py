"""One run against another: every signal of a layer, and every output."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from lstm_viz._language import Text
from lstm_viz.compare._answers import Kind, OtherAnswers, other_answers
from lstm_viz.compare._direct_path import DirectPath, direct_path, has_direct_path
from lstm_viz.compare._distance import Distance, distance_of, rounding_floor
from lstm_viz.tracing import LayerTrace, Trace


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """One scenario against the baseline, in one layer and in the outputs.

    Parameters
    ----------
    layer : str
    signals : dict of str to Distance
        By signal of the layer: states, then gates.
    outputs : dict of str to Distance
        By output of the model.
    answers : dict of str to OtherAnswers
        By output: where the model answers differently.
    direct : DirectPath or None
        What the forget (or update) gates alone carry; None where the layer has none.
    """

    layer: str
    signals: dict[str, Distance]
    outputs: dict[str, Distance]
    answers: dict[str, OtherAnswers]
    direct: DirectPath | None

    @property
    def states(self) -> dict[str, Distance]:
        """Those of the signals that exist at t = 0."""
        return {name: found for name, found in self.signals.items() if found.first_step == 0}

    @property
    def distances(self) -> dict[str, np.ndarray]:
        """Distances of the states, float64 of shape ``(T + 1,)``."""
        return {name: found.values for name, found in self.states.items()}

    @property
    def horizon(self) -> dict[str, int | None]:
        """Memory horizon of the states; None when it is not reached within the sequence."""
        return {name: found.horizon for name, found in self.states.items()}

    @property
    def rate(self) -> dict[str, float]:
        """Mean change of the natural logarithm of the distance per step, of the states."""
        return {name: found.rate for name, found in self.states.items()}

    @property
    def other_answer(self) -> int | None:
        """First step at which any output answers differently; None if it never does."""
        return min((a.first for a in self.answers.values() if a.first is not None), default=None)

    @property
    def last_other_answer(self) -> int | None:
        """Last such step."""
        return max((a.last for a in self.answers.values() if a.last is not None), default=None)

    def words(self, signal: str) -> str:
        """What the horizon of a signal means, in a sentence."""
        return self.signals[signal].words()


def compare(
    baseline: Trace,
    other: Trace,
    layer: str | None = None,
    *,
    sample: int = 0,
    threshold: float = 0.01,
    kinds: Mapping[str, Kind] | None = None,
    classes: bool = False,
) -> Comparison:
    """Compare two runs of one model on one input.

    Parameters
    ----------
    baseline, other : Trace
    layer : str, optional
        A recurrent layer; the first by default.
    sample : int
        Row of the batch.
    threshold : float
        Share of the first distance that counts as forgotten, between 0 and 1.
    kinds : mapping of str to {"argmax", "half", "sign"}, optional
        What counts as the answer of each output, as the model itself tells it; the
        sign where nothing is said.
    classes : bool
        Short for kinds that are all "argmax".

    Returns
    -------
    Comparison

    Raises
    ------
    LstmVizError
        When the runs have different shapes, or the threshold is out of range.
    """
    name = baseline.layer_names[0] if layer is None else layer
    first, second = baseline[name], other[name]
    if classes:
        kinds = dict.fromkeys(baseline.all_outputs, "argmax")
    return Comparison(
        layer=name,
        signals={
            signal: signal_distance(first, second, signal, sample=sample, threshold=threshold)
            for signal in first.spec.signals
        },
        outputs={
            output: output_distance(baseline, other, output, sample=sample, threshold=threshold)
            for output in baseline.all_outputs
        },
        answers=other_answers(baseline, other, sample=sample, kinds=kinds),
        direct=direct_path(first, second, sample=sample) if has_direct_path(first) else None,
    )


def signal_distance(
    first: LayerTrace, second: LayerTrace, signal: str, *, sample: int = 0, threshold: float = 0.01
) -> Distance:
    """Distance of one signal of a layer; a gate does not exist at masked timesteps."""
    a, b = first.signal(signal)[sample], second.signal(signal)[sample]
    is_state = signal in first.spec.states
    mask = None if is_state or first.mask is None else first.mask[sample]
    return Distance(
        name=signal,
        values=distance_of(a, b),
        first_step=0 if is_state else 1,
        threshold=threshold,
        skipped=None if mask is None else ~mask,
        floor=rounding_floor(a),
    )


def output_distance(
    baseline: Trace, other: Trace, output: str, *, sample: int = 0, threshold: float = 0.01
) -> Distance:
    """Distance of one output, whose first step is 1; measured against its largest value."""
    a, b = baseline.output(output)[sample], other.output(output)[sample]
    several = len(baseline.all_outputs) > 1
    return Distance(
        name=(
            Text("output {output}", output=output) if several else Text("the output")
        ),
        values=distance_of(a, b),
        first_step=1,
        threshold=threshold,
        floor=rounding_floor(a),
    )
