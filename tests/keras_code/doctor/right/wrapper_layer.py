import numpy as np
import keras
@keras.saving.register_keras_serializable(package="own")
class ResidualLSTM(keras.layers.Layer):
    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        self.units = units
        self.lstm = keras.layers.LSTM(units, return_sequences=True)
    def call(self, x):
        return x + self.lstm(x)
    def get_config(self):
        return {**super().get_config(), "units": self.units}
i = keras.Input((5, 8))
x = i
for _ in range(3):
    x = ResidualLSTM(8)(x)
y = keras.layers.LSTM(4)(x)
keras.Model(i, y).predict(np.ones((1, 5, 8)), verbose=0)
