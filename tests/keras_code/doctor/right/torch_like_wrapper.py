import numpy as np
import keras
class LSTM(keras.layers.Layer):
    """PyTorch's interface around Keras' layer."""
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.hidden_size = hidden_size
        self.inner = keras.layers.LSTM(hidden_size, return_sequences=True, return_state=True)
    def call(self, x, hx=None):
        if hx is None:
            hx = self.inner.get_initial_state(batch_size=keras.ops.shape(x)[0])
        out, h, c = self.inner(x, initial_state=list(hx))
        return out, (h, c)
net = LSTM(3, 4)
out, (h, c) = net(np.ones((2, 5, 3), "float32"))
out, (h, c) = net(np.ones((2, 5, 3), "float32"), (h, c))
