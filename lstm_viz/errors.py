"""The one error that is meant for a person."""

from __future__ import annotations


class LstmVizError(ValueError):
    """A mistake a person can mend, told in one sentence.

    The message says what is wrong, where, and what to do; pages and the command line show it as
    it is, pages in the visitor's language where the catalogue has it.

    Parameters
    ----------
    message : str
        In English; with ``values``, they stand in its named places.
    **values
        An error among them is told in the language of the whole.
    """

    message: str
    values: dict[str, object]

    def __init__(self, message: str = "", /, **values: object) -> None:
        super().__init__(message.format(**values) if values else message)
        self.message = message
        self.values = values

    @property
    def inside(self) -> LstmVizError | str:
        """What stands for it inside a sentence: itself, or its English without the full stop."""
        return str(self).removesuffix(".") if str(self).endswith(".") else self
