import numpy as np
import keras
from keras import ops
class MinimalCell(keras.layers.Layer):
    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        self.units = units
        self.state_size = units
        self.output_size = units
    def build(self, shape):
        self.w = self.add_weight(shape=(shape[-1], self.units))
        self.u = self.add_weight(shape=(self.units, self.units))
        self.built = True
    def call(self, inputs, states, training=False):
        h = ops.tanh(ops.matmul(inputs, self.w) + ops.matmul(states[0], self.u))
        return h, [h]
rnn = keras.layers.RNN(MinimalCell(5), return_state=True, return_sequences=True)
y, h = rnn(np.ones((2, 4, 3), "float32"))
z, h = rnn(np.ones((2, 4, 3), "float32"), initial_state=h)
net = keras.Sequential([keras.Input((4, 3)), keras.layers.RNN([MinimalCell(5), keras.layers.LSTMCell(4)])])
