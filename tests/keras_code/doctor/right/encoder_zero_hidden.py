import tensorflow as tf
class Encoder(tf.keras.Model):
    def __init__(self, units, batch):
        super().__init__()
        self.units, self.batch = units, batch
        self.gru = tf.keras.layers.GRU(units, return_sequences=True, return_state=True)
    def call(self, x, hidden):
        output, state = self.gru(x)
        return output, state
    def start(self):
        return tf.zeros((self.batch, self.units))
e = Encoder(4, 2)
out, h = e(tf.ones((2, 3, 5)), e.start())
