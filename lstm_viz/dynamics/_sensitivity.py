"""How much every number of an initial state moves every output at every timestep."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from lstm_viz._language import Text
from lstm_viz.dynamics._one_thread import one_thread
from lstm_viz.dynamics._response import response_of
from lstm_viz.errors import LstmVizError
from lstm_viz.models import RecurrentModel
from lstm_viz.states import InitialState
from lstm_viz.tracing import Trace, trace


@dataclass(frozen=True, kw_only=True)
class Sensitivity:
    """Derivatives of the outputs by the initial state of one layer.

    Attributes
    ----------
    layer : str
    h, c : float64 ndarray of shape ``(T, outputs, units)``
        Derivative of every output at every timestep by h0 and by c0; c is None where the layer has
        no cell state. NaN where the output at that timestep cannot be told.
    outputs : tuple of str
        Name and number of each output.
    exact : str
        How it was computed: in closed form, or by automatic differentiation and why.
    start : float64 ndarray of shape ``(units or 2 units,)``
        The initial state at which the derivatives were taken.
    """

    layer: str
    h: np.ndarray
    c: np.ndarray | None
    outputs: tuple[str, ...]
    exact: str
    start: np.ndarray
    model: RecurrentModel

    @property
    def joined(self) -> np.ndarray:
        """By h0, then by c0: ``(T, outputs, units or 2 units)``."""
        return self.h if self.c is None else np.concatenate([self.h, self.c], axis=2)

    @property
    def norm(self) -> np.ndarray:
        """Length of the derivative of each output, ``(T, outputs)``."""
        return np.sqrt((self.joined**2).sum(axis=2))

    def directions(self, count: int = 3) -> tuple[np.ndarray, np.ndarray]:
        """Directions of the initial state that move the outputs most, over all timesteps.

        Parameters
        ----------
        count : int

        Returns
        -------
        tuple of ndarray
            Unit vectors ``(count, units or 2 units)`` and how far all outputs together move for a
            small unit change, ``(count,)``: the leading right singular vectors and values.
        """
        rows = self.joined.reshape(-1, self.joined.shape[2])
        rows = rows[np.isfinite(rows).all(axis=1)]
        if not len(rows):
            return np.empty((0, rows.shape[1])), np.empty(0)
        _, values, vectors = np.linalg.svd(rows, full_matrices=False)
        turned = np.sign(vectors[np.arange(len(vectors)), np.abs(vectors).argmax(axis=1)])
        return (vectors * turned[:, None])[:count], values[:count]

    def moved(self, direction: np.ndarray, by: float) -> InitialState:
        """The start moved along a direction, as an initial state to try.

        Parameters
        ----------
        direction : ndarray of shape ``(units or 2 units,)``
        by : float
            Length of the move.

        Raises
        ------
        LstmVizError
            When the direction has another shape.
        """
        direction = np.asarray(direction, np.float64)
        if direction.shape != self.start.shape:
            raise LstmVizError(
                "A direction of layer '{layer}' has shape {start_shape}, not {direction_shape}.",
                layer=self.layer,
                start_shape=self.start.shape,
                direction_shape=direction.shape,
            )
        spec = self.model.layer(self.layer)
        parts = np.split((self.start + by * direction).astype(np.float32), len(spec.states))
        values = dict(zip(spec.states, parts, strict=True))
        return InitialState.from_values(self.model, {self.layer: values})


@one_thread()
def sensitivity(
    model: RecurrentModel,
    x: Any,
    initial_state: InitialState | None = None,
    layer: str | None = None,
) -> Sensitivity:
    """Differentiate every output at every timestep by the initial state of a layer.

    The derivative of one step is known in closed form; those of T steps are their products, taken
    in the order that is cheaper. Where the way to the outputs does not go step by step (masks,
    layers that read backwards or need the whole sequence), TensorFlow differentiates the run.

    Parameters
    ----------
    model : RecurrentModel
    x : input
        One sequence, as for `trace`.
    initial_state : InitialState, optional
        Where the derivative is taken; the model's own by default.
    layer : str, optional
        The first recurrent layer by default.

    Returns
    -------
    Sensitivity

    Raises
    ------
    LstmVizError
        When the input or the state does not fit, or the input has several rows.
    """
    name = model.layers[0].name if layer is None else model.layer(layer).name
    run = one_run(model, x, initial_state)
    response = response_of(model, name, run)
    start = start_of(run, name)
    _, derivative = response.with_derivative(start[np.newaxis])
    parts = np.split(derivative[0], len(model.layer(name).states), axis=2)
    return Sensitivity(
        layer=name,
        h=parts[0],
        c=parts[1] if len(parts) > 1 else None,
        outputs=output_labels(run),
        exact=response.exact,
        start=start,
        model=model,
    )


def one_run(model: RecurrentModel, x: Any, initial_state: InitialState | None) -> Trace:
    """Trace one sequence.

    Raises
    ------
    LstmVizError
        When there are several rows, or a number that is not finite.
    """
    if isinstance(x, Trace):
        run = x
    else:
        run = trace(model, x, initial_state, compile=False)
    if len(run.x[0]) != 1:
        raise LstmVizError(
            "Derivatives are taken on one sequence, the input has {count} rows: give "
            "x[k:k + 1].", count=len(run.x[0])
        )
    if any(not np.isfinite(a).all() for a in run.x if a.dtype.kind == "f"):
        raise LstmVizError("The input holds a number that is not finite.")
    return run


def start_of(run: Trace, layer: str) -> np.ndarray:
    """The initial state of a layer in a run, h and c joined, float64 ``(size,)``."""
    states = run[layer].spec.states
    return np.concatenate([run[layer].signal(s)[0, 0] for s in states]).astype(np.float64)


def output_labels(run: Trace) -> tuple[str, ...]:
    """Name and number of every output of a run: "depth 1", "depth 2"; alone, "output 1"."""
    labels = []
    for name, values in run.all_outputs.items():
        if len(run.all_outputs) == 1 and name == "output_0":
            name = "output"
        count = int(np.prod(values.shape[2:]))
        label: str = Text("output") if name == "output" else name
        labels += [
            label if count == 1 else Text("{output} {number}", output=label, number=k + 1)
            for k in range(count)
        ]
    return tuple(labels)
