"""What a visitor asks the player for: checked, each wish once."""

from __future__ import annotations

from typing import Any, Final

_MOST_ASKS: Final = 100


def read_asks(sent: Any, done: int) -> list[dict[str, Any]]:
    """What a visitor asked for and has no answer to: units, pictures, order, gates.

    Parameters
    ----------
    sent : Any
        What the browser sent.
    done : int
        Number of the last wish that was answered.

    Returns
    -------
    list of dict
        By ``number``; empty when it is not well formed.
    """
    given = sent.get("asks") if isinstance(sent, dict) else None
    found = [
        one
        for one in (given if isinstance(given, list) else ())
        if isinstance(one, dict)
        and isinstance(one.get("number"), int)
        and done < one["number"] < 2**53
    ]
    return sorted(found, key=lambda one: one["number"])[:_MOST_ASKS]
