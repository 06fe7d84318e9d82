"""Take an experiment away from Python: script, report, and files of numbers."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from lstm_viz._version import __version__
from lstm_viz.errors import LstmVizError
from lstm_viz.experiment import Experiment
from lstm_viz.export import (
    experiment_of,
    input_of,
    script_zip,
    traces_npz,
    write_csv,
    write_parquet,
)
from lstm_viz.keras_code import script as _script
from lstm_viz.models import RecurrentModel
from lstm_viz.states import InitialState
from lstm_viz.tracing import Interventions, Traces, trace

_KINDS: Final = (".csv", ".html", ".npz", ".parquet", ".py", ".zip")

Scenarios = Mapping[str, InitialState]


def script(
    model: RecurrentModel,
    x: Any,
    scenarios: Scenarios,
    *,
    interventions: Interventions | None = None,
) -> str:
    """Write initial states as a short Python file in plain Keras 3 that checks itself.

    The file needs keras and numpy, and beside it ``model.keras`` and ``input.npy``; `save` packs
    them into a zip.

    Parameters
    ----------
    model : RecurrentModel
    x : array, sequence or dict of arrays
        As for `trace`.
    scenarios : mapping of name to InitialState
        1 to 6.
    interventions : sequence of Intervention, or mapping of name to sequence, optional
        As for `trace`.

    Returns
    -------
    str

    Raises
    ------
    LstmVizError
        When the input or an initial state does not fit the model.
    """
    experiment, traces = _run(model, x, scenarios, interventions)
    return _script(experiment, model, x, traces)


def report(
    model: RecurrentModel,
    x: Any,
    scenarios: Scenarios,
    *,
    interventions: Interventions | None = None,
    title: str | None = None,
) -> str:
    """Write one HTML file with all pictures, words and tables, which opens without a network.

    Parameters
    ----------
    model : RecurrentModel
    x : array, sequence or dict of arrays
        As for `trace`.
    scenarios : mapping of name to InitialState
        1 to 6; the first is the baseline.
    interventions : sequence of Intervention, or mapping of name to sequence, optional
        As for `trace`.
    title : str, optional
        What people call the model; its name by default.

    Returns
    -------
    str

    Raises
    ------
    LstmVizError
        When the input or an initial state does not fit the model.
    """
    # Drawing libraries load only when something is drawn.
    from lstm_viz import figures

    experiment, traces = _run(model, x, scenarios, interventions)
    return figures.report(
        experiment,
        model,
        traces,
        figures.About(title=title or model.name),
        version=__version__,
        script=_script(experiment, model, x, traces),
    )


def save(
    path: str | Path,
    model: RecurrentModel,
    x: Any,
    scenarios: Scenarios,
    *,
    interventions: Interventions | None = None,
) -> Path:
    """Write an experiment to a file; its ending says what.

    Parameters
    ----------
    path : str or Path
        ``.npz``, ``.csv`` or ``.parquet`` for every number, ``.html`` for the report, ``.py`` for
        the script, ``.zip`` for the script with model and input.
    model : RecurrentModel
    x : array, sequence or dict of arrays
        As for `trace`.
    scenarios : mapping of name to InitialState
        1 to 6.
    interventions : sequence of Intervention, or mapping of name to sequence, optional
        As for `trace`.

    Returns
    -------
    Path

    Raises
    ------
    LstmVizError
        For another ending, or when the input or an initial state does not fit the model.
    """
    path = Path(path)
    kind = path.suffix.lower()
    if kind not in _KINDS:
        raise LstmVizError(f"'{path.name}' must end in {', '.join(_KINDS[:-1])} or {_KINDS[-1]}.")
    if kind == ".html":
        path.write_text(report(model, x, scenarios, interventions=interventions), encoding="utf-8")
        return path
    experiment, traces = _run(model, x, scenarios, interventions)
    if kind in (".csv", ".parquet"):
        with path.open("wb") as file:
            (write_csv if kind == ".csv" else write_parquet)(file, traces, experiment)
    elif kind == ".npz":
        path.write_bytes(traces_npz(traces, experiment))
    elif kind == ".py":
        path.write_text(_script(experiment, model, x, traces), encoding="utf-8")
    else:
        path.write_bytes(script_zip(experiment, model, x, traces))
    return path


def _run(
    model: RecurrentModel, x: Any, scenarios: Scenarios, interventions: Interventions | None
) -> tuple[Experiment, Traces]:
    experiment = experiment_of(
        scenarios, model=model.name, data=input_of(model, x, "given"), interventions=interventions
    )
    states = {s.id: scenarios[s.name] for s in experiment.scenarios}
    return experiment, trace(model, x, states, interventions=experiment.interventions())
