import numpy as np
import keras
gru = keras.layers.GRU(6)
x = np.ones((4, 5, 3), "float32")
gru(x)
start = gru.get_initial_state(x)  #! initial-state-arguments
y = gru(x, initial_state=start)
