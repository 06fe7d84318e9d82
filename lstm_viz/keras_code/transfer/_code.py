"""The Keras code of both transfers, to be copied."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from lstm_viz.models import LayerSpec, RecurrentModel

_LOAD: Final = """\
import keras
import numpy as np

source = keras.saving.load_model({source_file!r})
target = keras.saving.load_model({target_file!r})
x = {source_x}  # what the source reads
x_target = {target_x}  # what the target reads
"""
_READ: Final = """\
# The last {states} of the source's layer {source_layer!r}: a layer like it hands them over.
layer = source.get_layer({source_layer!r})
options = {{"name": "reader", "return_state": True, "return_sequences": False, "stateful": False}}
reader = type(layer).from_config({{**layer.get_config(), **options}})
features = keras.Model(source.inputs[0], layer.input).predict(x, verbose=0)
reader.build(features.shape)
reader.set_weights(layer.get_weights())
_, *states = reader(features)
"""
_START: Final = """\
# The target's own layers, called again, with another initial state for {target_layer!r}.
def from_states(layer, *args, **kwargs):
    if layer.name == {target_layer!r}:
        kwargs["initial_state"] = states
    return layer(*args, **kwargs)


started = keras.models.clone_model(
    keras.Model(target.inputs[0], target.outputs[0]),
    clone_function=lambda layer: layer,
    call_function=from_states,
)
output = started.predict(x_target, verbose=0)
print(output)
"""
_WEIGHTS: Final = """\
# Kernel, recurrent kernel and bias; in a copy, so that the target stays what it is.
copied = keras.models.clone_model(target)
copied.set_weights(target.get_weights())
copied.get_layer({target_layer!r}).set_weights(source.get_layer({source_layer!r}).get_weights())
output = copied.predict(x_target, verbose=0)
print(output)

# This is the starting point. Dai and Le (2015) now train it on its own task:
# copied.compile("adam", loss)
# copied.fit(x_train, y_train)
"""
_API: Final = """\
import lstm_viz as lv
import numpy as np

source = lv.load_model({source_file!r})
target = lv.load_model({target_file!r})
x = {source_x}
x_target = {target_x}

# States: the target reads from where the source ended.
start = lv.transfer_state(source, x, target, layers={{{source_layer!r}: {target_layer!r}}})
from_states = lv.trace(target, x_target, start).predictions
print(from_states)

# Parameters: a copy of the target that is to be trained next.
copied, report = lv.transfer_weights(source, target, layers={{{source_layer!r}: {target_layer!r}}})
print(*report[0].sentences(), sep="\\n")
output = copied.predict(x_target)
print(output)
"""


@dataclass(frozen=True, kw_only=True)
class Names:
    """What the code calls its files and arrays.

    Attributes
    ----------
    source_file, target_file : str
        Paths of the model files.
    source_x, target_x : str
        Python expressions that load the inputs, made by us.
    """

    source_file: str = "source.keras"
    target_file: str = "target.keras"
    source_x: str = 'np.load("x.npy")'
    target_x: str = 'np.load("x_target.npy")'


def state_code(
    source: RecurrentModel,
    source_layer: str,
    target: RecurrentModel,
    target_layer: str,
    names: Names | None = None,
) -> str | None:
    """Return complete Keras code of a state transfer.

    Returns
    -------
    str or None
        None where plain code of this form does not do it: the layers must stand in the models
        themselves (not in a Bidirectional, a stack of cells or a nested model), the source's
        unmasked, and each model have one input and one output.
    """
    specs = source.layer(source_layer), target.layer(target_layer)
    if not _is_plain(source, specs[0]) or not _is_plain(target, specs[1]):
        return None
    if specs[0].masked or specs[0].source == "given" or specs[0].states != specs[1].states:
        return None
    states = " and ".join(specs[0].states)
    text = _LOAD + "\n" + _READ + "\n" + _START
    return text.format(**_fields(names, source_layer, target_layer), states=states)


def weights_code(
    source: RecurrentModel,
    source_layer: str,
    target: RecurrentModel,
    target_layer: str,
    names: Names | None = None,
) -> str | None:
    """Return complete Keras code of a weight transfer; None as for `state_code`."""
    specs = source.layer(source_layer), target.layer(target_layer)
    if not _is_plain(source, specs[0]) or not _is_plain(target, specs[1]):
        return None
    text = _LOAD + "\n" + _WEIGHTS
    return text.format(**_fields(names, source_layer, target_layer))


def api_code(source_layer: str, target_layer: str, names: Names | None = None) -> str:
    """Return complete code of both transfers with LSTM Viz."""
    return _API.format(**_fields(names, source_layer, target_layer))


def _is_plain(model: RecurrentModel, spec: LayerSpec) -> bool:
    layers = {layer.name for layer in model.keras.layers}
    return spec.name in layers and len(model.keras.inputs) == len(model.keras.outputs) == 1


def _fields(names: Names | None, source_layer: str, target_layer: str) -> dict[str, str]:
    return {
        **vars(names or Names()),
        "source_layer": source_layer,
        "target_layer": target_layer,
    }
