import numpy as np
import keras
net = keras.Sequential([keras.Input(batch_shape=(2, 5, 3)), keras.layers.LSTM(4, stateful=True)])
x = np.ones((2, 5, 3))
a = net.predict(x, verbose=0)
net.layers[0].reset_states  #! reset-not-called
b = net.predict(x, verbose=0)
print(np.abs(a - b).max())
