"""What a picture of an experiment is, and what it is drawn from beside the numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go


@dataclass(frozen=True, kw_only=True)
class About:
    """What is known of a model and a sequence beside their numbers.

    Attributes
    ----------
    title, sequence : str
        What people call the model and the sequence.
    input_names, output_names : sequence of str
    classes : bool
        The outputs are probabilities of classes.
    vocabulary : sequence of str or None
        Token of each id.
    labels : sequence of str or None
        What stands on the time axis at t = 1..T.
    target : ndarray of shape ``(batch, T, outputs)`` or None
        The right answers.
    """

    title: str
    sequence: str = ""
    input_names: Sequence[str] = ()
    output_names: Sequence[str] = ()
    classes: bool = False
    vocabulary: Sequence[str] | None = None
    labels: Sequence[str] | None = None
    target: np.ndarray | None = None


@dataclass(frozen=True, kw_only=True)
class ExperimentPicture:
    """One picture of an experiment.

    Attributes
    ----------
    key : str
        Unique among the pictures, fit for a file name.
    title, alt : str
    layer : str or None
        Recurrent layer that it shows.
    build : callable
        Gives the figure, light or dark: ``build(dark)``.
    words : tuple of str
        Sentences that say what it shows.
    """

    key: str
    title: str
    alt: str
    build: Callable[[bool], go.Figure]
    layer: str | None = None
    words: tuple[str, ...] = ()
