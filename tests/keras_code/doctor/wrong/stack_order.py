import numpy as np
import keras
rnn = keras.layers.RNN([keras.layers.LSTMCell(4), keras.layers.LSTMCell(4)], return_state=True)
x = np.ones((2, 3, 5), "float32")
out = rnn(x)
states = out[1:]
h1, c1, h2, c2 = states  #! unpack-nested
