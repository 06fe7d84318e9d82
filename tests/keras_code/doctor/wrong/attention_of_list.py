import keras
from keras import layers
src = keras.Input((6, 3)); tgt = keras.Input((4, 3))
enc = layers.LSTM(8, return_sequences=True, return_state=True)(src)
dec = layers.LSTM(8, return_sequences=True)(tgt)
ctx = layers.Attention()([dec, enc])  #! result-as-tensor
