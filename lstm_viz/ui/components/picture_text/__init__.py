"""Below a picture of a page: what it shows as text and as a native table.

The browser makes both of what Plotly has drawn, when they are opened. The JavaScript is the
player's, ``assets/picture_text.js`` there.
"""

from __future__ import annotations

from lstm_viz._language import Translate
from lstm_viz.player import picture_words
from lstm_viz.ui.components._part import part


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
    component = part("picture_text", js="picture_text.js", css="player.css")
    component(
        key=f"{chart}_text", data={"chart": chart, "title": title, "words": picture_words(t)}
    )
