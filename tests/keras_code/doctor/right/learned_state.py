# An initial state that depends on something else, made by a Dense layer.
import numpy as np
import keras
from keras import layers

about = keras.Input((3,))
sequence = keras.Input((None, 2))
h = layers.Dense(8, activation="tanh")(about)
c = layers.Dense(8)(about)
y = layers.LSTM(8, return_sequences=True)(sequence, initial_state=[h, c])
model = keras.Model([about, sequence], layers.Dense(1)(y))
model.compile("adam", "mse")
model.fit([np.ones((4, 3)), np.ones((4, 5, 2))], np.ones((4, 5, 1)), epochs=1, verbose=0)
