import numpy as np
import keras
from keras import Input, Model, layers
def stepper(units, features):
    x = Input((1, features), name="x")
    h, c = Input((units,), name="h"), Input((units,), name="c")
    y, h1, c1 = layers.LSTM(units, return_state=True)(x, initial_state=[h, c])
    return Model({"x": x, "h": h, "c": c}, {"y": layers.Dense(1)(y), "h": h1, "c": c1})
m = stepper(4, 2)
state = {"h": np.zeros((1, 4)), "c": np.zeros((1, 4))}
for t in range(3):
    r = m.predict({"x": np.ones((1, 1, 2)), **state}, verbose=0)
    state = {"h": r["h"], "c": r["c"]}
