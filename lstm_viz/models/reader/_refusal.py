"""What a person is told about a model file that is not opened."""

from __future__ import annotations

from dataclasses import dataclass

from lstm_viz.errors import LstmVizError


@dataclass(frozen=True)
class LayerRow:
    """One layer of a file that was refused, to be shown and nothing else.

    Attributes
    ----------
    name, class_name : str
        As in the file; printable and short.
    config : str
        Its main settings in words: ``"32 units, answers at every timestep"``.
    """

    name: str
    class_name: str
    config: str


class ModelRefused(LstmVizError):
    """A model file that is not opened.

    The message says what is wrong, where, and what to do.

    Attributes
    ----------
    code : str
        Stable name of the reason, one of ``lstm_viz.models.REFUSAL_CODES``.
    layers : tuple of LayerRow
        The architecture as far as it could be read.
    """

    def __init__(self, code: str, sentence: str, layers: tuple[LayerRow, ...] = ()) -> None:
        super().__init__(sentence)
        self.code = code
        self.layers = layers
