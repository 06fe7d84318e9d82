# wanasit/katakana#1: the whole output sequence of the encoder as initial state of the decoder
from keras.layers import LSTM, Bidirectional, Dense, Embedding, Input, TimeDistributed
from keras.models import Model
UNITS = 16
kana = Input(shape=(20,))
latin = Input(shape=(30,))
enc = Embedding(50, 8, mask_zero=True)(kana)
enc = Bidirectional(LSTM(UNITS, return_sequences=True))(enc)
dec = Embedding(60, 8, mask_zero=True)(latin)
dec = LSTM(UNITS * 2, return_sequences=True)(dec, initial_state=[enc])  #! states-sequence
dec = TimeDistributed(Dense(60, activation="softmax"))(dec)
net = Model([kana, latin], dec)
