# Trained in batches, used one row at a time: a second model with the same weights.
import numpy as np
from keras.layers import LSTM, Dense, Input
from keras.models import Sequential


def design(n_batch):
    model = Sequential()
    model.add(Input(batch_shape=(n_batch, 1, 1)))
    model.add(LSTM(10, stateful=True))
    model.add(Dense(1))
    return model


X, y = np.random.rand(9, 1, 1), np.random.rand(9, 1)
model = design(3)
model.compile(loss="mean_squared_error", optimizer="adam")
for _ in range(2):
    model.fit(X, y, epochs=1, batch_size=3, verbose=0, shuffle=False)
    model.layers[0].reset_states()
new_model = design(1)
new_model.set_weights(model.get_weights())
for i in range(len(X)):
    testX = X[i].reshape(1, 1, 1)
    yhat = new_model.predict(testX, batch_size=1, verbose=0)
    print("expected", y[i], "got", yhat)
