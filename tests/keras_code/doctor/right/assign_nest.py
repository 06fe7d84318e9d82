import numpy as np
import tensorflow as tf
net = tf.keras.Sequential([tf.keras.Input(batch_shape=(2, None, 3)), tf.keras.layers.GRU(4, stateful=True, return_sequences=True), tf.keras.layers.LSTM(4, stateful=True)])
a = net.predict(np.ones((2, 3, 3)), verbose=0)
for layer in net.layers:
    tf.nest.map_structure(lambda s: s.assign(tf.zeros_like(s)), layer.states)
b = net.predict(np.ones((2, 3, 3)), verbose=0)
assert np.allclose(a, b, atol=1e-6)
