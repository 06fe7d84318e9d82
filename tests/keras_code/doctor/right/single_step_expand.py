import numpy as np
import keras
lstm = keras.layers.LSTM(4, return_state=True)
x = np.ones((2, 6, 3), "float32")
state = None
for t in range(6):
    y, *state = lstm(x[:, t:t + 1], initial_state=state)
for t in range(6):
    y, *state = lstm(np.expand_dims(x[:, t], 1), initial_state=state)
for t in range(6):
    y, *state = lstm(x[:, t][:, None, :], initial_state=state)
for t in range(6):
    y, *state = lstm(x[:, t, np.newaxis], initial_state=state)
