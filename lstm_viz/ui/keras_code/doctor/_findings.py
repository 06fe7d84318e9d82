"""Findings of the State Doctor on the page, with what running their examples showed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import streamlit as st

from lstm_viz.errors import LstmVizError
from lstm_viz.keras_code import CodeResult, CodeRun, start_code
from lstm_viz.keras_code.doctor import (
    MOST_RUN,
    SEVERITY_WORDS,
    Finding,
    Report,
    Verdict,
    corrected_verdict,
    mistake_verdict,
    programs,
)
from lstm_viz.ui._plain import plain
from lstm_viz.ui.visit import t

_RUN: Final = "doctor_run"
_MARKS: Final = {
    "error": (":material/cancel:", "red"),
    "silent": (":material/warning:", "orange"),
    "advice": (":material/lightbulb:", "blue"),
}
_MOST_SHOWN: Final = 30
_MOST_LINE: Final = 160


def findings(report: Report, *, place: str, text: str = "") -> None:
    """Draw a report.

    Parameters
    ----------
    report : Report
    place : str
        Tells two reports of the page apart.
    text : str
        The code that was read, for its lines.
    """
    for note in report.notes:
        st.info(plain(t.known(note)), icon=":material/info:")
    icon = ":material/search:" if report else ":material/search_off:"
    st.markdown(f"{icon} {plain(t.known(report.summary))}")
    if not report:
        return
    run = _run(report)
    results: Mapping[str, CodeResult] = {}
    if run.done:
        try:
            results = run.results()
        except LstmVizError as error:
            st.error(plain(t.told(error)))
            if st.button(t("Try again"), icon=":material/refresh:", key=f"doctor_again_{place}"):
                del st.session_state[_RUN]
                st.rerun()
    else:
        _waiting(run)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    shown = list(report)[:_MOST_SHOWN]
    for number, finding in enumerate(shown):
        running = not run.done and number < MOST_RUN
        with st.container(border=True, key=f"doctor_finding_{place}_{number}"):
            _finding(finding, lines, results, running=running)
    if len(report) > len(shown):
        st.caption(
            t(
                "{count} more findings are not shown: mend these first.",
                count=len(report) - len(shown),
            )
        )


def _run(report: Report) -> CodeRun:
    """The run of the examples; it is kept until other ones are needed."""
    wanted = programs(report)
    kept: CodeRun | None = st.session_state.get(_RUN)
    if kept is None or kept.programs != wanted:
        kept = st.session_state[_RUN] = start_code(wanted)
    return kept


@st.fragment(run_every=0.5)
def _waiting(run: CodeRun) -> None:
    if run.done:
        st.rerun()
    if run.ahead:
        text = t("Waiting to run the examples: runs of other visitors come first.")
    elif not run.finished:
        text = t("Running the examples; the first time, Keras is started for them.")
    else:
        text = t(
            "Running the examples: {finished} of {count} have run.",
            finished=run.finished,
            count=len(run.programs),
        )
    st.progress(run.finished / max(len(run.programs), 1), text=text)


def _finding(
    finding: Finding, lines: list[str], results: Mapping[str, CodeResult], *, running: bool
) -> None:
    icon, color = _MARKS[finding.severity]
    where = t(" · line {line}", line=finding.line) if finding.line else ""
    severity = t.known(SEVERITY_WORDS[finding.severity]).capitalize()
    st.markdown(f"##### :{color}[{icon} {severity}]{where}")
    st.markdown(plain(t.known(finding.problem)))
    yours, write = st.columns([1, 1.45], gap="medium")
    with yours:
        if finding.line and finding.line <= len(lines):
            line = lines[finding.line - 1].strip()
            cut = line if len(line) <= _MOST_LINE else line[: _MOST_LINE - 1] + "…"
            st.markdown(t("**Your line {line}:**", line=finding.line))
            st.code(f"{finding.line}: {cut}", language=None, wrap_lines=True)
        st.markdown(
            t(
                "**What Keras {keras} does:** it {consequence}",
                keras=finding.keras,
                consequence=plain(t.known(finding.consequence)),
            )
        )
        if finding.error:
            st.code(finding.error, language=None, wrap_lines=True)
        _verdict(t("Our example of it, run here"), mistake_verdict(finding, results), running)
    with write:
        st.markdown(t("**Instead:** {remedy}", remedy=plain(t.known(finding.remedy))))
        st.code(finding.corrected.code, language="python")
        _verdict(t("Run here"), corrected_verdict(finding, results), running)


def _verdict(what: str, verdict: Verdict | None, running: bool) -> None:
    if verdict is None:
        state: Any = (
            (":material/hourglass_empty:", "gray", t("running…"))
            if running
            else (":material/help:", "gray", t("not run."))
        )
        icon, color, sentence = state
    elif verdict.as_told:
        icon, color, sentence = ":material/check_circle:", "green", t.known(verdict.sentence)
    else:
        icon, color, sentence = ":material/error:", "red", t.known(verdict.sentence)
    st.markdown(f":{color}[{icon}] **{what}:** {plain(sentence)}")
