import numpy as np
import keras
net = keras.Sequential([keras.layers.LSTM(3, stateful=True), keras.layers.Dense(1)])
for s in net.layers[0].states:  #! states-before-build
    s.assign(np.zeros((1, 3)))
