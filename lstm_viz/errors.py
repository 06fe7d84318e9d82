"""The one error that is meant for a person."""

from __future__ import annotations


class LstmVizError(ValueError):
    """A mistake a person can mend, told in one sentence.

    The message says what is wrong, where, and what to do; pages and the command line show it as
    it is.
    """
