# A stateful model reads a stream, sample by sample; the stream's end resets it.
import numpy as np
import keras

i = keras.Input(batch_shape=(1, 1, 2))
h = keras.layers.GRU(6, stateful=True, return_sequences=True, name="first")(i)
h = keras.layers.GRU(6, stateful=True, name="second")(h)
model = keras.Model(i, keras.layers.Dense(1)(h))


class Stream:
    def __init__(self, model):
        self.model = model

    def push(self, sample):
        return self.model.predict_on_batch(np.asarray(sample).reshape(1, 1, 2))

    def restart(self):
        for name in ("first", "second"):
            self.model.get_layer(name).reset_states()


stream = Stream(model)
for episode in range(2):
    for t in range(3):
        print(stream.push([t, 1.0]))
    stream.restart()
