# keras#8464: two layers that return states are put into one merge layer
from keras.layers import LSTM, Concatenate, Input
feed = Input(shape=(None, 5))
ahead = LSTM(16, return_state=True)(feed)
behind = LSTM(16, return_state=True, go_backwards=True)(feed)
both = Concatenate()([ahead, behind])  #! result-as-tensor
