# stacktuts.com: a Lambda on the outputs that is taken for the cell state
import numpy as np
from tensorflow.keras.layers import LSTM, Input, Lambda
from tensorflow.keras.models import Sequential
net = Sequential()
net.add(Input((12, 3)))
net.add(LSTM(20, return_sequences=True))
net.add(Lambda(lambda seq: seq[:, :, -1], name="cell_state"))  #! outputs-as-cell
cell_states = net.predict(np.ones((2, 12, 3)), verbose=0)
