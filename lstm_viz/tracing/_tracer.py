"""The compiled functions behind `trace`: for any length, for one shape, and for changed runs."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import lru_cache, partial
from typing import Any

from lstm_viz._language import Text
from lstm_viz._tensorflow import tf
from lstm_viz.models import RecurrentModel
from lstm_viz.models._graph import functional
from lstm_viz.tracing._changes import Changes
from lstm_viz.tracing._function import Function, in_graph, timesteps
from lstm_viz.tracing._rows import repeated, size
from lstm_viz.tracing._value import Form, Value
from lstm_viz.tracing._walk import Walk

# Below this many rows x steps x units a run takes about as long as it is.
_WORTH_COMPILING = 1024
# Rows x features of the batch of all prefixes that a backward layer may be run on.
_MOST_PREFIX_NUMBERS = 50_000_000
_MOST_SHAPES = 16

Arguments = tuple[list[Any], dict[str, list[Any]], dict[str, Any]]


class Tracer:
    """Runs one model with everything recorded.

    Runs soon build a graph that takes any batch and any length (see `Function`), so that a change
    of length never waits for a compiler. A shape that comes back is compiled by XLA in the
    background and used once it is ready; both agree to float32 rounding.

    Parameters
    ----------
    model : RecurrentModel
    """

    def __init__(self, model: RecurrentModel) -> None:
        self._model = model
        self._lock = threading.Lock()
        self._flexible: dict[bool, Function] = {}
        self._changed: dict[bool, Function] = {}
        self._notes: dict[bool, tuple[str, ...]] = {}
        self._compiled: dict[Any, Future[Any]] = {}
        self._used: dict[Any, int] = {}

    def run(
        self,
        arguments: Arguments,
        *,
        compile: bool | None = None,
        changes: dict[str, Any] | None = None,
    ) -> dict[str, Any]:
        """Run the model.

        Parameters
        ----------
        arguments : tuple
            Inputs, initial states by cell, and which rows override a computed initial state.
        compile : bool, optional
            True: wait for XLA; False: never use it; None: use it once it is ready.
        changes : dict of str to dict, optional
            Arrays of what interventions change, for every cell. Such a run has a function of its
            own, built once for all interventions, which XLA never sees.

        Returns
        -------
        dict
            ``signals``, ``masks``, ``outputs``, ``predictions`` as tensors; ``notes`` as text.
        """
        prefixes = self._may_run_prefixes(arguments[0])
        if changes is not None:
            with self._lock:
                if prefixes not in self._changed:
                    signature = (*self._signature(arguments), _open(changes))
                    self._changed[prefixes] = Function(self._run(prefixes), signature)
            recorded = self._changed[prefixes](*arguments, changes, steps=timesteps(arguments[0]))
        else:
            recorded = self._function(arguments, prefixes, compile)(*arguments)
        return {**recorded, "notes": self._notes[prefixes]}

    def _function(
        self, arguments: Arguments, prefixes: bool, compile: bool | None
    ) -> Callable[..., dict[str, Any]]:
        with self._lock:
            if prefixes not in self._flexible:
                signature = self._signature(arguments)
                self._flexible[prefixes] = Function(self._run(prefixes), signature)
        flexible = partial(self._flexible[prefixes], steps=timesteps(arguments[0]))
        if compile is False:
            return flexible
        key = (prefixes, *(a.shape for a in tf.nest.flatten(arguments)))
        with self._lock:
            self._used[key] = self._used.get(key, 0) + 1
            wanted = compile or (self._used[key] > 1 and self._work(arguments) > _WORTH_COMPILING)
            if wanted and key not in self._compiled:
                if len(self._compiled) >= _MOST_SHAPES:
                    self._compiled.pop(next(iter(self._compiled)))
                self._compiled[key] = _compilers().submit(self._compile, arguments, prefixes)
            future = self._compiled.get(key)
        if future is not None and (compile or future.done()):
            function = future.result()
            if function is not None:
                return function
        return flexible

    def _compile(self, arguments: Arguments, prefixes: bool) -> Callable[..., Any] | None:
        try:
            signature = tf.nest.map_structure(lambda a: tf.TensorSpec(a.shape, a.dtype), arguments)
            function = in_graph(self._run(prefixes), signature, jit=True)
            function(*arguments)
        except (tf.errors.OpError, ValueError, TypeError, NotImplementedError):
            # A layer that XLA cannot compile: the flexible function serves instead.
            return None
        return function

    def _run(self, prefixes: bool) -> Callable[..., dict[str, Any]]:
        def run(
            inputs: list[Any],
            states: dict[str, list[Any]],
            chosen: dict[str, Any],
            changes: dict[str, Any] | None = None,
        ) -> dict[str, Any]:
            walk = Walk(states=states, chosen=chosen, prefixes=prefixes)
            walk.changes = {name: Changes(tables) for name, tables in (changes or {}).items()}
            values = [_input_value(tensor, number) for number, tensor in enumerate(inputs)]
            results = walk.run(self._model.keras, values)
            first = walk.signals[self._model.layers[0].name]["h"]
            outputs = [_at_every_step(walk, value, size(first, 1) - 1) for value in results]
            self._notes[prefixes] = tuple(dict.fromkeys(walk.notes))
            return {
                "signals": walk.signals,
                "masks": {name: mask for name, mask in walk.masks.items() if mask is not None},
                "outputs": outputs,
                "predictions": [value.full for value in results],
            }

        return run

    def _signature(self, arguments: Arguments) -> Any:
        inputs, states, chosen = arguments
        wanted = functional(self._model.keras).inputs
        return (
            [
                tf.TensorSpec((None, *tensor.shape[1:]), array.dtype)
                for tensor, array in zip(wanted, inputs, strict=True)
            ],
            tf.nest.map_structure(lambda a: tf.TensorSpec((None, a.shape[1]), a.dtype), states),
            tf.nest.map_structure(lambda a: tf.TensorSpec((None,), a.dtype), chosen),
        )

    def _work(self, arguments: Arguments) -> int:
        inputs, units = arguments[0], sum(s.units for s in self._model.layers)
        return inputs[0].shape[0] * timesteps(inputs) * units

    def _may_run_prefixes(self, inputs: list[Any]) -> bool:
        if not any(spec.direction == "backward" for spec in self._model.layers):
            return True
        width = max(max(4 * spec.units, spec.features) for spec in self._model.layers)
        steps = timesteps(inputs)
        return inputs[0].shape[0] * steps * steps * width <= _MOST_PREFIX_NUMBERS


def _open(changes: dict[str, Any]) -> Any:
    """The signature of changes of any number of entries, rows and steps."""
    return tf.nest.map_structure(lambda a: tf.TensorSpec((None,) * a.ndim, a.dtype), changes)


def _input_value(tensor: Any, number: int) -> Value:
    is_sequence = len(tensor.shape) >= 3 or (len(tensor.shape) == 2 and tensor.dtype.is_integer)
    form = Form.CAUSAL if is_sequence or len(tensor.shape) == 2 else Form.STATIC
    return Value(tensor, form, f"input {number}" if form is Form.CAUSAL else "")


def _at_every_step(walk: Walk, value: Value, steps: Any) -> Any:
    if value.form is Form.CAUSAL:
        return value.full
    if value.form is Form.STATIC:
        return repeated(tf.expand_dims(value.full, 1), steps, axis=1)
    if value.form is Form.FOLD:
        rows = value.per_end
        batch = size(value.full, 0)
        others = [size(rows, axis) for axis in range(1, len(rows.shape))]
        return tf.reshape(rows, [batch, size(rows, 0) // batch, *others])
    if len(value.full.shape) > 2:
        walk.notes.append(Text("The output at each timestep also uses later inputs."))
        return value.full
    if not walk.prefixes:
        walk.notes.append(
            Text(
                "Only the last output is known: the sequence is too long to be read backwards "
                "from every timestep.",
            ),
        )
    else:
        walk.notes.append(
            Text("Only the last output is known: a layer needs the whole sequence to answer.")
        )
    unknown = tf.fill(tf.shape(value.full), tf.cast(float("nan"), value.full.dtype))
    before = repeated(tf.expand_dims(unknown, 1), steps - 1, axis=1)
    return tf.concat([before, tf.expand_dims(value.full, 1)], axis=1)


@lru_cache(maxsize=1)
def _compilers() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="lstm-viz-compile")
