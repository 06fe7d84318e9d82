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
from lstm_viz.ui.sidebar._own_input import own_input
from lstm_viz.ui.sidebar._scenario_list import scenario_list
from lstm_viz.ui.sidebar.own_model import (
    being_opened,
    own_model_fields,
    own_model_ids,
    own_model_notes,
    own_model_title,
)
from lstm_viz.ui.visit import caches, is_file_id, material_ids, t, title_of

_LOGGER: Final = logging.getLogger(__name__)


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
    titles = {
        key: own_model_title(key) if is_file_id(key) else t.known(title_of(key)) for key in ids
    }
    visit.select_list(t("Model"), titles, chosen, visit.choose_model, name="model")


def _sequence(opened: Any) -> None:
    visit.select_list(
        t("Sequence"),
        {one.name: t.known(one.title) for one in caches.sequences_of(opened.id)},
        caches.sequence_of(visit.experiment()).name,
        _of(opened, visit.choose_sequence),
        name=f"sequence_{opened.id}",
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
    chosen = visit.layer_of(opened).name
    visit.select_list(
        t("Layer"),
        {name: f"{name} ({spec.units})" for name, spec in specs.items()},
        chosen,
        _of(opened, lambda layer: _choose(layer=layer, units=None, unit=0)),
        name=f"layer_{opened.id}",
    )
    st.caption(plain(caption_in(specs[chosen], t)))


def _of(opened: Any, choose: Callable[[str], None]) -> Callable[[str], None]:
    """A callback that does nothing once another model is shown.

    A browser sends the widgets that it has, and after two quick undos they are of the model before.
    """

    def act(option: str) -> None:
        if visit.experiment().model == opened.id:
            choose(option)

    return act


def _choose(**fields: Any) -> None:
    visit.put(visit.experiment().with_view(**fields))
