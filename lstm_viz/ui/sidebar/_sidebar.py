"""The sidebar: which model, sequence, sample and layer."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, Final

import streamlit as st

from lstm_viz.errors import LstmVizError
from lstm_viz.models import caption_in
from lstm_viz.ui import visit
from lstm_viz.ui._plain import plain
from lstm_viz.ui.sidebar._own_input import own_input, sequence_widget
from lstm_viz.ui.sidebar._scenario_list import scenario_list
from lstm_viz.ui.sidebar.own_model import (
    being_opened,
    own_model_fields,
    own_model_ids,
    own_model_notes,
    own_model_title,
)
from lstm_viz.ui.visit import caches, choices, is_file_id, material_ids, t, title_of

_LOGGER: Final = logging.getLogger(__name__)
# Session key of the list of models: its number, and the model that it shows.
_LIST: Final = "model_list"


def sidebar() -> Any | None:
    """Draw the sidebar; returns the opened model, or None when it cannot be opened."""
    chooser = st.container()
    own_model_fields()
    if not material_ids():
        st.error(
            t("There is no sample model: the folder sample_models is missing or empty.")
        )
        return None
    ids = [*own_model_ids(), *material_ids()]
    key = visit.chosen_model()
    if key not in ids:
        key = next(one for one in ids if not is_file_id(one))
        visit.choose_model(key)
    with chooser:
        _model(ids, key)
    if being_opened():
        return None
    try:
        opened = caches.material(key)
    except LstmVizError as error:
        st.error(plain(t.told(error)))
        return None
    except Exception:
        _LOGGER.exception("model %s could not be opened", key)
        st.error(t("This model could not be opened. Choose another one."))
        return None
    visit.open_model(opened)
    st.caption(plain(t.known(opened.summary)))
    _sequence(opened)
    _sample(opened)
    _layer(opened)
    own_model_notes(opened)
    scenario_list(opened)
    return opened


def _model(ids: list[str], chosen: str) -> None:
    """Draw the list of models: a new one when another model was chosen by other means.

    A browser sends what its widgets show with every entry. Before it has heard of a file that was
    opened, or of an undo, the list would choose the model before again.
    """
    number, shown = st.session_state.get(_LIST, (0, chosen))
    if shown != chosen:
        number += 1
    st.session_state[_LIST] = number, chosen
    titles, widget = _titles(ids), f"model_list_{number}"

    def choose() -> None:
        if st.session_state[_LIST][0] == number:
            model = st.session_state[widget]
            st.session_state[_LIST] = number, model
            visit.choose_model(model)

    choices.selectbox(
        t("Model"),
        ids,
        index=ids.index(chosen),
        key=widget,
        format_func=lambda k: titles.get(k, k),
        on_change=choose,
    )


def _titles(ids: list[str]) -> dict[str, str]:
    """Titles by id, all different: the browser answers with a title, not with an id."""
    titles: dict[str, str] = {}
    for key in ids:
        title = own_model_title(key) if is_file_id(key) else t.known(title_of(key))
        same = sum(other == title or other.startswith(f"{title} (") for other in titles.values())
        titles[key] = f"{title} ({same + 1})" if title in titles.values() else title
    return titles


def _sequence(opened: Any) -> None:
    sequences = caches.sequences_of(opened.id)
    names = [sequence.name for sequence in sequences]
    titles = {sequence.name: t.known(sequence.title) for sequence in sequences}
    current = visit.experiment()
    widget = sequence_widget(opened.id)
    visit.follow(widget, current.sequence)
    choices.selectbox(
        t("Sequence"),
        names,
        key=widget,
        format_func=lambda name: titles.get(name, name),
        on_change=_of(opened, lambda: visit.choose_sequence(st.session_state[widget])),
    )
    own_input(opened)
    note = t.known(caches.sequence_of(visit.experiment()).note)
    if note:
        st.caption(plain(note))


def _sample(opened: Any) -> None:
    current = visit.experiment()
    x = caches.sequence_of(current).x
    batch = len(x[0] if isinstance(x, list) else x)
    if batch == 1:
        return
    widget = f"sample_{opened.id}_{current.sequence}"

    def write(sample: int) -> None:
        if visit.experiment().model == opened.id:
            _choose(sample=sample)

    visit.whole_field(
        t("Sample of the batch (0 to {last})", last=batch - 1),
        min(current.view.sample, batch - 1),
        0,
        batch - 1,
        key=widget,
        write=write,
    )


def _layer(opened: Any) -> None:
    specs = {spec.name: spec for spec in opened.model.layers}
    chosen, widget = visit.layer_of(opened).name, f"layer_{opened.id}"
    visit.follow(widget, chosen)
    choices.selectbox(
        t("Layer"),
        list(specs),
        key=widget,
        format_func=lambda name: f"{name} ({specs[name].units})" if name in specs else name,
        on_change=_of(
            opened, lambda: _choose(layer=st.session_state[widget], units=None, unit=0)
        ),
    )
    st.caption(plain(caption_in(specs[chosen], t)))


def _of(opened: Any, change: Callable[[], None]) -> Callable[[], None]:
    """A callback that does nothing once another model is shown.

    A browser sends the widgets that it has, and after two quick undos they are of the model before.
    """

    def act() -> None:
        if visit.experiment().model == opened.id:
            change()

    return act


def _choose(**fields: Any) -> None:
    visit.put(visit.experiment().with_view(**fields))
