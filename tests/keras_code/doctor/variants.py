"""Programs about states, each with its mistake, if any, marked by the rule's name on its line.

``HEAD`` stands in front of every one. A line that ends in ``#! code`` is to be named by this rule,
and no other line by any; what Keras does with the programs is asked in a long test.
"""

from __future__ import annotations

HEAD = """\
import functools
import numpy as np
import keras
import tensorflow as tf
from keras import Input, Model, Sequential, layers
from keras.layers import (GRU, LSTM, RNN, Bidirectional, Concatenate, Dense, Dropout, Embedding,
    GRUCell, Lambda, LSTMCell, Masking, RepeatVector, SimpleRNN, StackedRNNCells, TimeDistributed)
x = np.ones((3, 5, 2), "float32")
h0 = np.zeros((3, 4), "float32")
c0 = np.ones((3, 4), "float32")
"""

WRONG = {
    # Results of return_state used as one tensor.
    "result into dense, eager": """
y = LSTM(4, return_state=True)(x)
z = Dense(1)(y)  #! result-as-tensor""",
    "result into the next layer": """
i = Input((5, 2))
y = LSTM(4, return_sequences=True, return_state=True)(i)
z = LSTM(4)(y)  #! result-as-tensor""",
    "result through dropout into dense": """
i = Input((5, 2))
y = GRU(4, return_state=True)(i)
y = Dropout(0.2)(y)
z = Dense(1)(y)  #! result-as-tensor""",
    "bidirectional results added": """
i = Input((5, 2))
a = Bidirectional(LSTM(4, return_state=True))(i)
b = Bidirectional(LSTM(4, return_state=True))(i)
z = layers.Add()([a, b])  #! result-as-tensor""",
    "shape of a result": """
y = LSTM(4, return_state=True)(x)
print(y.shape)  #! result-as-tensor""",
    "result of a layer from a factory": """
def recurrent(units, **more):
    return LSTM(units, return_state=True, **more)
i = Input((5, 2))
enc = recurrent(4, return_sequences=True)(i)
z = Dense(1)(enc)  #! result-as-tensor""",
    # Sequences given as states.
    "sequence as both states": """
i = Input((5, 2)); j = Input((7, 2))
seq = LSTM(4, return_sequences=True)(i)
y = LSTM(4)(j, initial_state=[seq, seq])  #! states-sequence
Model([i, j], y).predict([x, np.ones((3, 7, 2))], verbose=0)""",
    "sequence as state of a gru": """
seq = GRU(4, return_sequences=True)(x)
y = GRU(4)(x, initial_state=seq)  #! states-sequence""",
    "sequence beside its states": """
i = Input((5, 2))
seq, h, c = LSTM(4, return_sequences=True, return_state=True)(i)
y = LSTM(4)(i, initial_state=[seq, c])  #! states-sequence
Model(i, y).predict(x, verbose=0)""",
    # Cells and stacks.
    "cell unpacked as three": """
cell = LSTMCell(4)
out, h, c = cell(x[:, 0], [h0, c0])  #! cell-unpack""",
    "gru cell unpacked as three": """
cell = GRUCell(4)
h = h0
for t in range(5):
    out, h, more = cell(x[:, t], [h])  #! cell-unpack""",
    "cell result into dense": """
cell = LSTMCell(4)
y = cell(x[:, 0], [h0, c0])
z = Dense(1)(y)  #! cell-result""",
    "cell without states": """
cell = LSTMCell(4)
out, states = cell(x[:, 0])  #! cell-without-states""",
    "cell states swapped by position": """
cell = LSTMCell(4)
out, (h, c) = cell(x[:, 0], states=[c0, h0])  #! cell-states-swapped""",
    "cell states swapped in a loop": """
cell = LSTMCell(4)
h, c = h0, c0
for t in range(x.shape[1]):
    out, (h, c) = cell(x[:, t], [c, h])  #! cell-states-swapped""",
    "cell added to a sequential": """
net = Sequential()
net.add(Input((5, 2)))
net.add(GRUCell(4))  #! cell-sequential""",
    "cells added to a sequential": """
cells = StackedRNNCells([LSTMCell(4), LSTMCell(4)])
net = Sequential([Input((5, 2)), cells, Dense(1)])  #! cell-sequential""",
    "one cell twice, by a loop": """
cell = LSTMCell(4)
cells = []
for k in range(2):
    cells.append(cell)
y = RNN(cells)(x)  #! cell-twice-sizes""",
    "one cell twice, fitting": """
cell = LSTMCell(2)
y = RNN([cell, cell])(x)  #! cell-twice""",
    "nested states unpacked flat": """
rnn = RNN([LSTMCell(4), LSTMCell(4)], return_state=True, return_sequences=True)
y, h1, c1, h2, c2 = rnn(x)  #! unpack-nested""",
    "nested states of gru cells": """
rnn = RNN([GRUCell(4) for _ in range(3)], return_state=True)
y, state = rnn(x)  #! unpack-nested""",
    "nested states indexed flat": """
rnn = RNN([LSTMCell(4), LSTMCell(4)], return_state=True)
result = rnn(x)
c2 = result[4]  #! result-index""",
    "nested states joined as tensors": """
rnn = Bidirectional(RNN([LSTMCell(4)], return_state=True))
i = Input((5, 2))
y, f, b = rnn(i)
z = Concatenate()([f, b])  #! result-as-tensor""",
    "flat states for stacked cells": """
rnn = RNN([LSTMCell(4), LSTMCell(4)])
y = rnn(x, initial_state=[h0, c0, h0, c0])  #! stacked-flat""",
    # Bidirectional GRU.
    "bidirectional gru, bare": """
y = Bidirectional(GRU(4))(x, initial_state=h0)  #! bidirectional-gru-states""",
    "bidirectional gru, list of one": """
y = Bidirectional(GRU(4))(x, initial_state=[h0])  #! bidirectional-gru-states""",
    "bidirectional gru, symbolic": """
i = Input((5, 2)); s = Input((4,))
y = Bidirectional(GRU(4))(i, initial_state=s)  #! bidirectional-gru-states
net = Model([i, s], y)
net.predict([x, h0], verbose=0)""",
    "bidirectional lstm, one direction": """
i = Input((5, 2))
y, h, c = LSTM(4, return_state=True)(i)
z = Bidirectional(LSTM(4))(i, initial_state=[h, c])  #! bidirectional-states
Model(i, z).predict(x, verbose=0)""",
    # Attributes and methods that are not called, or gone.
    "reset of a loop not called": """
net = Sequential([Input(batch_shape=(3, 5, 2)), LSTM(4, stateful=True)])
for epoch in range(2):
    net.predict(x, verbose=0)
    for layer in net.layers:
        layer.reset_states  #! reset-not-called""",
    "reset_state not called": """
layer = LSTM(4, stateful=True)
a = layer(x)
layer.reset_state  #! reset-not-called
b = layer(x)""",
    "state_updates of a model": """
net = Sequential([Input(batch_shape=(3, 5, 2)), LSTM(4, stateful=True)])
print(net.state_updates)  #! gone-attribute""",
    "set_value of a state in a loop": """
net = Sequential([Input(batch_shape=(3, 5, 2)), LSTM(4, stateful=True)])
for state in net.layers[0].states:
    state.set_value(h0)  #! state-get-value""",
    "get_value in a comprehension": """
net = Sequential([Input(batch_shape=(3, 5, 2)), GRU(4, stateful=True)])
kept = [s.get_value() for s in net.layers[0].states]  #! state-get-value""",
    "K.variable for a state": """
from keras import backend as K
start = K.variable(h0)  #! backend-gone""",
    "K.function of tf": """
import tensorflow.keras.backend as K
net = Sequential([Input((5, 2)), LSTM(4)])
f = K.function([net.inputs], [net.outputs])  #! backend-gone""",
    "K.get_session": """
import keras.backend as K
K.get_session()  #! backend-gone""",
    # get_initial_state with old arguments, inputs=.
    "get_initial_state by name": """
gru = GRU(4)
y = gru(x)
s = gru.get_initial_state(inputs=x)  #! initial-state-arguments""",
    "get_initial_state of a cell as in Keras 2": """
cell = LSTMCell(4)
s = cell.get_initial_state(inputs=None, batch_size=3)  #! initial-state-arguments""",
    "get_initial_state with a dtype": """
lstm = LSTM(4)
s = lstm.get_initial_state(batch_size=3, dtype=tf.float32)  #! initial-state-arguments""",
    "get_initial_state of an embedding's answer": """
embed, gru = Embedding(9, 2), GRU(4, return_state=True)
def step(tokens):
    e = embed(tokens)
    return gru(e, initial_state=gru.get_initial_state(e))  #! initial-state-arguments
step(np.ones((3, 5), "int32"))""",
    "inputs= of a gru": """
y = GRU(4)(inputs=x, initial_state=h0)  #! inputs-argument""",
    "inputs= of a bidirectional": """
i = Input((5, 2))
y = Bidirectional(LSTM(4))(inputs=i)  #! inputs-argument""",
    # A state that is never used; outputs taken for c.
    "decoder that forgets its state": """
class Decoder(layers.Layer):
    def __init__(self):
        super().__init__()
        self.lstm = LSTM(4, return_sequences=True, return_state=True)
    def call(self, token, states):
        y, h, c = self.lstm(token)  #! state-unused
        return y, [h, c]
dec = Decoder()
y, s = dec(x, [h0, c0])
y, s = dec(x, s)""",
    "function that forgets its state": """
gru = GRU(4, return_state=True)
def step(token, hidden):
    out, hidden_new = gru(token)  #! state-unused
    return out, hidden_new
y, h = step(x, h0)
y, h = step(x, h)""",
    "last output named cell state": """
seq = LSTM(4, return_sequences=True)(x)
cell_state = seq[:, -1]  #! outputs-as-cell""",
    "lambda named cell": """
i = Input((5, 2))
seq = LSTM(4, return_sequences=True)(i)
cell = Lambda(lambda t: t[:, -1, :])(seq)  #! outputs-as-cell""",
    # Statefulness changed after building.
    "made stateful after fit": """
net = Sequential([Input((5, 2)), GRU(4), Dense(1)])
net.compile("sgd", "mse")
net.fit(x, np.ones((3, 1)), verbose=0)
net.get_layer(index=0).stateful = True  #! stateful-changed
net(x)""",
    "made stateful by setattr in a loop": """
net = Sequential([Input((5, 2)), LSTM(4)])
for layer in net.layers:
    setattr(layer, "stateful", True)  #! stateful-changed
net.predict(x, verbose=0)""",
    # Runs and what is set between them.
    "the same input twice": """
net = Sequential([Input(batch_shape=(3, 5, 2)), LSTM(4, stateful=True)])
a = net.predict(x, verbose=0)
b = net.predict(x, verbose=0)  #! predict-changes-states
print(np.allclose(a, b))""",
    "the same input printed twice": """
net = Sequential([Input(batch_shape=(3, 5, 2)), LSTM(4, stateful=True)])
print("before", net.predict(x, verbose=0))
print("after", net.predict(x, verbose=0))  #! predict-changes-states""",
    "a layer twice on the same input": """
lstm = LSTM(4, stateful=True)
a = lstm(x)
b = lstm(x)  #! predict-changes-states
np.testing.assert_allclose(a, a)
d = float(tf.reduce_max(tf.abs(a - b)))""",
    "symbolic states of a wrong width": """
i = Input((5, 2)); a = Input((6,)); b = Input((6,))
net = Model([i, a, b], LSTM(4)(i, initial_state=[a, b]))  #! states-shape
net.predict([x, np.ones((3, 6)), np.ones((3, 6))], verbose=0)""",
    "set then saved": """
net = Sequential([Input(batch_shape=(3, 5, 2)), LSTM(4, stateful=True)])
for slot, value in zip(net.layers[0].states, [c0, c0]):
    slot.assign(value)
net.save("net.keras")  #! states-not-saved""",
    "reset of a subclassed model": """
class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.lstm = LSTM(4, stateful=True)
    def call(self, x):
        return self.lstm(x)
net = Net()
net(x)
net.reset_states()  #! model-reset""",
    "reset in a callback": """
class Reset(keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        self.model.reset_states()  #! model-reset
net = Sequential([Input(batch_shape=(3, 5, 2)), LSTM(4, stateful=True)])
net.compile("sgd", "mse")
net.fit(x, h0, batch_size=3, shuffle=False, callbacks=[Reset()], verbose=0)""",
    "batch shape on a dense layer": """
net = Sequential()
net.add(TimeDistributed(Dense(4), batch_input_shape=(3, 5, 2)))  #! constructor-batch-shape""",
    "partial with the wrong flag": """
make = functools.partial(LSTM, 4, return_sequences=False)
net = Sequential([Input((5, 2)), make(), make()])  #! return-sequences-missing""",
    "settings that forget the sequence": """
cfg = {"units": 4, "dropout": 0.1}
i = Input((5, 2))
y = LSTM(**cfg)(i)
z = LSTM(**cfg)(y)  #! return-sequences-missing""",
    "dict state": """
y = LSTM(4)(x, initial_state=dict(h=h0, c=c0))  #! states-dict""",
    "states as PyTorch has them": """
hid = tf.zeros((1, 3, 4)); cel = tf.zeros((1, 3, 4))
y = LSTM(4)(x, initial_state=(hid, cel))  #! states-rank""",
    "a dictionary with an old argument": """
cfg = dict(units=4, batch_input_shape=(3,5,2))
l = LSTM(**cfg)  #! constructor-batch-shape""",
    "a dictionary makes it stateful": """
cfg = dict(units=4, stateful=True)
net = Sequential([Input((5,2)), LSTM(**cfg)])  #! stateful-without-batch""",
    "result beside a tensor": """
net = Model.__name__
y = layers.Concatenate()([GRU(4, return_state=True)(x), h0])  #! result-as-tensor""",
    "flatten result": """
y = layers.Flatten()(LSTM(4, return_state=True)(Input((5,2))))  #! result-as-tensor""",
    "state from wrong layer": """
i = Input((5,2))
o,h,c = LSTM(8, return_state=True)(i)
y = LSTM(4)(i, initial_state=[h,c])  #! states-shape
Model(i,y).predict(x, verbose=0)""",
    "reset stateless": """
net = Sequential([Input((5,2)), LSTM(4)])
net.layers[0].reset_states()  #! reset-stateless""",
    "stacked states as one": """
cells=[LSTMCell(4), LSTMCell(4)]
rnn = RNN(cells, return_state=True)
out, states = rnn(x)  #! unpack-nested""",
    "a product put in the place of a state": """
l = LSTM(4, stateful=True)
l(x)
l.states[0] = l.states[0] * 0  #! state-item-replaced-by-array
l(x)""",
    "get_value list": """
net = Sequential([Input(batch_shape=(3,5,2)), LSTM(4, stateful=True)])
lstm = net.layers[0]
h, c = lstm.states
print(h.get_value())  #! state-get-value""",
    "gru two from enc": """
i = Input((5,2))
o, h, c = LSTM(4, return_state=True)(i)
y = GRU(4)(i, initial_state=[h, c])  #! gru-cell-state""",
    # States that are constants, and fewer of them than cells.
    "one constant row for every batch": """
i = Input((5, 2)); z = np.zeros((1, 4), "float32")
m = Model(i, LSTM(4)(i, initial_state=[z, z]))  #! states-constant
m.predict(x, verbose=0)""",
    "constants of two rows, run with three": """
i = Input((5, 2))
m = Model(i, GRU(4)(i, initial_state=h0[:2]))  #! states-constant
m.compile("sgd", "mse"); m.fit(x, h0, verbose=0)""",
    "one constant row, the model called": """
i = Input((5, 2))
m = Model(i, GRU(4)(i, initial_state=h0[:1]))  #! states-broadcast
y = m(x)""",
    "one tensor for two cells": """
y = RNN([GRUCell(4), GRUCell(4)])(x, initial_state=h0)  #! cells-left-out""",
    "states of the first cell alone": """
y = RNN([LSTMCell(4), LSTMCell(4)])(x, initial_state=[[h0, c0]])  #! cells-left-out""",
    "one state a direction for two cells": """
rnn = Bidirectional(RNN([GRUCell(4), GRUCell(4)]))
y = rnn(x, initial_state=[h0, h0])  #! cells-left-out""",
    "rows without an axis of time": """
net = Sequential([Input((1, 2)), LSTM(4)])
y = net.predict(np.ones((6, 2)), verbose=0)  #! two-axes""",
    "a method that cells had": """
state = LSTMCell(4).zero_state(3, "float32")  #! cell-attribute""",
    "a layer's own states written back": """
net = Sequential([Input(batch_shape=(3, 5, 2)), LSTM(4, stateful=True)])
kept = net.layers[0].states
net.layers[0].states = kept  #! states-replaced-by-variables""",
    # What was missed before.
    "one of a cell's two states": """
cell = LSTMCell(4)
state = cell.get_initial_state(batch_size=3)
y, new = cell(x[:, 0], state[0])  #! cell-one-tensor""",
    "the output and h as states": """
out = LSTM(4, return_state=True)(x)
y = LSTM(4)(x, initial_state=out[:2])  #! output-as-state""",
    "states of a model in another order": """
i = Input((5, 2))
o, a, b = LSTM(4, return_state=True)(i)
model = Model(i, [o, a, b])
o, c, h = model(x)  #! unpack-order""",
    "a loop of TensorFlow 1": """
y, state = tf.nn.dynamic_rnn(LSTMCell(4), x, initial_state=[h0, c0])  #! dynamic-rnn""",
}

STATEFUL = """
net = Sequential([Input(batch_shape=(3, 5, 2)), LSTM(4, stateful=True), Dense(1)])
"""
RIGHT = {
    "settings in a dictionary": """
base = dict(return_sequences=True)
base.update(return_state=True, units=4)
i = Input((5, 2))
y, h, c = LSTM(**base)(i)
z = LSTM(**{**base, "return_state": False})(y, initial_state=[h, c])
w = LSTM(4)(z)""",
    "settings from a function": """
def settings(last):
    return {"units": 4, "return_sequences": not last}
i = Input((5, 2))
y = i
for k in range(3):
    y = LSTM(**settings(k == 2))(y)
z = Dense(1)(y)""",
    "settings that are not known": """
import json
cfg = json.loads('{"units": 4, "return_sequences": true}')
i = Input((5, 2))
y = LSTM(**cfg)(i)
z = LSTM(4)(y)""",
    "partial with settings": """
make = functools.partial(LSTM, return_sequences=True)
net = Sequential([Input((5, 2)), make(8), make(4), LSTM(4)])""",
    "layers in a loop": """
net = Sequential()
net.add(Input((5, 2)))
sizes = [8, 6, 4]
for k, n in enumerate(sizes):
    net.add(LSTM(n, return_sequences=k < len(sizes) - 1))
net.add(Dense(1))
net.predict(x, verbose=0)""",
    "layers by a choice": """
import os
kind = os.environ.get("KIND", "lstm")
cell = LSTM if kind == "lstm" else GRU
i = Input((5, 2))
y = cell(4, return_state=True)(i)
state = y[1:]
z = cell(4)(i, initial_state=state)""",
    "a flag that is not known": """
import os
stateful = bool(os.environ.get("STATEFUL"))
if stateful:
    i = Input(batch_shape=(3, 5, 2))
else:
    i = Input((5, 2))
y = LSTM(4, stateful=stateful)(i)
net = Model(i, y)
if stateful:
    for layer in net.layers:
        if layer.name.startswith("lstm"):
            layer.reset_states()""",
    "guard getattr": STATEFUL + """
for p in net.layers:
    if getattr(p, "stateful", False):
        p.reset_states()""",
    "guard callable": STATEFUL + """
for p in net.layers:
    reset = getattr(p, "reset_states", None)
    if callable(reset):
        reset()""",
    "guard continue": STATEFUL + """
for p in net.layers:
    if not isinstance(p, LSTM):
        continue
    p.reset_states()""",
    "guard class name": STATEFUL + """
for p in net.layers:
    if p.__class__.__name__ == "LSTM" and p.stateful:
        p.reset_states()
    elif type(p).__name__ in ("GRU",):
        p.reset_states()""",
    "guard try": STATEFUL + """
def reset(model):
    try:
        model.reset_states()
    except AttributeError:
        for p in model.layers:
            if hasattr(p, "reset_states"):
                p.reset_states()
reset(net)""",
    "guard suppress": STATEFUL + """
import contextlib
for p in net.layers:
    with contextlib.suppress(AttributeError):
        p.reset_states()""",
    "guard filter": STATEFUL + """
recurrent = [p for p in net.layers if hasattr(p, "states")]
for p in recurrent:
    p.reset_states()
for p in filter(lambda q: isinstance(q, RNN), net.layers):
    p.reset_states()
[p.reset_states() for p in net.layers if getattr(p, "stateful", False)]""",
    "guard any": STATEFUL + """
if any(hasattr(net, name) for name in ("reset_states",)):
    net.reset_states()""",
    "guard by name": STATEFUL + """
for p in net.layers:
    if "lstm" in p.name.lower():
        p.reset_states()""",
    "guard on the model": STATEFUL + """
if hasattr(net, "reset_states"):
    net.reset_states()
elif hasattr(net.layers[0], "reset_states"):
    net.layers[0].reset_states()""",
    "sizes in names": """
def build(rows, steps=None):
    net = Sequential()
    net.add(Input(batch_shape=(rows, steps, 2)))
    net.add(LSTM(4, stateful=True, return_sequences=True))
    net.add(GRU(4, stateful=True))
    return net
train, one = build(3), build(1, 5)
one.set_weights(train.get_weights())""",
    "sizes in an argument": """
import argparse
parser = argparse.ArgumentParser()
parser.add_argument("--rows", type=int, default=3)
args = parser.parse_args([])
i = Input(batch_shape=(args.rows, 5, 2))
net = Model(i, LSTM(4, stateful=True)(i))
net.predict(x, batch_size=args.rows, verbose=0)""",
    "a symbolic call is no run": """
i = Input(batch_shape=(3, 5, 2))
inner = Model(i, LSTM(4, stateful=True)(i))
j = Input(batch_shape=(3, 5, 2))
outer = Model(j, Dense(1)(inner(j)))
a = outer.predict(x, verbose=0)
print(a)""",
    "streamed": STATEFUL + """
series = np.random.rand(3, 20, 2).astype("float32")
answers = []
for t in range(0, 20, 5):
    answers.append(net.predict(series[:, t:t + 5], verbose=0))
print(np.concatenate(answers).shape)""",
    "two different parts compared": STATEFUL + """
series = np.random.rand(3, 10, 2).astype("float32")
first = net.predict(series[:, :5], verbose=0)
second = net.predict(series[:, 5:], verbose=0)
print(np.abs(first - second).max())""",
    "reset between two runs": STATEFUL + """
a = net.predict(x, verbose=0)
for p in net.layers:
    if hasattr(p, "reset_state"):
        p.reset_state()
b = net.predict(x, verbose=0)
assert np.allclose(a, b)""",
    "assigned between two runs": STATEFUL + """
kept = [s.numpy() for s in net.layers[0].states]
a = net.predict(x, verbose=0)
for slot, value in zip(net.layers[0].states, kept):
    slot.assign(value)
b = net.predict(x, verbose=0)
assert np.allclose(a, b)""",
    "assigned with enumerate": STATEFUL + """
def put(layer, values):
    for k, value in enumerate(values):
        layer.states[k].assign(value)
put(net.layers[0], [h0, c0])
a = net.predict(x, verbose=0)
put(net.layers[0], [h0, c0])
b = net.predict(x, verbose=0)
print(a - b)""",
    "shown to differ": STATEFUL + """
a = net.predict(x, verbose=0)
b = net.predict(x, verbose=0)
assert not np.allclose(a, b)""",
    "states kept in a file": STATEFUL + """
net.layers[0].states[0].assign(c0)
np.save("h.npy", net.layers[0].states[0].numpy())
net.save("net.keras")
again = keras.models.load_model("net.keras")
again.layers[0].states[0].assign(np.load("h.npy"))""",
    "states of zeros before saving": STATEFUL + """
for s in net.layers[0].states:
    s.assign(np.zeros((3, 4)))
net.save("net.keras")""",
    "a cell in a loop": """
cell = LSTMCell(4)
states = cell.get_initial_state(batch_size=3)
outs = []
for t in range(5):
    out, states = cell(x[:, t], states)
    outs.append(out)
h, c = states
y = tf.stack(outs, axis=1)""",
    "a gru cell with a bare state": """
cell = GRUCell(4)
h = h0
for t in range(5):
    out, h = cell(x[:, t], h)
z = Dense(1)(out)""",
    "cells in stacks": """
rnn = RNN([LSTMCell(4), LSTMCell(6)], return_state=True)
y, s1, s2 = rnn(x)
h2, c2 = s2
y, *rest = rnn(x, initial_state=[s1, s2])
z = Concatenate()([*s1, *s2])
same = RNN(StackedRNNCells([GRUCell(4) for _ in range(2)]))(x)""",
    "nested states of a bidirectional": """
sizes = [4, 4]
enc = Bidirectional(RNN([LSTMCell(n) for n in sizes], return_state=True))
out = enc(Input((5, 2)))
states = out[1:]
joined = []
for k in range(len(sizes)):
    joined += [Concatenate()([a, b]) for a, b in zip(states[k], states[len(sizes) + k])]""",
    "bidirectional states": """
i = Input((5, 2))
y, fh, fc, bh, bc = Bidirectional(LSTM(4, return_state=True))(i)
h, c = Concatenate()([fh, bh]), Concatenate()([fc, bc])
z = LSTM(8)(i, initial_state=[h, c])
w = Bidirectional(GRU(4))(i, initial_state=[fh, bh])""",
    "initial state by batch size": """
gru = GRU(4, return_state=True)
def start(inputs):
    return gru.get_initial_state(tf.shape(inputs)[0])
y, h = gru(x, initial_state=start(x))
y, h = gru(x, initial_state=gru.get_initial_state(batch_size=len(x)))""",
    "a state parameter that is used": """
class Decoder(keras.Model):
    def __init__(self):
        super().__init__()
        self.gru = GRU(4, return_state=True)
    def call(self, token, hidden=None, training=False):
        if hidden is None:
            hidden = self.gru.get_initial_state(tf.shape(token)[0])
        y, hidden = self.gru(token, initial_state=hidden)
        return y, hidden
dec = Decoder()
y, h = dec(x)
y, h = dec(x, h)""",
    "a method named like one": """
class Walker:
    def __init__(self):
        self.model = Sequential([Input(batch_shape=(3, 5, 2)), LSTM(4, stateful=True)])
    def reset_states(self):
        for layer in self.model.layers:
            layer.reset_states()
walker = Walker()
walker.reset_states()""",
    "a layer of one's own": """
class Own(layers.Layer):
    def __init__(self, units):
        super().__init__()
        self.lstm = LSTM(units, return_sequences=True)
    def call(self, inputs):
        return self.lstm(inputs)
i = Input((5, 2))
net = Sequential([i, Own(4), LSTM(4)])
y = LSTM(4)(Own(4)(i))
own = Own(4)(inputs=x)""",
    "made stateful before it is built": """
layer = LSTM(4)
layer.stateful = True
y = layer(x)
print(layer.states[0].numpy())""",
    "trained in order": STATEFUL + """
net.compile("sgd", "mse")
y = np.ones((3, 1))
for epoch in range(2):
    net.fit(x, y, batch_size=3, shuffle=False, verbose=0)
    net.layers[0].reset_states()
data = tf.data.Dataset.from_tensor_slices((x, y)).batch(3)
net.fit(data, epochs=1, verbose=0)""",
    "the states of the layer in hand": STATEFUL + """
lstm = next(p for p in net.layers if isinstance(p, LSTM))
h, c = lstm.states
h.assign(h0); c.assign(c0)
y = net.predict(x, verbose=0)
print([s.numpy().shape for s in lstm.states])""",
    "sequence and states apart": """
i = Input((5, 2))
seq, *states = LSTM(4, return_sequences=True, return_state=True)(i)
last = Lambda(lambda t: t[:, -1])(seq)
y = LSTM(4)(seq, initial_state=states)
z = Concatenate()([last, states[1]])
cell = states[1]""",
    "no state at all": """
i = Input((5, 2))
y = LSTM(4)(i, initial_state=None)
z = GRU(4)(RepeatVector(5)(y))""",
    "tf backend": """
import tensorflow.keras.backend as K
v = K.variable(h0)
K.clear_session()""",
    "a lambda makes layers": """
make = lambda n, **k: LSTM(n, return_sequences=True, **k)
i = Input((5, 2))
y = make(4)(make(8)(i))
z, h, c = make(4, return_state=True)(y)""",
    "layers in a dictionary": """
parts = {"enc": LSTM(4, return_state=True), "dec": LSTM(4, return_sequences=True)}
i = Input((5, 2))
_, h, c = parts["enc"](i)
y = parts["dec"](i, initial_state=[h, c])""",
    "an early return": """
def build(kind):
    net = Sequential([Input((5, 2))])
    if kind == "flat":
        net.add(layers.Flatten())
        return net
    net.add(LSTM(4, return_sequences=True))
    net.add(LSTM(4))
    return net
for kind in ("flat", "deep"):
    build(kind)(x)""",
    "directions that are added": """
i = Input((5, 2))
y = Bidirectional(GRU(4), merge_mode="sum")(i)
z = GRU(4, return_sequences=True)(i, initial_state=y)
both = Bidirectional(LSTM(4), merge_mode=None)(i)
w = Concatenate()(both)""",
    "a decoder of padded targets": """
tokens = Input((None,))
_, h, c = LSTM(4, return_state=True)(Embedding(9, 3, mask_zero=True)(tokens))
targets = Input((None,))
y = LSTM(4, return_sequences=True)(Embedding(9, 3, mask_zero=True)(targets), initial_state=[h, c])
net = Model([tokens, targets], Dense(9)(y))""",
    "unknown guard fn": """
def is_rnn(l): return l.__class__.__name__ in ("LSTM","GRU")
net = Sequential([Input(batch_shape=(3,5,2)), LSTM(4, stateful=True), Dense(1)])
for l in net.layers:
    if is_rnn(l):
        l.reset_states()""",
    "not hasattr continue": """
net = Sequential([Input(batch_shape=(3,5,2)), LSTM(4, stateful=True), Dense(1)])
for l in net.layers:
    if not hasattr(l, 'reset_states'): continue
    l.reset_states()
i=0
while i < len(net.layers):
    l = net.layers[i]; i += 1
    if isinstance(l, LSTM): l.reset_states()""",
    "try with else": """
net = Sequential([Input(batch_shape=(3,5,2)), LSTM(4, stateful=True), Dense(1)])
for l in net.layers:
    try: fn = l.reset_states
    except AttributeError: continue
    fn()""",
    "old fallback K": """
from keras import backend as K
net = Sequential([Input(batch_shape=(3,5,2)), LSTM(4, stateful=True), Dense(1)])
s = net.layers[0].states[0]
if hasattr(K, "set_value"):
    K.set_value(s, h0)
else:
    s.assign(h0)""",
    "version check": """
net = Sequential([Input(batch_shape=(3,5,2)), LSTM(4, stateful=True), Dense(1)])
if keras.__version__.startswith("2"):
    net.reset_states()
else:
    for l in net.layers:
        if getattr(l, "stateful", False): l.reset_states()""",
    "class call": """
class Enc(keras.Model):
    def __init__(self, n, **kw):
        super().__init__(**kw)
        self.rnn = LSTM(n, return_sequences=True, return_state=True)
    def call(self, x, training=None):
        out, *st = self.rnn(x, training=training)
        return out, st
class Dec(keras.Model):
    def __init__(self, n):
        super().__init__()
        self.rnn = LSTM(n, return_sequences=True, return_state=True); self.out = Dense(2)
    def call(self, x, states):
        out, h, c = self.rnn(x, initial_state=states)
        return self.out(out), [h, c]
e, d = Enc(4), Dec(4)
o, s = e(x)
for _ in range(3):
    y, s = d(x, s)""",
    "ensembles": """
nets = [Sequential([Input(batch_shape=(3,5,2)), LSTM(4, stateful=True)]) for _ in range(2)]
a = nets[0].predict(x, verbose=0); b = nets[1].predict(x, verbose=0)
print(np.abs(a-b).max())""",
    "restored by weights": """
net = Sequential([Input(batch_shape=(3,5,2)), LSTM(4, stateful=True)])
net.layers[0].states[0].assign(c0)
saved = [s.numpy() for s in net.layers[0].states]
net.save_weights('w.weights.h5')""",
    "predict loop same input with reset fn": """
net = Sequential([Input(batch_shape=(3,5,2)), LSTM(4, stateful=True)])
def fresh(inp):
    for l in net.layers: l.reset_states()
    return net.predict(inp, verbose=0)
a = fresh(x); b = fresh(x)
print(np.allclose(a,b))""",
    "time distributed": """
i = Input((7,5,2))
y = TimeDistributed(LSTM(4))(i)
z = LSTM(4)(y)
w = LSTM(4)(TimeDistributed(Dense(3))(LSTM(4, return_sequences=True)(i[:,0])))""",
    "attention by hand": """
i = Input((5,2))
s,h,c = LSTM(4, return_sequences=True, return_state=True)(i)
hs = layers.Permute((2,1))(s)
hs = layers.Permute((2,1))(layers.Dense(5, activation='softmax')(hs))
ctx = layers.Multiply()([s,hs]); ctx = Lambda(lambda t: tf.reduce_sum(t, axis=1))(ctx)
y = Concatenate()([ctx,h])""",
    "states via tree": """
net = Sequential([Input(batch_shape=(3,5,2)), LSTM(4, stateful=True), Dense(1)])
for p in net.layers:
    for s in getattr(p, 'states', None) or []:
        s.assign(tf.zeros_like(s))""",
    "one constant row, run with one row": """
i = Input((5, 2)); z = np.zeros((1, 4), "float32")
m = Model(i, LSTM(4)(i, initial_state=[z, z]))
m.predict(x[:1], verbose=0)""",
    "constants of as many rows as every batch": """
i = Input((5, 2))
m = Model(i, GRU(4)(i, initial_state=h0))
m.compile("sgd", "mse"); m.fit(np.ones((6, 5, 2)), np.ones((6, 4)), batch_size=3, verbose=0)""",
    "a state for every cell": """
y = RNN([GRUCell(4), GRUCell(4)])(x, initial_state=[h0, h0])
y = RNN([GRUCell(4)])(x, initial_state=h0)
y = Bidirectional(RNN([GRUCell(4), GRUCell(4)]))(x, initial_state=[h0, h0, h0, h0])""",
    "an axis that Keras adds": """
net = Sequential([Input((5, 1)), LSTM(4)])
y = net.predict(np.ones((6, 5)), verbose=0)""",
    "two answers that are to differ": """
net = Sequential([Input(batch_shape=(3, 5, 2)), LSTM(4, stateful=True)])
first, second = net.predict(x, verbose=0), net.predict(x, verbose=0)
print(np.abs(first - second).max())
assert not np.allclose(first, second)""",
    "a layer chosen by a flag": """
import sys
i = Input((5, 2))
if len(sys.argv) > 100:
    layer = Bidirectional(LSTM(4, return_state=True))
else:
    layer = LSTM(4, return_state=True)
y, h, c = layer(i)
z = LSTM(4)(i, initial_state=[h, c])""",
    "zeros of a cell and of a layer": """
cell, gru = LSTMCell(4), GRUCell(4)
state, one = cell.get_initial_state(batch_size=3), gru.get_initial_state(batch_size=3)
for t in range(5):
    y, state = cell(x[:, t], state)
    z, one = gru(x[:, t], one)
z, last = gru(x[:, 0], gru.get_initial_state(batch_size=3)[0])
layer = LSTM(4)
y = layer(x, initial_state=layer.get_initial_state(batch_size=3))""",
    "states of a layer behind its output": """
out = LSTM(4, return_state=True)(x)
y = LSTM(4)(x, initial_state=out[1:])
z = GRU(4)(x, initial_state=GRU(4, return_state=True)(x)[:1])""",
    "states of a model in its order": """
i, a, b = Input((5, 2)), Input((4,)), Input((4,))
o, h, c = LSTM(4, return_state=True)(i, initial_state=[a, b])
model, turned = Model([i, a, b], [o, h, c]), Model([i, a, b], [c, h])
o, h, c = model.predict([x, h0, c0], verbose=0)
o, *states = model.predict([x, h, c], verbose=0)
c, h = turned.predict([x, *states], verbose=0)""",
    "a function of tf.nn": """
y = tf.nn.softmax(LSTM(4)(x))""",
}
