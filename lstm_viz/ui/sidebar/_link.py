"""The link a visit begins with, and the bar that keeps the address up to date."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any, Final
from urllib.parse import urlencode

import streamlit as st
from streamlit.errors import StreamlitAPIException

from lstm_viz.errors import LstmVizError
from lstm_viz.experiment import (
    Experiment,
    InputData,
    LinkReading,
    View,
    fitting_link,
    read_link,
)
from lstm_viz.ui import visit
from lstm_viz.ui._plain import plain
from lstm_viz.ui.components.experiment_bar import (
    Restored,
    experiment_bar,
    kept_input,
    read_commands,
)
from lstm_viz.ui.sidebar._open_save import open_and_save
from lstm_viz.ui.visit import is_file_id, material_ids, t

# Keys of the fragments that show the experiment; a callback reruns them alone with `refresh`.
_BAR: Final = "experiment_bar"
_FILES: Final = "experiment_files"
_READ: Final = "link_was_read"
_WANTED: Final = "wanted_document"
_DONE: Final = "commands_done"
# An input that takes more letters than this is not kept in the browser.
_MOST_KEPT: Final = 16 * 2**20


def open_link(page: str) -> None:
    """Show what the address holds; once a visit, before anything else."""
    if st.session_state.get(_READ):
        return
    st.session_state[_READ] = True
    query = urlencode({key: st.query_params.get_all(key)[-1] for key in st.query_params})
    reading = read_link(f"/{page}?{query}")
    given = reading.model is not None or reading.scenarios or reading.problem is not None
    if not given and reading.view == View(page=reading.view.page):
        return
    if reading.document is not None:
        # What the browser still has makes the sentence needless.
        st.session_state[_WANTED] = (reading.document, reading.problem)
        reading = replace(reading, problem=None)
    receive(reading)


def receive(reading: LinkReading) -> None:
    """Show what was read, or say that its model is not here."""
    model = reading.model
    if model is not None and model not in material_ids() and not is_file_id(model):
        named = reading.model_name or model
        visit.set_notice(t("This is about the model “{model}”, which is not here.", model=named))
        reading = replace(reading, model=None, sequence=None, data=None, scenarios=(), problem=None)
    elif reading.problem is not None:
        visit.set_notice(reading.problem)
    visit.receive(reading)


def draw_notice() -> None:
    """Draw the sentence about what could not be shown, until it is dismissed."""
    sentence = visit.notice()
    if not sentence:
        return
    with st.container(
        horizontal=True, vertical_alignment="center", gap="small", wrap=False, key="notice"
    ):
        st.warning(plain(sentence), icon=":material/link_off:")
        st.button(
            t("Dismiss"), key="notice_dismiss", on_click=visit.set_notice, args=(None,), width=110
        )


def refresh(*fragments: str) -> None:
    """Rerun bar, files and these fragments, and nothing else; the last act of a callback.

    A late message may come from a page that was left: where a fragment is not there, all is drawn.
    """
    goal = [visit.GOAL_FRAGMENT] if visit.goal() else []
    try:
        st.rerun([*fragments, *goal, _BAR, _FILES])
    except StreamlitAPIException:
        # Streamlit has no other way to ask whether a fragment is there.
        pass
    st.rerun()


@st.fragment(key=_BAR)
def bar() -> None:
    """Draw undo, redo and the link."""
    current = visit.experiment()
    other = visit.address()
    link, left_out = (other, ()) if other else fitting_link(current, current.digest)
    asked = visit.asked_language()
    if asked is not None:
        join = "" if link.endswith("?") else "&"
        link += f"{join}{visit.LANGUAGE_PARAMETER}={asked}"
    waiting = visit.incoming() is not None and not visit.history().past
    steps = visit.history()
    wanted = st.session_state.get(_WANTED)
    experiment_bar(
        link=None if waiting else link,
        left_out=left_out,
        digest=current.digest,
        document=_kept(current) if left_out else "",
        undo=steps.past[-1].words if steps.past else "",
        redo=steps.future[-1].words if steps.future else "",
        t=t,
        wanted=wanted[0] if wanted else None,
        done=st.session_state.get(_DONE, 0),
        on_commands=_commands,
        on_restore=_restore,
    )
    if left_out and current.data is not None and len(current.data.packed) <= _MOST_KEPT:
        kept_input(current.data.name, current.data.packed)


@st.fragment(key=_FILES)
def files() -> None:
    """Draw save and open."""
    open_and_save(receive)


def _kept(made: Experiment) -> str:
    """The document without its input, which the browser keeps apart."""
    return json.dumps(replace(made, data=None).to_json(), separators=(",", ":"))


def _commands(sent: Any) -> None:
    for number, name in read_commands(sent, st.session_state.get(_DONE, 0)):
        st.session_state[_DONE] = number
        {"undo": visit.undo, "redo": visit.redo}[name]()
    # The whole page shows the experiment, not only the bar.
    st.rerun()


def _restore(restored: Restored) -> None:
    """Show the document that the browser kept; say what is missing when it did not."""
    wanted = st.session_state.get(_WANTED)
    if wanted is None or wanted[0] != restored.wanted:
        return
    st.session_state[_WANTED] = None
    try:
        made = _document(restored)
    except LstmVizError:
        made = None
    if made is None or made.digest != restored.wanted:
        visit.set_notice(wanted[1])
    else:
        visit.receive(visit.reading_of(made))
        visit.set_notice(None)
    st.rerun()


def _document(restored: Restored) -> Experiment | None:
    if restored.text is None:
        return None
    made = Experiment.from_text(restored.text)
    if restored.input is None:
        return made
    data = InputData.from_packed(restored.input)
    return made.with_sequence(data.name, data)
