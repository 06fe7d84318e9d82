import numpy as np
import tensorflow as tf
import keras
lstm = keras.layers.LSTM(4)
a = np.zeros((3, 5))
for x in (a[..., None], a[:, :, None], np.expand_dims(a, 2), np.expand_dims(a, axis=-1), a.reshape(3, 5, 1), a.reshape((3, 5, 1)), np.reshape(a, (3, 5, 1)), a[:, :, np.newaxis], np.stack([a, a], axis=-1), np.dstack([a, a]), np.array([a, a]), np.repeat(a[..., None], 2, axis=2)):
    lstm2 = keras.layers.LSTM(4)
    lstm2(x.astype("float32"))
t = tf.constant([[1., 2., 3.]])
keras.layers.LSTM(2)(tf.expand_dims(t, -1))
keras.layers.LSTM(2)(t[:, :, tf.newaxis])
keras.layers.LSTM(2)(tf.reshape(t, (1, 3, 1)))
keras.layers.LSTM(2)(tf.one_hot([[1, 2]], 4))
keras.layers.LSTM(2)(tf.stack([t, t]))
ids = np.array([[1, 2, 3], [3, 2, 1]])
keras.layers.LSTM(2)(keras.layers.Embedding(5, 2)(ids))
keras.layers.LSTM(2)(np.eye(5)[ids].astype("float32"))
