import numpy as np
import keras
lstm = keras.layers.LSTM(4, return_sequences=True, return_state=True)
x = np.ones((2, 3, 5), "float32")
out, (h, c) = lstm(x)  #! unpack-count
