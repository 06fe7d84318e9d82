import numpy as np
import keras
class Forecaster:
    def __init__(self, rows=1, lags=4, units=5):
        self.rows, self.lags, self.units = rows, lags, units
        self.model = self._build(rows)
    def _build(self, rows):
        model = keras.Sequential([
            keras.Input(batch_shape=(rows, self.lags, 1)),
            keras.layers.LSTM(self.units, stateful=True),
            keras.layers.Dense(1),
        ])
        model.compile(loss="mse", optimizer="adam")
        return model
    def reset(self):
        self.model.layers[0].reset_states()
    def train(self, x, y, epochs=2):
        for _ in range(epochs):
            self.model.fit(x, y, batch_size=self.rows, epochs=1, shuffle=False, verbose=0)
            self.reset()
    def walk(self, x):
        return [float(self.model.predict(x[k:k + 1], batch_size=1, verbose=0)[0, 0]) for k in range(len(x))]
series = np.sin(np.arange(20.0))
x = np.stack([series[k:k + 4] for k in range(15)])[..., None]
f = Forecaster()
f.train(x, series[4:19])
print(f.walk(x))
