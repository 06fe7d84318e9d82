import numpy as np
import keras
m = keras.Sequential([keras.Input(batch_shape=(1, 4, 2)), keras.layers.LSTM(3, stateful=True)])
m.predict(np.ones((1, 4, 2)), verbose=0)
print(m.layers[0].states[1].eval())  #! state-get-value
