"""Take away: pictures, numbers, a report and a script of the experiment, each made on demand."""

from __future__ import annotations

import html
import logging
import re
from collections.abc import Callable
from typing import Any, Final

import plotly.graph_objects as go
import streamlit as st
from plotly.io import to_json

from lstm_viz import __version__
from lstm_viz._language import N_
from lstm_viz.errors import LstmVizError
from lstm_viz.experiment import Experiment
from lstm_viz.export import (
    MOST_CSV_ROWS,
    MOST_NUMBERS,
    MOST_PARQUET_ROWS,
    experiment_text,
    script_zip,
    table_rows,
    traces_csv,
    traces_npz,
    traces_parquet,
)
from lstm_viz.figures import (
    LARGEST,
    SMALLEST,
    About,
    ExperimentPicture,
    experiment_pictures,
    picture_of,
    print_figure,
    provenance,
    recipes_in_words,
    recolored,
    report,
)
from lstm_viz.keras_code import script
from lstm_viz.tracing import Traces
from lstm_viz.ui import visit
from lstm_viz.ui._plain import plain
from lstm_viz.ui.components.picture_saver import picture_saver
from lstm_viz.ui.visit import caches, choices, drawn_charts, t

_LOGGER: Final = logging.getLogger(__name__)
_ON_PAGE: Final = "page-"
_WIDTH: Final = 1200
_HEIGHT: Final = 500


def take_away_button() -> None:
    """Draw the button that opens the dialog."""
    st.button(
        t("Take away"),
        icon=":material/download:",
        key="take_away",
        on_click=_open,
        width="stretch",
        help=t("Pictures, numbers, a report that opens offline, and a script in plain Keras."),
    )
    if st.session_state.pop("take_away_open", False):
        st.dialog(t("Take away"), width="large")(_dialog)()


def _open() -> None:
    st.session_state["take_away_open"] = True


def _dialog() -> None:
    opened, current = visit.opened(), visit.experiment()
    part = choices.segmented_control(
        t("What"),
        list(_PARTS),
        default=next(iter(_PARTS)),
        format_func=t.known,
        required=True,
        key="take_away_part",
        label_visibility="collapsed",
    )
    try:
        traces = caches.traces(current)
        _PARTS[part](opened, current, traces)
    except LstmVizError as error:
        st.error(plain(t.told(error)))
    except Exception:
        _LOGGER.exception("the part %s of Take away failed", part)
        st.error(t("This could not be made. The other parts are not affected."))


def about(opened: Any, sequence: Any) -> About:
    """What is known of the opened model and its sequence."""
    return About(
        title=opened.title,
        sequence=sequence.title,
        input_names=opened.input_names,
        output_names=opened.output_names,
        classes=opened.output_kind == "class",
        vocabulary=opened.vocabulary,
        labels=sequence.labels,
        target=sequence.target,
    )


def _pictures(opened: Any, current: Experiment, traces: Traces) -> None:
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
        file_name=f"{_file_name(current)}-{key}",
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


def _numbers(opened: Any, current: Experiment, traces: Traces) -> None:
    st.write(
        t(
            "Hidden and cell states, gates and outputs of every timestep in every "
            "scenario, in full float32 precision. Each file carries the experiment that "
            "made it."
        )
    )
    spec = visit.layer_of(opened)
    names = {
        "all": t("all recurrent layers and the outputs"),
        "one": t("layer {layer} only", layer=spec.name),
    }
    scope = choices.radio(
        t("CSV and Parquet hold"),
        list(names),
        format_func=names.get,
        key="take_away_scope",
        horizontal=True,
    )
    layers = (spec.name,) if scope == "one" else None
    rows, numbers = table_rows(traces, layers), table_rows(traces, None)
    name = _file_name(current)
    _download(
        t("NumPy (.npz)"),
        lambda: traces_npz(traces, current),
        f"{name}.npz",
        "application/octet-stream",
        t(
            "`numpy.load(file)`: arrays named SCENARIO/LAYER/SIGNAL, their dtypes and shapes "
            "listed in the array `contents`; {numbers:,} numbers of all layers.",
            numbers=numbers,
        ),
        numbers <= MOST_NUMBERS,
    )
    _download(
        t("CSV"),
        lambda: traces_csv(traces, current, layers=layers),
        f"{name}.csv",
        "text/csv",
        t(
            '`pandas.read_csv(file, comment="#")`: one row for each number, {rows:,} rows.',
            rows=rows,
        ),
        rows <= MOST_CSV_ROWS,
    )
    _download(
        t("Parquet"),
        lambda: traces_parquet(traces, current, layers=layers),
        f"{name}.parquet",
        "application/vnd.apache.parquet",
        t("`pandas.read_parquet(file)`: the same {rows:,} rows, small and typed.", rows=rows),
        rows <= MOST_PARQUET_ROWS,
    )


def _report(opened: Any, current: Experiment, traces: Traces) -> None:
    st.write(
        t(
            "One HTML file with all pictures of every layer, interactive, the memory "
            "horizons in words, tables, the Keras script and the experiment. It opens "
            "without a network."
        )
    )
    x, known = caches.sequence_of(current).x, about(opened, caches.sequence_of(current))

    def made() -> bytes:
        try:
            text = script(current, opened.model, x, traces)
        except LstmVizError:
            # A report without the script is better than none.
            text = ""
        return report(
            current, opened.model, traces, known, version=__version__, script=text
        ).encode()

    _download(
        t("Report (.html)"),
        made,
        f"{_file_name(current)}.html",
        "text/html",
        t("5 MB and more: the drawing library is inside."),
    )


def _script(opened: Any, current: Experiment, traces: Traces) -> None:
    x = caches.sequence_of(current).x
    text = script(current, opened.model, x, traces)
    st.write(
        t(
            "Plain Keras 3, without LSTM Viz: it sets the initial states, recomputes "
            "the outputs and checks them against the numbers on this page."
        )
    )
    name = _file_name(current)
    _download(
        t("Script with model and input (.zip)"),
        lambda: script_zip(current, opened.model, x, traces),
        f"{name}.zip",
        "application/zip",
        t("Unpack it and run `python script.py` in its folder."),
    )
    _download(t("Script alone (.py)"), text.encode(), f"{name}.py", "text/x-python", "")
    st.code(text, language="python", height=360)


def _download(
    label: str,
    data: bytes | Callable[[], bytes],
    file_name: str,
    mime: str,
    words: str,
    fits: bool = True,
) -> None:
    st.download_button(
        label,
        data=data,
        file_name=file_name,
        mime=mime,
        icon=":material/download:",
        on_click="ignore",
        disabled=not fits,
        key=f"take_away_{file_name.rpartition('.')[2]}",
    )
    if not fits:
        words += " " + t(
            "Too many for a download: cut the sequence, or use `lstm-viz trace --out`."
        )
    if words:
        st.caption(words)


def _file_name(current: Experiment) -> str:
    words = re.sub(r"[^A-Za-z0-9_]+", "-", f"{_model_word(current)}-{current.sequence}").strip("-")
    return words[:80] or "experiment"


def _model_word(current: Experiment) -> str:
    return current.model_name.rpartition(".")[0] or current.model_name or current.model


Part = Callable[[Any, Experiment, Traces], None]
_PARTS: Final[dict[str, Part]] = {
    N_("Pictures"): _pictures,
    N_("Numbers"): _numbers,
    N_("Report"): _report,
    N_("Script"): _script,
}
