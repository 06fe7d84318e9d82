"""Stateful layers that run as they are, from their stored states and without changing them."""

from __future__ import annotations

from typing import Any

import keras

from lstm_viz._tensorflow import tf
from lstm_viz.models._graph import keeping_states
from lstm_viz.tracing._rows import repeated, size


def at_rest(layer: Any, rows: Any, ends: Any) -> Any:
    """Return a layer to call in place of one that keeps states.

    It shares everything with the layer, its cells and weights too, but is not stateful itself: it
    takes the states that are stored when it runs, and stores none.

    Parameters
    ----------
    layer : keras.Layer
        An RNN or a Bidirectional; any other layer is returned as it is.
    rows : int or int tensor
        Rows of the whole run: as many as the states have, once for each scenario.
    ends : int or int tensor
        How often each of these rows is repeated in a run of all beginnings of a sequence.
    """
    if not keeping_states(layer):
        return layer
    if isinstance(layer, keras.layers.Bidirectional):
        directions = {
            key: at_rest(vars(layer)[key], rows, ends)
            for key in ("forward_layer", "backward_layer")
        }
        return _twin(layer, **directions)

    def stored(batch_size: Any = None) -> Any:
        def arranged(variable: Any) -> Any:
            state = tf.convert_to_tensor(variable)
            times = rows // size(state, 0)
            return repeated(tf.tile(state, [times, *[1] * (len(state.shape) - 1)]), ends)

        return keras.tree.map_structure(arranged, layer.states)

    return _twin(layer, get_initial_state=stored)


def _twin(layer: Any, **changed: Any) -> Any:
    # Keras copies a layer by saving it; this one must share the variables, and leave no trace in
    # the layer that it is made of.
    twin = object.__new__(type(layer))
    vars(twin).update(vars(layer))
    vars(twin).update(changed, stateful=False)
    return twin
