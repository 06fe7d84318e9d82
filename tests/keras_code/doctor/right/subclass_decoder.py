# An encoder and a decoder as classes, greedy decoding in a loop.
import numpy as np
import tensorflow as tf
from tensorflow.keras import layers


class Encoder(layers.Layer):
    def __init__(self, vocab, units):
        super().__init__()
        self.embedding = layers.Embedding(vocab, units)
        self.lstm = layers.LSTM(units, return_sequences=True, return_state=True)

    def call(self, tokens):
        output, state_h, state_c = self.lstm(self.embedding(tokens))
        return output, [state_h, state_c]


class Decoder(layers.Layer):
    def __init__(self, vocab, units):
        super().__init__()
        self.embedding = layers.Embedding(vocab, units)
        self.lstm = layers.LSTM(units, return_sequences=True, return_state=True)
        self.out = layers.Dense(vocab)

    def call(self, tokens, state):
        x, *state = self.lstm(self.embedding(tokens), initial_state=state)
        return self.out(x), state


class Translator(tf.keras.Model):
    def __init__(self, vocab=10, units=8):
        super().__init__()
        self.encoder, self.decoder = Encoder(vocab, units), Decoder(vocab, units)

    def call(self, inputs):
        source, target = inputs
        _, state = self.encoder(source)
        logits, _ = self.decoder(target, state)
        return logits

    def translate(self, source, steps=3):
        _, state = self.encoder(source)
        token, said = tf.ones((len(source), 1), tf.int32), []
        for _ in range(steps):
            logits, state = self.decoder(token, state)
            token = tf.argmax(logits, axis=-1, output_type=tf.int32)
            said.append(token)
        return tf.concat(said, axis=1)


translator = Translator()
tokens = np.ones((2, 4), "int32")
translator.compile("adam", tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True))
translator.fit([tokens, tokens], tokens, epochs=1, verbose=0)
print(translator.translate(tokens))
