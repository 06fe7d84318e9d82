import numpy as np
import keras
from keras import layers
data = np.random.rand(10, 7)
train_x = data.reshape((data.shape[0], 1, data.shape[1]))
m = keras.Sequential([keras.Input((train_x.shape[1], train_x.shape[2])), layers.LSTM(4), layers.Dense(1)])
m.predict(train_x, verbose=0)
i = keras.Input((12,))
y = layers.LSTM(3)(layers.Reshape((12, 1))(i))
z = layers.LSTM(3)(keras.ops.expand_dims(i, -1))
w = layers.LSTM(3)(layers.Lambda(lambda t: t[:, :, None], output_shape=(12, 1))(i))
v = layers.LSTM(3)(i[..., None])
