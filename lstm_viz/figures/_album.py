"""All pictures of an experiment, each built when it is asked for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import plotly.graph_objects as go

from lstm_viz.compare import Comparison, answer_kinds, compare, output_distance
from lstm_viz.errors import LstmVizError
from lstm_viz.experiment import Experiment
from lstm_viz.figures._distances import difference_heatmap, distance_figure
from lstm_viz.figures._input import input_figure
from lstm_viz.figures._order import unit_order
from lstm_viz.figures._output import output_figure
from lstm_viz.figures._signals import SIGNAL_TITLES, signal_heatmap, signal_lines
from lstm_viz.figures._style import ScenarioStyle, scenario_styles
from lstm_viz.models import LayerSpec, RecurrentModel
from lstm_viz.tracing import Trace

_FIRST_UNITS: Final = 3
# Layer names may hold signs that a file name may not.
_UNSAFE: Final = re.compile(r"[^A-Za-z0-9-]+")


@dataclass(frozen=True, kw_only=True)
class About:
    """What is known of a model and a sequence beside their numbers.

    Attributes
    ----------
    title, sequence : str
        What people call the model and the sequence.
    input_names, output_names : sequence of str
    classes : bool
        The outputs are probabilities of classes.
    vocabulary : sequence of str or None
        Token of each id.
    labels : sequence of str or None
        What stands on the time axis at t = 1..T.
    target : ndarray of shape ``(batch, T, outputs)`` or None
        The right answers.
    """

    title: str
    sequence: str = ""
    input_names: Sequence[str] = ()
    output_names: Sequence[str] = ()
    classes: bool = False
    vocabulary: Sequence[str] | None = None
    labels: Sequence[str] | None = None
    target: np.ndarray | None = None


@dataclass(frozen=True, kw_only=True)
class ExperimentPicture:
    """One picture of an experiment.

    Attributes
    ----------
    key : str
        Unique among the pictures, fit for a file name.
    title, alt : str
    layer : str or None
        Recurrent layer that it shows.
    build : callable
        Gives the figure, light or dark: ``build(dark)``.
    words : tuple of str
        Sentences that say what it shows.
    """

    key: str
    title: str
    alt: str
    build: Callable[[bool], go.Figure]
    layer: str | None = None
    words: tuple[str, ...] = ()


def baseline_of(experiment: Experiment) -> str:
    """Id of the scenario that the others are compared with."""
    chosen = experiment.view.compare.baseline
    ids = [scenario.id for scenario in experiment.scenarios]
    return chosen if chosen in ids else ids[0]


def comparisons_of(
    experiment: Experiment, model: RecurrentModel, traces: Mapping[str, Trace], layer: str
) -> dict[str, Comparison]:
    """Every scenario but the baseline compared with it, by id, as the page Compare does."""
    base, kinds = baseline_of(experiment), answer_kinds(model)
    return {
        key: compare(
            traces[base],
            trace,
            layer,
            sample=experiment.view.sample,
            threshold=experiment.view.compare.threshold,
            kinds=kinds,
        )
        for key, trace in traces.items()
        if key != base
    }


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
        pictures += _output_distances(experiment, traces, styles)
    for spec in chosen:
        prefix = _UNSAFE.sub("-", spec.name)
        if any(picture.key.startswith(f"{prefix}_") for picture in pictures):
            prefix += f"-{len(pictures)}"
        pictures += _signals(experiment, traces, styles, spec, prefix)
        if several:
            pictures += _distances(experiment, model, traces, styles, spec, prefix)
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


def _output_distances(
    experiment: Experiment, traces: Mapping[str, Trace], styles: Mapping[str, ScenarioStyle]
) -> Iterator[ExperimentPicture]:
    view, base = experiment.view, baseline_of(experiment)
    names = list(traces[base].all_outputs)
    for number, name in enumerate(names):
        found = {
            key: output_distance(
                traces[base], trace, name, sample=view.sample, threshold=view.compare.threshold
            )
            for key, trace in traces.items()
            if key != base
        }
        what = f"Output {name}" if len(names) > 1 else "Output y"
        yield _distance_picture(
            experiment, styles, found, what, f"distance_output_{number}", None
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
    for signal in spec.signals:

        def build(dark: bool, signal: str = signal) -> go.Figure:
            layer = {"layer": spec.name, "signal": signal, "sample": view.sample, "dark": dark}
            if view.pictures == "heatmap":
                return signal_heatmap(traces, styles, order=rows, **layer)
            focus = view.unit if view.unit in units else None
            return signal_lines(traces, styles, units=units, focus=focus, **layer)

        how = "all units" if view.pictures == "heatmap" else "chosen units"
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


def _distances(
    experiment: Experiment,
    model: RecurrentModel,
    traces: Mapping[str, Trace],
    styles: Mapping[str, ScenarioStyle],
    spec: LayerSpec,
    prefix: str,
) -> Iterator[ExperimentPicture]:
    base, sample = baseline_of(experiment), experiment.view.sample
    found = comparisons_of(experiment, model, traces, spec.name)
    for signal in spec.states:
        yield _distance_picture(
            experiment,
            styles,
            {key: one.signals[signal] for key, one in found.items()},
            SIGNAL_TITLES[signal],
            f"{prefix}_distance_{signal}",
            spec.name,
        )
        title = f"{SIGNAL_TITLES[signal]}: difference to {experiment.scenario(base).name}"

        def build(dark: bool, signal: str = signal, title: str = title) -> go.Figure:
            start = traces[base][spec.name].signal(signal)[sample].astype(np.float64)
            return difference_heatmap(
                {
                    key: trace[spec.name].signal(signal)[sample] - start
                    for key, trace in traces.items()
                    if key != base
                },
                styles,
                first=0,
                title=title,
                identity=f"{spec.name}-{signal}-difference",
                dark=dark,
            )

        yield ExperimentPicture(
            key=f"{prefix}_difference_{signal}",
            title=f"{title}, {spec.name}",
            alt=f"Difference of {signal} of every unit of layer {spec.name} to the baseline",
            build=build,
            layer=spec.name,
        )


def _distance_picture(
    experiment: Experiment,
    styles: Mapping[str, ScenarioStyle],
    found: Mapping[str, object],
    what: str,
    key: str,
    layer: str | None,
) -> ExperimentPicture:
    settings = experiment.view.compare
    base = experiment.scenario(baseline_of(experiment)).name
    title = f"{what}: distance to {base}"

    def build(dark: bool) -> go.Figure:
        return distance_figure(
            found,
            styles,
            title=title + (", as a share of the start" if settings.relative else ", absolute"),
            relative=settings.relative,
            log=settings.log,
            dark=dark,
        )

    words = tuple(f"{styles[one].name}: {each.words()}" for one, each in found.items())
    return ExperimentPicture(
        key=key,
        title=f"{title}, {layer}" if layer else title,
        alt=f"Distance of every scenario to {base} over time",
        build=build,
        layer=layer,
        words=words,
    )


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
    raise LstmVizError(f"There is no picture '{key}': choose one of {known}.")
