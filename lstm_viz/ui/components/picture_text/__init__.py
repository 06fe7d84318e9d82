"""Below a picture of a page: what it shows as text and as a native table.

The browser makes both of what Plotly has drawn, when they are opened. The JavaScript is the
player's, ``assets/picture_text.js`` there.
"""

from __future__ import annotations

import streamlit as st

from lstm_viz._language import Translate
from lstm_viz.player import picture_words


def picture_text(chart: str, *, title: str, t: Translate) -> None:
    """Mount it below a picture.

    Parameters
    ----------
    chart : str
        Key of the picture.
    title : str
        What the picture shows.
    t : Translate
    """
    # At each run: a registry belongs to one running server, modules outlive it.
    component = st.components.v2.component(
        "lstm-viz.picture_text", js="picture_text.js", css="player.css", isolate_styles=False
    )
    component(
        key=f"{chart}_text", data={"chart": chart, "title": title, "words": picture_words(t)}
    )
