import keras
from keras import layers
src = keras.Input((7, 3))
seq = layers.LSTM(5, return_sequences=True)(src)
state_h = seq[:, -1, :]
state_c = seq[:, -2, :]  #! outputs-as-cell
tgt = keras.Input((4, 3))
y = layers.LSTM(5)(tgt, initial_state=[state_h, state_c])
m = keras.Model([src, tgt], y)
