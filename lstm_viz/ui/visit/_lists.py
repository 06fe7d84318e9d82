"""Lists that choose what is on show, where an undo, a link or a file may choose too."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping

from lstm_viz.ui.visit import choices
from lstm_viz.ui.visit._widgets import tied


def select_list(
    label: str,
    titles: Mapping[str, str],
    chosen: str,
    choose: Callable[[str], None],
    *,
    name: str,
) -> None:
    """Draw a list: a new widget when another option was chosen by other means.

    Parameters
    ----------
    label : str
    titles : mapping
        The words of each option, by its id; those that are the same get a number.
    chosen : str
        Id of the option on show.
    choose : callable
        Gets the id of the option that a visitor chose.
    name : str
        Of the list; the widget's key is this, ``_list_`` and a number.
    """
    options, words = list(titles), _different(titles)
    choices.selectbox(
        label,
        options,
        # One that is no longer there may be asked for still.
        format_func=lambda option: words.get(option, option),
        **tied(f"{name}_list", chosen, choose, options=options),
    )


def _different(titles: Mapping[str, str]) -> dict[str, str]:
    """The titles, no two the same: a browser answers with a title, not with an id."""
    words: dict[str, str] = {}
    for option, title in titles.items():
        numbered = (f"{title} ({number})" for number in itertools.count(2))
        words[option] = next(
            one for one in itertools.chain([title], numbered) if one not in words.values()
        )
    return words
