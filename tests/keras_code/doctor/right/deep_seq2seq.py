# Several layers deep on both sides: each layer of the decoder starts from its encoder's states.
import numpy as np
import keras
from keras import layers

sizes = [8, 6, 4]
x = encoder_inputs = keras.Input((None, 5))
states = []
for k, size in enumerate(sizes):
    x, h, c = layers.LSTM(size, return_sequences=True, return_state=True, name=f"enc_{k}")(x)
    states.append([h, c])
y = decoder_inputs = keras.Input((None, 5))
for k, (size, state) in enumerate(zip(sizes, states)):
    y = layers.LSTM(size, return_sequences=True, name=f"dec_{k}")(y, initial_state=state)
model = keras.Model([encoder_inputs, decoder_inputs], layers.TimeDistributed(layers.Dense(5))(y))
model.predict([np.ones((2, 3, 5)), np.ones((2, 4, 5))], verbose=0)
