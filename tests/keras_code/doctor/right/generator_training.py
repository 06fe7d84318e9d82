# Training on windows that a generator makes.
import numpy as np
import keras


def windows(series, length, batch_size):
    while True:
        starts = np.random.randint(0, len(series) - length - 1, batch_size)
        x = np.stack([series[s:s + length] for s in starts])
        y = np.stack([series[s + length] for s in starts])
        yield x[..., None], y[..., None]


series = np.sin(np.linspace(0, 20, 200)).astype("float32")
model = keras.Sequential([
    keras.Input((10, 1)),
    keras.layers.LSTM(8, return_sequences=True, dropout=0.1),
    keras.layers.LSTM(8),
    keras.layers.Dense(1),
])
model.compile("adam", "mse")
model.fit(windows(series, 10, 4), steps_per_epoch=2, epochs=1, verbose=0)
window = series[:10].reshape(1, 10, 1)
for _ in range(3):
    value = model.predict(window, verbose=0)
    window = np.concatenate([window[:, 1:], value[:, None]], axis=1)
