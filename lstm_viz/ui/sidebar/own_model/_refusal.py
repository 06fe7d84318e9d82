"""Why a visitor's file is not opened, and what could be read of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from lstm_viz import models
from lstm_viz._language import ENGLISH
from lstm_viz.errors import LstmVizError
from lstm_viz.ui._plain import plain
from lstm_viz.ui.sidebar.own_model._desk import find_desk
from lstm_viz.ui.visit import t


def show_refusal(name: str, refusal: LstmVizError) -> None:
    told = plain(t.told(refusal))
    code = getattr(refusal, "code", "")
    if t.language != ENGLISH and code in models.REFUSAL_CODES:
        # What the file holds there, and the way out, are told in English.
        told = f"{t.known(models.REFUSAL_CODES[code])}\n\n{told}"
    st.error(t("**{file}** is not opened. {reason}", file=plain(name), reason=told))
    with st.container(horizontal=True, gap="small"):
        layers = getattr(refusal, "layers", ())
        if layers and st.button(t("Show its layers"), key="own_model_layers"):
            _layers_table(layers)
        st.button(t("Dismiss"), key="own_model_dismiss", on_click=_dismiss)


def _layers_table(layers: Sequence[Any]) -> None:
    dialog = st.dialog(t("The layers of the refused file"), width="large")
    dialog(_layers)(layers)


def _layers(layers: Sequence[Any]) -> None:
    st.caption(
        t(
            "Its architecture, as far as it could be read. Nothing of it was run, and nothing of "
            "what you had open has changed."
        )
    )
    st.dataframe(
        pd.DataFrame(
            {
                t("layer"): [row.name for row in layers],
                t("class"): [row.class_name for row in layers],
                t("settings"): [row.config for row in layers],
            }
        ),
        hide_index=True,
        key="own_model_layers_table",
    )


def _dismiss() -> None:
    find_desk().refusal = None
