# A GRU that writes text: the state goes from one step to the next.
import numpy as np
import tensorflow as tf


class MyModel(tf.keras.Model):
    def __init__(self, vocab_size, embedding_dim, rnn_units):
        super().__init__()
        self.embedding = tf.keras.layers.Embedding(vocab_size, embedding_dim)
        self.gru = tf.keras.layers.GRU(rnn_units, return_sequences=True, return_state=True)
        self.dense = tf.keras.layers.Dense(vocab_size)

    def call(self, inputs, states=None, return_state=False, training=False):
        x = inputs
        x = self.embedding(x, training=training)
        if states is None:
            states = self.gru.get_initial_state(tf.shape(x)[0])
        x, states = self.gru(x, initial_state=states, training=training)
        x = self.dense(x, training=training)
        if return_state:
            return x, states
        else:
            return x


class OneStep(tf.keras.Model):
    def __init__(self, model, temperature=1.0):
        super().__init__()
        self.temperature = temperature
        self.model = model

    @tf.function
    def generate_one_step(self, inputs, states=None):
        predicted_logits, states = self.model(inputs=inputs, states=states, return_state=True)
        predicted_logits = predicted_logits[:, -1, :] / self.temperature
        ids = tf.random.categorical(predicted_logits, num_samples=1)
        return ids, states


model = MyModel(20, 8, 16)
print(model(np.ones((4, 10), "int32")).shape)
one_step = OneStep(model)
states = None
next_id = tf.constant([[3]])
for n in range(3):
    next_id, states = one_step.generate_one_step(next_id, states=states)
