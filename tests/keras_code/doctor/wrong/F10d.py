import keras
cell = keras.layers.LSTMCell(6)
net = keras.Sequential([keras.Input((5, 2)), cell])  #! cell-sequential
