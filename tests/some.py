"""Which of many equal cases run always, and which only with ``make test-long``."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable
from typing import Any

import pytest

# Set by `make test-long`.
LONG = "LSTM_VIZ_LONG" in os.environ


def some(cases: Iterable[Any], always: Collection[Any]) -> list[Any]:
    """Give every case to a parametrized test; those not in ``always`` are marked long.

    Parameters
    ----------
    cases : iterable
        A tuple is the arguments of one case.
    always : collection
        A few of them that stand for all; a name that is no case is an error.
    """
    cases = list(cases)
    unknown = [case for case in always if case not in cases]
    if unknown:
        raise ValueError(f"no cases: {unknown}")
    return [
        pytest.param(
            *(case if isinstance(case, tuple) else (case,)),
            marks=() if case in always else pytest.mark.long,
        )
        for case in cases
    ]
