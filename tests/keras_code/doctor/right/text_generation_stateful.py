# Older text generation: one stateful model to train, one with a batch of 1 to write.
import numpy as np
import keras


def build_model(vocab_size, embedding_dim, rnn_units, batch_size):
    model = keras.Sequential([
        keras.Input(batch_shape=[batch_size, None]),
        keras.layers.Embedding(vocab_size, embedding_dim),
        keras.layers.GRU(rnn_units, return_sequences=True, stateful=True),
        keras.layers.Dense(vocab_size),
    ])
    return model


model = build_model(20, 8, 16, batch_size=4)
loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
model.compile(optimizer="adam", loss=loss)
ids = np.random.randint(0, 20, (8, 6))
model.fit(ids, ids, batch_size=4, epochs=1, shuffle=False, verbose=0)
model.save_weights("writer.weights.h5")

model = build_model(20, 8, 16, batch_size=1)
model.load_weights("writer.weights.h5")


def generate(model, start):
    ids = np.array([start])
    written = []
    for layer in model.layers:
        if hasattr(layer, "reset_states"):
            layer.reset_states()
    for i in range(5):
        predictions = model(ids)
        best = int(np.argmax(predictions[0, -1]))
        ids = np.array([[best]])
        written.append(best)
    return written


print(generate(model, [1, 2, 3]))
