"""Larger than an ensemble: the command that runs a sweep, and what a finished one found."""

from __future__ import annotations

import shlex
from dataclasses import replace
from typing import Any, Final

import streamlit as st

from lstm_viz._language import N_
from lstm_viz.compare import Ensemble
from lstm_viz.errors import LstmVizError
from lstm_viz.models import LayerSpec, sample_names
from lstm_viz.states import state_to_words
from lstm_viz.sweep import Plan, read_summary
from lstm_viz.tracing import Trace
from lstm_viz.ui import visit
from lstm_viz.ui._plain import plain
from lstm_viz.ui.compare._members import draw_members
from lstm_viz.ui.compare._settings import FRAGMENT, baseline_id, settings
from lstm_viz.ui.visit import t

_OPENED: Final = "opened_sweep"
_PROBLEM: Final = "sweep_problem"
_FILE: Final = "sweep_file"
_MOST_MIB: Final = 64
_MEMBERS: Final = 100_000
# A longer baseline would not be read in a command; it is better given as a file.
_MOST_WORDS: Final = 200


def draw_sweep(opened: Any, base: Trace) -> bool:
    """Draw the sweep that this visitor opened, if it is about this model; else say nothing."""
    kept: tuple[Plan, str, Ensemble] | None = st.session_state.get(_OPENED)
    if kept is None or kept[0].model != opened.model.digest:
        return False
    plan, sequence, found = kept
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        recipe = f"{plan.states.kind}({plan.states.to_json()['scale']:g})"
        st.markdown(
            t(
                "A sweep of {n:,} initial states, {recipe}, on the sequence {sequence}",
                n=plan.n,
                recipe=recipe,
                sequence=plain(sequence),
            )
        )
        st.button(t("Close the sweep"), icon=":material/close:", key="sweep_close", on_click=_close)
    found = replace(found, member=lambda k: plan.member(opened.model, k))
    draw_members(
        opened, opened.model.layer(plan.layer), base, found, base_name="the sweep's baseline"
    )
    return True


def larger_than_this(opened: Any, spec: LayerSpec) -> None:
    """Draw the fold with the command for a sweep, and the field that opens a finished one."""
    fold = visit.fold(t("More initial states than this: a sweep"), "sweep_fold")
    if not fold.open:
        return
    with fold:
        st.markdown(
            t(
                "A sweep runs up to ten million initial states in a terminal, in "
                "blocks, on as many processes as you like; a run that was stopped goes "
                "on where it was."
            )
        )
        words, missing = command(opened, spec)
        st.code(words, language="bash", wrap_lines=True)
        if missing:
            st.caption(missing)
        st.file_uploader(
            t("Open a finished sweep: summary-000.npz from its folder"),
            key=_FILE,
            max_upload_size=_MOST_MIB,
            on_change=_open,
            args=(opened,),
        )
        problem = st.session_state.get(_PROBLEM)
        if problem:
            st.error(plain(problem))


def command(opened: Any, spec: LayerSpec) -> tuple[str, str]:
    """The command that runs what the page shows as a sweep.

    Returns
    -------
    tuple of (str, str)
        The command, and a sentence on what a person has to put into it; empty if nothing.
    """
    current, chosen = visit.experiment(), settings()
    bundled = opened.id in sample_names()
    draw = chosen.draw if chosen.draw != "visited" else "normal"
    words = [
        "lstm-viz", "sweep", opened.id if bundled else current.model_name or "model.keras",
        "--states", f"{draw}({chosen.scale:g}, seed={chosen.seed})",
        "-n", str(_MEMBERS), "--layer", spec.name, "--threshold", f"{chosen.threshold:g}",
    ]  # fmt: skip
    missing = []
    if bundled and current.data is None:
        words += ["--sequence", current.sequence]
    else:
        words += ["--input", "input.npy"]
        missing.append(t("input.npy is your input as a file"))
    baseline = state_to_words(opened.model, visit.state_of(opened, baseline_id()))
    if len(baseline) <= _MOST_WORDS:
        words += ["--baseline", baseline]
    else:
        words += ["--baseline", "baseline.npz"]
        missing.append(t("baseline.npz holds the values of the baseline's initial state"))
    words += ["--out", "sweep/"]
    sentence = t(" and ").join(missing)
    return shlex.join(words), f"{sentence[:1].upper()}{sentence[1:]}." if missing else ""


def _open(opened: Any) -> None:
    file = st.session_state.get(_FILE)
    st.session_state[_PROBLEM] = None
    if file is None:
        return
    try:
        plan, sequence, found = read_summary(file.getvalue())
        if plan.model != opened.model.digest:
            raise LstmVizError(
                N_(
                    "This sweep is about the model '{model}', another one than is open: open that "
                    "model first, model.keras in the sweep's folder."
                ),
                model=plan.model_name,
            )
        opened.model.layer(plan.layer)
    except LstmVizError as error:
        st.session_state[_PROBLEM] = t.told(error)
        return
    st.session_state[_OPENED] = (plan, sequence, found)
    st.rerun(FRAGMENT)


def _close() -> None:
    st.session_state[_OPENED] = None
