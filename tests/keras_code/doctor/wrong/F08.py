import numpy as np
import keras
x = np.ones((3, 5, 2), "float32")
y = keras.layers.LSTM(4)(inputs=x)  #! inputs-argument
