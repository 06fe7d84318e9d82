# taourl.com: the reset is named but not called
import numpy as np
from keras.layers import LSTM, Input
from keras.models import Model
i = Input(batch_shape=(1, None, 10))
o = LSTM(32, stateful=True)(i)
net = Model(inputs=i, outputs=o)
part = np.random.rand(1, 5, 10)
one = net.predict(part, verbose=0)
two = net.predict(part, verbose=0)
net.layers[1].reset_states  #! reset-not-called
three = net.predict(part, verbose=0)
