import numpy as np
import keras
model = keras.Sequential([keras.Input(batch_shape=(1, 4, 2)), keras.layers.LSTM(3, stateful=True)])
model.predict(np.ones((1, 4, 2)), verbose=0)
h = model.layers[0].state_h  #! gone-attribute
