"""Run a layer on a batch, call after call, and note its states after each."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Any, Final

import keras
import numpy as np
import tensorflow as tf

from lstm_viz.keras_code.statefulness._layers import Material, material
from lstm_viz.keras_code.statefulness._memory import Part, read_memories
from lstm_viz.keras_code.statefulness._setting import Setting

# Keras shuffles with TensorFlow's seed, which the whole process shares.
_LOCK: Final = threading.Lock()


@dataclass(frozen=True, kw_only=True)
class Simulation:
    """What a real run left in each row of the batch.

    Attributes
    ----------
    setting : Setting
    material : Material
        The layer's weights, and what it read.
    order : tuple of tuple of Part
        ``order[k][j]`` is the part that row j read in call k.
    h, c : float32 ndarray of shape ``(calls, rows, units)``
        States after each call.
    memories : tuple of tuple of tuple of Part
        ``memories[k][j]`` is what row j remembers after call k: the parts that, read one after
        the other from zeros, give its state. Found by comparing states, not from any rule.
    """

    setting: Setting
    material: Material
    order: tuple[tuple[Part, ...], ...]
    h: np.ndarray
    c: np.ndarray
    memories: tuple[tuple[tuple[Part, ...], ...], ...]


def simulate(setting: Setting) -> Simulation:
    """Run a layer as the setting says, in this process, in a few hundredths of a second.

    Parameters
    ----------
    setting : Setting

    Returns
    -------
    Simulation
        From a run of Keras; only layers made here are changed by it.
    """
    given = material(setting)
    run = _fit if setting.way == "fit" else _call
    with _LOCK:
        samples, h, c = run(setting, given)
    order = tuple(
        tuple(Part(int(n) % setting.rows, int(n) // setting.rows) for n in batch)
        for batch in samples
    )
    return Simulation(
        setting=setting,
        material=given,
        order=order,
        h=h,
        c=c,
        memories=read_memories(given, h, c),
    )


def _build(setting: Setting, given: Material) -> tuple[Any, Any, list[Any]]:
    inputs = keras.Input(batch_shape=given.x.shape[1:])
    layer = given.make(stateful=setting.stateful, return_sequences=False, return_state=True)
    _, h, c = layer(inputs)
    layer.set_weights(given.weights)
    return layer, inputs, [h, c]


def _call(setting: Setting, given: Material) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    layer, inputs, states = _build(setting, given)
    model = keras.Model(inputs, states)
    seen = []
    for call, x in enumerate(given.x, start=1):
        h, c = model.predict(x, verbose=0) if setting.way == "predict" else model(x)
        seen.append((np.array(h), np.array(c)))
        if call in setting.resets:
            layer.reset_state()
    h, c = map(np.stack, zip(*seen, strict=True))
    samples = np.arange(setting.calls * setting.rows).reshape(setting.calls, setting.rows)
    return samples, h, c


class _Reset(keras.callbacks.Callback):
    """Reset the states of a layer after some batches."""

    def __init__(self, layer: Any, resets: tuple[int, ...]) -> None:
        super().__init__()
        self.layer, self.resets = layer, resets

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        """Reset when the setting says so."""
        if batch + 1 in self.resets:
            self.layer.reset_state()


def _fit(setting: Setting, given: Material) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    layer, inputs, states = _build(setting, given)
    model = keras.Model(inputs, keras.layers.concatenate(states))
    seen = []

    def look(number: Any, states: Any) -> Any:
        seen.append((np.array(number)[:, 0], np.array(states)))
        return keras.ops.mean(states)

    x = given.x.reshape(-1, *given.x.shape[2:])
    tf.random.set_seed(setting.seed)
    # With learning rate 0 the weights stay as they are, and only the states change.
    model.compile(keras.optimizers.SGD(0.0), look, run_eagerly=True)
    model.fit(
        x,
        np.arange(len(x))[:, None],
        batch_size=setting.rows,
        shuffle=setting.shuffle,
        callbacks=[_Reset(layer, setting.resets)],
        verbose=0,
    )
    tf.random.set_seed(None)
    samples, both = map(np.stack, zip(*seen, strict=True))
    h, c = np.split(both, 2, axis=-1)
    return samples.astype(int), h, c
