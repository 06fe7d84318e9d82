from keras.models import Sequential
from keras.layers import Bidirectional, LSTMCell, Dense, Input
net = Sequential()
net.add(Input((None, 2)))
net.add(Bidirectional(LSTMCell(8)))  #! cell-wrapped
net.add(Dense(1))
