"""A visitor's model files, kept in the visitor's own browser, so that a reload finds them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import streamlit as st

from lstm_viz.ui.components._part import part

KEY: Final = "keeper"
# Keys of the containers around the fields of the page, where files come from and go back to.
MODEL_FIELD: Final = "own_model_drop"
JSON_FIELD: Final = "own_model_json"
_MOST_NAME: Final = 200


@dataclass(frozen=True)
class Kept:
    """A file that this browser keeps.

    Parameters
    ----------
    id : str
        Id of its model.
    name : str
        Name of the file.
    """

    id: str
    name: str


def keeper(
    *,
    most: int,
    visit: str,
    commands: Sequence[dict[str, Any]],
    ask: bool,
    on_kept: Callable[[Any], None],
) -> None:
    """Mount the keeper, which is not seen.

    Parameters
    ----------
    most : int
        How many files the browser keeps; the one used longest ago leaves.
    visit : str
        Another for each visit, so that the browser counts turns anew.
    commands : sequence of dict
        Made by `keep`, `put_back` and `forget`; each turn is done once.
    ask : bool
        Whether the browser shall say which files it keeps even if it keeps none.
    on_kept : callable
        Called with what the browser says it keeps; read it with `read_kept`.
    """
    component = part("keeper", js="keeper.js")
    component(
        key=KEY,
        data={
            "fields": {"model": MODEL_FIELD, "json": JSON_FIELD},
            "most": most,
            "visit": visit,
            "commands": list(commands),
            "ask": ask,
        },
        on_kept_change=lambda: on_kept(st.session_state[KEY].get("kept")),
    )


def keep(model: str, name: str, size: int, architecture: str = "") -> dict[str, Any]:
    """Command: keep the file that was just read under the id of its model.

    The browser knows it by its name and size, its JSON by its name.
    """
    return {"way": "keep", "id": model, "name": name, "size": size, "architecture": architecture}


def put_back(model: str, field: Literal["model", "json"]) -> dict[str, Any]:
    """Command: put a kept file into the field of the page again, as if it were chosen there."""
    return {"way": "put", "id": model, "field": field}


def forget(model: str) -> dict[str, Any]:
    """Command: delete the files of a model."""
    return {"way": "forget", "id": model}


def read_kept(sent: Any) -> tuple[Kept, ...]:
    """What a browser says it keeps; whatever is not well formed is left out."""
    if not isinstance(sent, list):
        return ()
    return tuple(
        Kept(entry["id"], entry["name"][:_MOST_NAME])
        for entry in sent[:20]
        if isinstance(entry, dict)
        and isinstance(entry.get("id"), str)
        and isinstance(entry.get("name"), str)
        and len(entry["id"]) <= 40
    )
