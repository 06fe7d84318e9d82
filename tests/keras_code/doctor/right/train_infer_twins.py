import numpy as np
from keras.models import Sequential
from keras.layers import LSTM, Dense, Input, Embedding
def make(batch_size, timesteps, stateful):
    m = Sequential()
    m.add(Input(batch_shape=(batch_size, timesteps)))
    m.add(Embedding(30, 8))
    m.add(LSTM(16, return_sequences=True, stateful=stateful))
    m.add(LSTM(16, return_sequences=not stateful, stateful=stateful))
    m.add(Dense(30, activation="softmax"))
    return m
train_model = make(None, 10, False)
train_model.compile("adam", "sparse_categorical_crossentropy")
train_model.fit(np.ones((6, 10)), np.ones((6, 10)), verbose=0)
sample_model = make(1, 1, True)
sample_model.set_weights(train_model.get_weights())
tok, text = 3, []
for _ in range(5):
    p = sample_model.predict(np.array([[tok]]), verbose=0)[0]
    tok = int(p.argmax()); text.append(tok)
for l in sample_model.layers:
    if isinstance(l, LSTM): l.reset_states()
