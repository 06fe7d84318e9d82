import numpy as np
import keras
i = keras.Input((4, 3))
h = keras.Input((6,))
net = keras.Model([i, h], keras.layers.GRU(8)(i, initial_state=h))  #! states-shape
net.predict([np.ones((2, 4, 3)), np.ones((2, 6))], verbose=0)
