import numpy as np
import keras
model = keras.Sequential([keras.Input(batch_shape=(1, 4, 2)), keras.layers.LSTM(3, stateful=True)])
model.predict(np.ones((1, 4, 2)), verbose=0)
model.layers[0].set_states([np.zeros((1, 3)), np.zeros((1, 3))])  #! gone-attribute
