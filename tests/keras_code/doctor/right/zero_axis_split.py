import tensorflow as tf
lstm = tf.keras.layers.LSTM(4, return_sequences=True, return_state=True)
seq, h, c = lstm(tf.ones((2, 5, 3)))
states = tf.stack([h, c])
h2, c2 = tf.unstack(states)
y = lstm(tf.ones((2, 5, 3)), initial_state=[h2, c2])
state = (h, c)
z = lstm(tf.ones((2, 5, 3)), initial_state=state)
w = lstm(tf.ones((2, 5, 3)), [h, c], training=True)
