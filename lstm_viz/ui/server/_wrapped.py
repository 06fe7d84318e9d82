"""Methods of others that are wrapped: each once, and it is told when one has gone."""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable
from typing import Any, Final

_LOGGER: Final = logging.getLogger(__name__)

Method = Callable[..., Any]


def wrap(owner: Any, name: str, how: Callable[[Method], Method]) -> None:
    """Put a wrapper around a method of a class.

    Parameters
    ----------
    owner : type
    name : str
        Of the method.
    how : callable
        Makes the new method of the old one.
    """
    method = getattr(owner, name, None)
    if method is None:
        _LOGGER.warning("%s has no %s any more: see %s", owner.__name__, name, how.__module__)
    elif not hasattr(method, "__wrapped__"):
        setattr(owner, name, functools.wraps(method)(how(method)))
