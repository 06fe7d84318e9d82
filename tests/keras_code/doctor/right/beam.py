import numpy as np
import keras
lstm = keras.layers.LSTM(6, return_state=True)
head = keras.layers.Dense(9)
emb = keras.layers.Embedding(9, 4)
beams = [([1], 0.0, [np.zeros((1, 6), "float32"), np.zeros((1, 6), "float32")])]
for _ in range(3):
    grown = []
    for seq, score, st in beams:
        out, *new = lstm(emb(np.array([[seq[-1]]])), initial_state=st)
        logp = np.log(keras.ops.convert_to_numpy(keras.ops.softmax(head(out)))[0])
        for k in np.argsort(logp)[-2:]:
            grown.append((seq + [int(k)], score + float(logp[k]), new))
    beams = sorted(grown, key=lambda b: -b[1])[:2]
