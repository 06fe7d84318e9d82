"""What is known about a recurrent layer before it runs."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Literal

from lstm_viz._language import Translate, english

Kind = Literal["LSTM", "GRU", "SimpleRNN"]
StateSource = Literal["zeros", "stored", "given"]

STATES: dict[str, tuple[str, ...]] = {
    "LSTM": ("h", "c"),
    "GRU": ("h",),
    "SimpleRNN": ("h",),
}
SIGNALS: dict[str, tuple[str, ...]] = {
    "LSTM": ("h", "c", "i", "f", "g", "o"),
    "GRU": ("h", "z", "r", "g"),
    "SimpleRNN": ("h",),
}
SIGNAL_NAMES: dict[str, str] = {
    "h": "hidden state h",
    "c": "cell state c",
    "i": "input gate i",
    "f": "forget gate f",
    "g": "candidate g",
    "o": "output gate o",
    "z": "update gate z",
    "r": "reset gate r",
}


@dataclass(frozen=True, kw_only=True)
class LayerSpec:
    """One recurrent layer as a trace sees it: one cell, run in one direction.

    Attributes
    ----------
    name : str
        Path of the layer: ``"lstm"``, ``"bidirectional/forward"``, ``"encoder/lstm"``; a layer
        that is called twice appears again as ``"lstm#2"``.
    kind : {"LSTM", "GRU", "SimpleRNN"}
        The recurrence.
    units : int
        Length of h (and of c).
    features : int
        Length of the input vector at one timestep.
    direction : {"forward", "backward"}
        Backward layers read the sequence from its end.
    stateful, return_sequences, return_state, use_bias : bool
        As set on the Keras layer.
    masked : bool
        Whether a mask reaches the layer, so that timesteps may be skipped.
    source : {"zeros", "stored", "given"}
        Where the model itself takes the initial state from: zeros, the state variables of a
        stateful layer, or another layer (an encoder, an input).
    activation, recurrent_activation : str
        Names of the activations; ``recurrent_activation`` is empty for a SimpleRNN.
    """

    name: str
    kind: Kind
    units: int
    features: int
    direction: Literal["forward", "backward"] = "forward"
    stateful: bool = False
    return_sequences: bool = False
    return_state: bool = False
    use_bias: bool = True
    masked: bool = False
    source: StateSource = "zeros"
    activation: str = "tanh"
    recurrent_activation: str = "sigmoid"

    @property
    def states(self) -> tuple[str, ...]:
        """Names of the states: ``("h", "c")`` for an LSTM, ``("h",)`` otherwise."""
        return STATES[self.kind]

    @property
    def signals(self) -> tuple[str, ...]:
        """Names of everything a trace records, states first."""
        return SIGNALS[self.kind]

    @property
    def caption(self) -> str:
        """One sentence about the layer in plain words."""
        return caption_in(self, english)


def caption_in(layer: LayerSpec, t: Translate) -> str:
    """One sentence about the layer in the plain words of a language."""
    parts = [t("{kind} with {units} units", kind=layer.kind, units=layer.units)]
    if layer.direction == "backward":
        parts.append(t("reads the sequence from its end"))
    if layer.masked:
        parts.append(t("skips masked timesteps"))
    if layer.source == "stored":
        parts.append(t("stateful: starts from its stored state"))
    elif layer.source == "given":
        parts.append(t("its initial state comes from another part of the model"))
    every = t("answers at every timestep")
    parts.append(every if layer.return_sequences else t("answers at the end"))
    told = functools.reduce(
        lambda one, two: t("{first}, {second}", first=one, second=two), parts
    )
    return t("{sentence}.", sentence=told)
