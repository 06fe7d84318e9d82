import keras
i = keras.Input((5, 2))
seq, h, c = keras.layers.LSTM(4, return_sequences=True, return_states=True)(i)  #! constructor-argument
