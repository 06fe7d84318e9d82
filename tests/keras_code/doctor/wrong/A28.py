# tensorflow/text#1268, #1305: the text generation tutorial asks the GRU for its state with the inputs
import numpy as np
import tensorflow as tf

class Writer(tf.keras.Model):
    def __init__(self, vocab, units):
        super().__init__()
        self.embed = tf.keras.layers.Embedding(vocab, 8)
        self.gru = tf.keras.layers.GRU(units, return_sequences=True, return_state=True)
        self.out = tf.keras.layers.Dense(vocab)

    def call(self, tokens, states=None, return_state=False, training=False):
        x = self.embed(tokens, training=training)
        if states is None:
            states = self.gru.get_initial_state(x)  #! initial-state-arguments
        x, states = self.gru(x, initial_state=states, training=training)
        x = self.out(x, training=training)
        return (x, states) if return_state else x

net = Writer(20, 16)
print(net(np.ones((4, 10), "int32")).shape)
