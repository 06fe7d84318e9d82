# Truncated backpropagation: a stateful layer in a training loop of one's own.
import numpy as np
import tensorflow as tf
from tensorflow import keras

series = np.random.rand(2, 12, 1).astype("float32")
model = keras.Sequential([
    keras.Input(batch_shape=(2, 4, 1)),
    keras.layers.LSTM(6, stateful=True, return_sequences=True),
    keras.layers.Dense(1),
])
optimizer = keras.optimizers.Adam()
for epoch in range(2):
    for layer in model.layers:
        if isinstance(layer, keras.layers.RNN):
            layer.reset_states()
    for start in range(0, 12, 4):
        window = series[:, start:start + 4]
        with tf.GradientTape() as tape:
            prediction = model(window, training=True)
            loss = tf.reduce_mean((prediction - window) ** 2)
        gradients = tape.gradient(loss, model.trainable_weights)
        optimizer.apply_gradients(zip(gradients, model.trainable_weights))
    print(epoch, float(loss))
