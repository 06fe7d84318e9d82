# Padded sequences with a mask, in three ways.
import numpy as np
import keras
from keras import layers

padded = np.array([[4, 5, 0, 0], [1, 2, 3, 0]])
embedding = layers.Embedding(input_dim=10, output_dim=6, mask_zero=True)
masked_output = embedding(padded)
masking_layer = layers.Masking()
unmasked = np.tile(np.expand_dims(padded, axis=-1), [1, 1, 10]).astype("float32")
masked_embedding = masking_layer(unmasked)
model = keras.Sequential([embedding, layers.LSTM(8)])
model(padded)


class MyLayer(layers.Layer):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.embedding = layers.Embedding(10, 6, mask_zero=True)
        self.lstm = layers.LSTM(8)

    def call(self, inputs):
        x = self.embedding(inputs)
        mask = self.embedding.compute_mask(inputs)
        return self.lstm(x, mask=mask)


MyLayer()(padded)
