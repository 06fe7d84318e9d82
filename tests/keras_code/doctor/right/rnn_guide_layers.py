# Built-in recurrent layers: outputs, states, Bidirectional.
import numpy as np
import keras
from keras import layers

model = keras.Sequential()
model.add(layers.Embedding(input_dim=100, output_dim=8))
model.add(layers.GRU(16, return_sequences=True))
model.add(layers.SimpleRNN(8))
model.add(layers.Dense(10))
model(np.ones((2, 7), "int32"))

encoder_input = layers.Input(shape=(None,))
encoder_embedded = layers.Embedding(input_dim=100, output_dim=8)(encoder_input)
output, state_h, state_c = layers.LSTM(8, return_state=True, name="encoder")(encoder_embedded)
encoder_state = [state_h, state_c]
decoder_input = layers.Input(shape=(None,))
decoder_embedded = layers.Embedding(input_dim=200, output_dim=8)(decoder_input)
decoder_output = layers.LSTM(8, name="decoder")(decoder_embedded, initial_state=encoder_state)
model = keras.Model([encoder_input, decoder_input], layers.Dense(10)(decoder_output))

model = keras.Sequential()
model.add(keras.Input(shape=(5, 10)))
model.add(layers.Bidirectional(layers.LSTM(8, return_sequences=True)))
model.add(layers.Bidirectional(layers.LSTM(4)))
model.add(layers.Dense(10))
model.predict(np.ones((2, 5, 10)), verbose=0)
