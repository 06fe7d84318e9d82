import numpy as np
import tensorflow as tf
class FeedBack(tf.keras.Model):
    def __init__(self, units, out_steps, features):
        super().__init__()
        self.out_steps = out_steps
        self.units = units
        self.lstm_cell = tf.keras.layers.LSTMCell(units)
        self.lstm_rnn = tf.keras.layers.RNN(self.lstm_cell, return_state=True)
        self.dense = tf.keras.layers.Dense(features)
    def warmup(self, inputs):
        x, *state = self.lstm_rnn(inputs)
        return self.dense(x), state
    def call(self, inputs, training=None):
        predictions = []
        prediction, state = self.warmup(inputs)
        predictions.append(prediction)
        for n in range(1, self.out_steps):
            x = prediction
            x, state = self.lstm_cell(x, states=state, training=training)
            prediction = self.dense(x)
            predictions.append(prediction)
        predictions = tf.stack(predictions)
        return tf.transpose(predictions, [1, 0, 2])
FeedBack(4, 3, 2)(tf.ones((2, 5, 2)))
