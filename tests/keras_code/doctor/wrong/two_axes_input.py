import keras
i = keras.Input(shape=(10,))
y = keras.layers.LSTM(8)(i)  #! two-axes
