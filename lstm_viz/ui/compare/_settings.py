"""Settings of the page Compare: widgets that read and write the experiment's view."""

from __future__ import annotations

from typing import Final

from lstm_viz.experiment import CompareView
from lstm_viz.figures import signal_title
from lstm_viz.models import LayerSpec
from lstm_viz.player import read_units, write_units
from lstm_viz.tracing import Trace, Traces
from lstm_viz.ui import visit
from lstm_viz.ui.sidebar import refresh
from lstm_viz.ui.visit import choices, chosen_units, t

OUTPUT: Final = "output"
# Key of the fragment that the page is drawn in.
FRAGMENT: Final = "compare_fragment"
_THRESHOLDS: Final = (0.001, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5)
_SETTINGS: Final = visit.Settings("compare", lambda: refresh(FRAGMENT))
change, typed = _SETTINGS.change, _SETTINGS.typed
bound, tied = _SETTINGS.bound, _SETTINGS.tied


def settings() -> CompareView:
    """The settings of the session's experiment."""
    return _SETTINGS.now()


def baseline_id() -> str:
    """Id of the baseline scenario: the one chosen, else the first."""
    scenarios = visit.experiment().scenarios
    ids = [scenario.id for scenario in scenarios]
    chosen = settings().baseline
    return chosen if chosen in ids else ids[0]


def baseline_select() -> None:
    """Draw the choice of the baseline."""
    names = {s.id: s.name for s in visit.experiment().scenarios}
    choices.selectbox(
        t("Baseline"),
        list(names),
        format_func=lambda key: names.get(key, key),
        width=100,
        **tied("baseline", baseline_id(), lambda key: change(baseline=key), options=list(names)),
    )


def signal_select(spec: LayerSpec, baseline: Trace) -> None:
    """Draw the choice of the signal."""
    known = signals_of(spec, baseline)
    chosen = signal_of(spec, baseline)
    choices.selectbox(
        t("Signal"),
        list(known),
        format_func=lambda signal: known.get(signal, signal),
        width=165,
        **tied("signal", chosen, lambda signal: change(signal=signal), options=list(known)),
    )


def threshold_select() -> None:
    """Draw the choice of the share below which a difference counts as forgotten."""
    shares = sorted({*_THRESHOLDS, settings().threshold})
    choices.selectbox(
        t("Forgotten below"),
        shares,
        format_func=lambda share: f"{100 * share:g} %",
        width=120,
        **bound("threshold", options=shares),
    )


def units_field(spec: LayerSpec, traces: Traces) -> None:
    """Draw the field for the units that get lines, the same as on the page Explore."""

    def write(units: tuple[int, ...]) -> None:
        view = visit.experiment().view
        focus = view.unit if view.unit in units else units[0]
        visit.put(visit.experiment().with_view(units=units, unit=focus))

    visit.typed_field(
        t("Units"),
        chosen_units(spec, traces),
        lambda text: read_units(text, spec.units),
        show=write_units,
        width=130,
        **typed("units", write=write),
    )


def signals_of(spec: LayerSpec, trace: Trace) -> dict[str, str]:
    """Signals that can be compared, and what they are called: the layer's, then the outputs."""
    names = {signal: signal_title(signal, visit.translate()) for signal in spec.signals}
    outputs = list(trace.all_outputs)
    if len(outputs) == 1:
        return {**names, OUTPUT: t("Output y")}
    return {**names, **{f"{OUTPUT} {name}": t("Output {name}", name=name) for name in outputs}}


def signal_of(spec: LayerSpec, trace: Trace) -> str:
    """The chosen signal, or the first where this layer has none of that name."""
    known = signals_of(spec, trace)
    chosen = settings().signal
    return chosen if chosen in known else next(iter(known))


def output_of(signal: str, trace: Trace) -> str | None:
    """Name of the output that a chosen signal stands for; None for a signal of the layer."""
    if signal == OUTPUT:
        return next(iter(trace.all_outputs))
    return signal.removeprefix(f"{OUTPUT} ") if signal.startswith(f"{OUTPUT} ") else None
