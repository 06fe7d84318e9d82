"""Interventions as the source text of a script: a layer that runs another one and changes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np

from lstm_viz.errors import LstmVizError
from lstm_viz.experiment import Experiment
from lstm_viz.interventions import Change, changes_of, in_words
from lstm_viz.keras_code._script_states import StateSource, quoted
from lstm_viz.models import RecurrentModel
from lstm_viz.models._graph import Call
from lstm_viz.tracing import Trace


class ChangeSource:
    """Writes what interventions change, keyed by scenario and by the calls of recurrent layers.

    Parameters
    ----------
    experiment : Experiment
    model : RecurrentModel
    calls : list of Call
        Of the recurrent layers.
    traces : mapping of scenario id to Trace
        Whose interventions hold the numbers.
    states : StateSource
        Takes the arrays that are too long for the text.

    Raises
    ------
    LstmVizError
        When a changed layer stacks several cells.
    """

    def __init__(
        self,
        experiment: Experiment,
        model: RecurrentModel,
        calls: list[Call],
        traces: Mapping[str, Trace],
        states: StateSource,
    ) -> None:
        self._states = states
        self._places = {
            spec.name: (call, number)
            for call in calls
            for number, direction in enumerate(call.cells)
            for spec in direction
        }
        self._kinds: set[str] = set()
        self._lines: list[str] = []
        for scenario in experiment.scenarios:
            run = traces[scenario.id]
            if run.interventions:
                self._lines += self._scenario(scenario.name, run, model)

    def __bool__(self) -> bool:
        return bool(self._lines)

    def dictionary(self) -> list[str]:
        """The dict of changes, in the order in which they act."""
        return [
            "",
            "# What is changed while a layer runs, for each of its directions: signal, first and",
            "# last step, units, and number * scale + shift. Row t is what step t + 1 reads.",
            "changes = {",
            *self._lines,
            "}",
        ]

    def layers(self) -> list[str]:
        """The classes that run a layer with its changes."""
        steps = [line for kind in _STEPS if kind in self._kinds for line in _STEPS[kind]]
        return [*_CELL, *steps, "", "", *_LAYER]

    def _scenario(self, name: str, run: Trace, model: RecurrentModel) -> list[str]:
        entries: dict[str, list[list[str]]] = {}
        for number, one in enumerate(run.interventions):
            for change in changes_of([one], model, rows=len(run.x[0])):
                call, direction = self._places[change.layer]
                if len(call.cells[direction]) > 1:
                    raise LstmVizError(
                        "Layer '{path}' stacks several cells in one layer, for which a script "
                        "writes no interventions: use one layer for each cell.",
                        path=call.path,
                    )
                self._kinds.add(call.cells[direction][0].kind)
                lists = entries.setdefault(call.path, [[] for _ in call.cells])
                said = f"# {in_words(one)}"
                key = f"{name}/{change.layer}/{number}/{change.signal}"
                lists[direction] += [said, f"{self._written(change, key)},"]
        lines = [f"    {quoted(name)}: {{"]
        for path, directions in entries.items():
            lines.append(f"        {quoted(path)}: [")
            for written in directions:
                inner = [f"                {line}" for line in written]
                lines += ["            [", *inner, "            ],"]
            lines.append("        ],")
        return [*lines, "    },"]

    def _written(self, change: Change, key: str) -> str:
        signal = "c inside" if change.inside else change.signal
        last = "np.inf" if change.last is None else change.last
        units = change.units.tolist()
        every = units == list(range(len(units))) and len(units) > 4
        named = f"range({len(units)})" if every else units
        scale = self._numbers(change.scale, f"{key}/scale")
        shift = self._numbers(change.shift + np.float32(0), f"{key}/shift")
        return f'("{signal}", {change.first}, {last}, {named}, {scale}, {shift})'

    def _numbers(self, values: np.ndarray, key: str) -> str:
        if values.size == 1:
            return str(values.reshape(())).removesuffix(".0")
        return self._states.numbers(values[0] if len(values) == 1 else values, key)


_CELL: Final = [
    "class ChangedCell(keras.layers.Layer):",
    '    """A cell that changes its own numbers; the last feature it reads is the step."""',
    "",
    "    def __init__(self, cell, changes):",
    "        super().__init__(dtype=cell.dtype_policy)",
    "        self.cell, self.changes = cell, changes",
    "        self.state_size, self.output_size = cell.state_size, cell.units",
    "",
    "    def change(self, signal, t, value):",
    "        for name, first, last, units, scale, shift in self.changes:",
    "            if name == signal:",
    "                scales = np.ones((*np.shape(scale)[:-1], self.cell.units))",
    "                shifts = np.zeros((*np.shape(shift)[:-1], self.cell.units))",
    "                scales[..., list(units)], shifts[..., list(units)] = scale, shift",
    "                new = ops.cast(scales, value.dtype) * value + ops.cast(shifts, value.dtype)",
    "                value = ops.where((t >= first) & (t <= last), new, value)",
    "        return value",
    "",
    "    def call(self, inputs, states, training=False):",
    "        cell, x, t = self.cell, inputs[:, :-1], inputs[:, -1:]",
    "        step = {",
    '            "LSTMCell": "lstm", "GRUCell": "gru", "SimpleRNNCell": "simple_rnn"',
    "        }[type(cell).__name__]",
    "        states = getattr(self, step)(cell, x, t, states)",
    "        return states[0], states",
]
_STEPS: Final = {
    "LSTM": [
        "",
        "    def lstm(self, cell, x, t, states):",
        "        h, c = states",
        "        z = ops.matmul(x, cell.kernel) + ops.matmul(h, cell.recurrent_kernel)",
        "        z = z + cell.bias if cell.use_bias else z",
        "        zi, zf, zg, zo = ops.split(z, 4, axis=-1)",
        '        i = self.change("i", t, cell.recurrent_activation(zi))',
        '        f = self.change("f", t, cell.recurrent_activation(zf))',
        '        g = self.change("g", t, cell.activation(zg))',
        '        o = self.change("o", t, cell.recurrent_activation(zo))',
        '        c = self.change("c inside", t, f * c + i * g)',
        "        h = o * cell.activation(c)",
        '        return [self.change("h", t, h), self.change("c", t, c)]',
    ],
    "GRU": [
        "",
        "    def gru(self, cell, x, t, states):",
        "        h = states[0]",
        "        bias = cell.bias if cell.use_bias else ops.zeros((2, 3 * cell.units))",
        "        x_bias, h_bias = (bias[0], bias[1]) if len(bias.shape) > 1 else (bias, 0 * bias)",
        "        xz, xr, xg = ops.split(ops.matmul(x, cell.kernel) + x_bias, 3, axis=-1)",
        "        hz, hr, hg = ops.split(ops.matmul(h, cell.recurrent_kernel) + h_bias, 3, axis=-1)",
        '        z = self.change("z", t, cell.recurrent_activation(xz + hz))',
        '        r = self.change("r", t, cell.recurrent_activation(xr + hr))',
        "        if not cell.reset_after:",
        "            hg = ops.matmul(r * h, cell.recurrent_kernel[:, 2 * cell.units :])",
        "        inner = r * hg if cell.reset_after else hg",
        '        g = self.change("g", t, cell.activation(xg + inner))',
        '        return [self.change("h", t, z * h + (1 - z) * g)]',
    ],
    "SimpleRNN": [
        "",
        "    def simple_rnn(self, cell, x, t, states):",
        "        z = ops.matmul(x, cell.kernel) + ops.matmul(states[0], cell.recurrent_kernel)",
        "        z = z + cell.bias if cell.use_bias else z",
        '        return [self.change("h", t, cell.activation(z))]',
    ],
}
_LAYER: Final = [
    "class Changed(keras.layers.Layer):",
    '    """A recurrent layer with its own weights, in which numbers are changed as it runs."""',
    "",
    "    def __init__(self, layer, changes):",
    "        super().__init__()",
    "        self.layer = layer",
    '        both = hasattr(layer, "forward_layer")',
    "        parts = [layer.forward_layer, layer.backward_layer] if both else [layer]",
    "        self.runs = [",
    "            keras.layers.RNN(",
    "                ChangedCell(part.cell, some),",
    "                return_sequences=part.return_sequences,",
    "                return_state=True,",
    "                go_backwards=part.go_backwards,",
    "                zero_output_for_mask=part.zero_output_for_mask,",
    "            )",
    "            for part, some in zip(parts, changes)",
    "        ]",
    "",
    "    def compute_mask(self, sequences, previous_mask=None):",
    "        return self.layer.compute_mask(sequences, previous_mask)",
    "",
    "    def call(self, sequences, initial_state=None, mask=None):",
    "        t = ops.cumsum(ops.ones_like(sequences[:, :, :1]), axis=1)",
    "        ys, finals = [], []",
    "        for run in self.runs:",
    "            back = run.go_backwards",
    "            count = 1 + isinstance(run.cell.state_size, (list, tuple))",
    "            x = ops.concatenate([sequences, ops.flip(t, axis=1) if back else t], axis=-1)",
    "            if initial_state is None:",
    "                start = [ops.zeros((ops.shape(x)[0], run.cell.output_size))] * count",
    "            else:",
    "                start, initial_state = initial_state[:count], initial_state[count:]",
    '            names = ["h", "c"][:count]',
    "            start = [run.cell.change(n, ops.zeros((1, 1)), s) for n, s in zip(names, start)]",
    "            y, *final = run(x, initial_state=start, mask=mask)",
    "            turn = back and run.return_sequences and len(self.runs) == 2",
    "            ys.append(ops.flip(y, axis=1) if turn else y)",
    "            finals += final",
    "        if len(ys) == 2:",
    "            merge = {",
    '                "concat": lambda a, b: ops.concatenate([a, b], axis=-1),',
    '                "sum": ops.add,',
    '                "ave": lambda a, b: (a + b) / 2,',
    '                "mul": ops.multiply,',
    "                None: lambda a, b: [a, b],",
    "            }[self.layer.merge_mode]",
    "            ys = merge(*ys)",
    "        else:",
    "            ys = ys[0]",
    "        if not self.layer.return_state:",
    "            return ys",
    "        return [*(ys if isinstance(ys, list) else [ys]), *finals]",
]
