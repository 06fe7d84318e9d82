import numpy as np
from keras.models import Sequential
from keras.layers import LSTM, Input
m = Sequential()
m.add(Input((4, 2)))
m.add(LSTM(3), initial_state=[np.zeros((1, 3)), np.zeros((1, 3))])  #! predict-initial-state
