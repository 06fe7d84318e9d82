import argparse
import sys
import numpy as np
import keras
def parse(argv):
    p = argparse.ArgumentParser()
    p.add_argument("--units", type=int, default=4)
    p.add_argument("--stateful", action="store_true")
    p.add_argument("--batch", type=int, default=2)
    return p.parse_args(argv)
def build(args):
    shape = dict(batch_shape=(args.batch, 3, 1)) if args.stateful else dict(shape=(3, 1))
    i = keras.Input(**shape)
    y = keras.layers.LSTM(args.units, stateful=args.stateful)(i)
    return keras.Model(i, keras.layers.Dense(1)(y))
def main(argv=None):
    args = parse(argv)
    model = build(args)
    x = np.random.rand(args.batch, 3, 1)
    for _ in range(2):
        y = model.predict(x, batch_size=args.batch, verbose=0)
        if args.stateful:
            [l.reset_states() for l in model.layers if isinstance(l, keras.layers.LSTM)]
    return 0
if __name__ == "__main__":
    main(["--stateful"])
