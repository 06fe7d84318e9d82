import tensorflow as tf
class CharModel(tf.keras.Model):
    def __init__(self, vocab, dim, units):
        super().__init__()
        self.embedding = tf.keras.layers.Embedding(vocab, dim)
        self.lstm = tf.keras.layers.LSTM(units, return_sequences=True, return_state=True)
        self.dense = tf.keras.layers.Dense(vocab)
    def call(self, ids, states=None, return_state=False, training=False):
        x = self.embedding(ids)
        if states is None:
            states = self.lstm.get_initial_state(batch_size=tf.shape(x)[0])
        x, h, c = self.lstm(x, initial_state=states, training=training)
        logits = self.dense(x)
        if return_state:
            return logits, [h, c]
        return logits
class OneStep(tf.keras.Model):
    def __init__(self, model, temperature=1.0):
        super().__init__()
        self.model, self.temperature = model, temperature
    @tf.function
    def generate_one_step(self, ids, states=None):
        logits, states = self.model(ids, states=states, return_state=True)
        nxt = tf.random.categorical(logits[:, -1, :] / self.temperature, 1)
        return nxt, states
m = CharModel(20, 4, 8)
m(tf.ones((1, 3), tf.int32))
one = OneStep(m)
ids, states = tf.constant([[1]]), None
for n in range(3):
    ids, states = one.generate_one_step(tf.cast(ids, tf.int32), states=states)
