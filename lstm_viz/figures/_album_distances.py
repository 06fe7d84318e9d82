"""The pictures of an experiment that compare its scenarios with the baseline."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import plotly.graph_objects as go

from lstm_viz.compare import Comparison, Distance, answer_kinds, compare, output_distance
from lstm_viz.experiment import Experiment
from lstm_viz.figures._distances import difference_heatmap, distance_figure
from lstm_viz.figures._picture import ExperimentPicture
from lstm_viz.figures._signals import SIGNAL_TITLES
from lstm_viz.figures._style import ScenarioStyle
from lstm_viz.models import LayerSpec, RecurrentModel
from lstm_viz.tracing import Trace


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


def output_distances(
    experiment: Experiment, traces: Mapping[str, Trace], styles: Mapping[str, ScenarioStyle]
) -> Iterator[ExperimentPicture]:
    """Distance of every output to the baseline's."""
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


def layer_distances(
    experiment: Experiment,
    model: RecurrentModel,
    traces: Mapping[str, Trace],
    styles: Mapping[str, ScenarioStyle],
    spec: LayerSpec,
    prefix: str,
) -> Iterator[ExperimentPicture]:
    """Distance and difference of every state of a layer to the baseline's."""
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
    found: Mapping[str, Distance],
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
