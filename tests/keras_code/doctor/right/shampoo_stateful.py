# One step ahead with a stateful LSTM, an epoch at a time, as an old tutorial does it.
import numpy as np
from keras.layers import LSTM, Dense, Input
from keras.models import Sequential


def fit_lstm(train, batch_size, nb_epoch, neurons):
    X, y = train[:, 0:-1], train[:, -1]
    X = X.reshape(X.shape[0], 1, X.shape[1])
    model = Sequential()
    model.add(Input(batch_shape=(batch_size, X.shape[1], X.shape[2])))
    model.add(LSTM(neurons, stateful=True))
    model.add(Dense(1))
    model.compile(loss="mean_squared_error", optimizer="adam")
    for i in range(nb_epoch):
        model.fit(X, y, epochs=1, batch_size=batch_size, verbose=0, shuffle=False)
        model.layers[0].reset_states()
    return model


def forecast_lstm(model, batch_size, X):
    X = X.reshape(1, 1, len(X))
    return model.predict(X, batch_size=batch_size, verbose=0)[0, 0]


train = np.random.rand(6, 2)
lstm_model = fit_lstm(train, 1, 2, 4)
lstm_model.predict(train[:, 0].reshape(len(train), 1, 1), batch_size=1, verbose=0)
for row in train:
    print(forecast_lstm(lstm_model, 1, row[0:-1]))
