# keras#4379: states through get_value and set_value of the variable
import numpy as np
import keras
net = keras.Sequential([keras.Input(batch_shape=(2, 5, 3)), keras.layers.LSTM(4, stateful=True)])
net.predict(np.ones((2, 5, 3)), verbose=0)
kept = net.layers[0].states[0].get_value()  #! state-get-value
net.layers[0].states[0].set_value(kept)  #! state-get-value
