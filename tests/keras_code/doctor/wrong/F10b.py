import numpy as np
import keras
cell = keras.layers.LSTMCell(6)
h0 = np.zeros((2, 6), "float32"); c0 = np.ones((2, 6), "float32")
out, states = cell(np.ones((2, 3), "float32"), [c0, h0])  #! cell-states-swapped
