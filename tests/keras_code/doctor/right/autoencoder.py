# An LSTM autoencoder, and its encoder alone.
import numpy as np
from keras import Input, Model
from keras.layers import LSTM, Dense, RepeatVector, TimeDistributed

visible = Input(shape=(9, 1))
encoder = LSTM(16, activation="relu")(visible)
decoder = RepeatVector(9)(encoder)
decoder = LSTM(16, activation="relu", return_sequences=True)(decoder)
decoder = TimeDistributed(Dense(1))(decoder)
model = Model(inputs=visible, outputs=decoder)
model.compile(optimizer="adam", loss="mse")
sequence = np.linspace(0.1, 0.9, 9).reshape((1, 9, 1))
model.fit(sequence, sequence, epochs=2, verbose=0)
feature = Model(inputs=model.inputs, outputs=model.layers[1].output)
print(feature.predict(sequence, verbose=0).shape)
