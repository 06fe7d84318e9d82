"""What is run: the layer, how it is called, how many rows and calls."""

from __future__ import annotations

from typing import Final

import streamlit as st

from lstm_viz.keras_code.statefulness import LAYERS, MOST_CALLS, MOST_ROWS, WAYS, Setting
from lstm_viz.ui import visit
from lstm_viz.ui.visit import choices, t

# Key of the switch for a question before the run is shown.
ASK: Final = "statefulness_ask"
_WAYS: Final = {"call": "model(x)", "predict": "predict", "fit": "fit"}


def read_setting() -> Setting:
    """Draw the fields, and return what is chosen in them."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="statefulness_what"):
        layer = choices.selectbox(
            t("Layer"),
            list(LAYERS),
            key="statefulness_layer",
            persist_state="session",
            format_func=lambda key: t.known(LAYERS.get(key) or str(key)),
            width=330,
        )
        way = choices.segmented_control(
            t("Called by"),
            WAYS,
            default="call",
            required=True,
            key="statefulness_way",
            persist_state="session",
            format_func=lambda key: _WAYS.get(key, key),
            width="content",
        )
        stateful = st.toggle(
            t("stateful"), value=True, key="statefulness_stateful", persist_state="session"
        )
        shuffle = st.toggle(
            t("shuffle"),
            value=True,
            key="statefulness_shuffle",
            persist_state="session",
            disabled=way != "fit",
            help=t("What fit does unless it is told not to; nothing else shuffles."),
        )
    with st.container(horizontal=True, vertical_alignment="bottom", key="statefulness_size"):
        rows = visit.whole_field(t("Rows"), 4, 2, MOST_ROWS, key="statefulness_rows", width=130)
        calls = visit.whole_field(t("Calls"), 4, 2, MOST_CALLS, key="statefulness_calls", width=130)
        resets = st.pills(
            t("reset_state() after call"),
            range(1, calls),
            selection_mode="multi",
            # Another number of calls has other places for a reset.
            key=f"statefulness_resets_{calls}",
            persist_state="session",
            width="content",
        )
        st.toggle(
            t("Ask me first"),
            value=True,
            key=ASK,
            persist_state="session",
            help=t("A question about the run before it is shown."),
        )
    return Setting(
        layer=layer,
        way=way or "call",
        stateful=stateful,
        # The switch keeps its place while something else than fit is chosen.
        shuffle=shuffle and way == "fit",
        resets=tuple(resets),
        rows=rows,
        calls=calls,
    )


def in_a_line(setting: Setting) -> str:
    """What was run, in a line."""
    kept = "stateful" if setting.stateful else "stateless"
    parts = [f"layer {setting.layer}", kept, f"by {setting.way}", f"{setting.rows} rows"]
    parts += [f"{setting.calls} calls"] + (["shuffled"] if setting.shuffle else [])
    if setting.resets:
        parts.append(f"reset after call {', '.join(map(str, setting.resets))}")
    return ", ".join(parts)
