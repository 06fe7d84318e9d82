"""How far initial states lie from those that the model visits by itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import streamlit as st

from lstm_viz.compare import Reach, Visited, reach, visited_states
from lstm_viz.models import LayerSpec
from lstm_viz.ui import visit
from lstm_viz.ui._plain import plain
from lstm_viz.ui.visit import caches, t

BADGE_COLORS: Final = {
    "visited": "green",
    "near": "green",
    "off the path": "orange",
    "far": "orange",
    "unreachable": "red",
}


def visited_of(opened: Any) -> Visited:
    """States that the opened model visits on all of its sequences, a visitor's own included.

    Raises
    ------
    LstmVizError
        When a sequence does not fit the model.
    """
    sequences = caches.sequences_of(opened.id)
    # A visitor's sequence is named after the digest of its numbers.
    names = tuple(sequence.name for sequence in sequences)
    return _visited(opened.id, names, _opened=opened, _sequences=sequences)


def reach_of(opened: Any, spec: LayerSpec, state: Mapping[str, np.ndarray]) -> Reach:
    """How far a state of a layer lies from the visited ones.

    Raises
    ------
    LstmVizError
        When it cannot be told.
    """
    return reach(visited_of(opened), spec, state)


def reach_words(opened: Any, spec: LayerSpec, reaches: Mapping[str, Reach], why: str) -> None:
    """Draw a sentence for each scenario, and which states are meant; or why it cannot be told."""
    if not reaches:
        st.caption(
            t("How far the scenarios are from visited states cannot be told. {why}", why=plain(why))
        )
        return
    names = {s.id: s.name for s in visit.experiment().scenarios}
    titles = {s.name: s.title for s in caches.sequences_of(opened.id)}
    st.markdown(t("**Would the model get there by itself?**"))
    for key, found in reaches.items():
        color = BADGE_COLORS[found.badge]
        badge, words = t.known(found.badge), plain(t.known(found.words()))
        st.markdown(f"{plain(names[key])} :{color}-badge[{badge}] {words}")
    st.caption(
        t(
            "Layer {layer}: {visited}. Distances run over {states} together. "
            "Sequences: {sequences}.",
            layer=plain(spec.name),
            visited=plain(t.known(visited_of(opened).words())),
            states=t(" and ").join(spec.states),
            sequences="; ".join(
                f"{plain(name)}: {plain(t.known(titles[name]))}" for name in list(titles)[:10]
            ),
        )
    )


@caches.by_model(most=8, most_own=2)
def _visited(model: str, names: tuple[str, ...], _opened: Any, _sequences: Any) -> Visited:
    for sequence in _sequences:
        caches.check_size(_opened.model, sequence.x, 1)
    with caches.running(_opened):
        return visited_states(_opened.model, {s.name: s.x for s in _sequences})
