"""States that a model visits by itself, and how far an initial state lies from them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from lstm_viz._language import N_, SENTENCES, Text
from lstm_viz.errors import LstmVizError
from lstm_viz.models import LayerSpec, RecurrentModel
from lstm_viz.tracing import trace

MOST_VISITED: Final = 20_000
_MOST_NUMBERS: Final = 5_000_000
_NEAR: Final = 0.5
_FAR: Final = 1.0
# Bounded activations, whose value times a gate between 0 and 1 gives h.
_ACTIVATIONS: Final[dict[str, Callable[[np.ndarray], np.ndarray]]] = {
    "tanh": np.tanh,
    "sigmoid": lambda c: 1 / (1 + np.exp(-c)),
    "softsign": lambda c: c / (1 + np.abs(c)),
}
_GATES: Final = ("sigmoid", "hard_sigmoid", "keras2_hard_sigmoid")
_SLACK: Final = 1e-6


@dataclass(frozen=True, kw_only=True)
class Visited:
    """States of all recurrent layers at the steps of some runs from the model's own start.

    Parameters
    ----------
    states : dict of layer to dict of signal to float32 ndarray of shape ``(states, units)``
        Row by row the same place in all layers.
    places : int ndarray of shape ``(states, 3)``
        Number of the sequence, row of its batch, and t; t = 0 is the model's own start.
    sequences : tuple of str
        Names of the sequences.
    every : int
        Only every so many steps were kept.
    """

    states: dict[str, dict[str, np.ndarray]]
    places: np.ndarray
    sequences: tuple[str, ...]
    every: int = 1

    def __len__(self) -> int:
        return len(self.places)

    def joined(self, layer: str) -> np.ndarray:
        """States of one layer, h and c side by side, float64 ``(states, units or 2 units)``."""
        return np.concatenate(list(self.states[layer].values()), axis=1).astype(np.float64)

    def spread(self, layer: str) -> float:
        """Root mean square distance of a layer's visited states from their mean."""
        points = self.joined(layer)
        return float(np.sqrt(((points - points.mean(axis=0)) ** 2).sum(axis=1).mean()))

    def words(self) -> str:
        """Which states these are."""
        kept = (
            "" if self.every == 1 else Text(", every {number}th step", number=self.every)
        )
        names = ", ".join(self.sequences[:6]) + (", …" if len(self.sequences) > 6 else "")
        return Text(
            "{number:,} states visited on the sequence {names}, from the model's own start{kept}",
            "{number:,} states visited on the sequences {names}, from the model's own start{kept}",
            count=len(self.sequences),
            number=len(self),
            names=names,
            kept=kept,
        )


@dataclass(frozen=True, kw_only=True)
class Reach:
    """How far a state of one layer lies from any state that the model visited.

    Parameters
    ----------
    distance : float
        Euclidean, over h and c together, to the nearest visited state.
    spread : float
        Root mean square distance of the visited states from their mean.
    sequence : str
        Where the nearest one was visited.
    sample, step : int
    impossible : tuple of str
        Sentences on values that no step of this layer can give.
    """

    distance: float
    spread: float
    sequence: str
    sample: int
    step: int
    impossible: tuple[str, ...] = ()

    @property
    def ratio(self) -> float:
        """Distance in units of the spread."""
        if self.distance == 0:
            return 0.0
        return self.distance / self.spread if self.spread > 0 else float("inf")

    @property
    def badge(self) -> str:
        """One word or two: "visited", "near", "off the path", "far" or "unreachable"."""
        if self.distance == 0:
            return N_("visited")
        if self.impossible:
            return N_("unreachable")
        if self.ratio <= _NEAR:
            return N_("near")
        return N_("off the path") if self.ratio <= _FAR else N_("far")

    def words(self) -> str:
        """The badge in a sentence."""
        where = Text(
            "t = {step} of sequence {sequence}", step=self.step, sequence=self.sequence
        )
        if self.step == 0:
            where = Text("the model's own start")
        if self.distance == 0:
            return Text("The model itself visits this state: {where}.", where=where)
        text = Text(
            "The nearest visited state ({where}) is {ratio:.2g} times as far away as visited "
            "states are from their mean.",
            where=where,
            ratio=self.ratio,
        )
        return Text.joined([text, *self.impossible], SENTENCES)


def visited_states(model: RecurrentModel, sequences: Mapping[str, Any]) -> Visited:
    """Run a model on sequences from its own initial state and keep the states it visits.

    Parameters
    ----------
    model : RecurrentModel
    sequences : mapping of name to input
        Each as for `trace`.

    Returns
    -------
    Visited
        At most 20,000 states, and at most 5 million numbers: of more, every so many steps.

    Raises
    ------
    LstmVizError
        When there is no sequence or one does not fit the model.
    """
    if not sequences:
        raise LstmVizError("No sequence is given: the states visited on it cannot be told.")
    inputs = {name: model.inputs(x) for name, x in sequences.items()}
    width = sum(spec.units * len(spec.states) for spec in model.layers)
    total = sum(len(x[0]) * (_steps(x) + 1) for x in inputs.values())
    most = min(MOST_VISITED, _MOST_NUMBERS // width)
    every = max(1, -(-total // most))
    parts: dict[tuple[str, str], list[np.ndarray]] = {
        (spec.name, signal): [] for spec in model.layers for signal in spec.states
    }
    places = []
    for number, x in enumerate(inputs.values()):
        run = trace(model, x, compile=False)
        batch, steps = len(run.x[0]), np.arange(0, run.T + 1, every)
        samples = np.repeat(np.arange(batch), len(steps))
        places.append(np.stack([np.full(len(samples), number), samples, np.tile(steps, batch)], 1))
        for (layer, signal), kept in parts.items():
            values = run[layer].signal(signal)
            # A decoder may take fewer steps than its encoder: it then stays at its last state.
            rows = np.minimum(steps, values.shape[1] - 1)
            kept.append(values[:, rows].reshape(-1, values.shape[-1]))
    joined = {key: np.concatenate(kept) for key, kept in parts.items()}
    finite = np.all([np.isfinite(values).all(axis=1) for values in joined.values()], axis=0)
    states: dict[str, dict[str, np.ndarray]] = {}
    for (layer, signal), values in joined.items():
        states.setdefault(layer, {})[signal] = values[finite]
    return Visited(
        states=states,
        places=np.concatenate(places)[finite],
        sequences=tuple(sequences),
        every=every,
    )


def reach(visited: Visited, spec: LayerSpec, state: Mapping[str, np.ndarray]) -> Reach:
    """How far a state of one layer lies from the visited ones.

    Parameters
    ----------
    visited : Visited
    spec : LayerSpec
        Of the layer.
    state : mapping of signal to ndarray of shape ``(units,)``
        h, and c where the layer has one.

    Raises
    ------
    LstmVizError
        When no state was visited, or a value is missing.
    """
    if not len(visited):
        raise LstmVizError("No visited state is known.")
    missing = [signal for signal in spec.states if signal not in state]
    if missing:
        raise LstmVizError(
            "The {missing} of layer '{layer}' is missing.",
            missing=missing[0],
            layer=spec.name,
        )
    point = np.concatenate([state[signal] for signal in spec.states]).astype(np.float64)
    distances = np.sqrt(((visited.joined(spec.name) - point) ** 2).sum(axis=1))
    nearest = int(np.argmin(distances))
    number, sample, step = visited.places[nearest]
    return Reach(
        distance=float(distances[nearest]),
        spread=visited.spread(spec.name),
        sequence=visited.sequences[number],
        sample=int(sample),
        step=int(step),
        impossible=impossible(spec, state),
    )


def impossible(spec: LayerSpec, state: Mapping[str, np.ndarray]) -> tuple[str, ...]:
    """Sentences on values that no step of this layer can give.

    ``h = o * tanh(c)`` with a gate o between 0 and 1 lies between 0 and tanh(c), so |h| is at
    most 1 and has the sign of c (Hochreiter and Schmidhuber 1997).
    """
    h = np.asarray(state["h"], np.float64)
    sentences = []
    bounded = spec.activation in _ACTIVATIONS or spec.activation == "hard_sigmoid"
    if spec.kind != "SimpleRNN":
        bounded = bounded and spec.recurrent_activation in _GATES
    if bounded and np.any(np.abs(h) > 1):
        outside = np.abs(h) > 1
        sentences.append(
            Text(
                "{count} of {all} units has |h| > 1, which no step can give.",
                "{count} of {all} units have |h| > 1, which no step can give.",
                count=int(outside.sum()),
                all=len(outside),
            )
        )
    if spec.kind == "LSTM" and bounded and spec.activation in _ACTIVATIONS:
        with np.errstate(over="ignore"):
            most = _ACTIVATIONS[spec.activation](np.asarray(state["c"], np.float64))
        low, high = np.minimum(0, most) - _SLACK, np.maximum(0, most) + _SLACK
        outside = ((h < low) | (h > high)) & (np.abs(h) <= 1)
        if outside.any():
            sentences.append(
                Text(
                    "{count} of {all} units has an h that no output gate gives with this c: it "
                    "lies between 0 and {activation}(c).",
                    "{count} of {all} units have an h that no output gate gives with this c: it "
                    "lies between 0 and {activation}(c).",
                    count=int(outside.sum()),
                    all=len(outside),
                    activation=spec.activation,
                )
            )
    return tuple(sentences)


def _steps(x: list[np.ndarray]) -> int:
    return max((a.shape[1] for a in x if a.ndim > 1), default=1)
