"""What is going on with a visitor's model files, and which of the models is chosen."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any, Final

import streamlit as st

from lstm_viz.errors import LstmVizError
from lstm_viz.ui import visit
from lstm_viz.ui.components import keeper as _keeper
from lstm_viz.ui.sidebar.own_model._reading import Reading
from lstm_viz.ui.visit import caches, is_file_id, material_ids, t

DESK: Final = "own_model_desk"
# How many of the last commands a browser is sent again, in case it has missed one.
_MOST_COMMANDS: Final = 6


@dataclass(frozen=True)
class Weights:
    """A file of weights that waits for its architecture."""

    name: str
    data: bytes


class Desk:
    """What is going on with a visitor's files."""

    def __init__(self) -> None:
        self.version = 0
        self.names: dict[str, str] = {}
        # Name of the file that was not opened last, and why.
        self.refused = ""
        self.refusal: LstmVizError | None = None
        self.weights: Weights | None = None
        self.reading: Reading | None = None
        # What the browser says it keeps; None before it was heard.
        self.kept: tuple[_keeper.Kept, ...] | None = None
        self.visit = uuid.uuid4().hex
        self.turn = 0
        self.commands: tuple[dict[str, Any], ...] = ()
        # The model that is wanted and whose file is not here yet; the name of one not found.
        self.wanted: str | None = None
        self.missing: str | None = None

    def stop_reading(self) -> None:
        """Give up the file that is being read."""
        if self.reading is not None:
            self.reading.stop()
        self.reading = None

    def command(self, command: dict[str, Any]) -> None:
        """Have the browser do something once."""
        self.turn += 1
        self.commands = (*self.commands, {**command, "turn": self.turn})[-_MOST_COMMANDS:]

    def name_of(self, model: str) -> str:
        """Name of the file of a model, as far as it is known."""
        kept = {entry.id: entry.name for entry in self.kept or ()}
        return self.names.get(model) or kept.get(model) or visit.told_name(model) or t("a file")


def find_desk() -> Desk:
    return st.session_state.setdefault(DESK, Desk())


def own_model_ids() -> list[str]:
    """Ids of this visitor's models to choose from: those here, then those kept in the browser."""
    desk = find_desk()
    ids = [*reversed(caches.own_models()), *(entry.id for entry in desk.kept or ())]
    chosen = visit.chosen_model()
    if chosen is not None and is_file_id(chosen):
        ids.append(chosen)
    return list(dict.fromkeys(ids))


def own_model_title(model: str) -> str:
    """Name of a visitor's model in the list of models."""
    name = find_desk().name_of(model)
    return name if model in caches.own_models() else t("{name} (from this browser)", name=name)


def leave(model: str) -> None:
    """Choose another model than one that cannot be shown."""
    desk = find_desk()
    desk.wanted = None
    current = visit.current()
    ids = [*material_ids(), *caches.own_models()]
    shown = current.model if current is not None and current.model != model else None
    visit.choose_model(shown if shown in ids else ids[0])
