"""A program for the helper process, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np


@dataclass(frozen=True, kw_only=True)
class Program:
    """A complete Python file of ours, to be run as it is.

    Attributes
    ----------
    name : str
        Unique among the programs of one run.
    code : str
        Its text, fixed by us: what a person gives comes in as files, or as numbers that were
        checked before they were written into it.
    results : tuple of str
        Variables that are handed back from the program's namespace once it has ended, also when
        it raised: arrays and tensors as arrays, anything that JSON can carry as it is.
    """

    name: str
    code: str
    results: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CodeError:
    """An exception that a program ended with.

    Attributes
    ----------
    type : str
        Name of its class.
    message : str
        Shortened, without the server's paths.
    line : int or None
        Line of the program, from 1.
    """

    type: str
    message: str
    line: int | None


@dataclass(frozen=True, kw_only=True)
class CodeResult:
    """What one program did.

    Attributes
    ----------
    name : str
    stdout : str
        What it printed, at most 20,000 characters.
    error : CodeError or None
    data : dict of str to JSON value
    arrays : dict of str to ndarray
        Its results; a name is missing when the program raised before it was set.
    warnings : tuple of str
        At most five.
    seconds : float
        Time on the clock.
    stopped : str
        Why there is no result at all ("took longer than 60 s and was stopped"); else empty.
    """

    name: str
    stdout: str = ""
    error: CodeError | None = None
    data: dict[str, Any] = field(default_factory=dict)
    arrays: dict[str, np.ndarray] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    seconds: float = 0.0
    stopped: str = ""
