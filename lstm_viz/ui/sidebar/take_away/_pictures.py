"""Pictures to take away: of the experiment and of the page, at an exact size."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Any, Final

import plotly.graph_objects as go
import streamlit as st
from plotly.io import to_json

from lstm_viz import __version__
from lstm_viz.experiment import Experiment
from lstm_viz.export import experiment_text
from lstm_viz.figures import (
    LARGEST,
    SMALLEST,
    ExperimentPicture,
    experiment_pictures,
    picture_of,
    print_figure,
    provenance,
    recipes_in_words,
    recolored,
)
from lstm_viz.tracing import Traces
from lstm_viz.ui import visit
from lstm_viz.ui.components.picture_saver import picture_saver
from lstm_viz.ui.sidebar.take_away._about import about, file_name_of
from lstm_viz.ui.visit import caches, choices, drawn_charts, t

_ON_PAGE: Final = "page-"
_WIDTH: Final = 1200
_HEIGHT: Final = 500


def pictures_part(opened: Any, current: Experiment, traces: Traces) -> None:
    spec = visit.layer_of(opened)
    known = about(opened, caches.sequence_of(current))
    pictures = [
        *_on_this_page(),
        *experiment_pictures(current, opened.model, traces, known, layers=[spec.name]),
    ]
    titles = {picture.key: picture.title for picture in pictures}
    if st.session_state.get("take_away_picture") not in titles:
        st.session_state["take_away_picture"] = next(
            key for key in titles if key.startswith(("output", _ON_PAGE))
        )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        key = choices.selectbox(
            t("Picture"),
            list(titles),
            format_func=lambda key: titles.get(key, key),
            key="take_away_picture",
        )
        width = visit.whole_field(
            t("Width in pixels"), _WIDTH, SMALLEST, LARGEST, key="take_away_width", width=140
        )
        height = visit.whole_field(
            t("Height in pixels"), _HEIGHT, SMALLEST, LARGEST, key="take_away_height", width=140
        )
        colors = choices.segmented_control(
            t("Background"),
            ["Light", "Dark"],
            default="Light",
            format_func=lambda name: t("Dark") if name == "Dark" else t("Light"),
            required=True,
            key="take_away_colors",
        )
    chosen, dark = picture_of(pictures, key), colors == "Dark"
    title, source, experiment = _origin(key, opened, current)
    figure = print_figure(
        chosen.build(dark),
        width=width,
        height=height,
        title=title,
        source=source,
        dark=dark,
    )
    picture_saver(
        to_json(figure, validate=False),
        width=width,
        height=height,
        file_name=f"{file_name_of(current)}-{key}",
        title=f"{title}: {chosen.title}",
        alt=chosen.alt,
        source=source,
        experiment=experiment,
        t=t,
    )


def _origin(key: str, opened: Any, current: Experiment) -> tuple[str, str, str]:
    """Title, provenance and experiment of a picture; the labs draw what is not of it."""
    drawn = drawn_charts().get(key.removeprefix(_ON_PAGE)) if key.startswith(_ON_PAGE) else None
    if drawn is not None and drawn.origin is not None:
        title, source = drawn.origin
        return title, f"{source} LSTM Viz {__version__}.", ""
    recipes = recipes_in_words(current, opened.model)
    return opened.title, provenance(current, recipes, __version__), experiment_text(current)


def _on_this_page() -> list[ExperimentPicture]:
    """The charts that the page shows just now, with the settings that they have there."""
    was_dark = visit.is_dark()

    def build(figure: go.Figure) -> Callable[[bool], go.Figure]:
        return lambda dark: figure if dark == was_dark else recolored(figure, dark=dark)

    return [
        ExperimentPicture(
            key=f"{_ON_PAGE}{key}",
            title=t(
                "On this page: {title}",
                title=_unescaped(drawn.figure.layout.title.text) or drawn.alt,
            ),
            alt=drawn.alt,
            build=build(drawn.figure),
        )
        for key, drawn in drawn_charts().items()
    ]


def _unescaped(text: str | None) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", text or ""))
