import numpy as np
from tensorflow import keras
enc_in = keras.Input((5, 2))
out = keras.layers.Bidirectional(keras.layers.LSTM(6, return_state=True))(enc_in)
dec_in = keras.Input((4, 2))
dec = keras.layers.LSTM(6)(dec_in, initial_state=out[1:])  #! too-many-states
keras.Model([enc_in, dec_in], dec).predict([np.ones((1, 5, 2)), np.ones((1, 4, 2))], verbose=0)
