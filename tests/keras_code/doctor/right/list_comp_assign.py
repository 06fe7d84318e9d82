import numpy as np
import keras
net = keras.Sequential([keras.Input(batch_shape=(2, 3, 3)), keras.layers.LSTM(4, stateful=True)])
lstm, = [l for l in net.layers if l.__class__.__name__.startswith("LSTM")]
x = np.random.rand(2, 3, 3)
before = [s.numpy().copy() for s in lstm.states]
y1 = net.predict(x, verbose=0)
[s.assign(v) for s, v in zip(lstm.states, before)]
y2 = net.predict(x, verbose=0)
print(np.abs(y1 - y2).max())
