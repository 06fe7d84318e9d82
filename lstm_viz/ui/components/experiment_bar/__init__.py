"""Undo, redo, the link in the address bar, and what the browser keeps of an experiment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import streamlit as st

from lstm_viz._language import Translate
from lstm_viz.ui.components._part import part
from lstm_viz.ui.components.messages import unanswered

KEY: Final = "experiment_bar"
INPUT_KEY: Final = "experiment_input"
COMMANDS: Final = ("undo", "redo")


@dataclass(frozen=True)
class Restored:
    """What the browser had kept of the document that a link was cut from.

    Attributes
    ----------
    wanted : str
        Digest that was asked for.
    text : str or None
        The document; None when it is not there.
    input : str or None
        Its packed input, when it has one.
    """

    wanted: str
    text: str | None
    input: str | None


def experiment_bar(
    *,
    link: str | None,
    left_out: tuple[str, ...],
    digest: str,
    document: str,
    undo: str,
    redo: str,
    wanted: str | None,
    done: int,
    t: Translate,
    on_commands: Callable[[Any], None],
    on_restore: Callable[[Restored], None],
) -> None:
    """Mount the bar.

    Parameters
    ----------
    link : str or None
        Path and query of the experiment; None leaves the address as it is.
    left_out : tuple of str
        What did not fit into the link.
    digest, document : str
        What the browser keeps where the link leaves something out: the document without its
        input, under its digest.
    undo, redo : str
        What there is to undo or redo, in words; empty when there is nothing.
    wanted : str or None
        Digest of the document that is to be restored.
    done : int
        Number of the last command that was carried out.
    t : Translate
    on_commands : callable
        Called with what the browser sent; read it with `read_commands`.
    on_restore : callable
        Called once for each ``wanted``.
    """
    component = part("experiment_bar", js="experiment_bar.js", css="experiment_bar.css")
    component(
        key=KEY,
        data={
            "link": link,
            "left_out": list(left_out),
            "digest": digest,
            "document": document,
            "undo": undo,
            "redo": redo,
            "done": done,
            "wanted": wanted,
            "words": _words(t),
        },
        on_command_change=lambda: on_commands(st.session_state[KEY].get("command")),
        on_restore_change=lambda: _tell("restore", read_restored, on_restore),
    )


def _words(t: Translate) -> dict[str, str]:
    """The bar's words by key; the browser fills their places."""
    return {
        "bar": t("Experiment"),
        "undo": t("Undo"),
        "redo": t("Redo"),
        "undo_what": t("Undo: {what}"),
        "redo_what": t("Redo: {what}"),
        "keys": t("{what} ({keys})"),
        "link": t("Link"),
        "copy": t("Copy link"),
        "copies": t("Copies the address: it opens this experiment, at this step."),
        "long": t(
            "Too long for a link: it leaves out {what}. Save a file to hand over everything."
        ),
        "not_kept": t("This browser keeps nothing when the page is closed."),
        "copied": t("Link copied."),
        "copied_in_part": t("Link copied, without {what}: save a file to hand over everything."),
    }


def kept_input(name: str, packed: str) -> None:
    """Have the browser keep an input; sent once, as long as nothing of it changes."""
    component = part("experiment_input", js="experiment_input.js")
    component(key=INPUT_KEY, data={"name": name, "packed": packed})


def read_commands(sent: Any, done: int) -> list[tuple[int, str]]:
    """Numbers and names of the commands of a browser that come after ``done``, in their order.

    Parameters
    ----------
    sent : Any
        What the browser sent: all commands that it has no answer to.
    done : int
        Number of the last command that was carried out.

    Returns
    -------
    list of (int, str)
        Empty when it is not well formed.
    """
    given = unanswered(sent, "commands", done)
    return [(one["number"], one["name"]) for one in given if one.get("name") in COMMANDS]


def read_restored(sent: Any) -> Restored | None:
    """What a browser sent of a kept document; None when it is not well formed."""
    if not isinstance(sent, dict) or not isinstance(sent.get("wanted"), str):
        return None
    text, data = sent.get("text"), sent.get("input")
    if not isinstance(text, (str, type(None))) or not isinstance(data, (str, type(None))):
        return None
    return Restored(sent["wanted"], text, data)


def _tell(name: str, read: Callable[[Any], Any], to: Callable[[Any], None]) -> None:
    value = read(st.session_state[KEY].get(name))
    if value is not None:
        to(value)
