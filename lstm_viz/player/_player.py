"""`player`: pictures that move, as one object for notebooks, files and other pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape
from pathlib import Path
from typing import Any, Final

import numpy as np

from lstm_viz.errors import LstmVizError
from lstm_viz.experiment import COLORS, MOST_SCENARIOS, Scenario, View
from lstm_viz.player._alone import standing_alone
from lstm_viz.player._document import THEMES, document
from lstm_viz.player._on_show import OnShow
from lstm_viz.player._units import preset, write_units
from lstm_viz.tracing import Trace, Traces

_HEIGHT: Final = 780
# A difference needs the page.
_PICTURES: Final = ("lines", "heatmap")


@dataclass(frozen=True, kw_only=True)
class _Known:
    """What is known beside the numbers, under the names that `OnShow` reads."""

    input_names: Sequence[str] = ()
    output_names: Sequence[str] = ()
    output_kind: str = "number"
    vocabulary: Sequence[str] | None = None
    labels: Sequence[str] | None = None
    target: np.ndarray | None = None


class Player:
    """Linked pictures of some runs, with a cursor that moves through time; `player` makes it.

    It needs no server, no network and no Python behind it: a notebook shows it as the value of a
    cell, `save` writes it as a file. In a page it lives in a frame of its own, so that several do
    not disturb each other, and keys reach it only while it has the focus.

    Attributes
    ----------
    title : str
    words : str
        What it shows, in a sentence.
    height : int
        Pixels of the frame in a notebook.
    """

    def __init__(
        self,
        messages: Sequence[Any],
        *,
        title: str,
        words: str,
        theme: str = "auto",
        height: int = _HEIGHT,
    ) -> None:
        if theme not in THEMES:
            raise LstmVizError(
                "There is no theme '{theme}': choose one of {themes}.",
                theme=theme,
                themes=', '.join(THEMES),
            )
        self.title, self.words, self.height = title, words, height
        self._theme, self._messages = theme, messages

    @cached_property
    def html(self) -> str:
        """One HTML document with everything in it, Plotly.js of the installed package too."""
        return self._document(heading=True)

    def save(self, path: str | Path) -> Path:
        """Write the document as a file that opens without a network.

        Parameters
        ----------
        path : str or Path
            Ends in ``.html``; an existing file is replaced.

        Returns
        -------
        Path

        Raises
        ------
        LstmVizError
            When the name ends otherwise, or the file cannot be written.
        """
        path = Path(path)
        if path.suffix.lower() != ".html":
            raise LstmVizError("A player is saved as .html, not as '{path}'.", path=path.name)
        try:
            path.write_text(self.html, encoding="utf-8")
        except OSError as error:
            raise LstmVizError(
                "'{path}' cannot be written: {reason}.",
                path=path,
                reason=error.strerror,
            ) from error
        return path

    def _document(self, *, heading: bool) -> str:
        return document(
            self._messages, title=self.title, words=self.words, theme=self._theme, heading=heading
        )

    @cached_property
    def framed(self) -> str:
        """The document without its heading, for a frame in another page."""
        return self._document(heading=False)

    def _repr_html_(self) -> str:
        # Without an origin of its own, what is in the frame reaches nothing of the notebook.
        return (
            f'<iframe srcdoc="{escape(self.framed)}" sandbox="allow-scripts" '
            f'title="{escape(self.title)}" allowfullscreen '
            f'style="width: 100%; height: {self.height}px; border: 0"></iframe>'
        )

    def __repr__(self) -> str:
        return f"Player({self.title!r}: {self.words})"


def player(
    traces: Trace | Traces | Mapping[str, Trace],
    *,
    layer: str | None = None,
    sample: int = 0,
    units: Sequence[int] | None = None,
    pictures: str = "lines",
    gates: bool = False,
    step: int = 0,
    title: str = "Initial states",
    labels: Sequence[str] | None = None,
    target: Any = None,
    input_names: Sequence[str] = (),
    output_names: Sequence[str] = (),
    classes: bool = False,
    vocabulary: Sequence[str] | None = None,
    theme: str = "auto",
    height: int = _HEIGHT,
) -> Player:
    """Make the player of the app as one object, for a notebook, a file or another page.

    Parameters
    ----------
    traces : Trace, Traces or mapping of name to Trace
        From `trace`; at most 6.
    layer : str, optional
        Recurrent layer whose states and gates are drawn; the first by default.
    sample : int
        Row of the batch.
    units : sequence of int, optional
        Units drawn as lines, at most 64; by default the three that the runs tell apart most.
    pictures : {"lines", "heatmap"}
        How states are drawn at first.
    gates : bool
        Whether the gates are drawn at first.
    step : int
        Where it begins; 0 is the initial state.
    title : str
    labels : sequence of str, optional
        What stands on the time axis at t = 1..T.
    target : array of shape ``(batch, T, outputs)``, optional
        The right answers.
    input_names, output_names : sequence of str, optional
    classes : bool
        Whether the outputs are probabilities of classes.
    vocabulary : sequence of str, optional
        Token of each id of an input of token ids.
    theme : {"auto", "light", "dark"}
        "auto" follows the reader's system.
    height : int
        Pixels of the frame in a notebook.

    Returns
    -------
    Player

    Raises
    ------
    LstmVizError
        When there is no such layer, sample or unit, or there are too many numbers (8 million).

    Examples
    --------
    >>> import lstm_viz as lv
    >>> runs = lv.trace(model, x, {"zeros": lv.InitialState.zeros(model), "random": start})
    >>> lv.player(runs)                                # in a notebook
    >>> lv.player(runs).save("states.html")            # one file, for anyone
    """
    shown, by_id = shown_runs(
        traces,
        layer=layer,
        sample=sample,
        units=units,
        pictures=pictures,
        gates=gates,
        step=step,
        known=_Known(
            input_names=tuple(input_names),
            output_names=tuple(output_names),
            output_kind="class" if classes else "number",
            vocabulary=vocabulary,
            labels=labels,
            target=None if target is None else np.asarray(target, np.float32),
        ),
    )
    return player_of(shown, by_id, title=title, theme=theme, height=height)


def player_of(
    shown: OnShow,
    traces: Mapping[str, Trace],
    *,
    title: str,
    theme: str = "auto",
    height: int = _HEIGHT,
) -> Player:
    """Make a player of what is on show, such as what a page shows.

    Parameters
    ----------
    shown : OnShow
    traces : mapping of scenario id to Trace
        Of every scenario.
    title, theme, height
        As for `player`.

    Raises
    ------
    LstmVizError
        When there are too many numbers.
    """
    names = ", ".join(scenario.name for scenario in shown.scenarios)
    steps = next(iter(traces.values()))[shown.spec.name].T
    words = (
        f"Layer {shown.spec.name} ({shown.spec.kind}, {shown.spec.units} units) over "
        f"{steps} steps, from these initial states: {names}. "
        f"Units drawn as lines: {write_units(shown.units)}."
    )
    messages = standing_alone(shown, traces)
    return Player(messages, title=title, words=words, theme=theme, height=height)


def shown_runs(
    traces: Any,
    *,
    layer: str | None,
    sample: int,
    units: Sequence[int] | None = None,
    pictures: str = "lines",
    gates: bool = False,
    step: int = 0,
    known: _Known = _Known(),
    edited: str = "s0",
) -> tuple[OnShow, dict[str, Trace]]:
    """What is on show of some runs, and the runs by the ids of their scenarios, s0, s1, ...

    Raises
    ------
    LstmVizError
        See `player`.
    """
    runs = _by_name(traces)
    first = next(iter(runs.values()))
    found = first[first.layer_names[0] if layer is None else layer]
    spec = found.spec
    batch = found.h.shape[0]
    if not 0 <= sample < batch:
        raise LstmVizError(
            "There is no sample {sample}: they are 0 to {batch}.",
            sample=sample,
            batch=batch - 1,
        )
    if pictures not in _PICTURES:
        raise LstmVizError(
            "Pictures are {PICTURES}, not '{pictures}'.",
            PICTURES=' or '.join(_PICTURES),
            pictures=pictures,
        )
    ids = {f"s{k}": name for k, name in enumerate(runs)}
    by_id = dict(zip(ids, runs.values(), strict=True))
    if units is None:
        chosen = preset("different", by_id, spec, sample=sample)
    else:
        chosen = tuple(sorted({int(unit) for unit in units}))
        if not chosen or not 0 <= chosen[0] <= chosen[-1] < spec.units:
            raise LstmVizError(
                "Layer '{layer}' has units 0 to {units}.",
                layer=spec.name,
                units=spec.units - 1,
            )
    shown = OnShow(
        opened=known,
        sequence=known,
        spec=spec,
        scenarios=tuple(
            Scenario(id=key, name=name, color=COLORS[k % len(COLORS)], state={"layers": {}})
            for k, (key, name) in enumerate(ids.items())
        ),
        view=View(
            layer=spec.name, units=chosen, unit=chosen[0], sample=sample, pictures=pictures,
            gates=gates, step=step,
        ),
        units=chosen,
        edited=edited,
        dark=False,
        place="alone",
        start=min(max(0, step), found.T),
    )
    return shown, by_id


def _by_name(traces: Any) -> dict[str, Trace]:
    if isinstance(traces, Trace):
        return {traces.scenario or "initial state": traces}
    if not isinstance(traces, Mapping) or not all(isinstance(t, Trace) for t in traces.values()):
        raise LstmVizError("A player is made of what lstm_viz.trace gives.")
    if not 1 <= len(traces) <= MOST_SCENARIOS:
        raise LstmVizError(
            "A player shows 1 to {most} runs, not {count}.",
            most=MOST_SCENARIOS,
            count=len(traces),
        )
    runs: dict[str, Trace] = dict(traces)
    if len({(run.layer_names, run[run.layer_names[0]].h.shape) for run in runs.values()}) > 1:
        raise LstmVizError("The runs of a player are of one model and one input.")
    return runs
