import numpy as np
import keras
b, t, c = 2, 5, 3
x = np.random.rand(b, t, c).astype("float32")
h = 4
i = keras.Input((t, c))
y = keras.layers.LSTM(h, return_sequences=True)(i)
state = keras.layers.Dense(h)(y[:, -1])
last_state = y[:, -1]
z = keras.layers.GRU(h)(i, initial_state=last_state)
