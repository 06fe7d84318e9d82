"""Work of the page in the background: one job for each kind, that can be watched and stopped."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import streamlit as st

from lstm_viz.ui._plain import plain
from lstm_viz.ui.visit import Job

_WAIT: Final = 1.0
_POLL: Final = 0.4


class Whole:
    """Work that is done in one block.

    Parameters
    ----------
    work : callable
        Gives the result.
    """

    def __init__(self, work: Callable[[], Any]) -> None:
        self.n, self.done = 1, 0
        self._work, self._result = work, None

    @property
    def finished(self) -> bool:
        """Whether it is done."""
        return bool(self.done)

    def step(self) -> None:
        """Do it."""
        self._result = self._work()
        self.done = 1

    def result(self) -> Any:
        """What came out."""
        return self._result


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
    place = f"dynamics_job_{kind}"
    job: Job | None = st.session_state.get(place)
    if job is None or job.key != key:
        if job is not None:
            job.cancel()
        job = st.session_state[place] = Job(key, begin, n)
        job.wait(_WAIT)
    if job.running:
        st.fragment(_progress, run_every=_POLL)(job, kind, words)
    elif job.error:
        st.error(plain(job.error))
    elif job.cancelled:
        st.info(f"Stopped: {words}.")
        if st.button("Begin again", key=f"dynamics_again_{kind}"):
            del st.session_state[place]
            st.rerun()
    return job.result


def _progress(job: Job, kind: str, words: str) -> None:
    if not job.running:
        st.rerun()
    stopping = "; stopping after this block" if job.stopping else ""
    st.progress(min(1.0, job.done / max(job.n, 1)), text=f"{words}{stopping} …")
    st.button(
        "Cancel",
        icon=":material/stop:",
        key=f"dynamics_cancel_{kind}",
        on_click=job.cancel,
        disabled=job.stopping,
    )
