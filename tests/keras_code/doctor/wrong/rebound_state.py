import tensorflow as tf
class Decoder(tf.keras.Model):
    def __init__(self, vocab, dim, units):
        super().__init__()
        self.embedding = tf.keras.layers.Embedding(vocab, dim)
        self.gru = tf.keras.layers.GRU(units, return_sequences=True, return_state=True)
        self.fc = tf.keras.layers.Dense(vocab)
    def call(self, x, hidden):
        x = self.embedding(x)
        output, hidden = self.gru(x)  #! state-unused
        return self.fc(output), hidden
decoder = Decoder(10, 4, 6)
state = tf.zeros((3, 6))
tok = tf.ones((3, 1), tf.int32)
for t in range(4):
    logits, state = decoder(tok, state)
    tok = tf.argmax(logits, -1)
