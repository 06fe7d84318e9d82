"""The pictures of the player; one that fails leaves the others standing."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache, partial
from typing import Any, Final

import numpy as np

from lstm_viz._language import Translate
from lstm_viz.errors import LstmVizError
from lstm_viz.figures import (
    Drawing,
    Frame,
    answers,
    answers_with_a_sequence,
    flat,
    heatmap_drawing,
    input_figure,
    lines_drawing,
    output_drawing,
    scenario_styles,
    signal_title,
    unit_order,
)
from lstm_viz.player._on_show import OnShow
from lstm_viz.player._payload import Picture
from lstm_viz.tracing import Trace

_LOGGER: Final = logging.getLogger(__name__)
Runs = Mapping[str, Trace]


def sequence_pictures(shown: OnShow, traces: Runs) -> Iterator[Picture]:
    """Pictures of the inputs and the outputs."""
    sequence, opened, dark, sample = shown.sequence, shown.opened, shown.dark, shown.view.sample
    styles, t = _styles(shown), shown.t
    first = next(iter(traces.values()))
    labels = None if sequence.labels is None else tuple(sequence.labels)
    for number, x in enumerate(first.x):
        if x.ndim not in (2, 3) or (x.ndim == 2 and x.dtype.kind not in "iu"):
            continue
        several = len(first.x) > 1
        names = () if several else tuple(map(t.known, opened.input_names))
        vocabulary = None if opened.vocabulary is None else tuple(opened.vocabulary)
        yield _picture(
            f"input_{number}",
            "sequence",
            t("Input x at every step"),
            partial(_input_drawing, x, sample, names, labels, vocabulary, dark, t),
            t=t,
        )
    for number, name in enumerate(first.all_outputs):
        several = len(first.all_outputs) > 1
        target = None if sequence.target is None or several else flat(sequence.target[sample])
        title = t("Output {name}", name=name) if several else t("Output y")
        if answers_with_a_sequence(first, name):
            title = t("{title}, after the whole input", title=title)
        yield _picture(
            f"output_{number}",
            "sequence",
            t("Output y of every scenario at every step, and the target where it is known"),
            partial(
                _output_drawing,
                traces,
                name,
                sample,
                styles=styles,
                target=target,
                names=() if several else tuple(map(t.known, opened.output_names)),
                labels=labels,
                classes=opened.output_kind == "class",
                title=title,
                dark=dark,
                t=t,
            ),
            t=t,
        )


def signal_pictures(
    shown: OnShow, traces: Runs, signals: tuple[str, ...], *, area: str
) -> Iterator[Picture]:
    """One picture for each signal of the chosen layer."""
    spec, view, units, t = shown.spec, shown.view, shown.units, shown.t
    styles = _styles(shown)
    focus = view.unit if view.unit in units else None
    rows = None
    if view.order != "stored":
        # One order for all pictures, so that a unit keeps its row: that of the baseline's h.
        rows = unit_order(view.order, next(iter(traces.values()))[spec.name].h[view.sample])
    for signal in signals:
        named = {"signal": signal_title(signal, t), "layer": spec.name}
        common: dict[str, Any] = {
            "layer": spec.name,
            "signal": signal,
            "sample": view.sample,
            "dark": shown.dark,
            "t": t,
        }
        if view.pictures == "heatmap":
            yield _picture(
                f"heatmap_{signal}",
                area,
                t(
                    "{signal} of layer {layer} in every scenario, all units as a heatmap", **named
                ),
                partial(heatmap_drawing, traces, styles, order=rows, **common),
                signal,
                t=t,
            )
        else:
            minus = shown.scenarios[0] if view.pictures == "difference" else None
            how = t("{signal} of layer {layer} in every scenario, chosen units as lines", **named)
            if minus is not None:
                how = t(
                    "{signal} of layer {layer} in every scenario minus scenario {scenario}, chosen "
                    "units as lines",
                    scenario=minus.name,
                    **named,
                )
            yield _picture(
                f"{view.pictures}_{signal}",
                area,
                how,
                partial(
                    lines_drawing,
                    traces,
                    styles,
                    units=units,
                    focus=focus,
                    baseline=None if minus is None else minus.id,
                    **common,
                ),
                signal,
                t=t,
            )


class _Array:
    """An array as a part of the key of a cache: equal when every value is."""

    def __init__(self, values: np.ndarray) -> None:
        self.values = values
        self._key = (values.shape, values.dtype.str, values.tobytes())

    def __hash__(self) -> int:
        return hash(self._key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Array) and self._key == other._key


def _input_drawing(x: np.ndarray, sample: int, *given: Any) -> Drawing:
    return Drawing(_input_frame(_Array(x[sample]), *given))


def _output_drawing(traces: Runs, name: str, sample: int, **given: Any) -> Drawing:
    return output_drawing({k: answers(run, name, sample) for k, run in traces.items()}, **given)


@lru_cache(maxsize=64)
def _input_frame(
    x: _Array,
    names: tuple[str, ...],
    labels: tuple[str, ...] | None,
    vocabulary: tuple[str, ...] | None,
    dark: bool,
    t: Translate,
) -> Frame:
    return Frame(
        input_figure(
            x.values, names=names, labels=labels, vocabulary=vocabulary, dark=dark, t=t
        )
    )


def _picture(
    key: str,
    area: str,
    alt: str,
    build: Callable[[], Drawing],
    signal: str | None = None,
    *,
    t: Translate,
) -> Picture:
    drawing = error = None
    try:
        drawing = build()
    except LstmVizError as mistake:
        error = t.told(mistake)
    except Exception:
        _LOGGER.exception("picture %s could not be drawn", key)
        error = t("This picture could not be drawn. The other pictures are not affected.")
    return Picture(key=key, area=area, alt=alt, drawing=drawing, error=error, signal=signal)


def _styles(shown: OnShow) -> dict[str, Any]:
    return scenario_styles([(s.id, s.name, s.color) for s in shown.scenarios])
