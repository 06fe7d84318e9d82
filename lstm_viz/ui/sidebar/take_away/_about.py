"""What every picture and file to take away is told: what it is about, and its name."""

from __future__ import annotations

import re
from typing import Any

from lstm_viz.experiment import Experiment
from lstm_viz.figures import About


def about(opened: Any, sequence: Any) -> About:
    """What is known of the opened model and its sequence."""
    return About(
        title=opened.title,
        sequence=sequence.title,
        input_names=opened.input_names,
        output_names=opened.output_names,
        classes=opened.output_kind == "class",
        vocabulary=opened.vocabulary,
        labels=sequence.labels,
        target=sequence.target,
    )


def file_name_of(current: Experiment) -> str:
    words = re.sub(r"[^A-Za-z0-9_]+", "-", f"{_model_word(current)}-{current.sequence}").strip("-")
    return words[:80] or "experiment"


def _model_word(current: Experiment) -> str:
    return current.model_name.rpartition(".")[0] or current.model_name or current.model
