import numpy as np
import keras
m = keras.Sequential([keras.Input(batch_shape=(2, 4, 1)), keras.layers.Bidirectional(keras.layers.LSTM(3, stateful=True, return_sequences=True)), keras.layers.Dense(1)])
chunks = np.random.rand(5, 2, 4, 1)
preds = np.concatenate([m.predict(c, batch_size=2, verbose=0) for c in chunks], axis=1)
m.layers[0].reset_states()
again = np.concatenate([m.predict(c, batch_size=2, verbose=0) for c in chunks], axis=1)
print(np.allclose(preds, again))
