# What return_sequences and return_state give.
import numpy as np
from keras.layers import LSTM, Input
from keras.models import Model

data = np.array([0.1, 0.2, 0.3]).reshape((1, 3, 1))
inputs1 = Input(shape=(3, 1))
lstm1 = LSTM(1)(inputs1)
print(Model(inputs=inputs1, outputs=lstm1).predict(data, verbose=0))
lstm1 = LSTM(1, return_sequences=True)(inputs1)
print(Model(inputs=inputs1, outputs=lstm1).predict(data, verbose=0))
lstm1, state_h, state_c = LSTM(1, return_state=True)(inputs1)
print(Model(inputs=inputs1, outputs=[lstm1, state_h, state_c]).predict(data, verbose=0))
lstm1, state_h, state_c = LSTM(1, return_sequences=True, return_state=True)(inputs1)
model = Model(inputs=inputs1, outputs=[lstm1, state_h, state_c])
print(model.predict(data, verbose=0))
