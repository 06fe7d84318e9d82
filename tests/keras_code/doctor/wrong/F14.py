import numpy as np
import keras
net = keras.Sequential([keras.Input((None, 2)), keras.layers.LSTM(4)])
net.layers[0].stateful = True  #! stateful-changed
y = net.predict(np.ones((1, 3, 2)), verbose=0)
