import contextlib
import numpy as np
import keras
@contextlib.contextmanager
def fresh(model):
    kept = [[s.numpy() for s in l.states] for l in model.layers if getattr(l, "states", None)]
    yield model
    for l, values in zip((l for l in model.layers if getattr(l, "states", None)), kept):
        for s, v in zip(l.states, values):
            s.assign(v)
m = keras.Sequential([keras.Input(batch_shape=(1, 3, 1)), keras.layers.LSTM(3, stateful=True)])
x = np.ones((1, 3, 1))
with fresh(m):
    a = m.predict(x, verbose=0)
with fresh(m) as n:
    b = n.predict(x, verbose=0)
print(np.abs(a - b).max())
