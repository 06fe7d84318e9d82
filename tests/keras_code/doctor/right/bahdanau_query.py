import tensorflow as tf
class Speller(tf.keras.Model):
    """Attention reads the state; the recurrent layer gets the context instead."""
    def __init__(self, units, vocab):
        super().__init__()
        self.q, self.k, self.v = (tf.keras.layers.Dense(units) for _ in range(3))
        self.gru = tf.keras.layers.GRU(units, return_sequences=True, return_state=True)
        self.fc = tf.keras.layers.Dense(vocab)
    def attend(self, state, memory):
        w = tf.nn.softmax(tf.reduce_sum(self.v(tf.tanh(self.q(state)[:, None] + self.k(memory))), -1), -1)
        return tf.reduce_sum(w[..., None] * memory, 1)
    def call(self, token, state, memory):
        ctx = self.attend(state, memory)
        out, new_state = self.gru(tf.concat([token, ctx[:, None]], -1))
        return self.fc(out), new_state
s = Speller(4, 7)
state = tf.zeros((2, 4))
for _ in range(2):
    y, state = s(tf.ones((2, 1, 3)), state, tf.ones((2, 5, 4)))
