import os
import numpy as np
import keras
m = keras.Sequential([keras.Input(batch_shape=(1, 3, 1)), keras.layers.LSTM(4, stateful=True), keras.layers.Dense(1)])
path = "w.weights.h5"
if os.path.exists(path):
    m.load_weights(path)
x = np.ones((1, 3, 1))
before = m.predict(x, verbose=0)
m.save_weights(path)
m.load_weights(path)
for layer in m.layers[:1]:
    layer.reset_states()
after = m.predict(x, verbose=0)
print(np.abs(after - before).max())
