"""The section Transfer lab: states or parameters of one model handed on to another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
import streamlit as st

from lstm_viz._language import N_
from lstm_viz.errors import LstmVizError
from lstm_viz.figures import handover_figure, output_figure, scenario_styles
from lstm_viz.keras_code.transfer import (
    RUNS,
    Effect,
    LayerMatch,
    answer,
    best_pair,
    effect,
    match_layers,
    plain_text,
)
from lstm_viz.ui import visit
from lstm_viz.ui._plain import plain
from lstm_viz.ui.keras_code.transfer._code import transfer_code
from lstm_viz.ui.keras_code.transfer._results import transfer_results
from lstm_viz.ui.keras_code.transfer._scenario import scenario_button
from lstm_viz.ui.visit import (
    InParts,
    caches,
    chart,
    choices,
    material_ids,
    t,
    title_of,
    translate,
    worked,
)

_BUNDLED: Final = ("autoencoder", "classifier")
_EFFECT: Final = "transfer_effect"
_INTRO: Final = N_("""
Two things can be handed on from one model to another, and they are often mixed up. **States**: the
other model begins to read where this one ended. **Parameters**: the other model begins to *train*
where this one ended; its states begin at zeros as ever. Dai and Le (2015), "Semi-supervised
sequence learning", did the second: "the parameters obtained from the unsupervised step can be used
as a starting point for other supervised training models". They hand on no states.
""")


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


def transfer_lab(opened: Any) -> None:
    """Draw the section; the model on show is the target if it is a visitor's own."""
    st.markdown(t.known(_INTRO))
    try:
        source, target = _sides(opened)
        match = match_layers(source.opened.model, source.layer, target.opened.model, target.layer)
        _report(match)
        if match.state_fits or match.weights_fit:
            found = _effect(source, target)
            if found is not None:
                _outputs(source, target, found)
                if match.state_fits and found.state is not None:
                    scenario_button(source, target, found.state)
        else:
            st.info(t("Nothing can be handed on between these two layers: choose others."))
    except LstmVizError as error:
        st.error(plain(t.told(error)))
        return
    transfer_results(is_bundled=(source.opened.id, target.opened.id) == _BUNDLED)
    transfer_code(source, target)


def _sides(opened: Any) -> tuple[Side, Side]:
    own = caches.own_models()
    ids = [*own, *(key for key in material_ids() if key not in own)]
    is_own = opened.id not in material_ids() or opened.id == "own"
    left, right = st.columns(2, gap="medium")
    with left:
        source = _model(t("From"), ids, _BUNDLED[0], "source")
    with right:
        target = _model(t("To"), ids, opened.id if is_own else _BUNDLED[1], "target")
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


def _report(match: LayerMatch) -> None:
    st.header(t("What matches"), anchor=False)
    icons = ["check_circle" if fits else "cancel" for fits in (match.state_fits, match.weights_fit)]
    st.markdown(
        "  \n".join(
            f":material/{icon}: {plain(t.known(sentence))}"
            for icon, sentence in zip([*icons, "warning"], match.sentences(), strict=False)
        )
    )
    with st.expander(t("Row by row"), icon=":material/table:"):
        st.table(
            pd.DataFrame(
                [
                    {
                        t("what"): plain(t.known(row.what)),
                        t("source"): plain(t.known(row.source)),
                        t("target"): plain(t.known(row.target)),
                        t("same"): t("yes") if row.same else t("no"),
                        t("needed for"): t(" and ").join(
                            t("states") if way == "state" else t("weights") for way in row.needed
                        )
                        or t("neither"),
                    }
                    for row in match.rows
                ]
            ).set_index(t("what"))
        )


def _effect(source: Side, target: Side) -> Effect | None:
    """Runs of the pair chosen now, None while they are made; the last one is kept."""
    kept = st.session_state.get(_EFFECT)
    copied = None
    if kept is not None:
        if source.is_as(kept[0]) and target.is_as(kept[1]):
            return kept[2]
        if source.has_layer_of(kept[0]) and target.has_layer_of(kept[1]):
            copied = kept[2].copied
    for side in (source, target):
        # The target runs from more than one state.
        caches.check_size(side.opened.model, side.sequence.x, 2)

    # It is kept with the state, and shown as the scenario's words.
    origin = plain_text(
        t(
            "{title}, layer {layer}, end of {sequence}",
            title=t.known(source.opened.title),
            layer=source.layer,
            sequence=t.known(source.sequence.title),
        )
    )

    def run() -> Effect:
        with caches.told_by_keras(target.opened):
            return effect(
                source.opened.model,
                source.sequence.x,
                target.opened.model,
                target.sequence.x,
                source_layer=source.layer,
                target_layer=target.layer,
                sample=source.row,
                origin=origin,
                copied=copied,
            )

    # By identity: a sequence that stays under its name may have other numbers.
    key = [(id(s.opened.model), id(s.sequence.x), s.layer, s.row) for s in (source, target)]
    ran: tuple[Effect] | None = worked(
        "transfer", key, lambda: InParts(run), n=1, words=t("Running both models")
    )
    if ran is None:
        return None
    [found] = ran
    st.session_state[_EFFECT] = (source, target, found)
    return found


def _outputs(source: Side, target: Side, found: Effect) -> None:
    st.header(t("What it does to the outputs"), anchor=False)
    dark = visit.is_dark()
    origin = ("Transfer lab", f"From {source.words} to {target.words}.")
    left, right = st.columns([1, 1.6], gap="medium")
    with left:
        chart(
            output_figure(
                {"source": answer(found.source, source.row)},
                scenario_styles([("source", plain_text(source.opened.title), "#0072B2")]),
                target=_target(source),
                names=tuple(map(t.known, source.opened.output_names)),
                labels=source.sequence.labels,
                classes=source.opened.output_kind == "class",
                title=t("Output of the source"),
                dark=dark,
                t=translate(),
            ).update_layout(showlegend=_target(source) is not None),
            key="transfer_source_output",
            origin=origin,
            alt=t("What {title} answers to its own sequence.", title=t.known(source.opened.title)),
        )
        values = found.state.values(target.layer) if found.state is not None else None
        if values is not None:
            chart(
                handover_figure(values, dark=dark, t=translate()),
                key="transfer_states",
                origin=origin,
                alt=_in_numbers(values),
            )
    with right:
        styles = scenario_styles(
            [
                (way, t.known(RUNS[way]), color)
                for way, color in zip(
                    found.runs, ("#0072B2", "#D55E00", "#009E73", "#CC79A7"), strict=False
                )
            ]
        )
        classes = target.opened.output_kind == "class"
        chart(
            output_figure(
                found.outputs(target.row),
                styles,
                target=_target(target),
                names=tuple(map(t.known, target.opened.output_names)),
                labels=target.sequence.labels,
                classes=classes,
                title=t("Output of the target"),
                dark=dark,
                t=translate(),
            ),
            key="transfer_target_output",
            origin=origin,
            alt=t(
                "What {title} answers after each transfer; the table has its end.",
                title=t.known(target.opened.title),
            ),
        )
        answers = found.answers(
            row=target.row,
            names=[t.known(name) for name in target.opened.output_names],
            classes=classes,
            target=_target(target),
        )
        st.table(
            pd.DataFrame(
                [
                    {t.known(name): t.known(value) for name, value in line.items()}
                    for line in answers
                ]
            ).set_index(t("run"))
        )
        st.caption(
            t(
                "Parameters are handed on in a copy; neither model is changed. Without "
                "training afterwards, the rest of the target does not know what the new "
                "parameters mean."
            )
        )


def _target(side: Side) -> np.ndarray | None:
    target = side.sequence.target
    return None if target is None else target[side.row].reshape(len(target[side.row]), -1)


def _in_numbers(states: Mapping[str, np.ndarray]) -> str:
    told = (
        t(
            "{signal} of the units in order: {values}.",
            signal=signal,
            values=" ".join(f"{value:.2f}" for value in values[:64]),
        )
        for signal, values in states.items()
    )
    return " ".join([t("Handed on."), *told])
