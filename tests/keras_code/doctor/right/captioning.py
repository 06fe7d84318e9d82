# Captions of pictures: features of a picture, and a GRU with attention that is reset each time.
import numpy as np
import tensorflow as tf


class RNNDecoder(tf.keras.Model):
    def __init__(self, embedding_dim, units, vocab_size):
        super().__init__()
        self.units = units
        self.embedding = tf.keras.layers.Embedding(vocab_size, embedding_dim)
        self.gru = tf.keras.layers.GRU(units, return_sequences=True, return_state=True)
        self.fc1 = tf.keras.layers.Dense(units)
        self.fc2 = tf.keras.layers.Dense(vocab_size)
        self.W1, self.W2, self.V = (tf.keras.layers.Dense(n) for n in (units, units, 1))

    def call(self, x, features, hidden):
        score = self.V(tf.nn.tanh(self.W1(features) + self.W2(tf.expand_dims(hidden, 1))))
        weights = tf.nn.softmax(score, axis=1)
        context = tf.reduce_sum(weights * features, axis=1)
        x = self.embedding(x)
        x = tf.concat([tf.expand_dims(context, 1), x], axis=-1)
        output, state = self.gru(x)
        x = self.fc1(output)
        x = tf.reshape(x, (-1, x.shape[2]))
        return self.fc2(x), state, weights

    def reset_state(self, batch_size):
        return tf.zeros((batch_size, self.units))


decoder = RNNDecoder(8, 16, 20)
features = tf.random.normal((4, 6, 8))
target = np.random.randint(0, 20, (4, 5))
hidden = decoder.reset_state(batch_size=target.shape[0])
dec_input = tf.expand_dims([1] * target.shape[0], 1)
for i in range(1, target.shape[1]):
    predictions, hidden, _ = decoder(dec_input, features, hidden)
    dec_input = tf.expand_dims(target[:, i], 1)
hidden = decoder.reset_state(batch_size=1)
