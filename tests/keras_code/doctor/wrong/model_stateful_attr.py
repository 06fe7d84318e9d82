import keras
m = keras.Sequential([keras.Input(batch_shape=(1, 4, 2)), keras.layers.LSTM(3, stateful=True)])
if m.stateful:  #! gone-attribute
    print("stateful")
