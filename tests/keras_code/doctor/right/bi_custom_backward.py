import numpy as np
import keras
fwd = keras.layers.LSTM(4, return_sequences=True)
bwd = keras.layers.LSTM(4, return_sequences=True, go_backwards=True, activation="relu")
layer = keras.layers.Bidirectional(fwd, backward_layer=bwd)
z = [np.zeros((2, 4), "float32")] * 4
y = layer(np.ones((2, 3, 2), "float32"), initial_state=z)
w = keras.layers.GRU(3)(y)
