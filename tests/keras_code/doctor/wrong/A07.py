# manohar029/TimeSeries-Seq2Seq-deepLSTMs-Keras#2: states of a Bidirectional around stacked cells, counted flat
from keras.layers import RNN, Bidirectional, Concatenate, Input, LSTMCell
sizes = [6]
feed = Input(shape=(None, 3))
enc = Bidirectional(RNN([LSTMCell(n) for n in sizes], return_state=True))
out_and_states = enc(feed)
states = out_and_states[1:]
joined = []
for i in range(len(states) // 2):
    joined.append(Concatenate()([states[i], states[2 * len(sizes) + i]]))  #! result-index
