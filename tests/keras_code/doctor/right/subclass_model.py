import numpy as np
import keras
class Net(keras.Sequential):
    def reset_states(self):
        for l in self.layers:
            if getattr(l, "stateful", False):
                l.reset_states()
n = Net([keras.Input(batch_shape=(1, 2, 1)), keras.layers.LSTM(3, stateful=True), keras.layers.Dense(1)])
n.reset_states()
a = n.predict(np.ones((1, 2, 1)), verbose=0)
n.reset_states()
b = n.predict(np.ones((1, 2, 1)), verbose=0)
print(np.allclose(a, b))
