# A cell of one's own in an RNN layer, by itself and stacked.
import numpy as np
import keras
from keras import layers, ops


class MinimalRNNCell(layers.Layer):
    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        self.units = units
        self.state_size = units

    def build(self, input_shape):
        self.kernel = self.add_weight(shape=(input_shape[-1], self.units))
        self.recurrent = self.add_weight(shape=(self.units, self.units))
        self.built = True

    def call(self, inputs, states):
        output = ops.matmul(inputs, self.kernel) + ops.matmul(states[0], self.recurrent)
        return output, [output]


x = keras.Input((None, 5))
y = layers.RNN(MinimalRNNCell(8))(x)
z = layers.RNN([MinimalRNNCell(8), MinimalRNNCell(4)], return_state=True)(x)
model = keras.Model(x, [y, z[0]])
model.predict(np.ones((2, 3, 5)), verbose=0)
