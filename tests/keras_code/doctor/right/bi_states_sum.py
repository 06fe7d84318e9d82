import numpy as np
import keras
from keras import layers
i = keras.Input((5, 2)); j = keras.Input((4, 2))
out = layers.Bidirectional(layers.LSTM(6, return_sequences=True, return_state=True))(i)
seq, states = out[0], out[1:]
h = layers.Add()([states[0], states[2]])
c = layers.Add()([states[1], states[3]])
y = layers.LSTM(6)(j, initial_state=[h, c])
keras.Model([i, j], y).predict([np.ones((1, 5, 2)), np.ones((1, 4, 2))], verbose=0)
