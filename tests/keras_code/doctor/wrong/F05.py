import numpy as np
import keras
layer = keras.layers.GRU(2, stateful=True)
i = keras.Input(batch_shape=(1, 3, 4))
h = keras.Input(batch_shape=(1, 2))
net = keras.Model([i, h], layer(i, initial_state=h))  #! stateful-and-initial-state
a = net.predict([np.ones((1, 3, 4)), np.zeros((1, 2))], verbose=0)
b = net.predict([np.ones((1, 3, 4)), np.zeros((1, 2))], verbose=0)
print(np.abs(a - b).max())
