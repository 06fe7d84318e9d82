import numpy as np
import keras
net = keras.Sequential([keras.Input(batch_shape=(2, 3, 1)), keras.layers.GRU(4, stateful=True)])
net.predict(np.ones((2, 3, 1)), verbose=0)
net.layers[0].states = (np.zeros((2, 4)),)  #! state-item-replaced
net.predict(np.ones((2, 3, 1)), verbose=0)
