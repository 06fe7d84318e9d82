"""Recurrent layers in the walk: Keras' layer semantics around the recorded recurrences."""

from __future__ import annotations

from typing import Any

import keras
import tensorflow as tf

from lstm_viz._language import Text
from lstm_viz.models import LayerSpec
from lstm_viz.models._graph import (
    Call,
    cells_of,
    directions_of,
    initial_state_argument,
    state_count,
)
from lstm_viz.tracing._changes import Changes
from lstm_viz.tracing._recording import Recording
from lstm_viz.tracing._recurrence import layer_output, record
from lstm_viz.tracing._rows import repeated, size
from lstm_viz.tracing._value import Form, Value, end_mask


def run_recurrent(recording: Recording, call: Call, values: dict[int, Value]) -> list[Value]:
    """Run one call of a recurrent or Bidirectional layer and record its cells."""
    sequence = values[id(keras.tree.flatten(_sequence_argument(call))[0])]
    mask = _mask(call, values, sequence)
    given = [
        values[id(t)] if isinstance(t, keras.KerasTensor) else Value(tf.convert_to_tensor(t))
        for t in keras.tree.flatten(initial_state_argument(call.node))
        if t is not None
    ]
    sequence = _enter(recording, call, sequence)
    directions = directions_of(call.layer)
    counts = [state_count(specs) for specs in call.cells]
    runs = []
    for number, (rnn, specs) in enumerate(zip(directions, call.cells, strict=True)):
        own = given[sum(counts[:number]) : sum(counts[: number + 1])]
        runs.append(_Direction(recording, rnn, specs, sequence, mask, own))
    if len(runs) == 1:
        return runs[0].results()
    return _merge(call.layer, runs)


def _sequence_argument(call: Call) -> Any:
    arguments = call.node.arguments
    return arguments.args[0] if arguments.args else arguments.kwargs["sequences"]


def _mask(call: Call, values: dict[int, Value], sequence: Value) -> Any | None:
    explicit = call.node.arguments.kwargs.get("mask")
    if explicit is not None:
        if isinstance(explicit, keras.KerasTensor):
            explicit = values[id(explicit)].full
        return tf.cast(explicit, tf.bool)
    mask = getattr(sequence.full, "_keras_mask", None)
    return None if mask is None else tf.cast(mask, tf.bool)


def _enter(recording: Recording, call: Call, sequence: Value) -> Value:
    if sequence.form is Form.UNKNOWN:
        recording.notes.append(
            Text(
                "The output at an earlier timestep cuts the sequence that enters layer '{path}', "
                "not the model's input.",
                path=call.path,
            ),
        )
    if sequence.form in (Form.UNKNOWN, Form.STATIC):
        return sequence.to(Form.CAUSAL, axis=call.path)
    return sequence


class _Direction:
    """One recurrent layer, in one direction, on one sequence."""

    def __init__(
        self,
        recording: Recording,
        rnn: Any,
        specs: tuple[LayerSpec, ...],
        sequence: Value,
        mask: Any | None,
        given: list[Value],
    ) -> None:
        self.recording, self.rnn, self.specs = recording, rnn, specs
        self.sequence, self.mask, self.given = sequence, mask, given
        crosses = any(v.form is Form.FOLD and v.axis == sequence.axis for v in given)
        unknown = any(v.form is Form.UNKNOWN for v in given)
        self.can_end = not unknown and (not crosses or sequence.form is Form.FOLD)
        backwards_ends = rnn.go_backwards and sequence.form is not Form.FOLD
        if (backwards_ends or sequence.form is Form.PREFIXES) and not recording.prefixes:
            self.can_end = False
        starts = self._starts(size(sequence.full, 0), [v.full for v in given])
        changes = [recording.changes.get(spec.name) for spec in specs]
        recorded, self.output, self.finals = self._run(sequence.full, starts, mask, changes)
        entering = sequence.full
        for spec, signals in zip(specs, recorded, strict=True):
            recording.signals[spec.name] = signals
            recording.entered[spec.name] = entering
            entering = signals["h"][:, 1:]
            recording.masks[spec.name] = (
                tf.reverse(mask, [1]) if mask is not None and rnn.go_backwards else mask
            )
        self.recorded = recorded
        self._ends: tuple[Any, list[Any]] | None = None

    def _starts(self, rows: Any, given: list[Any]) -> list[list[Any]]:
        starts, position = [], 0
        for spec in self.specs:
            states = []
            factor = rows // size(self.recording.states[spec.name][0], 0)
            for number in range(len(spec.states)):
                start = repeated(self.recording.states[spec.name][number], factor)
                if given:
                    chosen = repeated(self.recording.chosen[spec.name], factor)
                    own = tf.cast(given[position + number], start.dtype)
                    if len(own.shape) == 1:
                        own = tf.expand_dims(own, 0)
                    own = repeated(own, rows // size(own, 0))
                    start = tf.where(tf.expand_dims(chosen, 1), start, own)
                states.append(tf.ensure_shape(start, (None, spec.units)))
            position += len(spec.states)
            starts.append(states)
        return starts

    def _run(
        self,
        sequence: Any,
        starts: list[list[Any]],
        mask: Any | None,
        changes: list[Changes | None],
    ) -> tuple[list[dict[str, Any]], Any, list[Any]]:
        if self.rnn.go_backwards:
            sequence = tf.reverse(sequence, [1])
            mask = None if mask is None else tf.reverse(mask, [1])
        recorded: list[dict[str, Any]] = []
        finals: list[Any] = []
        cells = cells_of(self.rnn)
        for cell, spec, start, change in zip(cells, self.specs, starts, changes, strict=True):
            signals = record(cell, spec.kind, sequence, start, mask, change)
            sequence = signals["h"][:, 1:]
            recorded.append(signals)
            finals.extend(signals[name][:, -1] for name in spec.states)
        zero = bool(getattr(self.rnn, "zero_output_for_mask", False))
        output = layer_output(recorded[-1]["h"], mask, zero)
        return recorded, tf.cast(output, self.rnn.compute_dtype), finals

    def _run_ends(self) -> tuple[Any, list[Any]]:
        if self._ends is None:
            value = self.sequence
            if value.form is Form.FOLD:
                sequence = value.per_end
                mask = getattr(sequence, "_keras_mask", None)
            else:
                steps = size(value.full, 1)
                sequence = (
                    repeated(value.full, steps)
                    if value.form is Form.CAUSAL
                    else value.per_end
                )
                mask = end_mask(value.full)
                if self.mask is not None:
                    mask = mask & repeated(self.mask, steps)
            rows = size(sequence, 0)
            given = []
            for v in self.given:
                aligned = v.form is Form.FOLD and v.axis == value.axis
                start = v.per_end if aligned else v.full
                if not aligned and len(start.shape) > 1:
                    start = repeated(start, rows // size(start, 0))
                given.append(start)
            length = size(sequence, 1)
            shifted = self.rnn.go_backwards and value.form is not Form.FOLD
            changes = [self.recording.changes.get(spec.name) for spec in self.specs]
            changes = [c and c.for_ends(rows, length, shifted=shifted) for c in changes]
            _, output, finals = self._run(sequence, self._starts(rows, given), mask, changes)
            self._ends = output, finals
        return self._ends

    def results(self) -> list[Value]:
        """Return the layer's output, and its states where it returns them."""
        results = [self.sequence_value() if self.rnn.return_sequences else self.last_value()]
        if self.rnn.return_state:
            results.extend(self.state_values())
        return results

    def sequence_value(self, flip: bool = False) -> Value:
        """Return the output at all timesteps, put back into input order on request."""
        full = tf.reverse(self.output, [1]) if flip else self.output
        if self.mask is not None:
            full._keras_mask = self.mask
        form, axis = self.sequence.form, self.sequence.axis
        if not self.can_end:
            return Value(full, Form.UNKNOWN, axis)
        if form is Form.CAUSAL and not self.rnn.go_backwards:
            return Value(full, Form.CAUSAL, axis)
        if form is not Form.FOLD and self.rnn.go_backwards and not flip:
            return Value(full, Form.UNKNOWN, axis)

        def ends() -> Any:
            output = self._run_ends()[0]
            return tf.reverse(output, [1]) if flip else output

        return Value(full, Form.FOLD if form is Form.FOLD else Form.PREFIXES, axis, ends)

    def last_value(self) -> Value:
        """Return the output at the last timestep."""
        return self._last(self.output[:, -1], self.output, lambda: self._run_ends()[0][:, -1])

    def state_values(self) -> list[Value]:
        """Return the final states of all cells."""
        values = []
        names = [
            (number, name) for number, spec in enumerate(self.specs) for name in spec.states
        ]
        for position, (number, name) in enumerate(names):
            rows = self.recorded[number][name][:, 1:]
            values.append(
                self._last(
                    self.finals[position], rows, lambda p=position: self._run_ends()[1][p]
                )
            )
        return values

    def _last(self, full: Any, rows: Any, run_ends: Any) -> Value:
        form, axis = self.sequence.form, self.sequence.axis
        if not self.can_end:
            return Value(full, Form.UNKNOWN, axis)
        if form is Form.CAUSAL and not self.rnn.go_backwards:
            return Value(full, Form.FOLD, axis, lambda: tf.reshape(rows, (-1, rows.shape[-1])))
        return Value(full, Form.FOLD, axis, run_ends)


def _merge(layer: Any, runs: list[_Direction]) -> list[Value]:
    forward, backward = runs
    if layer.return_sequences:
        pair = [forward.sequence_value(), backward.sequence_value(flip=True)]
    else:
        pair = [forward.last_value(), backward.last_value()]
    dtype = layer.compute_dtype

    def combine(one: Any, two: Any) -> Any:
        one, two = tf.cast(one, dtype), tf.cast(two, dtype)
        if layer.merge_mode == "concat":
            return tf.concat([one, two], axis=-1)
        if layer.merge_mode == "mul":
            return one * two
        total = one + two
        return total / 2 if layer.merge_mode == "ave" else total

    if layer.merge_mode is None:
        results = pair
    else:
        full = combine(pair[0].full, pair[1].full)
        if layer.return_sequences and forward.mask is not None:
            full._keras_mask = forward.mask
        form = Form.UNKNOWN if Form.UNKNOWN in {v.form for v in pair} else pair[1].form
        results = [Value(full, form, pair[0].axis, lambda: combine(*map(_ends_of, pair)))]
    if layer.return_state:
        results = [*results, *forward.state_values(), *backward.state_values()]
    return results


def _ends_of(value: Value) -> Any:
    if value.form is Form.CAUSAL:
        return repeated(value.full, size(value.full, 1))
    return value.per_end
