import keras
i = keras.Input((5, 2))
y = keras.layers.Bidirectional(keras.layers.GRUCell(4))(i)  #! cell-wrapped
