"""Files of Keras 1, which had other settings and other weights: told apart, not read."""

from __future__ import annotations

import re
from typing import Any, Final

from ._refused import Refused, shown

_VERSION: Final = re.compile(r"[01](\.\d{1,3}){1,3}[\w.+\-]{0,24}")
# Names of settings that Keras 2 gave up, and that no layer of Keras 2 has.
_SETTINGS: Final = frozenset(
    """inner_activation inner_init forget_bias_init W_regularizer U_regularizer b_regularizer
    W_constraint U_constraint b_constraint dropout_W dropout_U consume_less nb_filter filter_length
    border_mode subsample_length nb_row nb_col""".split()
)
_MOST_VALUES: Final = 20_000


def refuse_keras1(raw: Any, version: object) -> None:
    """Turn down what Keras 1 wrote.

    Parameters
    ----------
    raw : JSON value
        The model's description.
    version : object
        What the file gives as its Keras version.

    Raises
    ------
    Refused
        When the version, or without one the settings, are those of Keras 1 or older.
    """
    says = isinstance(version, str) and _VERSION.fullmatch(version) is not None
    if not says and (version is not None or not _has_settings(raw)):
        return
    writer = f"Keras {shown(version, 24)}" if says else "Keras 1 (its settings tell)"
    raise Refused(
        "keras-1",
        f"The file was written by {writer}, which is not read: load it with Keras 2.0 to 2.3, "
        "which still knows Keras 1, save it there, and give that file.",
    )


def _has_settings(raw: Any) -> bool:
    waiting, seen = [raw], 0
    while waiting and seen < _MOST_VALUES:
        value = waiting.pop()
        seen += 1
        if isinstance(value, dict):
            if isinstance(value.get("class_name"), str) and isinstance(value.get("config"), dict):
                if _SETTINGS & value["config"].keys():
                    return True
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value
    return False
