"""The code of both transfers, for the models on show."""

from __future__ import annotations

from typing import Any, Final

import streamlit as st

from lstm_viz._language import N_
from lstm_viz.keras_code.transfer import Names, api_code, state_code, weights_code
from lstm_viz.models import sample_file, sample_folder, sample_names
from lstm_viz.ui.visit import t

_NO_CODE: Final = N_(
    "For a layer inside a Bidirectional, a stack of cells or a nested model, for masked inputs "
    "and for several inputs, plain Keras code is longer than what is shown here: use LSTM Viz "
    "from Python."
)


def transfer_code(source: Any, target: Any) -> None:
    """Draw the code in three tabs."""
    st.header(t("The code"), anchor=False)
    names = _names(source, target)
    models = source.opened.model, source.layer, target.opened.model, target.layer
    tabs = st.tabs(
        [t("State transfer in Keras"), t("Weight transfer in Keras"), t("With LSTM Viz")]
    )
    for tab, code in zip(tabs, (state_code, weights_code), strict=False):
        with tab:
            text = code(*models, names)
            if text is None:
                st.caption(t.known(_NO_CODE))
            else:
                st.code(text, language="python")
    with tabs[2]:
        st.code(api_code(source.layer, target.layer, names), language="python")


def _names(source: Any, target: Any) -> Names:
    fields = {}
    for side, chosen in (("source", source), ("target", target)):
        key = chosen.opened.id
        if key not in sample_names():
            continue
        fields[f"{side}_file"] = f"sample_models/{sample_file(key)}"
        names = [one.name for one in chosen.opened.sequences]
        if chosen.sequence.name in names:
            path = f"sample_models/{sample_folder(key).name}/sequences.npz"
            rows = "" if chosen.batch == 1 else f"[{chosen.row}:{chosen.row + 1}]"
            fields[f"{side}_x"] = f'np.load("{path}")["{chosen.sequence.name}_x"]{rows}'
    return Names(**fields)
