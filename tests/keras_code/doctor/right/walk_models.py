import numpy as np
import keras
def reset_all(model):
    for layer in model.layers:
        if isinstance(layer, keras.Model):
            reset_all(layer)
        elif hasattr(layer, "reset_state"):
            layer.reset_state()
inner = keras.Sequential([keras.Input(batch_shape=(1, 3, 2)), keras.layers.GRU(3, stateful=True, return_sequences=True)])
outer = keras.Sequential([keras.Input(batch_shape=(1, 3, 2)), inner, keras.layers.Dense(1)])
x = np.ones((1, 3, 2))
a = outer.predict(x, verbose=0)
reset_all(outer)
b = outer.predict(x, verbose=0)
print(np.allclose(a, b))
