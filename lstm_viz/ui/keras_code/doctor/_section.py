"""The State Doctor: what a person does with states, described or pasted, and what is wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import keras
import streamlit as st

from lstm_viz._language import N_
from lstm_viz.errors import LstmVizError
from lstm_viz.inputs import read_number
from lstm_viz.keras_code.doctor import (
    ARGUMENTS,
    KINDS,
    MOST_CHARACTERS,
    SNIPPETS,
    THEN,
    WAYS,
    Description,
    Report,
    diagnose_code,
    diagnose_description,
    read_order,
    read_shapes,
)
from lstm_viz.ui import visit
from lstm_viz.ui._plain import plain
from lstm_viz.ui.keras_code.doctor._findings import findings
from lstm_viz.ui.visit import choices, t

_TABS: Final = (N_("Describe it"), N_("Paste your code"))
_TAB: Final = "doctor_tab"
_TABS_KEY: Final = "doctor_tabs"
_TEXT: Final = "doctor_text"
_OWN_TEXT: Final = "doctor_own_text"
_EXAMPLE: Final = "doctor_example"
_VERSIONS: Final = {3: "Keras 3", 2: N_("Keras 2 (TensorFlow up to 2.15)")}
_STORED: Final = ("assign", "replace", "replace-item", "reset", "set-value")
_FIRST: Final = {"units": 8, "batch": 3, "timesteps": 10, "features": 1}
_LABELS: Final = {
    "units": N_("Units"),
    "batch": N_("Batch size"),
    "timesteps": N_("Timesteps"),
    "features": N_("Features"),
}


def doctor(opened: Any) -> None:
    """Draw the section."""
    st.markdown(
        t(
            "Say what you do with states, or paste the code that does it: the doctor "
            "names what goes wrong, what Keras does, and code that does what you mean. "
            "Your code is only read, never run; the examples below are ours and have "
            "just been run here, with Keras {version}.",
            version=keras.__version__,
        )
    )
    version = choices.segmented_control(
        t("Your Keras"),
        list(_VERSIONS),
        default=3,
        required=True,
        format_func=lambda version: t.known(_VERSIONS[version]),
        key="doctor_keras",
        persist_state="session",
    )
    # Streamlit forgets which tab is open when another page is shown.
    labels = [t.known(tab) for tab in _TABS]
    if st.session_state.get(_TABS_KEY) not in labels:
        st.session_state[_TABS_KEY] = labels[st.session_state.get(_TAB, 0)]
    describe, paste = st.tabs(labels, key=_TABS_KEY, on_change="rerun")
    st.session_state[_TAB] = int(bool(paste.open))
    if paste.open:
        with paste:
            _paste(version or 3)
    else:
        with describe:
            _describe(opened, version or 3)


def _describe(opened: Any, version: int) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", key="doctor_sizes"):
        kind = choices.selectbox(
            t("Layer"),
            KINDS,
            format_func=t.known,
            key="doctor_kind",
            persist_state="session",
            width=190,
        )
        sizes = {
            name: visit.whole_field(
                t.known(_LABELS[name]), first, 1, 100_000, key=f"doctor_{name}", width=115
            )
            for name, first in _FIRST.items()
        }
        st.button(
            t("The sidebar's layer"),
            icon=":material/input:",
            key="doctor_take",
            on_click=_take,
            args=(opened,),
            help=t("Take kind, units and features of the layer chosen in the sidebar."),
        )
    with st.container(horizontal=True, vertical_alignment="bottom", key="doctor_way_row"):
        way = choices.selectbox(
            t("How the states are set"),
            list(WAYS),
            format_func=lambda way: t.known(WAYS[way]),
            key="doctor_way",
            persist_state="session",
            width=265,
        )
        order = visit.typed_field(
            t("States, in your order"),
            "h, c",
            _readable(read_order),
            key="doctor_order",
            help=t(
                "h for a hidden, c for a cell state: h, c for an LSTM; h for a GRU; h, "
                "c, h, c for a Bidirectional LSTM."
            ),
            width=185,
        )
        shapes = visit.typed_field(
            t("Their shapes"),
            "",
            _readable(read_shapes),
            placeholder="(3, 8), (3, 8)",
            key="doctor_shapes",
            help=t("One shape per state; empty where they are all (batch, units)."),
            width=200,
        )
        dtype = st.selectbox(
            t("Their dtype"),
            ["float32", "float64"],
            key="doctor_dtype",
            persist_state="session",
            width=120,
        )
        largest = visit.typed_field(
            t("Largest |h|"),
            None,
            _largest,
            key="doctor_largest",
            show=lambda number: "" if number is None else visit.show_number(number),
            placeholder=t("not known"),
            width=165,
        )
    with st.container(horizontal=True, key="doctor_flags"):
        nan = st.checkbox(t("They may hold NaN"), key="doctor_nan", persist_state="session")
        nested = kind == "stacked LSTM cells" and st.checkbox(
            t("One list per cell: [[h, c], [h, c]]"), key="doctor_nested", persist_state="session"
        )
        masked = way == "call" and st.checkbox(
            t("The sequence is masked"), key="doctor_masked", persist_state="session"
        )
        stateful = st.checkbox(t("stateful=True"), key="doctor_stateful", persist_state="session")
        fixed = not stateful or st.checkbox(
            t("The model knows its batch size"), True, key="doctor_fixed", persist_state="session"
        )
        built = way not in _STORED or st.checkbox(
            t("The layer is built before"), True, key="doctor_built", persist_state="session"
        )
    with st.container(horizontal=True, key="doctor_more"):
        arguments = choices.multiselect(
            t("The layer is made with"),
            list(ARGUMENTS),
            format_func=lambda one: t.known(ARGUMENTS[one]),
            placeholder=t("Choose"),
            key="doctor_arguments",
            persist_state="session",
            width=380,
        )
        then = choices.multiselect(
            t("And then you"),
            list(THEN),
            format_func=lambda one: t.known(THEN[one]),
            placeholder=t("Choose"),
            key="doctor_then",
            persist_state="session",
            width=500,
        )
    try:
        report = diagnose_description(
            Description(
                kind=kind,
                **sizes,
                way=way,
                order=read_order(order),
                shapes=read_shapes(shapes),
                dtype=dtype,
                largest_h=largest,
                nan=nan,
                nested=bool(nested),
                masked=bool(masked),
                stateful=stateful,
                batch_fixed=fixed,
                built=built,
                arguments=tuple(arguments),
                then=tuple(then),
                keras=version,
            )
        )
    except LstmVizError as error:
        st.error(plain(t.told(error)))
        return
    findings(report, place="describe")


def _readable(read: Callable[[str], object]) -> Callable[[str], str]:
    """A text as it stands, once it has been read."""

    def checked(text: str) -> str:
        read(text)
        return text

    return checked


def _largest(text: str) -> float | None:
    if not text.strip():
        return None
    number = read_number(text)
    if not 0 <= number <= 1e9:
        raise LstmVizError(N_("The largest |h| is a number from 0 to 1e9, or empty: not known."))
    return number


def _take(opened: Any) -> None:
    spec = visit.layer_of(opened)
    both = spec.name.rpartition("/")[2] in ("forward", "backward")
    kind = f"Bidirectional {spec.kind}" if both else spec.kind
    st.session_state["doctor_kind"] = kind if kind in KINDS else spec.kind
    visit.set_field("doctor_units", spec.units)
    visit.set_field("doctor_features", spec.features)
    st.session_state["doctor_stateful"] = spec.stateful
    visit.set_field("doctor_order", ", ".join(spec.states * (2 if both else 1)))


def _paste(version: int) -> None:
    choices.pills(
        t("Try one that people ask about"),
        list(SNIPPETS),
        format_func=t.known,
        key=_EXAMPLE,
        on_change=_try_example,
    )
    st.text_area(
        t("Your code"),
        key=_TEXT,
        height=300,
        placeholder="import keras\n…",
        persist_state="session",
        help=t(
            "At most {most:,} characters; a part of a program is enough. "
            "Ctrl+Enter diagnoses.",
            most=MOST_CHARACTERS,
        ),
    )
    with st.container(horizontal=True, key="doctor_buttons"):
        # The text is sent when the field is left; the button is a place to go to.
        st.button(t("Diagnose"), type="primary", icon=":material/stethoscope:", key="doctor_go")
        if st.session_state.get(_OWN_TEXT):
            st.button(
                t("Back to my text"),
                icon=":material/undo:",
                key="doctor_back",
                on_click=_put_back,
            )
    text = st.session_state.get(_TEXT) or ""
    if not text.strip():
        st.info(t("Paste code, or choose an example above."), icon=":material/content_paste:")
        return
    report = _diagnosed(text, version)
    if report is not None:
        findings(report, place="paste", text=text)


def _diagnosed(text: str, version: int) -> Report | None:
    try:
        return diagnose_code(text, keras=version)
    except LstmVizError as error:
        st.error(plain(t.told(error)))
        return None


def _try_example() -> None:
    chosen = st.session_state.get(_EXAMPLE)
    if chosen not in SNIPPETS:
        return
    text = st.session_state.get(_TEXT) or ""
    if text.strip() and text not in SNIPPETS.values():
        st.session_state[_OWN_TEXT] = text
    st.session_state[_TEXT] = SNIPPETS[chosen]


def _put_back() -> None:
    st.session_state[_TEXT] = st.session_state.pop(_OWN_TEXT)
    st.session_state[_EXAMPLE] = None
