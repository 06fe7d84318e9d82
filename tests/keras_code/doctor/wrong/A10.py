# keras#9765: the same cell twice in StackedRNNCells, put straight into a Sequential
import keras
cell = keras.layers.LSTMCell(16, dropout=0.5)
stack = keras.layers.StackedRNNCells([cell] * 2, input_shape=(9, 4))  #! cell-twice-sizes
net = keras.Sequential([stack])  #! cell-sequential
