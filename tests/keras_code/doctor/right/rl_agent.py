import numpy as np
import tensorflow as tf
class Policy(tf.keras.Model):
    def __init__(self, actions, units=8):
        super().__init__()
        self.units = units
        self.cell = tf.keras.layers.LSTMCell(units)
        self.pi = tf.keras.layers.Dense(actions)
        self.v = tf.keras.layers.Dense(1)
    def call(self, obs, state):
        out, state = self.cell(obs, state)
        return self.pi(out), self.v(out), state
    def zero_state(self, n):
        return [tf.zeros((n, self.units)), tf.zeros((n, self.units))]
p = Policy(3)
state = p.zero_state(1)
for step in range(4):
    logits, value, state = p(tf.ones((1, 5)), state)
