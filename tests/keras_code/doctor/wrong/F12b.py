import numpy as np
import keras
net = keras.Sequential([keras.Input(batch_shape=(2, 5, 3)), keras.layers.LSTM(4, stateful=True)])
net.predict(np.ones((2, 5, 3)), verbose=0)
h = net.layers[0].states[0].get_value()  #! state-get-value
