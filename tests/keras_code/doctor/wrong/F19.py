import numpy as np
import tensorflow as tf

class Dec(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.gru = tf.keras.layers.GRU(4, return_state=True)
    def call(self, token, hidden):
        y, state = self.gru(token)  #! state-unused
        return y, state

dec = Dec()
hidden = tf.zeros((2, 4))
for _ in range(3):
    y, hidden = dec(tf.ones((2, 1, 3)), hidden)
