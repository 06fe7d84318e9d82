# An experiment that is described by a dictionary.
import numpy as np
import keras
from keras import layers

CONFIG = {
    "cell": "GRU",
    "layers": [
        {"units": 8, "return_sequences": True},
        {"units": 6, "return_sequences": True},
        {"units": 4},
    ],
    "head": {"units": 1},
}


def build(config):
    inputs = x = keras.Input(shape=(None, 2))
    make = {"LSTM": layers.LSTM, "GRU": layers.GRU}[config["cell"]]
    for number, options in enumerate(config["layers"]):
        x = make(name=f"rnn_{number}", **options)(x)
    return keras.Model(inputs, layers.Dense(**config["head"])(x))


for cell in ("LSTM", "GRU"):
    model = build({**CONFIG, "cell": cell})
    model.compile("adam", "mse")
    model.fit(np.ones((4, 5, 2)), np.ones((4, 1)), epochs=1, verbose=0)
