# keras#9351: a cell in a loop, its result unpacked as three
import numpy as np
import keras
cell = keras.layers.LSTMCell(6)
x = np.ones((2, 5, 3), "float32")
h = c = np.zeros((2, 6), "float32")
seen = []
for t in range(5):
    out, h, c = cell(x[:, t], [h, c])  #! cell-unpack
    seen.append(c)
