import keras
i = keras.Input((5, 2))
y = keras.layers.TimeDistributed(keras.layers.LSTMCell(4))(i)  #! cell-wrapped
