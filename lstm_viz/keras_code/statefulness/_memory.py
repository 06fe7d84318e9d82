"""Whose past a state is: found by comparing it with runs from known pasts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np

from lstm_viz._language import Text
from lstm_viz.errors import LstmVizError
from lstm_viz.keras_code.statefulness._layers import Material

# Two runs of the same past differ by float32 rounding alone.
_SAME: Final = 1e-5


class Part(NamedTuple):
    """One part of a sequence.

    Parameters
    ----------
    row : int
        Sequence, the one that row of the batch reads when nothing is shuffled.
    call : int
        Number of the part, from 0: the call that reads it when nothing is shuffled.
    """

    row: int
    call: int

    @property
    def name(self) -> str:
        """Letter of the sequence and number of the part: ``"B2"``."""
        return f"{chr(ord('A') + self.row)}{self.call + 1}"


Memory = tuple[Part, ...]


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """A state beside the end of a run from a known past.

    Attributes
    ----------
    memory : tuple of Part
        The known past, read from zeros; empty for zeros themselves.
    difference : float
        Largest absolute difference over h and c.
    same : bool
        Whether the two are equal but for float32 rounding.
    """

    memory: Memory
    difference: float
    same: bool


def in_words(memory: Memory) -> str:
    """Return a memory in words: ``"B1, B2, B3"``."""
    return ", ".join(part.name for part in memory) or Text("nothing (zeros)")


def read_memories(
    given: Material, h: np.ndarray, c: np.ndarray
) -> tuple[tuple[Memory, ...], ...]:
    """Find what each row remembers after each call.

    The state of a row is compared with runs of every part from every state there was before the
    call, that of the row itself first, and from zeros.

    Parameters
    ----------
    given : Material
    h, c : float32 ndarray of shape ``(calls, rows, units)``

    Returns
    -------
    tuple of tuple of tuple of Part
        By call and row.

    Raises
    ------
    LstmVizError
        When a state is the end of none of these runs.
    """
    calls, rows, units = h.shape
    layer = _reference(given)
    parts = [Part(row, call) for call in range(calls) for row in range(rows)]
    x = given.x.reshape(-1, *given.x.shape[2:])
    none = np.zeros((1, units), np.float32)
    found: list[tuple[Memory, ...]] = []
    for call in range(calls):
        before: list[tuple[Memory, np.ndarray, np.ndarray]] = [((), none[0], none[0])]
        if call:
            before = [(found[-1][j], h[call - 1, j], c[call - 1, j]) for j in range(rows)] + before
        starts = [np.repeat(np.stack([b[n] for b in before]), len(x), axis=0) for n in (1, 2)]
        ends = np.stack(_run(layer, np.tile(x, (len(before), 1, 1)), starts))
        memories = [(*b[0], part) for b in before for part in parts]
        found.append(
            tuple(
                _match(np.stack([h[call, j], c[call, j]]), ends, memories, j * len(x))
                for j in range(rows)
            )
        )
    return tuple(found)


def evidence(simulation: Any, call: int, row: int) -> tuple[Evidence, ...]:
    """Compare the state of a row after a call with runs from known pasts.

    Parameters
    ----------
    simulation : Simulation
    call, row : int
        From 0.

    Returns
    -------
    tuple of Evidence
        What it remembers, the row's own sequence from every part on, all sequences' past up to
        this call, and zeros; the nearest first.
    """
    setting = simulation.setting
    layer = _reference(simulation.material)
    state = np.stack([simulation.h[call, row], simulation.c[call, row]])
    memories: dict[Memory, None] = {simulation.memories[call][row]: None}
    for start in range(call + 1):
        memories[tuple(Part(row, k) for k in range(start, call + 1))] = None
    for other in range(setting.rows):
        memories[tuple(Part(other, k) for k in range(call + 1))] = None
    memories[()] = None
    found = []
    for memory in memories:
        end = np.zeros_like(state)
        if memory:
            x = np.concatenate([simulation.material.x[p.call, p.row] for p in memory])
            starts = [np.zeros((1, state.shape[1]), np.float32)] * 2
            end = np.stack(_run(layer, x[None], starts))[:, 0]
        difference = float(np.abs(end - state).max())
        found.append(Evidence(memory=memory, difference=difference, same=difference < _SAME))
    return tuple(sorted(found, key=lambda one: one.difference))


def _reference(given: Material) -> Any:
    layer = given.make(stateful=False, return_sequences=False, return_state=True)
    layer.build((None, *given.x.shape[2:]))
    layer.set_weights(given.weights)
    return layer


def _run(layer: Any, x: np.ndarray, starts: list[np.ndarray]) -> list[np.ndarray]:
    _, h, c = layer(x, initial_state=starts)
    return [np.array(h), np.array(c)]


def _match(state: np.ndarray, ends: np.ndarray, memories: Sequence[Memory], first: int) -> Memory:
    """Return the memory whose end the state is; those from ``first`` on are tried first."""
    differences = np.abs(ends - state[:, None]).max(axis=(0, 2))
    same = np.flatnonzero(differences < _SAME)
    if not len(same):
        raise LstmVizError(
            "A state of the run is the end of no known past: its nearest is "
            "{distance:.2g} away.", distance=differences.min()
        )
    return memories[int(same[np.argmax(same >= first)])]
