"""Whatever a model raises while it runs, told in one sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from lstm_viz._tensorflow import tf
from lstm_viz.errors import LstmVizError

_MOST_REASON: Final = 240
_NAMES: Final = ("not a valid root scope name", "Node name contains invalid characters")
# Keras prints what a layer raised in bold, within words of its own.
_INNER: Final = re.compile(r"\x1b\[1m(.+?)\x1b\[0m", re.DOTALL)
_TOKEN: Final = re.compile(r"indices\[[\d,]*\] = (-?\d+) is not in \[0, (\d+)\)")


@contextmanager
def told(model: str) -> Iterator[None]:
    """Turn what a model raises in this block into the one exception for people.

    Parameters
    ----------
    model : str
        Its name, for the sentence.

    Raises
    ------
    LstmVizError
        For every exception that is not one yet; the first is its cause.
    """
    try:
        yield
    except LstmVizError:
        raise
    except Exception as error:
        raise LstmVizError(_sentence(model, error)) from error


def _sentence(model: str, error: Exception) -> str:
    text = str(error)
    token = _TOKEN.search(text)
    if token:
        return (
            f"The input of model '{model}' holds the token id {token[1]}, which its vocabulary "
            f"does not have: give whole numbers from 0 to {int(token[2]) - 1}."
        )
    if any(mark in text for mark in _NAMES):
        return (
            f"TensorFlow cannot run model '{model}' because of a name in it: build it with names "
            "of letters A to Z, digits, '_', '.' and '-' that start with a letter."
        )
    if isinstance(error, (MemoryError, tf.errors.ResourceExhaustedError)):
        return (
            f"Model '{model}' needs more memory for this input than there is: give fewer rows or "
            "timesteps."
        )
    inner = _INNER.search(text)
    text = inner[1] if inner else text
    line = next((line.strip() for line in text.splitlines() if line.strip()), "")
    reason = f"{type(error).__name__}: {line}" if line else type(error).__name__
    reason = "".join(c if c.isprintable() else " " for c in reason[:_MOST_REASON]).rstrip(" .")
    return (
        f"TensorFlow cannot run model '{model}' on this input ({reason}): check the input's values "
        "and that the model runs in Keras."
    )
