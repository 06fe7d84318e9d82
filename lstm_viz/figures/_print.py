"""A figure made ready to leave the page: exact size, title, legend, and where it comes from."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Final

import plotly.graph_objects as go

from lstm_viz.errors import LstmVizError
from lstm_viz.experiment import Experiment
from lstm_viz.figures._steps import show
from lstm_viz.figures._style import FONT_SIZE, ink

SMALLEST: Final = 200
LARGEST: Final = 8000
BACKGROUNDS: Final = {False: "#ffffff", True: "#0e1117"}
_SMALL: Final = 11
# Mean width of a character of the small print, in shares of its size.
_ASPECT: Final = 0.52
_GAP: Final = 8
_LEGEND: Final = 26


def provenance(experiment: Experiment, recipes: Sequence[str], version: str) -> str:
    """One line that says where numbers come from: model, sequence, recipes and version.

    Parameters
    ----------
    experiment : Experiment
    recipes : sequence of str
        Initial state of each scenario in words, in their order.
    version : str
        Of LSTM Viz.
    """
    scenarios = "; ".join(
        f"{scenario.name} = {recipe}"
        for scenario, recipe in zip(experiment.scenarios, recipes, strict=True)
    )
    model = experiment.model_name or experiment.model
    return (
        f"Model {model}, sequence {sequence_title(experiment)}. "
        f"Initial states: {scenarios}. LSTM Viz {version}."
    )


def sequence_title(experiment: Experiment) -> str:
    """What the sequence is called: the title of a person's own input, else its name."""
    own = experiment.data.title if experiment.data is not None else ""
    return own or experiment.sequence


def print_figure(
    figure: go.Figure,
    *,
    width: int,
    height: int,
    source: str,
    title: str = "",
    dark: bool = False,
) -> go.Figure:
    """Return a copy of a figure as it is saved to a file.

    Parameters
    ----------
    figure : Figure
        Drawn with the same ``dark``.
    width, height : int
        Size in pixels, 200 to 8000.
    source : str
        Provenance; broken into lines below the picture.
    title : str, optional
        Stands before the figure's own title.
    dark : bool, optional

    Raises
    ------
    LstmVizError
        If the size is out of range.
    """
    for name, size in (("width", width), ("height", height)):
        if not SMALLEST <= size <= LARGEST:
            raise LstmVizError(
                "The {name} of a picture is {smallest} to {largest} pixels, not {size}.",
                name=name,
                smallest=SMALLEST,
                largest=LARGEST,
                size=size,
            )
    made = go.Figure(figure)
    letters = max(20, int((width - 2 * _GAP) / (_SMALL * _ASPECT)))
    lines = textwrap.wrap(" ".join(source.split()), letters) or [""]
    # Of a very long line the rest is left out here; the file's metadata has all of it.
    most = max(1, int(0.25 * height / (_SMALL * 1.35)))
    if len(lines) > most:
        lines = [*lines[: most - 1], lines[most - 1][: letters - 2] + " …"]
    small = int(len(lines) * _SMALL * 1.35) + 2 * _GAP
    margin = made.layout.margin
    bottom = (margin.b or 0) + small + _GAP
    # The legend gets a line of its own: beside a long title it would lie over it.
    top = (margin.t or 0) + _LEGEND + _GAP
    made.update_layout(
        width=width,
        height=height,
        autosize=False,
        # A saved file does not carry the page's font.
        font={"family": "Helvetica, Arial, sans-serif"},
        paper_bgcolor=BACKGROUNDS[dark],
        plot_bgcolor=BACKGROUNDS[dark],
        margin={"b": bottom, "t": top},
        showlegend=any(
            trace.type == "scatter" and trace.name and trace.showlegend is not False
            for trace in made.data
        ),
        legend={
            "orientation": "h",
            "x": 0,
            "xref": "paper",
            "xanchor": "left",
            "y": 1 - (_LEGEND + _GAP) / height,
            "yref": "container",
            "yanchor": "top",
        },
    )
    own = made.layout.title.text or ""
    made.update_layout(
        title={
            "text": f"{show(title)}: {own}" if title and own else own or show(title),
            "pad": {"t": 6 + _GAP},
            "font": {"size": FONT_SIZE + 2},
        }
    )
    made.add_annotation(
        text="<br>".join(map(show, lines)),
        x=0,
        xref="paper",
        xanchor="left",
        xshift=-(margin.l or 0) + _GAP,
        y=0,
        yref="paper",
        yanchor="bottom",
        yshift=-bottom + _GAP,
        align="left",
        showarrow=False,
        font={"size": _SMALL, "color": ink(dark)},
        opacity=0.8,
    )
    return made
