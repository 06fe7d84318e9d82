import numpy as np
import keras
lstm = keras.layers.LSTM(4, return_state=True)
x = np.ones((2, 6, 3), "float32")
h = np.zeros((2, 4), "float32"); c = np.zeros((2, 4), "float32")
for t in range(6):
    y, h, c = lstm(x[:, t], initial_state=[h, c])  #! two-axes
