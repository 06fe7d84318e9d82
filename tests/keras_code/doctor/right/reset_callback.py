# A callback that resets every layer that can be reset.
import numpy as np
import keras


class ResetStates(keras.callbacks.Callback):
    def on_epoch_begin(self, epoch, logs=None):
        for layer in self.model.layers:
            if callable(getattr(layer, "reset_state", None)):
                layer.reset_state()


model = keras.Sequential([
    keras.Input(batch_shape=(4, None, 1)),
    keras.layers.GRU(8, return_sequences=True, stateful=True),
    keras.layers.GRU(8, return_sequences=True, stateful=True),
    keras.layers.Dense(1),
])
model.compile("adam", "mse")
x = np.random.rand(4, 6, 1)
model.fit(x, x, batch_size=4, epochs=2, shuffle=False, callbacks=[ResetStates()], verbose=0)
