"""`edit`: bars of h0 and c0 in a notebook, with the kernel behind them."""

from __future__ import annotations

from typing import Any, Final

from lstm_viz.errors import LstmVizError
from lstm_viz.experiment import COLORS
from lstm_viz.models import RecurrentModel
from lstm_viz.player._alone import standing_alone
from lstm_viz.player._bars import bars_data, read_edit
from lstm_viz.player._document import document
from lstm_viz.player._player import shown_runs
from lstm_viz.states import InitialState
from lstm_viz.tracing import Trace, trace

_HEIGHT: Final = 1080
_MOST_STEPS_BACK: Final = 100
_BEFORE, _EDITED = "before", "edited"


class Editor:
    """Bars that edit an initial state in a notebook, and the pictures that follow; `edit` makes it.

    Attributes
    ----------
    value : InitialState
        The initial state as it is now.
    trace : Trace
        The run from it.
    """

    def __init__(
        self,
        model: RecurrentModel,
        x: Any,
        start: InitialState,
        *,
        layer: str | None,
        sample: int,
        height: int,
    ) -> None:
        widget_class = _widget_class()
        self._model, self._x, self._sample = model, x, sample
        self._before = trace(model, x, start)
        self._past: list[tuple[int, InitialState]] = []
        self._future: list[InitialState] = []
        self.value = start
        self.trace: Trace = self._before
        self._shown, runs = shown_runs(self._runs(), layer=layer, sample=sample, edited="s1")
        if self._shown.spec.source == "given":
            raise LstmVizError(
                "Layer '{layer}' gets its initial state from another part of the model, so there "
                "is nothing to edit: choose another layer.",
                layer=self._shown.spec.name,
            )
        messages = standing_alone(self._shown, runs)
        words = f"Initial state of layer {self._shown.spec.name}, and the run from it."
        self._widget = widget_class(
            document=document(
                messages, title="Edit the initial state", words=words, heading=False,
                first="edit.js",
            ),
            bars=self._bars(0),
            height=height,
        )
        self._widget.observe(self._heard, "edit")

    @property
    def widget(self) -> Any:
        """The anywidget, for a layout of one's own."""
        return self._widget

    def _repr_mimebundle_(self, **more: Any) -> Any:
        return self._widget._repr_mimebundle_(**more)

    def __repr__(self) -> str:
        return f"Editor(layer={self._shown.spec.name!r})"

    def _runs(self) -> dict[str, Trace]:
        return {_BEFORE: self._before, _EDITED: self.trace}

    def _bars(self, seq: int) -> dict[str, Any]:
        spec = self._shown.spec
        layer = self.trace[spec.name]
        return bars_data(
            place=("notebook", spec.name, "s1"),
            values={s: layer.signal(s)[self._sample, 0] for s in spec.states},
            color=COLORS[1],
            undo="the last edit" if self._past else "",
            redo="the next edit" if self._future else "",
            seq=seq,
        )

    def _heard(self, change: Any) -> None:
        """Apply what the bars sent; it comes from a browser, so all is checked."""
        problem, boards = "", (b"", b"")
        seq = self._widget.bars["seq"]
        try:
            edit = read_edit(change["new"], self._shown.spec)
            if edit.seq <= seq:
                return
            seq = edit.seq
            self._apply(edit)
            self.trace = trace(self._model, self._x, self.value)
            runs = shown_runs(
                self._runs(), layer=self._shown.spec.name, sample=self._sample, edited="s1"
            )[1]
            light, dark = standing_alone(self._shown, runs, edits=seq)
            boards = (light.data, dark.data)
        except LstmVizError as error:
            problem = str(error)
        with self._widget.hold_sync():
            self._widget.light, self._widget.dark = boards
            self._widget.problem = problem
            self._widget.bars = self._bars(seq)
            self._widget.told += 1

    def _apply(self, edit: Any) -> None:
        if edit.command is None:
            after = self.value.with_units(self._shown.spec.name, edit.changes)
            # Edits of one drag are one step back.
            if not self._past or self._past[-1][0] != edit.group:
                self._past = [*self._past, (edit.group, self.value)][-_MOST_STEPS_BACK:]
            self._future = []
            self.value = after
        elif edit.command == "undo" and self._past:
            self._future.append(self.value)
            self.value = self._past.pop()[1]
        elif edit.command == "redo" and self._future:
            self._past.append((edit.group, self.value))
            self.value = self._future.pop()


def edit(
    model: RecurrentModel,
    x: Any,
    start: InitialState | None = None,
    *,
    layer: str | None = None,
    sample: int = 0,
    height: int = _HEIGHT,
) -> Editor:
    """Edit an initial state in a notebook, with bars for h0 and c0 and pictures that follow.

    The kernel runs the model again after each edit, as soon as the hand lets go. It needs the extra
    ``lstm-viz[notebook]``.

    Parameters
    ----------
    model : RecurrentModel
    x : array, sequence or dict of arrays
        As for `trace`.
    start : InitialState, optional
        Where it begins; zeros by default. It is drawn as "before".
    layer : str, optional
        Recurrent layer with bars and pictures; the first by default.
    sample : int
        Row of the batch that is drawn.
    height : int
        Pixels of the frame.

    Returns
    -------
    Editor
        Its ``.value`` is the edited `InitialState`, its ``.trace`` the run from it.

    Raises
    ------
    LstmVizError
        When anywidget is not installed, or the input or the layer does not fit the model.

    Examples
    --------
    >>> editor = lv.edit(model, x)
    >>> editor                                 # the bars, as the value of a cell
    >>> editor.value.values("lstm")["c"]       # what was drawn
    """
    state = InitialState.zeros(model) if start is None else start
    return Editor(model, x, state, layer=layer, sample=sample, height=height)


def _widget_class() -> Any:
    try:
        import anywidget
        import traitlets
    except ImportError as error:
        raise LstmVizError(
            "Editing in a notebook needs the package anywidget: pip install 'lstm-viz[notebook]', "
            "then restart the kernel."
        ) from error
    from lstm_viz.player._bundle import FOLDERS

    class Widget(anywidget.AnyWidget):
        _esm = (FOLDERS[0] / "widget.js").read_text(encoding="utf-8")
        document = traitlets.Unicode().tag(sync=True)
        bars = traitlets.Dict().tag(sync=True)
        light = traitlets.Bytes().tag(sync=True)
        dark = traitlets.Bytes().tag(sync=True)
        problem = traitlets.Unicode().tag(sync=True)
        told = traitlets.Int().tag(sync=True)
        height = traitlets.Int().tag(sync=True)
        edit = traitlets.Dict().tag(sync=True)

    return Widget
