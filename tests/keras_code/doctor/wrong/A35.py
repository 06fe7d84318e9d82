# keras#1902: batch_input_shape on the Embedding before a stateful LSTM
import numpy as np
from keras.models import Sequential
from keras.layers import LSTM, Dense, Embedding
net = Sequential()
net.add(Embedding(20, 8, input_length=10, batch_input_shape=(16, 10)))  #! constructor-batch-shape
net.add(LSTM(30, stateful=True))
net.add(Dense(5, activation="sigmoid"))
