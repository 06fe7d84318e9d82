import numpy as np
import keras
cell = keras.layers.LSTMCell(4)
net = keras.Sequential([keras.Input((5, 3)), keras.layers.RNN([cell] * 2)])  #! cell-twice-sizes
y = net.predict(np.ones((2, 5, 3)), verbose=0)
print(y.shape, len(net.weights))
