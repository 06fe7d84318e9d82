import keras
from keras import layers
i = keras.Input((5, 2))
seq = layers.LSTM(4, return_sequences=True)(i)
c = seq[:, -1, :]
ctx = layers.Dense(4)(c)
features = layers.GlobalMaxPooling1D()(seq)
y = layers.Concatenate()([c, features])
m = keras.Model(i, y)
