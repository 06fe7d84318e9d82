"""Fixed points as a person reads them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import pandas as pd

from lstm_viz._language import N_, Text
from lstm_viz.dynamics._cell import Cell
from lstm_viz.dynamics._held import Held
from lstm_viz.dynamics._jacobian import linearise
from lstm_viz.dynamics._near import Near
from lstm_viz.dynamics._points import MARGINAL, Points, Slow
from lstm_viz.errors import LstmVizError
from lstm_viz.inputs import wanted
from lstm_viz.models import RecurrentModel
from lstm_viz.states import InitialState

_KIND_WORDS: Final = {
    "stable": N_("stable"),
    "saddle": N_("saddle"),
    "unstable": N_("unstable"),
    "marginal": N_("marginal"),
}


@dataclass(frozen=True)
class Under:
    """Fixed points of the layers below, which hold the input of a layer.

    Attributes
    ----------
    states : dict of str to float64 ndarray of shape ``(size,)``
        By layer.
    index : int
        Product of their indices.
    entering : float64 ndarray of shape ``(features,)``
        What the layer then reads.
    """

    states: dict[str, np.ndarray]
    index: int
    entering: np.ndarray = field(default_factory=lambda: np.zeros(0))

    def with_input(self, entering: np.ndarray) -> Under:
        """The same, with what the layer reads."""
        return Under(self.states, self.index, entering)


@dataclass(frozen=True, kw_only=True)
class FixedPoints:
    """States that one step under a held input leaves as they are.

    Attributes
    ----------
    layer : str
    h, c : float64 ndarray of shape ``(n, units)``
        c is None where the layer has no cell state. Stable points come first.
    residual : float64 ndarray of shape ``(n,)``
        Largest change of any number in one step, below 1e-9.
    eigenvalues : complex128 ndarray of shape ``(n, units or 2 units)``
        Of the derivative J of one step, largest absolute value first.
    unstable : int ndarray of shape ``(n,)``
        Number of eigenvalues outside the unit circle.
    hits : int ndarray of shape ``(n,)``
        Starts that ended there; 0 for points found between others.
    index : int ndarray of shape ``(n,)``
        Sign of det(I - J), times that of the layers below.
    index_sum : int or None
        Their sum: +1 over a complete list of a bounded cell. None where an index cannot be told.
    slow : Slow
        Places that hardly move without being fixed.
    held : list of ndarray
        The held input, one array per model input.
    below : int ndarray of shape ``(n,)``
        Which entry of ``under`` each point belongs to.
    under : tuple of Under
        The states in which the layers below rest; one empty entry where there are none.
    bounded : bool
        Whether the index sum of a complete list has to be +1.
    near : Near
        Visited states, where the search started.
    notes : tuple of str
    """

    layer: str
    h: np.ndarray
    c: np.ndarray | None
    residual: np.ndarray
    eigenvalues: np.ndarray
    unstable: np.ndarray
    hits: np.ndarray
    index: np.ndarray
    index_sum: int | None
    slow: Slow
    held: list[np.ndarray]
    below: np.ndarray
    under: tuple[Under, ...]
    bounded: bool
    near: Near
    notes: tuple[str, ...] = ()
    _cell: Cell
    _held: Held

    def __len__(self) -> int:
        return len(self.h)

    @property
    def model(self) -> RecurrentModel:
        """The model."""
        return self._held.model

    @property
    def cell(self) -> Cell:
        """The layer's cell."""
        return self._cell

    @property
    def open_lengths(self) -> list[int | None]:
        """Number of timesteps that each model input wants; None where any will do."""
        return [need.steps for need in wanted(self._held.model)]

    @property
    def states(self) -> np.ndarray:
        """h, and c behind it, ``(n, units or 2 units)``."""
        return self.h if self.c is None else np.concatenate([self.h, self.c], axis=1)

    @property
    def kinds(self) -> tuple[str, ...]:
        """"stable", "saddle", "unstable" (in every direction) or "marginal", of every point."""
        size = self.eigenvalues.shape[1]
        on_circle = (np.abs(np.abs(self.eigenvalues) - 1) <= MARGINAL).any(axis=1)
        return tuple(
            "marginal" if edge else "stable" if not u else "unstable" if u == size else "saddle"
            for u, edge in zip(self.unstable, on_circle, strict=True)
        )

    @property
    def time_constants(self) -> np.ndarray:
        """Steps in which the slowest direction changes e-fold, ``(n,)``: ``1 / |ln |lambda||``."""
        with np.errstate(divide="ignore"):
            return 1 / np.abs(np.log(np.abs(self.eigenvalues[:, 0])))

    @property
    def complete(self) -> bool | None:
        """False where at least one point is missing; None where the indices say nothing."""
        if not self.bounded or self.index_sum is None:
            return None
        return self.index_sum == 1

    def completeness(self) -> str:
        """What the index sum says about the list, in a sentence."""
        if not self.bounded:
            return Text(
                "Whether the list is complete cannot be told: this layer is not bounded."
            )
        if self.index_sum is None:
            return Text(
                "Whether the list is complete cannot be told: a point is marginal, its index is "
                "not known."
            )
        if self.index_sum == 1:
            return Text(
                "The indices add up to +1, as those of all fixed points of a bounded layer do: "
                "nothing says that one is missing, though a pair may be."
            )
        return Text(
            "The indices add up to {index_sum:+d} and not to +1: at least one fixed point is "
            "missing. Try more starts.",
            index_sum=self.index_sum,
        )

    def census(self) -> str:
        """How many there are of each kind, in words."""
        if not len(self):
            return Text("No fixed point was found.")
        counts = {kind: self.kinds.count(kind) for kind in dict.fromkeys(self.kinds)}
        words = Text.joined(
            Text("{number} {kind}", number=count, kind=Text.of(_KIND_WORDS[kind]))
            for kind, count in counts.items()
        )
        return Text(
            "{count} fixed point: {words}.",
            "{count} fixed points: {words}.",
            count=len(self),
            words=words,
        )

    def unstable_direction(self, number: int) -> np.ndarray | None:
        """Unit vector along which a point is left fastest, ``(units or 2 units,)``; None if stable.

        Raises
        ------
        LstmVizError
            When there is no point of that number.
        """
        self._check(number)
        if not self.unstable[number]:
            return None
        entering = self.under[self.below[number]].entering
        state = self.states[number : number + 1]
        jacobian = linearise(self._cell, self._cell.project(entering), state).jacobian()[0]
        values, vectors = np.linalg.eig(jacobian)
        vector = vectors[:, np.argmax(np.abs(values))].real
        return vector / np.linalg.norm(vector)

    def entering(self, number: int) -> np.ndarray:
        """What the layer reads while it rests in a point, ``(features,)``."""
        self._check(number)
        return self.under[self.below[number]].entering

    def initial_state(self, number: int) -> InitialState:
        """A fixed point as an initial state of the model; layers below rest with it.

        Raises
        ------
        LstmVizError
            When there is no point of that number.
        """
        self._check(number)
        states = {**self.under[self.below[number]].states, self.layer: self.states[number]}
        values: dict[str, dict[str, np.ndarray]] = {}
        for name, state in states.items():
            spec = self._held.model.layer(name)
            parts = np.split(state.astype(np.float32), len(spec.states))
            values[name] = dict(zip(spec.states, parts, strict=True))
        return InitialState.from_values(self._held.model, values)

    def to_dataframe(self) -> pd.DataFrame:
        """One row per point: kind, eigenvalue, time constant, residual, hits."""
        leading = self.eigenvalues[:, 0] if len(self) else np.empty(0, complex)
        return pd.DataFrame(
            {
                "point": np.arange(1, len(self) + 1),
                "kind": np.array(self.kinds, dtype=object),
                "unstable": self.unstable,
                "largest |eigenvalue|": np.abs(leading),
                "time constant": self.time_constants if len(self) else np.empty(0),
                "residual": self.residual,
                "hits": self.hits,
            }
        )

    def _check(self, number: Any) -> None:
        if not 0 <= number < len(self):
            raise LstmVizError(
                "There is no fixed point {number}: they are 0 to {count}.",
                number=number,
                count=len(self) - 1,
            )


def joined_points(
    *,
    cell: Cell,
    held: Held,
    found: Sequence[tuple[Under, Points, Slow]],
    near: Near,
    bounded: bool,
    notes: tuple[str, ...],
) -> FixedPoints:
    """Join what was found under every state of the layers below."""
    counts = [len(points.states) for _, points, _ in found]
    states = np.concatenate([points.states for _, points, _ in found])
    index = np.concatenate([points.index * under.index for under, points, _ in found])
    parts = cell.split(states)
    slow = [slow for _, _, slow in found]
    return FixedPoints(
        layer=cell.spec.name,
        h=parts["h"],
        c=parts.get("c"),
        residual=np.concatenate([points.residual for _, points, _ in found]),
        eigenvalues=np.concatenate([points.eigenvalues for _, points, _ in found]),
        unstable=np.concatenate([points.unstable for _, points, _ in found]),
        hits=np.concatenate([points.hits for _, points, _ in found]),
        index=index,
        index_sum=None if (index == 0).any() else int(index.sum()),
        slow=Slow(
            np.concatenate([s.h for s in slow]),
            None if parts.get("c") is None else np.concatenate([s.c for s in slow]),
            np.concatenate([s.speed for s in slow]),
            np.concatenate([s.hits for s in slow]),
        ),
        held=held.inputs,
        below=np.repeat(np.arange(len(found)), counts),
        under=tuple(under for under, _, _ in found),
        bounded=bounded,
        near=near,
        notes=notes,
        _cell=cell,
        _held=held,
    )
