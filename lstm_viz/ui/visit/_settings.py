"""Settings of a page that are a part of the experiment's view: changed, and typed into fields."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any

from lstm_viz.errors import LstmVizError
from lstm_viz.ui.visit._experiment import experiment, put
from lstm_viz.ui.visit._widgets import tied


class Settings:
    """The settings of one page.

    Parameters
    ----------
    part : str
        Name of the view's field that holds them; widgets have keys that begin with it.
    refresh : callable
        Draws the page anew; it ends a callback.
    """

    def __init__(self, part: str, refresh: Callable[[], None]) -> None:
        self.part, self.refresh = part, refresh

    def now(self) -> Any:
        """The settings of the session's experiment."""
        return getattr(experiment().view, self.part)

    def change(self, **fields: Any) -> None:
        """Change some settings.

        Raises
        ------
        LstmVizError
            If the document refuses them.
        """
        new = experiment().with_view(**{self.part: replace(self.now(), **fields)})
        # A number that is stepped through is one step for undo.
        put(new, group=(self.part, *fields))

    def key(self, name: str) -> str:
        """Key of the widget of this name."""
        return f"{self.part}_{name}"

    def typed(self, name: str, *, write: Callable[[Any], None] | None = None) -> dict[str, Any]:
        """Arguments that tie a field to the setting of the same name, or to ``write``."""

        def entered(value: Any) -> None:
            if write is None:
                self.change(**{name: value})
            else:
                write(value)
            self.refresh()

        return {"key": self.key(name), "write": entered}

    def bound(self, name: str, **first: Any) -> dict[str, Any]:
        """Arguments that tie a widget to the setting of the same name; see `visit.tied`."""

        def write(new: Any) -> None:
            self.change(**{name: new})

        return self.tied(name, getattr(self.now(), name), write, **first)

    def tied(
        self, name: str, value: Any, write: Callable[[Any], None], **first: Any
    ) -> dict[str, Any]:
        """Arguments that tie a widget to a value of the page; see `visit.tied`."""

        def choose(new: Any) -> None:
            with suppress(LstmVizError):
                # The page may have gone on since this choice was offered.
                write(new)
            self.refresh()

        return tied(self.key(name), value, choose, **first)
