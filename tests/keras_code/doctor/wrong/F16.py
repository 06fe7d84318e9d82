import numpy as np
import keras
x = np.ones((4, 6, 3), "float32")
start = np.zeros((4, 10), "float32")
y = keras.layers.Bidirectional(keras.layers.GRU(10))(x, initial_state=start)  #! bidirectional-gru-states
