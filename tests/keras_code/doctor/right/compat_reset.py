import numpy as np
import keras
def reset_model_states(m):
    """Works with Keras 2 and 3."""
    if callable(getattr(m, "reset_states", None)):
        m.reset_states()
        return
    for l in m.layers:
        f = getattr(l, "reset_states", None) or getattr(l, "reset_state", None)
        if f is not None and getattr(l, "stateful", False):
            f()
m = keras.Sequential([keras.Input(batch_shape=(1, 3, 1)), keras.layers.LSTM(2, stateful=True), keras.layers.Dense(1)])
reset_model_states(m)
