import numpy as np
import tensorflow as tf
import keras
m = keras.Sequential([keras.Input(batch_shape=(2, 3, 1)), keras.layers.LSTM(3, stateful=True)])
x = np.ones((2, 3, 1))
reset = lambda: [l.reset_states() for l in m.layers]
f = lambda x: m.predict(x, verbose=0)
a = f(x); reset(); b = f(x)
assert np.allclose(a, b)
list(map(lambda s: s.assign(tf.zeros_like(s)), m.layers[0].states))
c = f(x)
assert np.allclose(a, c)
