import numpy as np
import keras
cell = keras.layers.LSTMCell(4)
h = np.zeros((2, 4), "float32")
out, state = cell(np.ones((2, 3), "float32"), [h])  #! one-state
