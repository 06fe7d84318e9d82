import numpy as np
import keras
m = keras.Sequential([keras.Input(batch_shape=(1, 2, 1)), keras.layers.LSTM(3, stateful=True)])
m.state_layers = [l for l in m.layers if l.stateful]
m.stateful = True
for l in m.state_layers:
    l.saved_state = [s.numpy() for s in l.states]
for l in m.state_layers:
    for s, v in zip(l.states, l.saved_state):
        s.assign(v)
if m.stateful:
    print(m.layers[0].saved_state, m.layers[0].state_size)
