"""Work of the page in the background: one job for each kind, that can be watched and stopped."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import streamlit as st

from lstm_viz.ui._plain import plain
from lstm_viz.ui.visit._jobs import Job
from lstm_viz.ui.visit._language import t

# Work that is done so soon shows no bar.
WAIT: Final = 1.0
_POLL: Final = 0.4
_LOOK: Final = 0.05


class InParts:
    """Work of a few parts, one block each: the lock of all tracing is free in between.

    Parameters
    ----------
    *parts : callable
        Each gives its result.
    """

    def __init__(self, *parts: Callable[[], Any]) -> None:
        self.n, self.done = len(parts), 0
        self._parts = parts
        self._results: list[Any] = []

    @property
    def finished(self) -> bool:
        """Whether all are done."""
        return self.done >= self.n

    def step(self) -> None:
        """Do the next one."""
        self._results.append(self._parts[self.done]())
        self.done += 1

    def result(self) -> tuple[Any, ...]:
        """What came out, in the order of the parts."""
        return tuple(self._results)


def worked(kind: str, key: object, begin: Callable[[], Any], *, n: int, words: str) -> Any | None:
    """The result of a job; None, and a bar or a sentence on the page, while there is none.

    Parameters
    ----------
    kind : str
        One job of each kind is kept; another key stops it.
    key : object
        What is worked on.
    begin : callable
        Makes the blocks, in a thread of its own; it must not use Streamlit.
    n : int
        Size of the work, until it has begun.
    words : str
        What is being done.
    """
    place = f"job_{kind}"
    # Always there: what follows keeps its place, and so do its fragments.
    waiting = st.empty()
    job: Job | None = st.session_state.get(place)
    if job is None or job.key != key:
        if job is not None:
            job.cancel()
        job = st.session_state[place] = Job(key, begin, n)
        wait_a_moment(job, waiting.empty)
    if job.running:
        st.fragment(_progress, run_every=_POLL)(job, kind, words)
    elif job.error:
        st.error(plain(t.told(job.error)))
    elif job.cancelled:
        st.info(t("Stopped: {words}.", words=words))
        if st.button(t("Begin again"), key=f"job_again_{kind}"):
            del st.session_state[place]
            st.rerun()
    return job.result


def wait_a_moment(job: Job, meanwhile: Callable[[], object]) -> None:
    """Wait for work that may be done soon.

    Parameters
    ----------
    job : Job
    meanwhile : callable
        Draws something, time and again: this is where a click, on another page say, ends the run.
    """
    for _ in range(round(WAIT / _LOOK)):
        meanwhile()
        job.wait(_LOOK)
        if not job.running:
            return


def _progress(job: Job, kind: str, words: str) -> None:
    if not job.running:
        st.rerun()
    stopping = t("; stopping after this block") if job.stopping else ""
    st.progress(min(1.0, job.done / max(job.n, 1)), text=f"{words}{stopping} …")
    st.button(
        t("Cancel"),
        icon=":material/stop:",
        key=f"job_cancel_{kind}",
        on_click=job.cancel,
        disabled=job.stopping,
    )
