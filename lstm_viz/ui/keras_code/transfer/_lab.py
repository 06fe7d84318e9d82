"""The section Transfer lab: states or parameters of one model handed on to another."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd
import streamlit as st

from lstm_viz._language import N_
from lstm_viz.errors import LstmVizError
from lstm_viz.keras_code.transfer import Effect, LayerMatch, effect, match_layers, plain_text
from lstm_viz.ui._plain import plain
from lstm_viz.ui.keras_code.transfer._code import transfer_code
from lstm_viz.ui.keras_code.transfer._outputs import show_outputs
from lstm_viz.ui.keras_code.transfer._results import transfer_results
from lstm_viz.ui.keras_code.transfer._scenario import scenario_button
from lstm_viz.ui.keras_code.transfer._sides import BUNDLED, Side, choose_sides
from lstm_viz.ui.visit import InParts, caches, t, worked

_EFFECT: Final = "transfer_effect"
_INTRO: Final = N_("""
Two things can be handed on from one model to another, and they are often mixed up. **States**: the
other model begins to read where this one ended. **Parameters**: the other model begins to *train*
where this one ended; its states begin at zeros as ever. Dai and Le (2015), "Semi-supervised
sequence learning", did the second: "the parameters obtained from the unsupervised step can be used
as a starting point for other supervised training models". They hand on no states.
""")


def transfer_lab(opened: Any) -> None:
    """Draw the section; the model on show is the target if it is a visitor's own."""
    st.markdown(t.known(_INTRO))
    try:
        source, target = choose_sides(opened)
        match = match_layers(source.opened.model, source.layer, target.opened.model, target.layer)
        _report(match)
        if match.state_fits or match.weights_fit:
            found = _effect(source, target)
            if found is not None:
                show_outputs(source, target, found)
                if match.state_fits and found.state is not None:
                    scenario_button(source, target, found.state)
        else:
            st.info(t("Nothing can be handed on between these two layers: choose others."))
    except LstmVizError as error:
        st.error(plain(t.told(error)))
        return
    transfer_results(is_bundled=(source.opened.id, target.opened.id) == BUNDLED)
    transfer_code(source, target)


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
