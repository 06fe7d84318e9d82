"""Code as people ask about it, to try the doctor on."""

from __future__ import annotations

from typing import Final

SNIPPETS: Final[dict[str, str]] = {
    "Set states with reset_states": """\
import numpy as np
from keras.models import Sequential
from keras.layers import LSTM

model = Sequential()
model.add(LSTM(8, stateful=True, batch_input_shape=(1, 10, 1)))

h0 = np.random.uniform(-0.5, 0.5, (1, 8))
c0 = np.random.uniform(-0.5, 0.5, (1, 8))
model.layers[0].reset_states(states=[h0, c0])
print(model.predict(np.zeros((1, 10, 1))))
""",
    "K.set_value on layer.states": """\
import numpy as np
import keras
from keras import backend as K

model = keras.Sequential([
    keras.Input(batch_shape=(32, 10, 1)),
    keras.layers.LSTM(8, stateful=True),
    keras.layers.Dense(1),
])
K.set_value(model.layers[1].states[0], np.ones((32, 8)))
""",
    "States stay the same after stepping": """\
import numpy as np
import keras

model = keras.Sequential([
    keras.Input(batch_shape=(1, 5, 2)),
    keras.layers.LSTM(4, stateful=True),
])
lstm = model.layers[0]
x = np.ones((1, 5, 2), "float32")
model.predict(x, verbose=0)

lstm.states[0] = keras.Variable(np.full((1, 4), 0.5))
lstm.states[1] = keras.Variable(np.full((1, 4), 0.5))
model.predict(x, verbose=0)
print(lstm.states[0].numpy())
""",
    "Encoder and decoder, c before h": """\
import keras
from keras import layers

encoder_inputs = keras.Input(shape=(None, 16))
encoder_outputs, state_h, state_c = layers.LSTM(32, return_state=True)(encoder_inputs)
encoder_states = [state_c, state_h]

decoder_inputs = keras.Input(shape=(None, 16))
decoder = layers.LSTM(32, return_sequences=True)
decoder_outputs = decoder(decoder_inputs, initial_state=encoder_states)
model = keras.Model([encoder_inputs, decoder_inputs], decoder_outputs)
""",
    "Bidirectional with two states": """\
import numpy as np
import keras

x = np.zeros((3, 10, 1), "float32")
h0 = np.zeros((3, 8), "float32")
c0 = np.zeros((3, 8), "float32")
layer = keras.layers.Bidirectional(keras.layers.LSTM(8))
y = layer(x, initial_state=[h0, c0])
""",
    "GRU with a cell state": """\
import numpy as np
import keras

x = np.zeros((3, 10, 1), "float32")
h0 = np.zeros((3, 8), "float32")
c0 = np.ones((3, 8), "float32")
gru = keras.layers.GRU(8)
y = gru(x, initial_state=[h0, c0])
""",
    "Train and save a stateful model": """\
import numpy as np
import keras

model = keras.Sequential([
    keras.Input(batch_shape=(4, 10, 1)),
    keras.layers.LSTM(8, stateful=True),
    keras.layers.Dense(1),
])
model.compile("adam", "mse")
x, y = np.zeros((8, 10, 1)), np.zeros((8, 1))
for epoch in range(2):
    model.fit(x, y, batch_size=4, verbose=0)
    model.reset_states()
model.save("model.keras")
again = keras.models.load_model("model.keras")
""",
    "TensorFlow 1 and Keras 2 style": """\
from keras.layers.recurrent import LSTM
from keras.models import Sequential

model = Sequential()
model.add(LSTM(32, batch_size=1, stateful=True, input_shape=(10, 1)))
print model.summary()
model.predict(x, batch_size=1)
model.reset_states()
""",
}
