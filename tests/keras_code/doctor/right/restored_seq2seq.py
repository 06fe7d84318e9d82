# The parts of a loaded translation model are put together again for inference.
import numpy as np
import keras

i = keras.Input((None, 6))
_, h, c = keras.layers.LSTM(8, return_state=True, name="encoder")(i)
j = keras.Input((None, 6))
y, _, _ = keras.layers.LSTM(8, return_state=True, return_sequences=True, name="decoder")(
    j, initial_state=[h, c]
)
keras.Model([i, j], keras.layers.Dense(6)(y)).save("s2s.keras")

model = keras.models.load_model("s2s.keras")
encoder_inputs = model.inputs[0]
encoder_outputs, state_h_enc, state_c_enc = model.get_layer("encoder").output
encoder_model = keras.Model(encoder_inputs, [state_h_enc, state_c_enc])
decoder_inputs = model.inputs[1]
state_h, state_c = keras.Input((8,)), keras.Input((8,))
decoder_lstm = model.get_layer("decoder")
outs, dec_h, dec_c = decoder_lstm(decoder_inputs, initial_state=[state_h, state_c])
decoder_model = keras.Model([decoder_inputs, state_h, state_c], [outs, dec_h, dec_c])
states = encoder_model.predict(np.ones((1, 3, 6)), verbose=0)
decoder_model.predict([np.ones((1, 1, 6))] + states, verbose=0)
