# stackoverflow (35dp mirror): a state is exchanged for K.variable of a wrong size, then set_value
import numpy as np
from keras import backend as K
from keras.layers import LSTM, Input
from keras.models import Model
i = Input(batch_shape=(10, 5, 1))
net = Model(i, LSTM(8, stateful=True)(i))
net.layers[1].states[0] = K.variable(np.random.randn(10, 2))  #! backend-gone
K.set_value(net.layers[1].states[0], np.random.randn(10, 8))  #! backend-set-value
