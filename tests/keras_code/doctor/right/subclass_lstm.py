import numpy as np
import keras
class Remembering(keras.layers.LSTM):
    def get_states(self):
        return [np.array(s) for s in self.states]
    def set_states(self, values):
        for s, v in zip(self.states, values):
            s.assign(v)
l = Remembering(3, stateful=True)
l(np.ones((1, 2, 1), "float32"))
kept = l.get_states()
l(np.ones((1, 2, 1), "float32"))
l.set_states(kept)
m = keras.Sequential([keras.Input(batch_shape=(1, 2, 1)), Remembering(3, stateful=True)])
m.layers[0].set_states(kept)
m.layers[0].reset_states()
