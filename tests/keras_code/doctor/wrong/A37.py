# keras#7441: statefulness changed on the layer after training
import numpy as np
from keras.models import Sequential
from keras.layers import LSTM, Dense, Input
net = Sequential([Input((None, 2)), LSTM(4), Dense(1)])
net.compile("adam", "mse")
net.fit(np.ones((8, 6, 2)), np.ones((8, 1)), verbose=0)
net.layers[0].stateful = True  #! stateful-changed
one = net.predict(np.ones((1, 1, 2)), verbose=0)
two = net.predict(np.ones((1, 1, 2)), verbose=0)
print(np.abs(one - two).max())
