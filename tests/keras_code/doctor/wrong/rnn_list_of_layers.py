import keras
i = keras.Input((5, 2))
stack = keras.layers.RNN([keras.layers.GRU(4), keras.layers.GRU(4)])  #! no-cell
y = stack(i)
