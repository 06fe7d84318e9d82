import numpy as np
import tensorflow as tf
class ResetEachEpoch(tf.keras.callbacks.Callback):
    def on_epoch_begin(self, epoch, logs=None):
        for layer in self.model.layers:
            if hasattr(layer, "reset_states"):
                layer.reset_states  #! reset-not-called
model = tf.keras.Sequential()
model.add(tf.keras.layers.InputLayer(batch_shape=(2, 4, 1)))
model.add(tf.keras.layers.GRU(3, stateful=True))
model.add(tf.keras.layers.Dense(1))
model.compile("adam", "mse")
X, Y = np.random.rand(8, 4, 1), np.random.rand(8, 1)
model.fit(X, Y, batch_size=2, epochs=2, shuffle=False, callbacks=[ResetEachEpoch()], verbose=0)
