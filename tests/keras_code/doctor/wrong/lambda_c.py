import numpy as np
from keras.layers import Input, LSTM, Lambda
from keras.models import Model
i = Input((7, 3))
seq = LSTM(5, return_sequences=True)(i)
c_state = Lambda(lambda t: t[:, -1, :], output_shape=(5,), name="last_c_state")(seq)  #! outputs-as-cell
Model(i, c_state).predict(np.ones((1, 7, 3)), verbose=0)
