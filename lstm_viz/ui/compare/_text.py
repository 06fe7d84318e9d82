"""Text continued from each scenario, side by side."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from lstm_viz.compare import Generated, generate_text, generator_size, text_of
from lstm_viz.errors import LstmVizError
from lstm_viz.experiment import MOST_NEW_TOKENS
from lstm_viz.ui import visit
from lstm_viz.ui._plain import plain
from lstm_viz.ui.compare._settings import baseline_id, settings, typed
from lstm_viz.ui.visit import caches, t


def compare_text(opened: Any) -> None:
    """Draw the part of the page that goes on writing."""
    try:
        generator_size(opened.model)
    except LstmVizError as error:
        st.info(plain(t.told(error)))
        return
    current, chosen = visit.experiment(), settings()
    sequence = np.asarray(caches.sequence_of(current).x)[current.view.sample]
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        visit.whole_field(
            t("Tokens of the sequence read first"),
            min(chosen.prompt, len(sequence)),
            1,
            len(sequence),
            width=250,
            **typed("prompt"),
        )
        visit.whole_field(
            t("New tokens"), chosen.length, 1, MOST_NEW_TOKENS, width=130, **typed("length")
        )
        visit.number_field(
            t("Temperature (0: the likeliest)"),
            chosen.temperature,
            low=0.0,
            high=5.0,
            width=220,
            **typed("temperature"),
        )
        visit.whole_field(
            t("Seed"), chosen.text_seed, 0, 9_999_999, width=120, **typed("text_seed")
        )
    try:
        written = _written(opened, sequence[: chosen.prompt])
    except LstmVizError as error:
        st.error(plain(t.told(error)))
        return
    _texts(written)
    how = t("always the likeliest token")
    if chosen.temperature > 0:
        how = t(
            "sampled at temperature {temperature:g}, with the same random numbers for all",
            temperature=chosen.temperature,
        )
    st.caption(
        t(
            "Each scenario reads the first {prompt} tokens and writes {length} more, "
            "{how}. Every chance used was checked against one run over the whole text.",
            prompt=min(chosen.prompt, len(sequence)),
            length=chosen.length,
            how=how,
        )
    )


def _written(opened: Any, prompt: np.ndarray) -> dict[str, Generated]:
    current, chosen = visit.experiment(), settings()
    states = {s.id: visit.state_of(opened, s.id) for s in current.scenarios}
    with caches.running(opened):
        return generate_text(
            opened.model,
            prompt,
            states,
            length=chosen.length,
            temperature=chosen.temperature,
            seed=chosen.text_seed,
            vocabulary=opened.vocabulary or (),
        )


def _texts(written: dict[str, Generated]) -> None:
    scenarios = {s.id: s for s in visit.experiment().scenarios}
    base = written[baseline_id()]
    for key in [baseline_id(), *(k for k in written if k != baseline_id())]:
        found = written[key]
        differ = np.flatnonzero(found.tokens != base.tokens)
        if key == baseline_id():
            note = t("baseline")
        elif not len(differ):
            note = t("the same text as the baseline")
        else:
            note = t(
                "differs from the baseline first at new token {token}", token=differ[0] + 1
            )
        st.markdown(
            t(
                "**{name}** ({note}; {surprise:.2f} bits a token)",
                name=plain(scenarios[key].name),
                note=note,
                surprise=found.surprise,
            )
        )
        st.code(
            f"{text_of(found.prompt, found.vocabulary)} | {found.text}",
            language=None,
            wrap_lines=True,
        )
