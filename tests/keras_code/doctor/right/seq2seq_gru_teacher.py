import numpy as np
import tensorflow as tf
class Seq2Seq(tf.keras.Model):
    def __init__(self, vocab, dim, units):
        super().__init__()
        self.emb = tf.keras.layers.Embedding(vocab, dim, mask_zero=True)
        self.enc = tf.keras.layers.Bidirectional(tf.keras.layers.GRU(units, return_sequences=True, return_state=True), merge_mode="sum")
        self.dec = tf.keras.layers.GRU(units, return_sequences=True, return_state=True)
        self.att = tf.keras.layers.Attention()
        self.out = tf.keras.layers.Dense(vocab)
    def call(self, inputs, training=None):
        src, tgt = inputs
        memory, fwd, bwd = self.enc(self.emb(src), training=training)
        y, state = self.dec(self.emb(tgt), initial_state=fwd + bwd, training=training)
        return self.out(tf.concat([y, self.att([y, memory])], -1))
net = Seq2Seq(15, 6, 8)
net.compile("adam", tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True))
x = np.random.randint(1, 15, (4, 5))
net.fit((x, x), x, verbose=0)
