import keras
i = keras.Input((5, 2))
y = keras.layers.RNN(keras.layers.LSTM(4))(i)  #! no-cell
