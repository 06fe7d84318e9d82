"""The ways, grouped by what a person wants to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from lstm_viz.keras_code.ways._call import CALL
from lstm_viz.keras_code.ways._gone import GONE
from lstm_viz.keras_code.ways._kinds import KINDS
from lstm_viz.keras_code.ways._learned import LEARNED
from lstm_viz.keras_code.ways._loop import LOOP
from lstm_viz.keras_code.ways._mistakes import MISTAKES
from lstm_viz.keras_code.ways._refused import REFUSED
from lstm_viz.keras_code.ways._stateful import STATEFUL
from lstm_viz.keras_code.ways._surprises import SURPRISES
from lstm_viz.keras_code.ways._way import Way


@dataclass(frozen=True, kw_only=True)
class Group:
    """Ways for one purpose; the first is the recommended one.

    Attributes
    ----------
    title : str
        The purpose, as a person would say it.
    sentence : str
        Who should take these ways, and which of them first.
    ways : tuple of Way
    recommends : bool
        Whether the first way is the one to take.
    """

    title: str
    sentence: str
    ways: tuple[Way, ...]
    recommends: bool = True


GROUPS: Final[dict[str, Group]] = {
    "call": Group(
        title="Start from a state of my own (stateless)",
        sentence=(
            "Most people want this: the state is given with the call, the layer keeps nothing, "
            "and nothing can be forgotten or left over."
        ),
        ways=CALL,
    ),
    "stateful": Group(
        title="Let the layer remember between calls (stateful)",
        sentence=(
            "For sequences that come in pieces. The layer holds one state for each row of a fixed "
            "batch; you write it, and every call moves it on."
        ),
        ways=(*STATEFUL, *SURPRISES),
    ),
    "loop": Group(
        title="Step through time in a loop of my own",
        sentence=(
            "For a simulation, for writing text, and whenever you need the cell state of every "
            "timestep."
        ),
        ways=LOOP,
    ),
    "learned": Group(
        title="Train the initial state with the model",
        sentence="The initial state becomes a weight that fit changes like any other.",
        ways=LEARNED,
    ),
    "kinds": Group(
        title="GRU, Bidirectional, stacked cells, encoder and decoder",
        sentence=(
            "Other layers have other states. Unless the layer in the sidebar is of that kind, "
            "these programs run on a small layer of ours."
        ),
        ways=KINDS,
        recommends=False,
    ),
    "gone": Group(
        title="I found code on the web, and it does not run",
        sentence=(
            "What Keras 2 had and Keras 3 has no more, and calls that were never there. With "
            "Keras 2 (TensorFlow up to 2.15) some of these lines work; that is not run here."
        ),
        ways=GONE,
        recommends=False,
    ),
    "mistakes": Group(
        title="It runs, but the numbers look wrong",
        sentence=(
            "States that do not fit. Some are refused; the dangerous ones are taken without a word."
        ),
        ways=(*MISTAKES, *REFUSED),
        recommends=False,
    ),
}
