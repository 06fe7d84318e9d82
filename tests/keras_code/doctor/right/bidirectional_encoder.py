# A Bidirectional encoder whose joined states start a wider decoder, with Luong attention.
import numpy as np
from keras import Input, Model
from keras.layers import LSTM, Attention, Bidirectional, Concatenate, Dense, Embedding

i, j = Input((None,)), Input((None,))
enc = Bidirectional(LSTM(8, return_sequences=True, return_state=True))
enc_out, forward_h, forward_c, backward_h, backward_c = enc(Embedding(20, 6)(i))
state_h = Concatenate()([forward_h, backward_h])
state_c = Concatenate()([forward_c, backward_c])
dec_out, _, _ = LSTM(16, return_sequences=True, return_state=True)(
    Embedding(20, 6)(j), initial_state=[state_h, state_c]
)
context = Attention()([dec_out, enc_out])
y = Dense(20, activation="softmax")(Concatenate(axis=-1)([dec_out, context]))
model = Model([i, j], y)
tokens = np.ones((2, 4), "int32")
model.predict([tokens, tokens], verbose=0)
