from keras.layers import Input, LSTM, Dense
from keras.models import Model
enc_in = Input(shape=(None, 7))
encoder = LSTM(12, return_state=True)
encoder_outputs = encoder(enc_in)
dec_in = Input(shape=(None, 9))
decoder_lstm = LSTM(12, return_sequences=True)
dec_out = decoder_lstm(dec_in, initial_state=encoder_outputs)  #! too-many-states
model = Model([enc_in, dec_in], Dense(9)(dec_out))
import numpy as np
model.predict([np.ones((1, 2, 7)), np.ones((1, 2, 9))], verbose=0)
