"""Does a transfer help? What training four kinds of classifier gave, over many seeds."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np

from lstm_viz._language import Text
from lstm_viz.keras_code.transfer._effect import effect
from lstm_viz.models import load_sample, sample_folder

_SAMPLE = "autoencoder"


@dataclass(frozen=True, kw_only=True)
class StartResults:
    """Accuracy of classifiers that were trained from four kinds of start, seed by seed.

    Attributes
    ----------
    labelled, test : int
        Number of waves trained on and tested on.
    chance : float
        Accuracy of guessing.
    accuracy : mapping of str to tuple of float
        By kind of start ("from scratch", "weights", "state", "both"), one value a seed.
    difference : mapping of str to tuple of float
        Mean difference to "from scratch" over pairs of the same seed, and the two ends of its
        95 % interval (Student's t).
    """

    labelled: int
    test: int
    chance: float
    accuracy: Mapping[str, tuple[float, ...]]
    difference: Mapping[str, tuple[float, float, float]]

    @property
    def seeds(self) -> int:
        """Number of seeds."""
        return len(next(iter(self.accuracy.values())))

    def mean(self, way: str) -> float:
        """Return the mean accuracy of a kind of start."""
        return float(np.mean(self.accuracy[way]))

    def spread(self, way: str) -> float:
        """Return the standard deviation of the accuracy over seeds."""
        return float(np.std(self.accuracy[way], ddof=1))

    def verdict(self, way: str) -> str:
        """Say what the paired differences to "from scratch" support."""
        _, low, high = self.difference[way]
        better = sum(
            one > two
            for one, two in zip(self.accuracy[way], self.accuracy["from scratch"], strict=True)
        )
        if low > 0:
            what = Text("better than from scratch, on this task")
        elif high < 0:
            what = Text("worse than from scratch, on this task")
        else:
            what = Text("no difference is shown; the interval has zero in it")
        return Text(
            "{what} (better in {better} of {pairs} pairs)",
            what=what,
            better=better,
            pairs=self.seeds,
        )


@cache
def start_results() -> StartResults:
    """Read what ``sample_models/autoencoder/train.py`` has written."""
    text = (sample_folder(_SAMPLE) / "results.json").read_text(encoding="utf-8")
    told = json.loads(text)
    return StartResults(
        labelled=told["labelled"],
        test=told["test"],
        chance=told["chance"],
        accuracy={way: tuple(values["accuracy"]) for way, values in told["ways"].items()},
        difference={
            way: (pair["mean"], *pair["interval_95"]) for way, pair in told["paired"].items()
        },
    )


@cache
def untrained_accuracy() -> dict[str, float]:
    """Return the bundled classifier's accuracy on all test waves, without further training.

    Returns
    -------
    dict of {"none", "state", "weights", "both"} to float
        As it is, and right after each transfer from the bundled autoencoder.
    """
    with np.load(sample_folder(_SAMPLE) / "sequences.npz", allow_pickle=False) as data:
        x, y = data["test_x"], data["test_y"]
    source, target = load_sample("autoencoder").model, load_sample("classifier").model
    runs = effect(
        source, x, target, x, source_layer="encoder", target_layer="lstm"
    ).runs
    return {
        way: float(np.mean(run.predictions.argmax(-1) == y)) for way, run in runs.items()
    }
