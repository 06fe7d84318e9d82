"""What older Keras wrote differently: repaired, said in a note, and equal to their equations."""

from __future__ import annotations

import json
import re

import h5py
import keras
import numpy as np
import pytest
from keras import layers

import lstm_viz as lv
from lstm_viz._language import translator
from lstm_viz.models import load_model, read_model
from lstm_viz.models.reader import keras2_hard_sigmoid
from tests.models.reader import files
from tests.models.reader.files import FOLDER, graph, h5, hdf5, model, parse, saved
from tests.some import some

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("predict_builds_no_graph")]

WRITTEN = FOLDER / "written_by_keras"
# Names of layers that TensorFlow does not allow, and what they become.
FORBIDDEN = (
    ("block/lstm", "block_lstm"),
    ("größe 1.0 (a)", "gr__e_1.0__a_"),
    ("_x:0", "layer_x_0"),
)


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def x_of(*shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape).astype(np.float32)


def architecture(data: bytes | None = None) -> bytes:
    """The JSON of an `.h5` file."""
    with h5py.File(files.io.BytesIO(hdf5() if data is None else data)) as file:
        return file.attrs["model_config"].encode()


def old_h5(config: dict, weights: dict[str, dict[str, np.ndarray]], **attributes: str) -> bytes:
    """An `.h5` file as Keras 2 wrote it: layers' weights by name."""
    stream = files.io.BytesIO()
    with h5py.File(stream, "w") as file:
        for key, value in {"model_config": json.dumps(config), **attributes}.items():
            file.attrs[key] = value.encode()
        root = file.create_group("model_weights")
        root.attrs["layer_names"] = [name.encode() for name in weights]
        for name, own in weights.items():
            group = root.create_group(name)
            group.attrs["weight_names"] = [f"{name}/{key}:0".encode() for key in own]
            for key, array in own.items():
                group[f"{name}/{key}:0"] = array
    return stream.getvalue()


def old_lstm(units=4, **settings):
    return {
        "class_name": "LSTM",
        "config": {
            "name": "lstm_1",
            "batch_input_shape": [None, None, 3],
            "units": units,
            "activation": "tanh",
            "recurrent_activation": "hard_sigmoid",
            "use_bias": True,
            "unroll": False,
            "implementation": 1,
            "return_sequences": True,
            **settings,
        },
    }


def weights_of(units=4, features=3, gates=4, bias=None, seed=1):
    bias = (gates * units,) if bias is None else bias
    return {
        "kernel": x_of(features, gates * units, seed=seed),
        "recurrent_kernel": x_of(units, gates * units, seed=seed + 1),
        "bias": x_of(*bias, seed=seed + 2),
    }


def test_keras_2_hard_sigmoid_is_its_own_formula():
    x = np.array([-3, -2.5, -1, 0, 1, 2.5, 3], np.float32)
    ours = np.array(keras2_hard_sigmoid(x))
    np.testing.assert_allclose(ours, np.clip(0.2 * x + 0.5, 0, 1), atol=1e-7)
    assert np.abs(ours - np.array(keras.activations.hard_sigmoid(x))).max() > 0.03


def test_a_note_that_came_from_the_reading_process_can_be_told_in_another_language():
    [note] = load_model(WRITTEN / "ks2.3.1-seq_misc.h5").notes
    assert translator("qps").known(note) == f"⟦{note}⟧"
    told = translator("zh").known(note)
    assert told.startswith("由 Keras 2.3.1 写成") and "hard_sigmoid" in told


def test_keras_2_hard_sigmoid_is_traced_compiled_and_said():
    opened = load_model(WRITTEN / "ks2.3.1-seq_misc.h5")
    assert opened.notes == (
        "Written by Keras 2.3.1: hard_sigmoid is 0.2 x + 0.5, as that version computed it.",
    )
    assert "keras2_hard_sigmoid" in {spec.recurrent_activation for spec in opened.layers}
    x = x_of(2, 5, 2)
    wanted = opened.predict(x)
    for compiled in (False, True):
        got = lv.trace(opened, x, compile=compiled).predictions
        np.testing.assert_allclose(got, wanted, atol=1e-6)


@pytest.mark.parametrize("ending", [".keras", ".h5"])
def test_a_rescued_model_saved_by_todays_keras_opens_again_with_the_same_formula(ending):
    opened = load_model(WRITTEN / "ks2.3.1-seq_misc.h5")
    again = read_model(saved(opened.keras, ending), "again")
    assert "keras2_hard_sigmoid" in {spec.recurrent_activation for spec in again.layers}
    x = x_of(2, 5, 2)
    np.testing.assert_array_equal(again.predict(x), opened.predict(x))


def test_todays_hard_sigmoid_stays_todays():
    stack = [keras.Input((None, 3)), layers.LSTM(2, recurrent_activation="hard_sigmoid")]
    own = keras.Sequential(stack)
    opened = read_model(saved(own), "own")
    assert opened.layers[0].recurrent_activation == "hard_sigmoid"
    assert opened.notes == ()
    x = x_of(2, 5, 3)
    np.testing.assert_array_equal(opened.predict(x), own.predict(x, verbose=0))


def test_the_form_of_keras_before_2_2_3_lists_only_layers():
    data = old_h5(
        {"class_name": "Sequential", "config": [old_lstm()]},
        {"lstm_1": weights_of()},
        keras_version="2.0.8",
        backend="tensorflow",
    )
    opened = read_model(data, "old.h5")
    weights, x = weights_of(), x_of(1, 6, 3)
    h, c = np.zeros(4), np.zeros(4)
    for t in range(6):
        z = x[0, t] @ weights["kernel"] + h @ weights["recurrent_kernel"] + weights["bias"]
        i, f, g, o = np.split(z, 4)
        i, f, o = (np.clip(0.2 * gate + 0.5, 0, 1) for gate in (i, f, o))
        c = f * c + i * np.tanh(g)
        h = o * np.tanh(c)
    np.testing.assert_allclose(opened.predict(x)[0, -1], h, atol=1e-5)
    assert "Keras 2.0.8" in opened.notes[0]


def cudnn_file(kind, weights):
    entry = {
        "class_name": f"CuDNN{kind}",
        "config": {
            "name": "rnn",
            "batch_input_shape": [None, None, 3],
            "units": 4,
            "return_sequences": True,
            "unit_forget_bias": True,
        },
    }
    if kind == "GRU":
        del entry["config"]["unit_forget_bias"]
    return old_h5(
        {"class_name": "Sequential", "config": {"name": "m", "layers": [entry]}},
        {"rnn": weights},
        keras_version="2.2.4",
    )


def by_cudnn(kernel):
    """A gate's matrix as cuDNN multiplies it: its stored numbers, read row by row as (units, n)."""
    return kernel.reshape(-1).reshape(kernel.shape[1], kernel.shape[0])


def test_cudnn_lstm_gives_what_cudnns_equations_give():
    weights = weights_of(bias=(32,))
    opened = read_model(cudnn_file("LSTM", weights), "cudnn.h5")
    w = [by_cudnn(k) for k in np.split(weights["kernel"], 4, axis=1)]
    r = [by_cudnn(k) for k in np.split(weights["recurrent_kernel"], 4, axis=1)]
    bw, br = np.split(weights["bias"], 2)
    bw, br = np.split(bw, 4), np.split(br, 4)
    x, h, c = x_of(1, 6, 3), np.zeros(4), np.zeros(4)
    for t in range(6):
        i, f, g, o = (w[k] @ x[0, t] + r[k] @ h + bw[k] + br[k] for k in range(4))
        c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
        h = sigmoid(o) * np.tanh(c)
    np.testing.assert_allclose(opened.predict(x)[0, -1], h, atol=1e-5)
    assert "was a CuDNNLSTM" in opened.notes[0]


def test_cudnn_gru_gives_what_cudnns_equations_give():
    weights = weights_of(gates=3, bias=(24,))
    opened = read_model(cudnn_file("GRU", weights), "cudnn.h5")
    w = [by_cudnn(k) for k in np.split(weights["kernel"], 3, axis=1)]
    r = [by_cudnn(k) for k in np.split(weights["recurrent_kernel"], 3, axis=1)]
    bw, br = np.split(weights["bias"], 2)
    bw, br = np.split(bw, 3), np.split(br, 3)
    x, h = x_of(1, 6, 3), np.zeros(4)
    for t in range(6):
        z = sigmoid(w[0] @ x[0, t] + bw[0] + r[0] @ h + br[0])
        reset = sigmoid(w[1] @ x[0, t] + bw[1] + r[1] @ h + br[1])
        g = np.tanh(w[2] @ x[0, t] + bw[2] + reset * (r[2] @ h + br[2]))
        h = (1 - z) * g + z * h
    np.testing.assert_allclose(opened.predict(x)[0, -1], h, atol=1e-5)


def test_weights_of_a_cudnn_layer_under_an_lstms_description_are_recognised():
    weights = weights_of(bias=(32,))
    config = {"class_name": "Sequential", "config": {"name": "m", "layers": [old_lstm(
        name="rnn", recurrent_activation="sigmoid"
    )]}}
    plain = read_model(old_h5(config, {"rnn": weights}, keras_version="2.2.4"), "plain.h5")
    named = read_model(cudnn_file("LSTM", weights), "cudnn.h5")
    x = x_of(1, 6, 3)
    np.testing.assert_array_equal(plain.predict(x), named.predict(x))
    assert "in the order of CuDNNLSTM" in plain.notes[0]


@pytest.mark.parametrize("name", ["tf2.15-seq_cudnn.h5", "tf2.15-seq_cudnn.keras"])
def test_cudnn_files_of_tensorflow_open_and_agree(name):
    one, other = load_model(WRITTEN / name), load_model(WRITTEN / "tf2.15-seq_cudnn.h5")
    x = x_of(2, 5, 3)
    np.testing.assert_array_equal(one.predict(x), other.predict(x))
    assert [spec.kind for spec in one.layers] == ["LSTM", "LSTM"]
    assert len(one.notes) == 2


def old_gru(**settings):
    return {"class_name": "GRU", "config": {
        **old_lstm(name="gru", recurrent_activation="sigmoid", **settings)["config"]
    }}


@pytest.mark.parametrize(("bias", "after"), [((12,), False), ((2, 12), True)])
def test_the_bias_tells_which_gru_it_is_where_the_file_does_not(bias, after):
    config = {"class_name": "Sequential", "config": {"name": "m", "layers": [old_gru()]}}
    weights = {"gru": weights_of(gates=3, bias=bias)}
    opened = read_model(old_h5(config, weights, keras_version="2.1.0"), "gru.h5")
    assert opened.keras.layers[0].reset_after is after


def test_bidirectional_of_keras_before_tensorflow_repeats_the_output_at_masked_steps():
    def bidirectional(version):
        wrapper = {"class_name": "Bidirectional", "config": {
            "name": "both", "merge_mode": "concat",
            "layer": old_lstm(recurrent_activation="sigmoid", name="lstm"),
        }}
        mask = {"class_name": "Masking", "config": {
            "name": "mask", "mask_value": 0.0, "batch_input_shape": [None, None, 3],
        }}
        config = {"class_name": "Sequential", "config": {"name": "m", "layers": [mask, wrapper]}}
        forward, backward = weights_of(), weights_of(seed=9)
        named = {f"forward_lstm/{key}": value for key, value in forward.items()}
        named |= {f"backward_lstm/{key}": value for key, value in backward.items()}
        return read_model(old_h5(config, {"both": named}, keras_version=version), "m.h5")

    x = x_of(1, 5, 3)
    x[0, 3] = 0
    old, new = bidirectional("2.2.4"), bidirectional("2.4.0")
    before, after = old.predict(x)[0], new.predict(x)[0]
    np.testing.assert_array_equal(before[3, :4], before[2, :4])
    assert not after[3].any() and before[3].any()
    for opened in (old, new):
        np.testing.assert_allclose(lv.trace(opened, x).outputs, opened.predict(x), atol=1e-6)


def test_kernels_of_theano_convolutions_are_turned_around():
    convolution = {"class_name": "Conv1D", "config": {
        "name": "conv", "batch_input_shape": [None, None, 2], "filters": 3, "kernel_size": [3],
        "padding": "same", "activation": "linear",
    }}
    entry = old_lstm(recurrent_activation="sigmoid", name="lstm")
    config = {"class_name": "Sequential", "config": {"name": "m", "layers": [convolution, entry]}}
    kernel = x_of(3, 2, 3)
    for backend, wanted in (("tensorflow", kernel), ("theano", kernel[::-1])):
        weights = {"conv": {"kernel": kernel, "bias": x_of(3)}, "lstm": weights_of()}
        data = old_h5(config, weights, keras_version="2.1.0", backend=backend)
        opened = read_model(data, "conv.h5")
        np.testing.assert_array_equal(np.array(opened.keras.layers[0].kernel), wanted)
        assert any("Theano" in note for note in opened.notes) == (backend == "theano")


def test_paths_that_keras_wrote_on_windows_are_read():
    def rename(file):
        for path in ("lstm/cell", "lstm_1/cell", "dense"):
            numbers = {key: array[()] for key, array in file[f"layers/{path}/vars"].items()}
            group = "layers\\" + path.split("/")[0] + path[len(path.split("/")[0]) :]
            for key, array in numbers.items():
                file[f"{group}/vars/{key}"] = array
        del file["layers"]

    found = parse(files.with_weights(rename))
    plain = parse(files.zipped())
    assert len(found.arrays) == len(plain.arrays) == 8
    for one, other in zip(found.arrays, plain.arrays, strict=True):
        np.testing.assert_array_equal(one, other)


def weights_only(data: bytes) -> bytes:
    def change(file):
        del file.attrs["model_config"]

    return h5(change, data)


@pytest.mark.parametrize(
    "name", ["ks2.3.1-fun_nested.h5", "tf2.15-fun_big.h5", "k3.15.1-seq_ln.h5"]
)
def test_weights_beside_their_json_are_the_whole_model(name, tmp_path):
    whole = (WRITTEN / name).read_bytes()
    (tmp_path / "weights.h5").write_bytes(weights_only(whole))
    (tmp_path / "model.json").write_bytes(architecture(whole))
    opened = load_model(tmp_path / "weights.h5", architecture=tmp_path / "model.json")
    with np.load(WRITTEN / name.replace(".h5", ".ref.npz")) as data:
        got = opened.predict(data["x0"])
        np.testing.assert_allclose(got, data["y0"], atol=1e-5)
    assert opened.name == "weights"


def test_new_weights_files_are_read_beside_their_json_in_either_order():
    weights, described = saved(model(), ".weights.h5"), model().to_json().encode()
    x = x_of(2, 5, 3)
    wanted = model().predict(x, verbose=0)
    for data, beside in ((weights, described), (described, weights)):
        opened = read_model(data, "small.weights.h5", architecture=beside)
        np.testing.assert_array_equal(opened.predict(x), wanted)
        assert opened.name == "small"


def test_weights_whose_layers_were_numbered_otherwise_are_matched_in_order_with_a_note():
    def renamed(text: str) -> bytes:
        return re.sub(r'"lstm(_1)?"', lambda m: '"lstm_8"' if m[1] else '"lstm_7"', text).encode()

    described = renamed(architecture().decode())
    found = parse(weights_only(hdf5()), described)
    assert any("matched in their order" in note for note in found.notes)
    np.testing.assert_array_equal(found.arrays[0], parse(hdf5()).arrays[0])


def test_a_file_with_its_own_description_needs_no_json():
    found = parse(hdf5(), architecture())
    assert found.notes == ["The file has its own description; the JSON beside it was not needed."]


def test_a_file_that_does_not_say_its_version_is_judged_by_its_form():
    def forget(file):
        del file.attrs["keras_version"]

    said = "The file does not say which Keras wrote it: read as Keras"
    assert parse(h5(forget)).notes == [f"{said} 3."]
    old = (WRITTEN / "ks2.3.1-seq_misc.h5").read_bytes()
    notes = parse(h5(forget, old)).notes
    assert notes[0] == f"{said} 2."
    assert "hard_sigmoid is 0.2 x + 0.5" in notes[1]


def test_a_frozen_layer_stays_frozen_and_its_weights_are_found_in_old_files():
    inner = keras.Sequential(
        [
            keras.Input((None, 3)),
            layers.Dense(3, name="free"),
            layers.BatchNormalization(name="norm"),
            layers.Dense(2, name="frozen", trainable=False),
        ],
        name="inner",
    )
    outer = keras.Sequential([keras.Input((None, 3)), inner, layers.LSTM(2)], name="outer")
    for number, variable in enumerate(outer.weights):
        variable.assign(np.abs(x_of(*variable.shape, seed=number)) + 0.1)
    x = x_of(2, 5, 3)
    for ending in (".h5", ".keras"):
        opened = read_model(saved(outer, ending), "outer")
        np.testing.assert_array_equal(opened.predict(x), outer.predict(x, verbose=0))
        frozen = opened.keras.layers[0].layers[-1]
        assert not frozen.trainable and opened.keras.layers[0].layers[0].trainable


@pytest.mark.parametrize(
    ("name", "made", "ending"),
    some(
        [(*names, ending) for names in FORBIDDEN for ending in (".keras", ".h5")],
        [(*FORBIDDEN[0], ".h5"), (*FORBIDDEN[1], ".keras")],
    ),
)
def test_names_that_tensorflow_does_not_allow_are_changed_and_the_model_runs(name, made, ending):
    def change(file):
        config = json.loads(file.attrs["model_config"])
        config["config"]["layers"][1]["config"]["name"] = name
        file.attrs["model_config"] = json.dumps(config).encode()
        root = file["model_weights"]
        if "/" not in name:
            root[name] = root["lstm"]
            del root["lstm"]
            root.attrs["layer_names"] = [name, "lstm_1", "dense"]

    opened = read_model(
        files.with_settings(name=name) if ending == ".keras" else h5(change), "names"
    )
    assert opened.layers[0].name == made
    assert f"Layer '{name}' is called '{made}' here" in opened.notes[0]
    x = x_of(2, 5, 3)
    wanted = model().predict(x, verbose=0)
    np.testing.assert_array_equal(opened.predict(x), wanted)
    for compiled in (False, True):
        got = lv.trace(opened, x, compile=compiled).predictions
        np.testing.assert_allclose(got, wanted, atol=1e-6)


def test_ids_that_only_an_embedding_reads_are_whole_numbers():
    opened = load_model(WRITTEN / "ks2.3.1-seq_emb.h5")
    assert opened.keras.inputs[0].dtype == "int32"
    assert opened.layers[0].masked
    described = json.loads(files.members(graph())["config.json"])
    assert described and parse(graph()).model.inputs[0].dtype == "float32"


def test_a_stateful_model_says_that_files_hold_no_states():
    opened = load_model(WRITTEN / "k3.15.1-seq_stateful.keras")
    assert "starts from zeros" in opened.notes[0]
    assert opened.layers[0].source == "stored"


def keras2_graph(second: list) -> dict:
    """Encoder and decoder of tf.keras 2, with the decoder's node in a given form."""

    def entry(kind, name, nodes, **settings):
        config = {"name": name, **settings}
        return {"class_name": kind, "name": name, "config": config, "inbound_nodes": nodes}

    rnn = {"units": 4, "recurrent_activation": "sigmoid", "time_major": False}
    inner = {
        "name": "head",
        "layers": [
            entry("InputLayer", "inside", [], batch_input_shape=[None, 4], dtype="float32"),
            entry("Dense", "dense", [[["inside", 0, 0, {}]]], units=2),
        ],
        "input_layers": [["inside", 0, 0]],
        "output_layers": [["dense", 0, 0]],
    }
    head = {"class_name": "Functional", "name": "head", "config": inner}
    config = {
        "name": "pair",
        "layers": [
            entry("InputLayer", "x", [], batch_input_shape=[None, None, 3], dtype="float32"),
            entry("LSTM", "encoder", [["x", 0, 0, {}]], return_state=True, **rnn),
            entry("LSTM", "decoder", [second], **rnn),
            {**head, "inbound_nodes": [[["decoder", 0, 0, {}]], [["encoder", 0, 0, {}]]]},
        ],
        "input_layers": [["x", 0, 0]],
        # A nested model's first call has number 1.
        "output_layers": [["head", 1, 0], ["head", 2, 0]],
    }
    return {"class_name": "Functional", "config": config}


@pytest.mark.parametrize(
    "second",
    [
        [["x", 0, 0, {}], ["encoder", 0, 1, {}], ["encoder", 0, 2, {}]],
        [["x", 0, 0, {"initial_state": [["encoder", 0, 1], ["encoder", 0, 2]], "mask": None}]],
    ],
    ids=["as inputs", "by keyword"],
)
def test_the_graph_of_keras_2_is_connected_as_it_was(second):
    weights = {
        "encoder": weights_of(),
        "decoder": weights_of(seed=5),
        "head": {"dense/kernel": x_of(4, 2), "dense/bias": x_of(2)},
    }
    opened = read_model(old_h5(keras2_graph(second), weights, keras_version="2.4.0"), "pair")
    assert opened.layer("decoder").source == "given"
    x = x_of(2, 5, 3)
    one, other = opened.predict(x)
    rnn = {f"{name}": opened.keras.get_layer(name) for name in ("encoder", "decoder")}
    y, h, c = rnn["encoder"](x)
    dense = opened.keras.get_layer("head").layers[-1]
    np.testing.assert_allclose(one, dense(rnn["decoder"](x, initial_state=[h, c])), atol=1e-6)
    np.testing.assert_allclose(other, dense(y), atol=1e-6)


def test_a_models_own_name_is_repaired_as_those_of_layers_are():
    for name, made in (
        ("reader_v1>small>", "reader_v1>small_"),
        ("my model (2)", "my_model__2_"),
        ("größe", "gr__e"),
        ("n" * 300, "n" * 128),
        ("_<b>", "model__b_"),
    ):
        data = files.with_config(lambda config, name=name: config["config"].update(name=name))
        found = read_model(data, "m.keras")
        assert found.keras.name == made
        assert any(f"is called '{made}' here" in note for note in found.notes)
        assert found.predict(x_of(2, 5, 3)).shape == (2, 2)


@pytest.mark.parametrize("name", ["a>", "a>b>", "a>_b"])
def test_layers_whose_names_tensorflow_refuses_are_renamed(name):
    found = read_model(files.with_settings(name=name), "m.keras")
    assert found.predict(x_of(2, 5, 3)).shape == (2, 2)


def weights_h5(version: str) -> bytes:
    """Weights alone as Keras 2 wrote them, of one LSTM called memory."""
    stream = files.io.BytesIO()
    with h5py.File(stream, "w") as file:
        file.attrs["keras_version"], file.attrs["backend"] = version.encode(), b"tensorflow"
        file.attrs["layer_names"] = [b"memory"]
        group = file.create_group("memory")
        keys = ("kernel", "recurrent_kernel", "bias")
        group.attrs["weight_names"] = [f"memory/{key}:0".encode() for key in keys]
        for key, array in zip(keys, one_lstm().get_weights(), strict=True):
            group[f"memory/{key}:0"] = array
    return stream.getvalue()


def one_lstm(gates: str = "sigmoid") -> keras.Model:
    memory = layers.LSTM(4, name="memory", recurrent_activation=gates)
    return keras.Sequential([keras.Input((5, 3)), memory])


@pytest.mark.parametrize(
    ("version", "told"),
    [("2.2.0", True), ("2.0.8", True), ("2.2.4-tf", True), ("2.3.1", False), ("2.4.0", False)],
)
def test_weights_of_older_gates_beside_newer_json_are_told(version, told):
    found = parse(weights_h5(version), one_lstm().to_json().encode())
    notes = [note for note in found.notes if "hard_sigmoid where nothing was set" in note]
    assert bool(notes) is told
    for note in notes:
        assert f"Keras {version}" in note and "'memory'" in note and len(note) <= 300


def test_the_json_decides_the_gates_where_its_writer_was_as_old():
    described = json.dumps({**json.loads(one_lstm().to_json()), "keras_version": "2.2.0"})
    notes = parse(weights_h5("2.2.0"), described.encode()).notes
    assert not any("nothing was set" in note for note in notes)


def test_what_the_note_says_to_write_gives_the_older_gates():
    weights = weights_h5("2.2.0")
    found = parse(weights, one_lstm("hard_sigmoid").to_json().encode())
    assert found.model.layers[0].config["recurrent_activation"] == "keras2_hard_sigmoid"
    assert not any("where nothing was set" in note for note in found.notes)


def test_hard_sigmoid_is_that_of_the_keras_that_ran_the_weights():
    described = json.dumps(
        {**json.loads(one_lstm("hard_sigmoid").to_json()), "keras_version": "2.2.0"}
    )
    found = parse(weights_h5("3.3.3"), described.encode())
    assert found.model.layers[0].config["recurrent_activation"] == "hard_sigmoid"
    assert any("x / 6 + 0.5" in note for note in found.notes)


def test_a_model_in_a_model_whose_name_is_no_text_is_called_model():
    def change(file):
        config = json.loads(file.attrs["model_config"])
        inner = next(one for one in config["config"]["layers"] if "layers" in one["config"])
        inner["config"]["name"] = ["a", 1]
        file.attrs["model_config"] = json.dumps(config)

    data = h5(change, (WRITTEN / "ks2.3.1-fun_nested.h5").read_bytes())
    assert any("is called 'model' here" in note for note in parse(data).notes)
