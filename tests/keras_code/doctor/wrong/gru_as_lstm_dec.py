import tensorflow as tf
class Decoder(tf.keras.Model):
    def __init__(self, units, vocab):
        super().__init__()
        self.gru = tf.keras.layers.GRU(units, return_sequences=True, return_state=True)
        self.fc = tf.keras.layers.Dense(vocab)
    def call(self, x, state_h, state_c):
        y, state_h, state_c = self.gru(x, initial_state=[state_h, state_c])  #! unpack-count-gru  #! gru-cell-state
        return self.fc(y), state_h, state_c
dec = Decoder(4, 9)
dec(tf.ones((2, 1, 3)), tf.zeros((2, 4)), tf.zeros((2, 4)))
