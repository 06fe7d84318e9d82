# Character translation: an encoder's states start a decoder; inference models step by step.
import numpy as np
import keras

latent, tokens = 16, 12
encoder_inputs = keras.Input(shape=(None, tokens))
encoder = keras.layers.LSTM(latent, return_state=True)
encoder_outputs, state_h, state_c = encoder(encoder_inputs)
encoder_states = [state_h, state_c]

decoder_inputs = keras.Input(shape=(None, tokens))
decoder_lstm = keras.layers.LSTM(latent, return_sequences=True, return_state=True)
decoder_outputs, _, _ = decoder_lstm(decoder_inputs, initial_state=encoder_states)
decoder_dense = keras.layers.Dense(tokens, activation="softmax")
decoder_outputs = decoder_dense(decoder_outputs)
model = keras.Model([encoder_inputs, decoder_inputs], decoder_outputs)
model.compile(optimizer="rmsprop", loss="categorical_crossentropy")
data = np.random.rand(4, 5, tokens).astype("float32")
model.fit([data, data], data, batch_size=2, epochs=1, validation_split=0.25, verbose=0)

encoder_model = keras.Model(encoder_inputs, encoder_states)
decoder_state_input_h = keras.Input(shape=(latent,))
decoder_state_input_c = keras.Input(shape=(latent,))
decoder_states_inputs = [decoder_state_input_h, decoder_state_input_c]
decoder_outputs, state_h, state_c = decoder_lstm(
    decoder_inputs, initial_state=decoder_states_inputs
)
decoder_states = [state_h, state_c]
decoder_model = keras.Model(
    [decoder_inputs] + decoder_states_inputs, [decoder_dense(decoder_outputs)] + decoder_states
)


def decode(sequence):
    states_value = encoder_model.predict(sequence, verbose=0)
    target = np.zeros((1, 1, tokens))
    target[0, 0, 0] = 1.0
    text = []
    while True:
        output, h, c = decoder_model.predict([target] + states_value, verbose=0)
        best = int(np.argmax(output[0, -1, :]))
        text.append(best)
        if best == 1 or len(text) > 3:
            break
        target = np.zeros((1, 1, tokens))
        target[0, 0, best] = 1.0
        states_value = [h, c]
    return text


print(decode(data[:1]))
