import numpy as np
import keras
import tensorflow as tf
class TBPTT(keras.Model):
    def __init__(self, units, **kw):
        super().__init__(**kw)
        self.rnn = keras.layers.LSTM(units, return_sequences=True, return_state=True)
        self.head = keras.layers.Dense(1)
    def call(self, x, states=None, return_state=False):
        y, *states = self.rnn(x, initial_state=states)
        return (self.head(y), states) if return_state else self.head(y)
    def train_step(self, data):
        x, y = data
        state = None
        total = 0.0
        for k in range(0, 6, 3):
            with tf.GradientTape() as tape:
                p, state = self(x[:, k:k + 3], states=state, return_state=True)
                loss = tf.reduce_mean((p - y[:, k:k + 3]) ** 2)
            state = [tf.stop_gradient(s) for s in state]
            g = tape.gradient(loss, self.trainable_variables)
            self.optimizer.apply_gradients(zip(g, self.trainable_variables))
            total += loss
        return {"loss": total}
m = TBPTT(4)
m.compile("sgd")
m.fit(np.random.rand(4, 6, 2), np.random.rand(4, 6, 1), verbose=0)
