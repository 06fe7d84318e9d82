"""The numbers of one block, wherever it is run."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from lstm_viz.compare import MemberRuns, Reduced
from lstm_viz.models import RecurrentModel
from lstm_viz.states import InitialState
from lstm_viz.sweep._plan import Block, Plan

Arrays = dict[str, np.ndarray]


class Work:
    """Runs blocks of a plan with one opened model.

    Parameters
    ----------
    model : RecurrentModel
    sequences : list of list of ndarray
        The model's inputs, for each sequence.
    plan : Plan
    """

    def __init__(
        self, model: RecurrentModel, sequences: list[list[np.ndarray]], plan: Plan
    ) -> None:
        self.plan = plan
        self._model, self._sequences = model, sequences
        self._baseline = InitialState.from_json(model, plan.baseline)
        self._runs: dict[int, MemberRuns] = {}

    def runs(self, sequence: int) -> MemberRuns:
        """Members' runs on a sequence; its baseline is run once.

        Raises
        ------
        LstmVizError
            When the sequence or the baseline does not fit the model.
        """
        if sequence not in self._runs:
            self._runs[sequence] = MemberRuns(
                self._model,
                self._sequences[sequence],
                baseline=self._baseline,
                layer=self.plan.layer,
                sample=self.plan.sample,
                threshold=self.plan.threshold,
            )
        return self._runs[sequence]

    @property
    def model(self) -> RecurrentModel:
        """The opened model."""
        return self._model

    @property
    def sequences(self) -> list[list[np.ndarray]]:
        """The model's inputs, for each sequence."""
        return self._sequences

    def baselines(self) -> dict[str, Any]:
        """What is known of the outputs, and the baseline's own, as a JSON object."""
        found = [self.runs(k).baseline for k in range(len(self._sequences))]
        return {
            "kinds": found[0].kinds,
            "channels": [
                {f"{name}/{unit}": v.tolist() for (name, unit), v in one.channels.items()}
                for one in found
            ],
        }

    def member(self, k: int) -> InitialState:
        """Initial state of member ``k``."""
        return self.plan.member(self._model, k)

    def block(self, block: Block, on_call: Callable[[int], None] | None = None) -> Arrays:
        """Run a block.

        Parameters
        ----------
        block : Block
        on_call : callable, optional
            Called before every call of the model with the members done; raising ends the block.

        Returns
        -------
        dict of str to ndarray
            See `to_arrays`.
        """
        found = self.runs(block.sequence).run(
            self.member, range(block.start, block.stop), on_call
        )
        return to_arrays(found, self.plan.keep)


def to_arrays(found: Reduced, keep: tuple[str, ...]) -> Arrays:
    """What is kept of a block, each array with a row a member.

    Names are ``final/LAYER/SIGNAL``; ``last/OUTPUT``, ``other/OUTPUT`` and
    ``channel/OUTPUT/NUMBER``; ``distance/NAME`` and ``horizon/NAME``.
    """
    arrays: Arrays = {}
    if "final" in keep:
        arrays |= {f"final/{layer}/{s}": v for (layer, s), v in found.final_states.items()}
    if "outputs" in keep:
        arrays |= {f"last/{name}": v for name, v in found.final_outputs.items()}
        arrays |= {f"other/{name}": v for name, v in found.other_answer.items()}
        arrays |= {f"channel/{name}/{unit}": v for (name, unit), v in found.channels.items()}
    if "distance" in keep:
        arrays |= {f"distance/{name}": v for name, v in found.distances.items()}
        arrays |= {f"horizon/{name}": v for name, v in found.horizon.items()}
    return arrays


def from_arrays(arrays: Arrays) -> Reduced:
    """What `to_arrays` wrote; what was not kept is empty."""

    def named(prefix: str) -> dict[str, np.ndarray]:
        return {
            key.removeprefix(prefix): value
            for key, value in arrays.items()
            if key.startswith(prefix)
        }

    channels = {
        (name, int(unit)): value
        for key, value in named("channel/").items()
        for name, _, unit in [key.rpartition("/")]
    }
    final = {
        (layer, signal): value
        for key, value in named("final/").items()
        for layer, _, signal in [key.rpartition("/")]
    }
    return Reduced(
        distances=named("distance/"),
        channels=channels,
        final_states=final,
        final_outputs=named("last/"),
        other_answer=named("other/"),
        horizon=named("horizon/"),
    )
