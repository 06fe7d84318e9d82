import numpy as np
import keras
model = keras.Sequential([keras.Input(batch_shape=(4, 6, 1)), keras.layers.LSTM(5, stateful=True), keras.layers.Dense(1)])
model.compile("rmsprop", "mse", metrics=["mae"])
x, y = np.random.rand(12, 6, 1), np.random.rand(12, 1)
for epoch in range(2):
    losses = []
    for k in range(0, 12, 4):
        losses.append(model.train_on_batch(x[k:k + 4], y[k:k + 4]))
    model.layers[0].reset_state()
loss, mae = model.evaluate(x, y, batch_size=4, verbose=0)
pred = model.predict(x, batch_size=4, verbose=0)
