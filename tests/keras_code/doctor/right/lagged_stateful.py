# A stateful and a stateless LSTM side by side.
import numpy as np
import keras
from keras import layers

batch_size, lahead = 2, 3


def create_model(stateful):
    model = keras.Sequential()
    if stateful:
        model.add(layers.Input(batch_shape=(batch_size, lahead, 1)))
    else:
        model.add(layers.Input(shape=(lahead, 1)))
    model.add(layers.LSTM(4, stateful=stateful))
    model.add(layers.Dense(1))
    model.compile(loss="mse", optimizer="adam")
    return model


model_stateful = create_model(stateful=True)
x, y = np.random.rand(8, lahead, 1), np.random.rand(8, 1)
for i in range(2):
    model_stateful.fit(x, y, batch_size=batch_size, epochs=1, verbose=0, shuffle=False)
    for layer in model_stateful.layers:
        if getattr(layer, "stateful", False):
            layer.reset_state()
predicted = model_stateful.predict(x, batch_size=batch_size, verbose=0)
model_stateless = create_model(stateful=False)
model_stateless.fit(x, y, batch_size=batch_size, epochs=1, verbose=0)
print((predicted - model_stateless.predict(x, batch_size=batch_size, verbose=0)).shape)
