import numpy as np
import keras
def snapshot(model):
    return {l.name: [np.array(s) for s in l.states] for l in model.layers if getattr(l, "stateful", False)}
def restore(model, snap):
    for l in model.layers:
        if l.name in snap:
            for s, v in zip(l.states, snap[l.name]):
                s.assign(v)
net = keras.Sequential([keras.Input(batch_shape=(1, 3, 2)), keras.layers.LSTM(4, stateful=True, name="mem"), keras.layers.Dense(1)])
warm = np.random.rand(1, 3, 2)
net.predict(warm, verbose=0)
snap = snapshot(net)
probe = np.random.rand(1, 3, 2)
one = net.predict(probe, verbose=0)
restore(net, snap)
two = net.predict(probe, verbose=0)
np.testing.assert_allclose(one, two, atol=1e-6)
