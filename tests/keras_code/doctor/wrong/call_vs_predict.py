import numpy as np
import keras
net = keras.Sequential([keras.Input(batch_shape=(1, 3, 2)), keras.layers.GRU(4, stateful=True)])
probe = np.random.rand(1, 3, 2).astype("float32")
direct = net(probe)
other = net.predict(probe, verbose=0)  #! predict-changes-states
np.testing.assert_allclose(direct, direct)
print("difference", np.max(np.abs(direct - other)))
