# The weights of a trained autoencoder start a classifier (Dai and Le): parameters, not states.
import numpy as np
import keras
from keras import layers

i = keras.Input((6, 3))
encoder = layers.LSTM(8, name="encoder")
code = encoder(i)
back = layers.LSTM(8, return_sequences=True)(layers.RepeatVector(6)(code))
autoencoder = keras.Model(i, layers.TimeDistributed(layers.Dense(3))(back))
autoencoder.compile("adam", "mse")
x = np.random.rand(8, 6, 3)
autoencoder.fit(x, x, epochs=1, verbose=0)

j = keras.Input((6, 3))
lstm = layers.LSTM(8)
classifier = keras.Model(j, layers.Dense(1, activation="sigmoid")(lstm(j)))
lstm.set_weights(encoder.get_weights())
classifier.compile("adam", "binary_crossentropy")
classifier.fit(x, np.ones((8, 1)), epochs=1, verbose=0)
