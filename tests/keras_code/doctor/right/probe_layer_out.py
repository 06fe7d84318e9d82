import numpy as np
import keras
m = keras.Sequential([keras.Input((5, 2)), keras.layers.LSTM(4, return_sequences=True, name="lstm_1"), keras.layers.LSTM(3, name="lstm_2"), keras.layers.Dense(1)])
probe = keras.Model(m.inputs, [m.get_layer("lstm_1").output, m.get_layer("lstm_2").output])
seq, last = probe.predict(np.ones((2, 5, 2)), verbose=0)
w, u, b = m.get_layer("lstm_1").get_weights()
i_, f_, c_, o_ = np.split(w, 4, axis=1)
cell_kernel = w[:, 8:12]
