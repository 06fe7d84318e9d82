"""A picture that the visitor's browser draws and saves as PNG or SVG."""

from __future__ import annotations

from typing import Final

from lstm_viz._language import Translate
from lstm_viz.ui.components import PLOTLY_ROUTE
from lstm_viz.ui.components._part import part

KEY: Final = "picture_saver"


def picture_saver(
    figure: str,
    *,
    width: int,
    height: int,
    file_name: str,
    title: str,
    alt: str,
    source: str,
    experiment: str,
    t: Translate,
) -> None:
    """Mount a preview of a figure, with a button for each format.

    Parameters
    ----------
    figure : str
        Plotly's JSON, made ready by `print_figure`.
    width, height : int
        Size of the saved picture in pixels.
    file_name : str
        Without an ending.
    title, alt, source : str
        What the file's metadata say.
    experiment : str
        The experiment's JSON; the file carries it.
    t : Translate
    """
    component = part("picture_saver", js="picture_saver.js", css="picture_saver.css")
    component(
        key=KEY,
        data={
            "figure": figure,
            "plotly": PLOTLY_ROUTE.lstrip("/"),
            "width": width,
            "height": height,
            "file": file_name,
            "title": title,
            "alt": alt,
            "source": source,
            "experiment": experiment,
            "words": {
                "save": t("Save {format}"),
                "drawing": t("Drawing…"),
                "saved": t("Saved {file}, {width} × {height} pixels."),
                "not_drawn": t("The picture could not be drawn. {reason}"),
                "not_saved": t("The picture could not be saved. {reason}"),
            },
        },
    )
