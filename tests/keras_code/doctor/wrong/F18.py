import numpy as np
import keras
deep = keras.layers.RNN([keras.layers.LSTMCell(4), keras.layers.LSTMCell(4)], return_state=True)
y, h1, c1, h2, c2 = deep(np.ones((2, 5, 3), "float32"))  #! unpack-nested
