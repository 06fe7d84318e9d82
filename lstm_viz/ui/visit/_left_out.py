"""What the page says where interventions take no part."""

from __future__ import annotations

import streamlit as st

from lstm_viz.ui.visit._experiment import experiment
from lstm_viz.ui.visit._language import t


def say_without_interventions() -> None:
    """Draw the sentence that runs here go without interventions, where there are any."""
    if any(one.on for ones in experiment().interventions().values() for one in ones):
        st.caption(
            t(
                "Interventions take no part here: every run starts from its initial state and "
                "goes on as the model does."
            )
        )
