"""What a sweep gave: read block by block, a column at a time."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from lstm_viz.compare import Baseline, Ensemble, Extreme, Fan, reduced_ensemble
from lstm_viz.errors import LstmVizError
from lstm_viz.models import RecurrentModel, load_model
from lstm_viz.states import InitialState
from lstm_viz.sweep._plan import Plan
from lstm_viz.sweep._store import FolderStore, Store
from lstm_viz.sweep._summary import write_summary
from lstm_viz.sweep._work import from_arrays

if TYPE_CHECKING:
    import pandas as pd


def open_sweep(folder: str | Path, model: RecurrentModel | None = None) -> Sweep:
    """Open the sweep that a folder holds, also one that is not finished.

    Parameters
    ----------
    folder : str or Path
    model : RecurrentModel, optional
        The model it is about, which only `Sweep.member` needs; by default the one that the folder
        holds, opened when it is needed.

    Returns
    -------
    Sweep

    Raises
    ------
    LstmVizError
        When the folder holds no sweep, or the model is another one.
    """
    return Sweep(FolderStore.open(Path(folder)), model=model)


class Sweep:
    """What a sweep gave. Without a sequence's name, the first sequence is meant.

    Parameters
    ----------
    store : Store
    model : RecurrentModel, optional

    Attributes
    ----------
    plan : Plan
        What was run.
    n : int
        Members for each sequence.
    names : tuple of str
        Names of the sequences.

    Raises
    ------
    LstmVizError
        When the model is not the one that was run.
    """

    def __init__(self, store: Store, *, model: RecurrentModel | None = None) -> None:
        self.plan: Plan = store.plan
        self.n, self.names = self.plan.n, self.plan.names
        self._store, self._model = store, model
        self._ensembles: dict[int, Ensemble] = {}
        if model is not None and model.digest != self.plan.model:
            raise LstmVizError(
                f"This sweep is about the model '{self.plan.model_name}', not about the one given."
            )

    @property
    def model(self) -> RecurrentModel:
        """The model that was run: as it was given, or from the sweep's folder.

        Raises
        ------
        LstmVizError
            When it was not given, and the folder does not hold it.
        """
        if self._model is None:
            self._model = self._kept_model()
        return self._model

    @property
    def done(self) -> int:
        """Members that were run, of all sequences."""
        return sum(block.stop - block.start for block in self._store.done())

    @property
    def finished(self) -> bool:
        """Whether all members were run."""
        return self.done == self.n * len(self.names)

    def member(self, k: int) -> InitialState:
        """Initial state of member ``k``, written as recipes.

        Raises
        ------
        LstmVizError
            When there is no such member, or the model is not there.
        """
        return self.plan.member(self.model, k)

    def final(self, layer: str, signal: str, sequence: str | None = None) -> np.ndarray:
        """States after the last step.

        Returns
        -------
        float32 ndarray of shape ``(n, units)``

        Raises
        ------
        LstmVizError
            When they were not kept, or blocks are missing.
        """
        return self._column(f"final/{layer}/{signal}", self._number(sequence))

    def final_outputs(self, output: str | None = None, sequence: str | None = None) -> np.ndarray:
        """Outputs at the last step; the first output by default.

        Returns
        -------
        float32 ndarray of shape ``(n, numbers)``
        """
        about = self._about()
        name = next(iter(about["kinds"])) if output is None else output
        return self._column(f"last/{name}", self._number(sequence))

    def quantiles(self, name: str, sequence: str | None = None) -> Fan:
        """Quantiles over the members at every step.

        Parameters
        ----------
        name : str
            ``output_K`` for number K of the first output, ``NAME_K`` of a named one; "h", "c" or
            "output NAME" for the distance to the baseline.
        sequence : str, optional

        Returns
        -------
        Fan

        Raises
        ------
        LstmVizError
            When nothing of that name was kept.
        """
        found = self.ensemble(sequence)
        if name in found.distances:
            return found.distances[name]
        first = next(iter(found.kinds))
        by_name = {f"{output}_{unit}": fan for (output, unit), fan in found.outputs.items()}
        by_name |= {f"output_{u}": fan for (o, u), fan in found.outputs.items() if o == first}
        if name not in by_name:
            known = ", ".join([*found.distances, *by_name])
            raise LstmVizError(f"The sweep kept no '{name}' at every step: choose one of {known}.")
        return by_name[name]

    def extremes(self, name: str, sequence: str | None = None) -> tuple[Extreme, ...]:
        """Members that stand out in a distance; see `Ensemble.extremes`."""
        found = self.ensemble(sequence)
        if name not in found.distances:
            known = ", ".join(found.distances) or "none"
            raise LstmVizError(f"The sweep kept no distance '{name}': there is {known}.")
        return found.extremes(name)

    def to_dataframe(self, sequence: str | None = None) -> pd.DataFrame:
        """One row a member and sequence: distances, horizons, and outputs at the last step."""
        import pandas as pd

        names = self.names if sequence is None else (sequence,)
        tables = []
        for name in names:
            table = self.ensemble(name).to_dataframe()
            table.insert(0, "sequence", name)
            tables.append(table)
        return pd.concat(tables, ignore_index=True)

    def ensemble(self, sequence: str | None = None) -> Ensemble:
        """All members on one sequence, reduced as `lstm_viz.ensemble` reduces its own.

        Raises
        ------
        LstmVizError
            When blocks are missing.
        """
        number = self._number(sequence)
        if number not in self._ensembles:
            keys = [
                key
                for key in self._keys(number)
                if not key.startswith("final/")
            ]
            # A column at a time, so that blocks are never all in memory with all they hold.
            found = from_arrays({key: self._column(key, number) for key in keys})
            about = self._about()
            channels = {
                (name, int(unit)): np.asarray(values, np.float32)
                for key, values in about["channels"][number].items()
                for name, _, unit in [key.rpartition("/")]
            }
            baseline = Baseline(
                layer=self.plan.layer,
                threshold=self.plan.threshold,
                kinds=about["kinds"],
                channels=channels,
            )
            self._ensembles[number] = reduced_ensemble(
                baseline, found, self.member, n=self.n
            )
        return self._ensembles[number]

    def write_summaries(self) -> None:
        """Write what the page opens: a file beside the blocks for every sequence.

        Raises
        ------
        LstmVizError
            When the sweep is in memory, or the folder cannot be written.
        """
        if not isinstance(self._store, FolderStore):
            raise LstmVizError("This sweep has no folder: give one with out=.")
        for number, name in enumerate(self.names):
            path = self._store.folder / f"summary-{number:03d}.npz"
            write_summary(path, self.plan, name, self.ensemble(name))

    def _kept_model(self) -> RecurrentModel:
        file = self._store.model_file() if isinstance(self._store, FolderStore) else None
        if file is None:
            raise LstmVizError(
                f"The sweep's folder does not hold its model '{self.plan.model_name}': open it "
                "with open_sweep(folder, model=...)."
            )
        found = load_model(file)
        if found.digest != self.plan.model:
            raise LstmVizError(
                f"'{file}' is not the model '{self.plan.model_name}' of this sweep: open it with "
                "open_sweep(folder, model=...)."
            )
        return found

    def _about(self) -> dict[str, Any]:
        about = self._store.about()
        if about is None:
            raise LstmVizError("The sweep has not begun: nothing is known of its outputs.")
        return about

    def _number(self, sequence: str | None) -> int:
        if sequence is None:
            return 0
        if sequence not in self.names:
            raise LstmVizError(
                f"The sweep has no sequence '{sequence}': choose one of {', '.join(self.names)}."
            )
        return self.names.index(sequence)

    def _blocks(self, number: int) -> list[Any]:
        blocks = [block for block in self.plan.blocks() if block.sequence == number]
        missing = sum(block not in self._store.done() for block in blocks)
        if missing:
            raise LstmVizError(
                f"{missing:,} of {len(blocks):,} blocks of sequence '{self.names[number]}' are not "
                "done: run the sweep again with the same folder."
            )
        return blocks

    def _keys(self, number: int) -> list[str]:
        return list(self._store.get(self._blocks(number)[0]))

    def _column(self, key: str, number: int) -> np.ndarray:
        blocks = self._blocks(number)
        known = self._store.get(blocks[0])
        if key not in known:
            raise LstmVizError(
                f"The sweep kept no '{key}': there is {', '.join(sorted(known))}."
            )
        first = known[key]
        column = np.empty((self.n, *first.shape[1:]), first.dtype)
        for block in blocks:
            column[block.start : block.stop] = self._store.get(block)[key]
        return column
