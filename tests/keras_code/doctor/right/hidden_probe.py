# The hidden states of a layer inside of a trained model, at every step.
import numpy as np
import keras

model = keras.Sequential([
    keras.Input((None, 2)),
    keras.layers.LSTM(6, return_sequences=True, name="inner"),
    keras.layers.LSTM(3),
    keras.layers.Dense(1),
])
probe = keras.Model(model.inputs, model.get_layer("inner").output)
hidden = probe.predict(np.ones((1, 7, 2)), verbose=0)
last = hidden[:, -1]
cell = keras.layers.LSTMCell(6)
cell.build((1, 2))
cell.set_weights(model.layers[0].get_weights())
state = cell.get_initial_state(batch_size=1)
for t in range(7):
    output, state = cell(np.ones((1, 2), "float32"), state)
print(float(np.abs(last - output).max()))
