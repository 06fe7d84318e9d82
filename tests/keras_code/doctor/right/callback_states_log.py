import numpy as np
import keras
class Log(keras.callbacks.Callback):
    def on_train_batch_end(self, batch, logs=None):
        for layer in self.model.layers:
            for s in getattr(layer, "states", None) or ():
                self.last = float(np.abs(np.array(s)).max())
    def on_epoch_end(self, epoch, logs=None):
        rnn = [l for l in self.model.layers if isinstance(l, keras.layers.RNN)][0]
        rnn.reset_states()
m = keras.Sequential([keras.Input(batch_shape=(2, 3, 1)), keras.layers.LSTM(4, stateful=True), keras.layers.Dense(1)])
m.compile("sgd", "mse")
m.fit(np.ones((4, 3, 1)), np.ones((4, 1)), batch_size=2, shuffle=False, callbacks=[Log()], verbose=0)
