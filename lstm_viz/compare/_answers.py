"""What a model answers at a step, and where two runs answer differently."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

import keras
import numpy as np

from lstm_viz._language import N_, Text
from lstm_viz.errors import LstmVizError
from lstm_viz.models import RecurrentModel
from lstm_viz.models._graph import functional
from lstm_viz.tracing import Trace, output_names

Kind = Literal["argmax", "half", "sign"]
KIND_WORDS: Final[dict[str, str]] = {
    "argmax": N_("the likeliest class"),
    "half": N_("the side of 0.5"),
    "sign": N_("the sign"),
}


@dataclass(frozen=True, kw_only=True)
class OtherAnswers:
    """Where one output answers differently in two runs.

    Parameters
    ----------
    kind : {"argmax", "half", "sign"}
        What counts as the answer: the likeliest class, the side of 0.5 of every number, or its
        sign.
    steps : int ndarray
        Steps, from 1, at which the answers differ.
    """

    kind: Kind
    steps: np.ndarray

    @property
    def first(self) -> int | None:
        """First such step; None if there is none."""
        return int(self.steps[0]) if len(self.steps) else None

    @property
    def last(self) -> int | None:
        """Last such step; None if there is none."""
        return int(self.steps[-1]) if len(self.steps) else None

    def words(self) -> str:
        """Where the answers differ, in a sentence."""
        what = Text.of(KIND_WORDS[self.kind])
        if not len(self.steps):
            return Text("The answer ({what}) is the same at every step.", what=what)
        if len(self.steps) == 1:
            return Text(
                "The answer ({what}) differs at step {step} only.", what=what, step=self.first
            )
        return Text(
            "The answer ({what}) differs at {number} steps, first at step {first}, last at step "
            "{last}.",
            what=what,
            number=len(self.steps),
            first=self.first,
            last=self.last,
        )


def answer_kinds(model: RecurrentModel) -> dict[str, Kind]:
    """What counts as the answer of each output, told from the layer that makes it.

    Returns
    -------
    dict of str to {"argmax", "half", "sign"}
        By the names of ``Trace.all_outputs``, in their order: the likeliest class after a softmax,
        the side of 0.5 after a sigmoid, the sign otherwise.
    """
    outputs = functional(model.keras).outputs
    names = output_names(model, len(outputs))
    return dict(zip(names, map(_kind, outputs), strict=True))


def other_answers(
    baseline: Trace,
    other: Trace,
    *,
    sample: int = 0,
    kinds: Mapping[str, Kind] | None = None,
) -> dict[str, OtherAnswers]:
    """Steps at which two runs answer differently, by output.

    Parameters
    ----------
    baseline, other : Trace
    sample : int
        Row of the batch.
    kinds : mapping of str to {"argmax", "half", "sign"}, optional
        As `answer_kinds` gives; the sign where nothing is said.

    Returns
    -------
    dict of str to OtherAnswers

    Raises
    ------
    LstmVizError
        When the runs have different outputs or a kind is unknown.
    """
    found = {}
    for name, values in baseline.all_outputs.items():
        kind: Kind = (kinds or {}).get(name, "sign")
        if kind not in KIND_WORDS:
            raise LstmVizError(
                "An answer is one of {kind_words}, not {kind!r}.",
                kind_words=', '.join(KIND_WORDS),
                kind=kind,
            )
        a, b = values[sample], other.output(name)[sample]
        if a.shape != b.shape:
            raise LstmVizError(
                "Runs of shapes {a_shape} and {b_shape} cannot be compared.",
                a_shape=a.shape,
                b_shape=b.shape,
            )
        found[name] = OtherAnswers(kind=kind, steps=np.flatnonzero(differ(a, b, kind)) + 1)
    return found


def differ(a: np.ndarray, b: np.ndarray, kind: str) -> np.ndarray:
    """Whether answers of shape ``(steps, ..., K)`` differ at every step; never where unknown."""
    axes = tuple(range(1, a.ndim))
    known = np.isfinite(a).all(axis=axes) & np.isfinite(b).all(axis=axes)
    apart = answers(a, kind) != answers(b, kind)
    return apart.reshape(len(a), -1).any(axis=1) & known


def answers(values: np.ndarray, kind: str) -> np.ndarray:
    """The answers of outputs of shape ``(..., K)``: classes ``(...)``, or -1, 0, 1 each."""
    if kind == "argmax":
        return np.argmax(np.nan_to_num(values), axis=-1)
    return np.sign(np.nan_to_num(values) - (0.5 if kind == "half" else 0.0))


def _kind(tensor: keras.KerasTensor) -> Kind:
    operation = tensor._keras_history.operation
    layer = operation.layer if isinstance(operation, keras.layers.TimeDistributed) else operation
    if isinstance(layer, keras.Model):
        position = tensor._keras_history.tensor_index
        return _kind(functional(layer).outputs[position])
    activation = getattr(layer, "activation", None)
    if isinstance(layer, keras.layers.Softmax) or activation is keras.activations.softmax:
        return "argmax"
    is_recurrent = isinstance(layer, (keras.layers.RNN, keras.layers.Bidirectional))
    return "half" if activation is keras.activations.sigmoid and not is_recurrent else "sign"
