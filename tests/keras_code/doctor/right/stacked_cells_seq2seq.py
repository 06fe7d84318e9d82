# Encoder and decoder of stacked cells in one RNN layer each: nested states are handed over.
import numpy as np
import keras

encoder_cells = [keras.layers.LSTMCell(n) for n in (8, 6)]
decoder_cells = [keras.layers.LSTMCell(n) for n in (8, 6)]
encoder_inputs = keras.Input((None, 3))
encoder = keras.layers.RNN(encoder_cells, return_state=True)
encoder_outputs_and_states = encoder(encoder_inputs)
encoder_states = encoder_outputs_and_states[1:]
decoder_inputs = keras.Input((None, 3))
decoder = keras.layers.RNN(decoder_cells, return_sequences=True, return_state=True)
decoder_outputs_and_states = decoder(decoder_inputs, initial_state=list(encoder_states))
decoder_outputs = keras.layers.Dense(3)(decoder_outputs_and_states[0])
model = keras.Model([encoder_inputs, decoder_inputs], decoder_outputs)
model.predict([np.ones((2, 4, 3)), np.ones((2, 4, 3))], verbose=0)
