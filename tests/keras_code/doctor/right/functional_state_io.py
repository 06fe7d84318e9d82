# The state is an input and an output: the caller keeps it.
import numpy as np
import keras

x_in = keras.Input((1, 2))
h_in, c_in = keras.Input((6,)), keras.Input((6,))
y, h_out, c_out = keras.layers.LSTM(6, return_state=True)(x_in, initial_state=[h_in, c_in])
step = keras.Model([x_in, h_in, c_in], [keras.layers.Dense(1)(y), h_out, c_out])
h = c = np.zeros((1, 6), "float32")
for t in range(4):
    y, h, c = step.predict([np.ones((1, 1, 2)), h, c], verbose=0)
    print(t, y)
