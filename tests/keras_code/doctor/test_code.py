"""What the doctor reads in code; every case is also run by the real Keras, which must agree."""

from __future__ import annotations

import contextlib
import io
import warnings

import pytest

from lstm_viz.keras_code.doctor import SNIPPETS, diagnose_code

HEAD = """\
import numpy as np
import keras
from keras.layers import LSTM as L, GRU, SimpleRNN, Bidirectional, RNN, LSTMCell, Dense, Input
x = np.ones((3, 5, 2), "float32")
h = np.zeros((3, 4), "float32")
c = np.ones((3, 4), "float32")
"""
STATEFUL = """\
model = keras.Sequential()
model.add(Input(batch_shape=(3, 5, 2)))
model.add(L(4, stateful=True))
layer = model.layers[0]
"""
FUNCTIONAL = "i = Input((5, 2)); a = Input((4,)); b = Input((4,))\n"

# Text, and the rules that are found in it, in the report's order.
CASES = {
    "swapped": ("y = L(4)(x, initial_state=[c, h])", ["states-swapped"]),
    "right": ("y = L(4)(x, initial_state=[h, c])", []),
    "right, as a tuple": ("y = L(4)(x, initial_state=(h, c))", []),
    "right, by position": ("y = L(4)(x, [h, c])", []),
    "swapped by a list with a name": (
        "states = [c, h]\ny = L(4)(x, initial_state=states)",
        ["states-swapped"],
    ),
    "swapped by origin, not by name": (
        "y, *s = L(4, return_state=True)(x)\nz = L(4)(x, initial_state=[s[1], s[0]])",
        ["states-swapped"],
    ),
    "units": (
        "h5 = np.zeros((3, 5))\nc5 = np.zeros((3, 5))\ny = L(4)(x, initial_state=[h5, c5])",
        ["states-shape"],
    ),
    "units of c": (
        "c5 = np.zeros((3, 5))\ny = L(4)(x, initial_state=[h, c5])",
        ["states-shape"],
    ),
    "batch": ("y = L(4)(x, initial_state=[h[:2], c[:2]])", ["states-batch"]),
    "rank": (
        "y = L(4)(x, initial_state=[h[:, None], np.expand_dims(c, 1)])",
        ["states-rank"],
    ),
    "broadcast": ("y = L(4)(x, initial_state=[h[:1], c[:1]])", ["states-broadcast"]),
    "rank 1": ("y = L(4)(x, initial_state=[h[0], c[0]])", ["states-broadcast"]),
    "more rows": ("y = L(4)(x[:1], initial_state=[h, c])", ["states-more-rows"]),
    "one state": ("y = L(4)(x, initial_state=[h])", ["one-state"]),
    "bare": ("y = L(4)(x, initial_state=h)", ["one-state"]),
    "three": ("y = L(4)(x, initial_state=[h, c, c])", ["too-many-states"]),
    "nested": ("y = L(4)(x, initial_state=[[h, c]])", ["states-nested"]),
    "plain lists": (
        "y = L(4)(x, initial_state=[[[0.0] * 4] * 3, [[0.0] * 4] * 3])",
        ["states-plain-lists"],
    ),
    "dict": ('y = L(4)(x, initial_state={"h": h, "c": c})', ["states-dict"]),
    "none": ("y = L(4)(x, initial_state=[h, None])", ["states-none"]),
    "mask dropped": (
        "m = keras.layers.Masking()(x)\ny = L(4)(m, initial_state=[h, c])",
        ["mask-dropped"],
    ),
    "mask dropped after an embedding and another layer": (
        "t = np.ones((3, 5))\ne = keras.layers.Embedding(9, 2, mask_zero=True)(t)\n"
        "e = keras.layers.Dropout(0.1)(e)\ny = L(4, return_sequences=True)(e)\n"
        "z = Bidirectional(L(4))(y, initial_state=[h, c, h, c])",
        ["mask-dropped"],
    ),
    "states set on another layer": (
        "m = keras.Sequential([Input((5, 2)), L(4), Dense(1)])\nm.layers[1].states = [h, c]",
        ["wrong-layer-set"],
    ),
    "mask passed": (
        "k = keras.layers.Masking()\n"
        "y = L(4)(k(x), initial_state=[h, c], mask=k.compute_mask(x))",
        [],
    ),
    "mask without a state": ("y = L(4)(keras.layers.Masking()(x))", []),
    "no mask any more": (
        "y = L(4)(keras.layers.Masking()(x))\n"
        "y = keras.layers.RepeatVector(5)(y)\nz = L(4)(y, initial_state=[h, c])",
        [],
    ),
    "in the inputs": ("y = L(4)([x, h, c])", ["states-in-inputs"]),
    "call argument": ("y = L(4)(x, initial_states=[h, c])", ["call-argument"]),
    "gru": ("y = GRU(4)(x, initial_state=[h, c])", ["gru-cell-state"]),
    "gru, right": ("y = GRU(4)(x, initial_state=h)", []),
    "gru of rank 1": ("y = GRU(4)(x, initial_state=h[0])", ["states-rank"]),
    "simple rnn": ("y = SimpleRNN(4)(x, initial_state=[h, c])", ["simple-rnn-cell-state"]),
    "bidirectional": (
        "y = Bidirectional(L(4))(x, initial_state=[h, c])",
        ["bidirectional-states"],
    ),
    "bidirectional, right": ("y = Bidirectional(L(4))(x, initial_state=[h, c, h, c])", []),
    "bidirectional order": (
        "y = Bidirectional(L(4))(x, initial_state=[h, h, c, c])",
        ["bidirectional-order"],
    ),
    "stacked": (
        "y = RNN([LSTMCell(4), LSTMCell(4)])(x, initial_state=[h, c, h, c])",
        ["stacked-flat"],
    ),
    "stacked, right": (
        "y = RNN([LSTMCell(4), LSTMCell(4)])(x, initial_state=[[h, c], [h, c]])",
        [],
    ),
    "nan": ("h[0] = np.nan\ny = L(4)(x, initial_state=[h, c])", ["states-nan"]),
    "large h": ("y = L(4)(x, initial_state=[h + 0, c])\nh2 = np.full((3, 4), 5.0)\n"
                "y = L(4)(x, initial_state=[h2, c])", ["h-out-of-range"]),
    "normal h": (
        "hn = np.random.normal(size=(3, 4))\ny = L(4)(x, initial_state=[hn, c])",
        ["h-out-of-range"],
    ),
    "float64": ('y = L(4)(x, initial_state=[h.astype("float64"), c])', ["float64"]),
    "model call": (
        "m = keras.Sequential([Input((5, 2)), L(4)])\ny = m(x, initial_state=[h, c])",
        ["model-initial-state"],
    ),
    "predict": (
        "m = keras.Sequential([Input((5, 2)), L(4)])\ny = m.predict(x, initial_state=[h, c])",
        ["predict-initial-state"],
    ),
    "symbolic, one state, never run": (
        FUNCTIONAL + "m = keras.Model([i, a], L(4)(i, initial_state=[a]))",
        ["one-state"],
    ),
    "symbolic, right": (
        FUNCTIONAL + "m = keras.Model([i, a, b], L(4)(i, initial_state=[a, b]))\n"
        "y = m.predict([x, h, c], verbose=0)",
        [],
    ),
    "before build": ("layer = L(4, stateful=True)\nlayer.states[0].assign(h)",
                     ["states-before-build"]),
    "sequential before build": (
        "m = keras.Sequential([L(4, stateful=True)])\nm.layers[0].states[0].assign(h)",
        ["states-before-build"],
    ),
    "stateless": ("layer = L(4)\nlayer(x)\nlayer.states[0].assign(h)", ["states-stateless"]),
    "assigned, right": (
        STATEFUL + "layer.states[0].assign(h)\nlayer.states[1].assign(c)\n"
        "y = model.predict(x, batch_size=3, verbose=0)",
        [],
    ),
    "assigned, wrong shape": (STATEFUL + "layer.states[0].assign(h[:2])", ["state-assign-shape"]),
    "assigned, swapped": (
        STATEFUL + "layer.states[0].assign(c)\nlayer.states[1].assign(h)",
        ["stored-swapped"],
    ),
    "replaced by arrays": (
        STATEFUL + "layer.states = [h, c]\nmodel.predict(x, verbose=0)",
        ["states-replaced-by-arrays"],
    ),
    "replaced by variables": (
        STATEFUL + "layer.states = [keras.Variable(h), keras.Variable(c)]",
        ["states-replaced-by-variables"],
    ),
    "item replaced by an array": (
        STATEFUL + "layer.states[0] = h\nmodel.predict(x, verbose=0)",
        ["state-item-replaced-by-array"],
    ),
    "item replaced early": (
        STATEFUL + "layer.states[0] = keras.Variable(h)\nmodel.predict(x, verbose=0)",
        [],
    ),
    "item replaced": (
        STATEFUL + "model.predict(x, verbose=0)\nlayer.states[0] = keras.Variable(h)",
        ["state-item-replaced"],
    ),
    "index": (
        "g = GRU(4, stateful=True)\ng(x)\ng.states[1].assign(h)",
        ["state-index"],
    ),
    "reset with states": (STATEFUL + "layer.reset_states(states=[h, c])", ["reset-with-states"]),
    "reset by position": (STATEFUL + "layer.reset_state([h, c])", ["reset-with-states"]),
    "bidirectional reset": (
        "b = Bidirectional(L(4, stateful=True))\nb(x)\nb.reset_states([h, c, h, c])",
        ["reset-with-states"],
    ),
    "reset, right": (STATEFUL + "layer.reset_states()", []),
    "model reset": (STATEFUL + "model.reset_states()", ["model-reset"]),
    "functional model reset": (
        FUNCTIONAL + "m = keras.Model(i, L(4)(i))\nm.reset_state()",
        ["model-reset"],
    ),
    "model states": (STATEFUL + "s = model.states", ["model-states"]),
    "stateless reset": ("layer = L(4)\nlayer(x)\nlayer.reset_states()", ["reset-stateless"]),
    "reset of every layer": (
        STATEFUL + "model.add(Dense(1))\nfor part in model.layers:\n    part.reset_states()",
        ["wrong-layer"],
    ),
    "reset of every layer that can": (
        STATEFUL + "model.add(Dense(1))\nfor part in model.layers:\n"
        '    if hasattr(part, "reset_states"):\n        part.reset_states()',
        [],
    ),
    "stacked reset": (
        "r = RNN([LSTMCell(4), LSTMCell(4)], stateful=True)\nr(x)\nr.reset_state()",
        ["stacked-reset"],
    ),
    "set_value": (
        STATEFUL + "from keras import backend as K\nK.set_value(layer.states[0], h)",
        ["backend-set-value"],
    ),
    "tf set_value": (
        STATEFUL + "import tensorflow as tf\ntf.keras.backend.set_value(layer.states[0], h)",
        ["tf-backend-set-value"],
    ),
    "get_value": (
        STATEFUL + "from keras import backend as K\nv = K.get_value(layer.states[0])",
        ["backend-get-value"],
    ),
    "tf get_value works": (
        STATEFUL + "from tensorflow.keras import backend as K\nv = K.get_value(layer.states[0])",
        [],
    ),
    "both": (
        "layer = L(4, stateful=True)\ny = layer(x, initial_state=[h, c])",
        ["stateful-and-initial-state"],
    ),
    "batch_size": ("layer = L(4, stateful=True, batch_size=3)", ["constructor-batch-size"]),
    "batch_shape": ("layer = L(4, batch_shape=(3, 5, 2))", ["constructor-batch-shape"]),
    "embedding": (
        "e = keras.layers.Embedding(9, 2, batch_input_shape=[3, None])",
        ["constructor-batch-shape"],
    ),
    "time_major": ("layer = GRU(4, time_major=True)", ["constructor-time-major"]),
    "constructor state": ("layer = L(4, initial_state=[h, c])", ["constructor-initial-state"]),
    "typo": ("layer = L(4, return_sequence=True)", ["constructor-argument"]),
    "Input": ("i = Input(batch_input_shape=(3, 5, 2))", ["input-batch-shape"]),
    "input_shape": ("m = keras.Sequential([L(4, input_shape=(5, 2))])", ["input-shape-argument"]),
    "stateful, no batch": (
        "m = keras.Sequential([Input((5, 2)), L(4, stateful=True)])",
        ["stateful-without-batch"],
    ),
    "stateful, no batch, functional": (
        "i = Input((5, 2))\ny = L(4, stateful=True)(i)",
        ["stateful-without-batch"],
    ),
    "cudnn": ("layer = keras.layers.CuDNNLSTM(4)", ["cudnn-layer"]),
    "old import": ("from keras.layers.wrappers import Bidirectional as B", ["old-import"]),
    "tf old import": (
        "from tensorflow.keras.layers.recurrent import LSTM",
        ["old-import"],
    ),
    "return_state inside": (
        "m = keras.Sequential([Input((5, 2)), L(4, return_state=True), Dense(1)])",
        ["return-state-sequential"],
    ),
    "return_state last": (
        "m = keras.Sequential([Input((5, 2)), L(4, return_state=True)])",
        ["return-state-last"],
    ),
    "unpack": ("i = Input((5, 2))\no, hh, cc = L(4)(i)", ["unpack-without-return-state"]),
    "unpack a gru": ("o, hh, cc = GRU(4, return_state=True)(x)", ["unpack-count-gru"]),
    "unpack two": ("o, s = L(4, return_state=True)(x)", ["unpack-count"]),
    "unpack a bidirectional": (
        "o, hh, cc = Bidirectional(L(4, return_state=True))(x)",
        ["unpack-count-bidirectional"],
    ),
    "unpack, right": ("o, hh, cc = L(4, return_state=True)(x)", []),
    "unpack order": ("o, c1, h1 = L(4, return_state=True)(x)", ["unpack-order"]),
    "two layers": (
        "m = keras.Sequential([Input((5, 2)), L(4), L(4)])",
        ["return-sequences-missing"],
    ),
    "two layers, dropout between": (
        "m = keras.Sequential([Input((5, 2)), L(4), keras.layers.Dropout(0.1), L(4)])",
        ["return-sequences-missing"],
    ),
    "two layers, right": (
        "m = keras.Sequential([Input((5, 2)), L(4, return_sequences=True), L(4)])",
        [],
    ),
    "repeated": (
        "m = keras.Sequential([Input((5, 2)), L(4), keras.layers.RepeatVector(3), L(4)])",
        [],
    ),
    "two calls": (
        "i = Input((5, 2))\ny = L(4)(L(4)(i))",
        ["return-sequences-missing"],
    ),
    "layers[1]": (STATEFUL + "model.layers[1].states[0].assign(h)", ["layer-missing"]),
    "layers[1] is dense": (
        STATEFUL + "model.add(Dense(1))\nmodel.layers[1].states[0].assign(h)",
        ["wrong-layer"],
    ),
    "layers[0] is the input": (
        "i = Input((5, 2))\nm = keras.Model(i, L(4)(i))\nm.layers[0].states",
        ["input-layer"],
    ),
    "fit": (
        STATEFUL + 'model.compile("sgd", "mse")\nmodel.fit(x, h, batch_size=3, verbose=0)',
        ["fit-shuffles"],
    ),
    "fit, right": (
        STATEFUL + 'model.compile("sgd", "mse")\n'
        "model.fit(x, h, batch_size=3, shuffle=False, verbose=0)",
        [],
    ),
    "batch mismatch": (
        STATEFUL + "model.predict(np.ones((6, 5, 2)), verbose=0)",
        ["stateful-batch"],
    ),
    "predict twice": (
        STATEFUL + "a = model.predict(x, verbose=0)\nb = model.predict(x, verbose=0)\nd = a - b",
        ["predict-changes-states"],
    ),
    "predict twice, not compared": (
        STATEFUL + "model.predict(x, verbose=0)\nmodel.predict(x, verbose=0)",
        [],
    ),
    "predict twice with a reset": (
        STATEFUL + "model.predict(x, verbose=0)\nlayer.reset_states()\n"
        "model.predict(x, verbose=0)",
        [],
    ),
    "saved": (
        STATEFUL + 'layer.states[0].assign(c)\nmodel.save("m.keras")',
        ["states-not-saved"],
    ),
    "saved, stateless": (
        'm = keras.Sequential([Input((5, 2)), L(4)])\nm.save("m.keras")',
        [],
    ),
}


def run(code, folder, monkeypatch):
    """Run code of this file; return what it raises."""
    monkeypatch.chdir(folder)
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        try:
            exec(compile(code, "<case>", "exec"), {"__name__": "case"})
        except Exception as error:
            return error
    return None


@pytest.mark.parametrize("name", CASES)
def test_the_rule_is_found_and_no_other(name):
    text, codes = CASES[name]
    assert list(diagnose_code(HEAD + text).codes) == codes


@pytest.mark.parametrize("name", CASES)
def test_keras_agrees(name, tmp_path, monkeypatch):
    text, _ = CASES[name]
    error = run(HEAD + text, tmp_path, monkeypatch)
    errors = [found for found in diagnose_code(HEAD + text) if found.severity == "error"]
    if "never run" in name:
        assert error is None and errors
    elif error is None:
        assert not errors
    else:
        assert errors, f"Keras raises {error}"
        told = min(errors, key=lambda found: found.line).error
        kind, _, words = told.partition(": ")
        assert kind == type(error).__name__, error
        assert all(word in str(error) for word in words.strip("…").split("…")), error


@pytest.mark.parametrize("name", SNIPPETS)
def test_every_example_of_the_page_is_diagnosed_with_lines(name):
    report = diagnose_code(SNIPPETS[name])
    assert report
    assert all(found.line for found in report)


def test_names_by_which_keras_is_imported_are_followed():
    text = (
        "import tensorflow as tf\nfrom tensorflow.keras import layers as KL\n"
        "a = KL.LSTM(4, time_major=True)\nb = tf.keras.layers.GRU(4, batch_size=2)\n"
    )
    assert [found.line for found in diagnose_code(text)] == [3, 4]
    assert diagnose_code("from mine import LSTM\nLSTM(4, time_major=True)").codes == ()


def test_a_fragment_without_imports_is_understood():
    found = diagnose_code("lstm.reset_states(states=[h, c])\nmodel.reset_states()")
    assert set(found.codes) == {"reset-with-states", "model-reset"}


def test_functions_and_classes_are_read():
    text = (
        "class Net(keras.Model):\n    def __init__(self):\n"
        "        self.lstm = LSTM(8, return_state=True)\n"
        "    def call(self, x, c, h):\n        return self.lstm(x, initial_state=[c, h])\n"
        "def build():\n    m = Sequential([Input(batch_shape=(1, 5, 2)), LSTM(4, stateful=True)])\n"
        "    return m\nnet = build()\nnet.reset_states()\n"
    )
    assert set(diagnose_code(text).codes) == {"states-swapped", "model-reset"}


def test_keras_2_code_is_fine_for_keras_2():
    text = SNIPPETS["Set states with reset_states"]
    assert diagnose_code(text)
    assert not diagnose_code(text, keras=2)


def test_names_that_say_nothing_are_left_alone():
    assert not diagnose_code(HEAD + "a, b = h, c\ny = L(4)(x, initial_state=foo(a, b))")
    assert not diagnose_code("y = LSTM(4)(x, initial_state=[one, two])")


def test_nothing_found_names_what_was_looked_at():
    report = diagnose_code("x = 1\n")
    assert not report
    assert "recurrent layers: none" in report.summary
    assert "None of the known mistakes was found" in report.summary
