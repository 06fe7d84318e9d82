import numpy as np
import keras
net = keras.Sequential([keras.Input((2, 1)), keras.layers.LSTM(3)])
net.predict(np.ones((1, 2, 1)), verbose=0)
h, c = net.layers[0].states  #! states-stateless
