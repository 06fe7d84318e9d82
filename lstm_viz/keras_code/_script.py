"""An experiment as a short Python file in plain Keras 3 that checks itself."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from lstm_viz.errors import LstmVizError
from lstm_viz.experiment import Experiment
from lstm_viz.keras_code._script_changes import ChangeSource
from lstm_viz.keras_code._script_checks import checks
from lstm_viz.keras_code._script_start import start_source
from lstm_viz.keras_code._script_states import STATES_FILE, StateSource, quoted
from lstm_viz.models import RecurrentModel
from lstm_viz.models._graph import all_calls
from lstm_viz.models.reader.isolated._fields import KERAS2_HARD_SIGMOID
from lstm_viz.tracing import Trace

MODEL_FILE: Final = "model.keras"
INPUT_FILE: Final = "input.npy"
INPUTS_FILE: Final = "input.npz"
_MOST_EXPERIMENT: Final = 4_000


@dataclass(frozen=True)
class Script:
    """A script and what must lie beside it.

    Attributes
    ----------
    text : str
        The Python file.
    arrays : dict of str to float32 ndarray
        Given values that are too long for the text, by name in ``states.npz``; often empty.
    """

    text: str
    arrays: dict[str, np.ndarray]


def script(
    experiment: Experiment,
    model: RecurrentModel,
    x: Any,
    traces: Mapping[str, Trace],
) -> str:
    """Write an experiment as a short Python file in plain Keras 3.

    The file needs keras and numpy, and beside it ``model.keras`` and ``input.npy`` (``input.npz``
    for several inputs). It sets the initial state of every recurrent layer, recomputes the outputs
    and ends by checking them against the traces' numbers, within 1e-5. `script_zip` packs it with
    all it needs.

    Parameters
    ----------
    experiment : Experiment
    model : RecurrentModel
    x : array, sequence or dict of arrays
        As for `trace`.
    traces : mapping of scenario id to Trace
        Of this model, input and experiment.

    Returns
    -------
    str

    Raises
    ------
    LstmVizError
        When an initial state does not fit the model or has no trace, or only a part of a layer's
        state replaces the one that the model computes.
    """
    return write_script(experiment, model, x, traces).text


def write_script(
    experiment: Experiment, model: RecurrentModel, x: Any, traces: Mapping[str, Trace]
) -> Script:
    """Write the script, and the arrays that lie beside it; see `script`."""
    inputs = model.inputs(x)
    missing = [s.name for s in experiment.scenarios if s.id not in traces]
    if missing:
        raise LstmVizError(
            "There is no trace of scenario '{missing}': trace all of them.",
            missing=missing[0],
        )
    calls = [call for call in all_calls(model.keras) if call.cells]
    states = StateSource(model, calls, traces)
    changes = ChangeSource(experiment, model, calls, traces, states)
    written = [line for scenario in experiment.scenarios for line in states.lines(scenario)]
    streams = any("stream(" in line for line in written)
    counted = any("#" in call.path for call in calls)
    rows = max(len(trace.x[0]) for trace in traces.values())
    lines = [
        "# Outputs of a Keras model from chosen initial states, checked against LSTM Viz.",
        f"# Model {quoted(experiment.model_name or experiment.model)}, sequence "
        f"{quoted(experiment.sequence)}. Needs keras 3 and numpy.",
        *(["import collections"] if counted else []),
        *(["import zlib"] if streams else []),
        *([""] if counted or streams else []),
        "import keras",
        "import numpy as np",
        *(["from keras import ops"] if changes else []),
        *(_KERAS2_HARD_SIGMOID if KERAS2_HARD_SIGMOID in model.keras.to_json() else [""]),
        f'model = keras.models.load_model("{MODEL_FILE}", compile=False)',
        *_load(model, inputs, rows),
        *([f'given = np.load("{STATES_FILE}")'] if states.arrays else []),
        *(_STREAM if streams else []),
        "",
        *([""] if streams else []),
        "# The initial state of every recurrent layer: one number for each unit.",
        *states.order_in_words(),
        "states = {",
        *written,
        "}",
        *states.edits,
        *(changes.dictionary() if changes else []),
        "",
        "",
        *([*changes.layers(), "", ""] if changes else []),
        *start_source(model.keras, calls, states, changed=bool(changes)),
        "",
        "",
        *checks(experiment, traces, inputs, model, changed=bool(changes)),
    ]
    document = json.dumps(experiment.to_json())
    if len(document) <= _MOST_EXPERIMENT:
        lines += ["", f"# The experiment as LSTM Viz reads it: {document}"]
    return Script("\n".join(lines) + "\n", states.arrays)


def _load(model: RecurrentModel, inputs: list[np.ndarray], rows: int) -> list[str]:
    # A batch of one is repeated where an initial state has several rows.
    repeat = f", {rows}, axis=0)" if len(inputs[0]) != rows else ""
    if len(inputs) == 1:
        loaded = f'np.load("{INPUT_FILE}")'
        loaded = f"np.repeat({loaded}{repeat}" if repeat else loaded
        return [f"x = {loaded}  # shape {(rows, *inputs[0].shape[1:])}", "rows = len(x)"]
    names = ", ".join(quoted(tensor.name) for tensor in model.keras.inputs)
    loaded = f"np.repeat(data[name]{repeat}" if repeat else "data[name]"
    return [
        f'data = np.load("{INPUTS_FILE}")',
        f"x = [{loaded} for name in ({names})]",
        "rows = len(x[0])",
    ]


_KERAS2_HARD_SIGMOID: Final = [
    "",
    "",
    f'@keras.saving.register_keras_serializable("lstm_viz", "{KERAS2_HARD_SIGMOID}")',
    "def hard_sigmoid(x):",
    '    """The hard sigmoid of Keras 2; that of Keras 3 has another slope."""',
    "    return keras.ops.clip(0.2 * x + 0.5, 0.0, 1.0)",
    "",
    "",
]
_STREAM: Final = [
    "",
    "",
    "def stream(seed, name):",
    '    """Random numbers: the h and c of every layer draw from a stream of their own."""',
    "    return np.random.default_rng([seed, zlib.crc32(name.encode())])",
]
