"""A model file while it is read: in the background, so that no click waits for it."""

from __future__ import annotations

from typing import Final

import streamlit as st

from lstm_viz import models
from lstm_viz._language import N_
from lstm_viz.errors import LstmVizError
from lstm_viz.ui._plain import plain
from lstm_viz.ui.visit import InParts, Job, t, wait_a_moment

_POLL: Final = 0.3
_GIVEN_UP: Final = N_("The page was away for too long while the file waited: give it again.")


class Reading:
    """The reading of one file; it begins at once.

    Parameters
    ----------
    key : str
        Of the file as it was given: given again, it is another.
    name : str
        Of the file.
    data : bytes
    architecture : bytes or None
        What a file of weights goes with.
    """

    def __init__(self, key: str, name: str, data: bytes, architecture: bytes | None) -> None:
        self.key, self._name = key, name
        # Place in the queue of files; 0 is none.
        self._position = 0
        self._shown = False
        self._wanted = True
        self._failure: Exception | None = None

        def read() -> models.RecurrentModel | None:
            return self._read(data, architecture)

        self._job = Job(key, lambda: InParts(read), 1, traces=False)

    def stop(self) -> None:
        """Wait no more; a file that is being read already is read to its end, for nobody."""
        self._wanted = False
        self._job.cancel()

    def goes_on(self) -> bool:
        """Say what is waited for; False when there is an answer.

        The page is drawn anew when it comes.
        """
        place = st.empty()
        if not self._shown:
            self._shown = True
            wait_a_moment(self._job, lambda: place.info(self._words()))
        place.empty()
        if not self._job.running:
            return False
        st.fragment(self._progress, run_every=_POLL)()
        return True

    def model(self) -> models.RecurrentModel:
        """The model of the file.

        Raises
        ------
        LstmVizError
            When it is not opened.
        Exception
            Whatever the reader did not foresee.
        """
        if self._failure is not None:
            raise self._failure
        if self._job.result is None:
            raise LstmVizError(_GIVEN_UP)
        [model] = self._job.result
        return model

    def _progress(self) -> None:
        if not self._job.running:
            st.rerun()
        st.info(self._words())

    def _words(self) -> str:
        if self._position:
            return t(
                "Waiting for two other files to be read; you are number {position}.",
                position=self._position,
            )
        return t("Reading {file}…", file=plain(self._name))

    def _read(self, data: bytes, architecture: bytes | None) -> models.RecurrentModel | None:
        try:
            return models.read_model(
                data, self._name, architecture=architecture, on_wait=self._waits
            )
        except Exception as error:
            self._failure = error
            return None
        finally:
            self._position = 0

    def _waits(self, position: int) -> None:
        self._position = position
        if not self._wanted:
            raise LstmVizError(_GIVEN_UP)
