"""All pictures of an experiment, each built when it is asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import numpy as np
import plotly.graph_objects as go

from lstm_viz.errors import LstmVizError
from lstm_viz.experiment import Experiment
from lstm_viz.figures._album_distances import layer_distances, output_distances
from lstm_viz.figures._input import input_figure
from lstm_viz.figures._order import unit_order
from lstm_viz.figures._output import output_figure
from lstm_viz.figures._picture import About, ExperimentPicture
from lstm_viz.figures._signals import SIGNAL_TITLES, signal_heatmap, signal_lines
from lstm_viz.figures._style import ScenarioStyle, scenario_styles
from lstm_viz.models import LayerSpec, RecurrentModel
from lstm_viz.tracing import Trace

_FIRST_UNITS: Final = 3
# Layer names may hold signs that a file name may not.
_UNSAFE: Final = re.compile(r"[^A-Za-z0-9-]+")


def experiment_pictures(
    experiment: Experiment,
    model: RecurrentModel,
    traces: Mapping[str, Trace],
    about: About,
    *,
    layers: Sequence[str] | None = None,
) -> list[ExperimentPicture]:
    """List the pictures of an experiment: input, outputs, signals, differences and distances.

    Parameters
    ----------
    experiment : Experiment
        Its view says how states are drawn, which units get lines, the sample and the baseline.
    model : RecurrentModel
    traces : mapping of scenario id to Trace
    about : About
    layers : sequence of str, optional
        Recurrent layers; all by default.

    Returns
    -------
    list of ExperimentPicture
        Nothing is drawn yet.
    """
    chosen = [model.layer(name) for name in layers] if layers is not None else list(model.layers)
    styles = scenario_styles([(s.id, s.name, s.color) for s in experiment.scenarios])
    pictures = [*_inputs(experiment, traces, about), *_outputs(experiment, traces, about, styles)]
    several = len(traces) > 1
    if several:
        pictures += output_distances(experiment, traces, styles)
    for spec in chosen:
        prefix = _UNSAFE.sub("-", spec.name)
        if any(picture.key.startswith(f"{prefix}_") for picture in pictures):
            prefix += f"-{len(pictures)}"
        pictures += _signals(experiment, traces, styles, spec, prefix)
        if several:
            pictures += layer_distances(experiment, model, traces, styles, spec, prefix)
    return pictures


def answers_with_a_sequence(trace: Trace, name: str) -> bool:
    """Whether an output is a sequence that answers the whole input."""
    return trace.all_outputs[name].ndim > 3


def answers(trace: Trace, name: str, sample: int) -> np.ndarray:
    """Output of shape (T, K): at every step, or the sequence that answers the whole input."""
    if answers_with_a_sequence(trace, name):
        return flat(trace.all_predictions[name][sample])
    return flat(trace.all_outputs[name][sample])


def flat(values: np.ndarray) -> np.ndarray:
    """Values of shape (T, K): all axes but the first made one."""
    return values.reshape(len(values), -1)


def _inputs(
    experiment: Experiment, traces: Mapping[str, Trace], about: About
) -> Iterator[ExperimentPicture]:
    sample, first = experiment.view.sample, next(iter(traces.values()))
    several = len(first.x) > 1
    for number, x in enumerate(first.x):
        if x.ndim not in (2, 3) or (x.ndim == 2 and x.dtype.kind not in "iu"):
            continue

        def build(dark: bool, x: np.ndarray = x) -> go.Figure:
            return input_figure(
                x[sample],
                names=() if several else about.input_names,
                labels=about.labels,
                vocabulary=about.vocabulary,
                dark=dark,
            )

        yield ExperimentPicture(
            key=f"input_{number}" if several else "input",
            title=f"Input {number}" if several else "Input x",
            alt="The input at every step",
            build=build,
        )


def _outputs(
    experiment: Experiment,
    traces: Mapping[str, Trace],
    about: About,
    styles: Mapping[str, ScenarioStyle],
) -> Iterator[ExperimentPicture]:
    sample, first = experiment.view.sample, next(iter(traces.values()))
    several = len(first.all_outputs) > 1
    for number, name in enumerate(first.all_outputs):
        title = f"Output {name}" if several else "Output y"
        if answers_with_a_sequence(first, name):
            title += ", after the whole input"
        target = None if about.target is None or several else flat(about.target[sample])

        def build(
            dark: bool, name: str = name, title: str = title, target: np.ndarray | None = target
        ) -> go.Figure:
            return output_figure(
                {key: answers(trace, name, sample) for key, trace in traces.items()},
                styles,
                target=target,
                names=() if several else about.output_names,
                labels=about.labels,
                classes=about.classes,
                title=title,
                dark=dark,
            )

        yield ExperimentPicture(
            key=f"output_{number}" if several else "output",
            title=title,
            alt="What the model answers at every step in every scenario",
            build=build,
        )


def _signals(
    experiment: Experiment,
    traces: Mapping[str, Trace],
    styles: Mapping[str, ScenarioStyle],
    spec: LayerSpec,
    prefix: str,
) -> Iterator[ExperimentPicture]:
    view = experiment.view
    h = [trace[spec.name].h[view.sample] for trace in traces.values()]
    units = tuple(u for u in view.units or () if u < spec.units) or _most_different(h)
    # One order for all pictures, so that a unit keeps its row: that of the baseline's h.
    rows = None if view.order == "stored" else unit_order(view.order, h[0])
    several = view.pictures == "difference" and len(experiment.scenarios) > 1
    minus = experiment.scenarios[0] if several else None
    for signal in spec.signals:

        def build(dark: bool, signal: str = signal) -> go.Figure:
            layer: dict[str, Any] = {"layer": spec.name, "signal": signal}
            layer |= {"sample": view.sample, "dark": dark}
            if view.pictures == "heatmap":
                return signal_heatmap(traces, styles, order=rows, **layer)
            focus = view.unit if view.unit in units else None
            if minus is not None:
                layer["baseline"] = minus.id
            return signal_lines(traces, styles, units=units, focus=focus, **layer)

        how = "all units" if view.pictures == "heatmap" else "chosen units"
        how += f" minus scenario {minus.name}" if minus is not None else ""
        yield ExperimentPicture(
            key=f"{prefix}_{signal}",
            title=f"{SIGNAL_TITLES[signal]} of {spec.name}",
            alt=f"{SIGNAL_TITLES[signal]} of layer {spec.name} in every scenario, {how}",
            build=build,
            layer=spec.name,
        )


def _most_different(h: list[np.ndarray]) -> tuple[int, ...]:
    """Units whose h the scenarios tell apart most; of one scenario, those that move most."""
    score = np.ptp(np.stack(h), axis=0).mean(axis=0) if len(h) > 1 else np.ptp(h[0], axis=0)
    best = np.argsort(-np.nan_to_num(score), kind="stable")[:_FIRST_UNITS]
    return tuple(sorted(int(unit) for unit in best))


def picture_of(pictures: Sequence[ExperimentPicture], key: str) -> ExperimentPicture:
    """The picture of this key.

    Raises
    ------
    LstmVizError
        If there is none.
    """
    for picture in pictures:
        if picture.key == key:
            return picture
    known = ", ".join(picture.key for picture in pictures)
    raise LstmVizError("There is no picture '{key}': choose one of {known}.", key=key, known=known)
