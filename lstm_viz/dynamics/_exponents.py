"""How fast small differences of the state grow or shrink along a run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from lstm_viz._language import Text
from lstm_viz.dynamics._cell import cell_of
from lstm_viz.dynamics._jacobian import Linear, linearise
from lstm_viz.dynamics._one_thread import one_thread
from lstm_viz.dynamics._sensitivity import one_run, start_of
from lstm_viz.errors import LstmVizError
from lstm_viz.models import RecurrentModel
from lstm_viz.states import InitialState
from lstm_viz.tracing import layer_inputs

_MOST_SWEEPS: Final = 12
_SETTLED: Final = 1e-6
_TINY: Final = 1e-300


@dataclass(frozen=True, kw_only=True)
class Exponents:
    """Finite-time Lyapunov exponents of a layer along one run.

    Attributes
    ----------
    values : float64 ndarray of shape ``(k,)``
        Mean change of the natural logarithm per timestep, largest first: ``ln(sigma_i) / T`` with
        the singular values of the product of all T derivatives. Minus infinity where a direction
        is wiped out.
    growth : float64 ndarray of shape ``(T, k)``
        Natural logarithm of how much each of the k directions has grown by timestep t; row T is
        ``T * values``.
    directions : float64 ndarray of shape ``(k, units or 2 units)``
        The initial directions that grow so, unit vectors.
    layer : str
    exact : bool
        Whether the sweeps settled to 1e-6.
    """

    values: np.ndarray
    growth: np.ndarray
    directions: np.ndarray
    layer: str
    exact: bool

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        return np.array(self.values, dtype=dtype)

    def __len__(self) -> int:
        return len(self.values)

    def __getitem__(self, number: Any) -> Any:
        return self.values[number]

    def __iter__(self) -> Iterator[float]:
        return iter(self.values)

    def words(self) -> str:
        """What the leading exponent says, in a sentence."""
        steps, first = len(self.growth), float(self.values[0])
        if not np.isfinite(first):
            return Text(
                "After {steps} steps nothing is left of any change of the initial state.",
                steps=steps,
            )
        factor = np.exp(min(first * steps, 700.0))
        if abs(first * steps) < 0.7:
            return Text(
                "The change that lasts best is {factor:.3g} times as large after {steps} steps: "
                "it neither dies nor grows.",
                factor=factor,
                steps=steps,
            )
        if first > 0:
            return Text(
                "Some changes of the initial state grow {factor:.3g}-fold in {steps} steps: a "
                "gradient through these steps can explode.",
                factor=factor,
                steps=steps,
            )
        return Text(
            "Of any small change at most {factor:.3g} is left after {steps} steps: a gradient "
            "through them vanishes, with {constant:.3g} steps as its time constant.",
            factor=factor,
            steps=steps,
            constant=-1 / first,
        )


@one_thread()
def lyapunov_exponents(
    model: RecurrentModel,
    x: Any,
    initial_state: InitialState | None = None,
    layer: str | None = None,
    k: int = 10,
) -> Exponents:
    """Finite-time Lyapunov exponents of a layer on one sequence, per timestep.

    Directions are sent forwards and their images backwards through all derivatives, with a QR
    decomposition at every step (Benettin et al. 1980), until they no longer turn: then they are
    the leading singular directions of the whole product. A single pass from the identity is off by
    about 0.02 at 200 steps.

    Parameters
    ----------
    model : RecurrentModel
    x : input
        One sequence, as for `trace`.
    initial_state : InitialState, optional
    layer : str, optional
        The first recurrent layer by default. Its own input is held as in the run.
    k : int
        How many, largest first; at most units (GRU, SimpleRNN) or twice the units (LSTM).

    Returns
    -------
    Exponents

    Raises
    ------
    LstmVizError
        When k is out of range or something does not fit the model.
    """
    name = model.layers[0].name if layer is None else model.layer(layer).name
    cell = cell_of(model, name)
    if isinstance(k, bool) or not isinstance(k, (int, np.integer)) or k < 1:
        raise LstmVizError("The number of exponents is at least 1, not {k!r}.", k=k)
    k = min(int(k), cell.size)
    run = one_run(model, x, initial_state)
    entered = layer_inputs(model, run)[name][0].astype(np.float64)
    if cell.spec.direction == "backward":
        entered = entered[::-1]
    mask = run[name].mask
    steps: list[Linear] = []
    state = start_of(run, name)[np.newaxis]
    for t, projected in enumerate(cell.project(entered)):
        if mask is not None and not mask[0, t]:
            continue
        steps.append(linearise(cell, projected, state))
        state = steps[-1].after
    if not steps:
        raise LstmVizError("Every timestep is masked: the state never changes.")
    directions, growth, settled = _aligned(steps, cell.size, k)
    if mask is not None:
        # A masked timestep keeps every difference as it is.
        growth = growth[np.maximum(np.cumsum(mask[0]) - 1, 0)] * (np.cumsum(mask[0]) > 0)[:, None]
    order = np.argsort(-growth[-1], kind="stable")
    return Exponents(
        values=growth[-1, order] / len(growth),
        growth=growth[:, order],
        directions=directions[:, order].T,
        layer=name,
        exact=settled,
    )


def _aligned(steps: list[Linear], size: int, k: int) -> tuple[np.ndarray, np.ndarray, bool]:
    directions = np.linalg.qr(np.random.default_rng(0).normal(size=(size, k)))[0]
    last = np.full(k, np.inf)
    for _ in range(_MOST_SWEEPS):
        growth, images = _forwards(steps, directions)
        with np.errstate(invalid="ignore"):
            same = (np.abs(growth[-1] - last) <= _SETTLED * len(steps)) | (growth[-1] == last)
        if same.all():
            return directions, growth, True
        last = growth[-1]
        directions = _backwards(steps, images)
    growth, _ = _forwards(steps, directions)
    return directions, growth, False


def _forwards(steps: list[Linear], directions: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    growth = np.empty((len(steps), directions.shape[1]))
    total = np.zeros(directions.shape[1])
    for t, step in enumerate(steps):
        directions, triangle = np.linalg.qr(step.push(directions[np.newaxis])[0])
        size = np.abs(np.diagonal(triangle))
        total = total + np.where(size > _TINY, np.log(np.maximum(size, _TINY)), -np.inf)
        growth[t] = total
    return growth, directions


def _backwards(steps: list[Linear], images: np.ndarray) -> np.ndarray:
    for step in reversed(steps):
        rows, _ = step.pull(np.ascontiguousarray(images.T)[np.newaxis])
        images = np.linalg.qr(rows[0].T)[0]
    return images
