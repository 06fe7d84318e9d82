"""The two models, and what is chosen of each: sequence, layer, row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import streamlit as st

from lstm_viz.keras_code.transfer import best_pair, plain_text
from lstm_viz.ui import visit
from lstm_viz.ui._plain import plain
from lstm_viz.ui.visit import caches, choices, material_ids, t, title_of

# The pair to begin with.
BUNDLED: Final = ("autoencoder", "classifier")


@dataclass(frozen=True)
class Side:
    """One of the two models, with what was chosen of it."""

    opened: Any
    sequence: Any
    layer: str
    row: int

    @property
    def words(self) -> str:
        """Model, layer and sequence."""
        opened = plain_text(self.opened.title)
        return f"{opened}, layer {self.layer}, {plain_text(self.sequence.title)}"

    @property
    def batch(self) -> int:
        """Number of rows of the sequence."""
        x = self.sequence.x
        return len(x[0] if isinstance(x, list) else x)

    def has_layer_of(self, other: Side) -> bool:
        """Whether the other is the same layer of the same model."""
        return self.opened.model is other.opened.model and self.layer == other.layer

    def is_as(self, other: Side) -> bool:
        """Whether the other is the same choice: names may stay while numbers change."""
        same = self.has_layer_of(other) and self.row == other.row
        return same and _same(self.sequence.x, other.sequence.x)


def choose_sides(opened: Any) -> tuple[Side, Side]:
    own = caches.own_models()
    ids = [*own, *(key for key in material_ids() if key not in own)]
    is_own = opened.id not in material_ids() or opened.id == "own"
    left, right = st.columns(2, gap="medium")
    with left:
        source = _model(t("From"), ids, BUNDLED[0], "source")
    with right:
        target = _model(t("To"), ids, opened.id if is_own else BUNDLED[1], "target")
    pair = best_pair(source.model, target.model)
    with left:
        first = _choices(source, "source", pair[0], None)
    with right:
        second = _choices(target, "target", pair[1], first.sequence)
    return first, second


def _model(label: str, ids: Sequence[str], start: str, side: str) -> Any:
    own = caches.own_models()
    key = f"transfer_{side}"
    # A visitor's model may have left since it was chosen.
    if st.session_state.get(key, start) not in ids:
        st.session_state[key] = start
    chosen = choices.selectbox(
        label,
        ids,
        index=list(ids).index(start),
        key=key,
        persist_state="session",
        format_func=lambda one: own[one].title if one in own else t.known(title_of(one)),
    )
    opened = caches.material(chosen)
    st.caption(plain(t.known(opened.summary)))
    return opened


def _choices(opened: Any, side: str, layer: str, like: Any) -> Side:
    sequences = {one.name: one for one in caches.sequences_of(opened.id)}
    names = list(sequences)
    same = [name for name in names if like is not None and _same(sequences[name].x, like.x)]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = choices.selectbox(
            t("Sequence"),
            names,
            index=names.index(same[0]) if same else 0,
            # The target follows the source where both can read the same.
            key=f"transfer_{side}_sequence_{opened.id}_{same[0] if same else ''}",
            persist_state="session",
            format_func=lambda one: t.known(sequences[one].title) if one in sequences else one,
            width=230,
        )
        layers = [spec.name for spec in opened.model.layers]
        units = {spec.name: spec.units for spec in opened.model.layers}
        chosen = choices.selectbox(
            t("Layer"),
            layers,
            index=layers.index(layer),
            key=f"transfer_{side}_layer_{opened.id}_{layer}",
            persist_state="session",
            format_func=lambda one: f"{one} ({units[one]})" if one in units else one,
            width=180,
        )
        found = Side(opened, sequences[name], chosen, 0)
        if found.batch > 1:
            row = visit.whole_field(
                t("Row (0 to {batch})", batch=found.batch - 1),
                0,
                0,
                found.batch - 1,
                key=f"transfer_{side}_row_{opened.id}_{name}",
                width=130,
            )
            found = Side(opened, sequences[name], chosen, row)
    return found


def _same(one: Any, two: Any) -> bool:
    ones, twos = (x if isinstance(x, list) else [x] for x in (one, two))
    return len(ones) == len(twos) and all(map(np.array_equal, ones, twos))
