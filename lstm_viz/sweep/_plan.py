"""What a sweep is about: enough to do any of its blocks again, and to tell it from another one."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from lstm_viz.errors import LstmVizError
from lstm_viz.models import RecurrentModel
from lstm_viz.states import InitialState, Normal, Recipe, Uniform, recipe_from_json

KEEP: Final = ("final", "outputs", "distance")
MOST_SWEEP_MEMBERS: Final = 10_000_000
MOST_BLOCK: Final = 4096
# Seeds of members are 64 bit numbers: two sweeps with other seeds have no member in common.
_MOST_SEED: Final = 2**63 // MOST_SWEEP_MEMBERS - 1
_FORMAT: Final = "lstm-viz sweep 1"
_NAME: Final = re.compile(r"[^\x00-\x1f\x7f]{1,60}")
# What may differ between two runs of the same sweep.
_FREE: Final = ("block", "model_name")
_DIFFERENT: Final = {
    "model": "another model",
    "sequences": "other sequences",
    "states": "other initial states",
    "first_seed": "other seeds",
    "n": "another number of members",
    "keep": "other things kept",
    "layer": "another layer",
    "baseline": "another baseline",
    "threshold": "another threshold",
    "sample": "another row of the input",
}


@dataclass(frozen=True, kw_only=True)
class Block:
    """Some members on one sequence.

    Parameters
    ----------
    sequence : int
        Number of the sequence.
    start, stop : int
        Members ``start`` to ``stop - 1``.
    """

    sequence: int
    start: int
    stop: int

    @property
    def name(self) -> str:
        """Name of its file, without an ending."""
        return f"{self.sequence:03d}-{self.start:08d}-{self.stop:08d}"


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What a sweep runs and keeps; see `sweep`.

    Parameters
    ----------
    model : str
        Digest of the model's architecture and weights.
    model_name : str
    sequences : tuple of (name, digest)
    states : Normal or Uniform
        The recipe.
    first_seed : int
        Seed of member 0; member k has ``first_seed + k``.
    n : int
    keep : tuple of str
    layer : str
    baseline : dict
        Its `InitialState` as JSON.
    threshold : float
    sample : int
    block : int
    """

    model: str
    model_name: str
    sequences: tuple[tuple[str, str], ...]
    states: Recipe
    first_seed: int
    n: int
    keep: tuple[str, ...]
    layer: str
    baseline: dict[str, Any]
    threshold: float
    sample: int
    block: int

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the sequences."""
        return tuple(name for name, _ in self.sequences)

    @property
    def identity(self) -> str:
        """Digest of all that decides the numbers (SHA-256, hexadecimal)."""
        told = {key: value for key, value in self.to_json().items() if key not in _FREE}
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()

    def blocks(self) -> list[Block]:
        """All blocks, sequence by sequence."""
        return [
            Block(sequence=k, start=start, stop=min(start + self.block, self.n))
            for k in range(len(self.sequences))
            for start in range(0, self.n, self.block)
        ]

    def member(self, model: RecurrentModel, k: int) -> InitialState:
        """Initial state of member ``k``, as recipes.

        Raises
        ------
        LstmVizError
            When there is no such member.
        """
        if not 0 <= k < self.n:
            raise LstmVizError(f"There is no member {k}: they are numbered 0 to {self.n - 1:,}.")
        recipe = _seeded(self.states, self.first_seed + k)
        keys = [
            (spec.name, signal)
            for spec in model.layers
            if spec.source != "given"
            for signal in spec.states
        ]
        return InitialState(model, dict.fromkeys(keys, recipe))

    def difference(self, other: Plan) -> str | None:
        """In what another plan is about something else, in words; None if in nothing."""
        mine, theirs = self.to_json(), other.to_json()
        different = [words for key, words in _DIFFERENT.items() if mine[key] != theirs[key]]
        return " and ".join(different) or None

    def to_json(self) -> dict[str, Any]:
        """Return the plan as a JSON object."""
        return {
            "format": _FORMAT,
            "model": self.model,
            "model_name": self.model_name,
            "sequences": [list(pair) for pair in self.sequences],
            "states": self.states.to_json(),
            "first_seed": self.first_seed,
            "n": self.n,
            "keep": list(self.keep),
            "layer": self.layer,
            "baseline": self.baseline,
            "threshold": self.threshold,
            "sample": self.sample,
            "block": self.block,
        }

    @classmethod
    def from_json(cls, data: Any) -> Plan:
        """Read a plan.

        Raises
        ------
        LstmVizError
            When it is none, or not well formed.
        """
        if not isinstance(data, dict) or data.get("format") != _FORMAT:
            raise LstmVizError("This is no sweep of this version of LSTM Viz.")
        try:
            made = cls(
                model=str(data["model"]),
                model_name=str(data["model_name"])[:200],
                sequences=tuple((str(name), str(digest)) for name, digest in data["sequences"]),
                states=recipe_from_json(data["states"]),
                first_seed=data["first_seed"],
                n=data["n"],
                keep=tuple(data["keep"]),
                layer=str(data["layer"]),
                baseline=dict(data["baseline"]),
                threshold=float(data["threshold"]),
                sample=data["sample"],
                block=data["block"],
            )
        except (KeyError, TypeError, ValueError) as error:
            raise LstmVizError(f"The sweep's description is not well formed ({error}).") from error
        check_states(made.states)
        check_sizes(made.n, made.keep, made.block)
        return made


def make_plan(
    model: RecurrentModel,
    sequences: Mapping[str, list[np.ndarray]],
    states: Recipe,
    *,
    n: int,
    keep: Iterable[str],
    layer: str | None,
    baseline: InitialState | None,
    threshold: float,
    sample: int,
    block: int,
    first_seed: int | None = None,
) -> Plan:
    """Check what a sweep is asked for; parameters as of `sweep`.

    Raises
    ------
    LstmVizError
        When something is out of range or does not fit the model.
    """
    check_states(states)
    keep = tuple(dict.fromkeys(keep))
    check_sizes(n, keep, block)
    if all(spec.source == "given" for spec in model.layers):
        raise LstmVizError(
            "The model computes the initial state of every layer itself: there is nothing to draw."
        )
    for name in sequences:
        if not _NAME.fullmatch(name):
            raise LstmVizError(f"A sequence's name has 1 to 60 characters in a line: not {name!r}.")
    if first_seed is None:
        first_seed = MOST_SWEEP_MEMBERS * int(states.seed)  # type: ignore[attr-defined]
    return Plan(
        model=model.digest,
        model_name=model.name,
        sequences=tuple((name, _digest(arrays)) for name, arrays in sequences.items()),
        states=states,
        first_seed=first_seed,
        n=n,
        keep=tuple(one for one in KEEP if one in keep),
        layer=model.layers[0].name if layer is None else model.layer(layer).name,
        baseline=(baseline or InitialState.own(model)).to_json(),
        threshold=float(threshold),
        sample=sample,
        block=block,
    )


def check_states(states: Any) -> None:
    """Raise LstmVizError unless a sweep can be drawn from a recipe."""
    if not isinstance(states, (Normal, Uniform)):
        kind = getattr(states, "kind", type(states).__name__)
        raise LstmVizError(
            f"A sweep is drawn from a random recipe, normal or uniform, not {kind!r}, whose "
            "members would all be the same."
        )
    if states.seed > _MOST_SEED:
        raise LstmVizError(f"The seed of a sweep is at most {_MOST_SEED:,}.")


def check_sizes(n: Any, keep: tuple[str, ...], block: Any) -> None:
    """Raise LstmVizError unless the numbers of a sweep are in range."""
    if isinstance(n, bool) or not isinstance(n, int) or not 2 <= n <= MOST_SWEEP_MEMBERS:
        raise LstmVizError(f"A sweep has 2 to {MOST_SWEEP_MEMBERS:,} members, not {n!r}.")
    if isinstance(block, bool) or not isinstance(block, int) or not 1 <= block <= MOST_BLOCK:
        raise LstmVizError(f"A block has 1 to {MOST_BLOCK:,} members, not {block!r}.")
    unknown = [one for one in keep if one not in KEEP]
    if unknown or not keep:
        raise LstmVizError(
            f"A sweep keeps one or more of {', '.join(KEEP)}"
            + (f", not {unknown[0]!r}." if unknown else ".")
        )


def _seeded(states: Recipe, seed: int) -> Recipe:
    if not isinstance(states, (Normal, Uniform)):
        raise LstmVizError("A sweep is drawn from a random recipe, normal or uniform.")
    return replace(states, seed=seed)


def _digest(arrays: list[np.ndarray]) -> str:
    digest = hashlib.sha256()
    for array in arrays:
        digest.update(f"{array.dtype.str}{array.shape}".encode())
        digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()
