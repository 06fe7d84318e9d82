import numpy as np
from tensorflow.keras.layers import *
from tensorflow.keras.models import Model
UNITS = 16
ei = Input((None,), name="source")
e = Embedding(30, 8)(ei)
_, fh, fc, bh, bc = Bidirectional(LSTM(UNITS, return_state=True))(e)
h = Concatenate()([fh, bh])
c = Concatenate()([fc, bc])
di = Input((None,), name="target")
d = Embedding(30, 8)(di)
d = LSTM(UNITS, return_sequences=True)(d, initial_state=[h, c])  #! states-shape
model = Model([ei, di], Dense(30, activation="softmax")(d))
model.compile("adam", "sparse_categorical_crossentropy")
model.fit([np.ones((4, 5)), np.ones((4, 6))], np.ones((4, 6)), verbose=0)
