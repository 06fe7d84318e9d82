import tensorflow as tf
class Dec(tf.keras.layers.Layer):
    def __init__(self):
        super().__init__()
        self.lstm = tf.keras.layers.LSTM(4, return_state=True)
        self.mix = tf.keras.layers.Dense(4)
    def call(self, x, hidden, context=None):
        if context is not None:
            x = tf.concat([x, tf.repeat(context[:, None], x.shape[1], 1)], -1)
        state = [self.mix(s) for s in hidden]
        y, *hidden = self.lstm(x, initial_state=state)
        return y, hidden
d = Dec()
s = [tf.zeros((2, 4))] * 2
for _ in range(2):
    y, s = d(tf.ones((2, 1, 3)), s, context=tf.ones((2, 2)))
