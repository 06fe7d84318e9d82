"""Which units are drawn as lines."""

from __future__ import annotations

from lstm_viz.models import LayerSpec
from lstm_viz.player import preset
from lstm_viz.tracing import Traces
from lstm_viz.ui.visit._experiment import experiment, settle


def choose_first_units(spec: LayerSpec, traces: Traces) -> None:
    """Choose units for a layer just opened; they stay when its initial state is edited."""
    if experiment().view.units is None:
        units = chosen_units(spec, traces)
        settle(experiment().with_view(units=units, unit=units[0]))


def chosen_units(spec: LayerSpec, traces: Traces) -> tuple[int, ...]:
    """Units that get lines: those chosen, else those whose h the scenarios tell apart most."""
    view = experiment().view
    if view.units is not None:
        return tuple(unit for unit in view.units if unit < spec.units)
    return preset("different", traces, spec, sample=view.sample)
