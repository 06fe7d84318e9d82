"""What parts of the page tell Python, again until it is answered; nothing that is seen.

``assets/messages.js`` numbers the messages in the browser; here they are taken, each once.
"""

from __future__ import annotations

from typing import Any, Final

_MOST: Final = 200


def unanswered(sent: Any, name: str, done: int) -> list[dict[str, Any]]:
    """The messages of a browser that come after ``done``, in the order of their ``number``.

    Parameters
    ----------
    sent : Any
        What the browser sent.
    name : str
        Under which it has all messages without an answer.
    done : int
        Number of the last message that was answered.

    Returns
    -------
    list of dict
        Without those that are not well formed.
    """
    given = sent.get(name) if isinstance(sent, dict) else None
    found = [
        one
        for one in (given if isinstance(given, list) else ())
        if isinstance(one, dict) and type(one.get("number")) is int and done < one["number"] < 2**53
    ]
    return sorted(found, key=lambda one: one["number"])[:_MOST]
