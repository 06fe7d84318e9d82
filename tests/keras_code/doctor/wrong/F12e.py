import numpy as np
import keras
from keras import backend as K
net = keras.Sequential([keras.Input((5, 3)), keras.layers.LSTM(4, return_sequences=True)])
read = K.function([net.layers[0].input], [net.layers[0].output])  #! backend-gone
h = read([np.ones((2, 5, 3))])[0]
