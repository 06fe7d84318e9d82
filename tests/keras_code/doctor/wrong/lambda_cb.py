import numpy as np
from tensorflow import keras
from tensorflow.keras import layers
inp = keras.Input(batch_shape=(2, 4, 1))
m = keras.Model(inp, layers.Dense(1)(layers.LSTM(3, stateful=True)(inp)))
m.compile(loss="mse", optimizer="sgd")
cb = keras.callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: m.reset_states())  #! model-reset
m.fit(np.ones((4, 4, 1)), np.ones((4, 1)), batch_size=2, shuffle=False, verbose=0, callbacks=[cb])
