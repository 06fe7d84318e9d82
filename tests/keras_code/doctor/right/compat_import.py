try:
    from tensorflow.keras.layers import CuDNNLSTM as FastLSTM
except ImportError:
    from tensorflow.keras.layers import LSTM as FastLSTM
from tensorflow.keras import Input, Model
i = Input((4, 2))
y = FastLSTM(3, return_sequences=True)(i)
m = Model(i, FastLSTM(3)(y))
