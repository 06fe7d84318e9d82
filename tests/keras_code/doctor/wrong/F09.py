import keras
i = keras.Input((5, 2))
y = keras.layers.LSTM(4, return_state=True)(i)
z = keras.layers.Dense(1)(y)  #! result-as-tensor
