"""One bad file per reason, and beside it the nearest file that must be opened."""

from __future__ import annotations

import json
import lzma
import zipfile
from collections.abc import Callable

import keras
import numpy as np
import pytest
from keras import layers

from lstm_viz.models import REFUSAL_CODES, ModelRefused, read_model
from lstm_viz.models.reader.isolated._refused import Refused
from tests.models.reader import files
from tests.models.reader.files import (
    graph,
    hdf5,
    members,
    pack,
    parse,
    saved,
    with_config,
    with_layer,
    with_settings,
    with_text,
    zipped,
)
from tests.models.reader.test_refusals_foreign import FILES as FOREIGN
from tests.models.reader.test_refusals_h5 import H5_CASES

Bytes = Callable[[], bytes]


def with_member(name: str, data: bytes) -> bytes:
    return pack({**members(zipped()), name: data})


def twice() -> bytes:
    parts = [*members(zipped()).items()]
    stream = files.io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive, pytest.warns(UserWarning, match="Duplicate"):
        for name, data in [*parts, parts[1]]:
            archive.writestr(name, data)
    return stream.getvalue()


def encrypted() -> bytes:
    data = bytearray(zipped())
    place = data.rindex(b"PK\x01\x02")
    data[place + 8] |= 1
    return bytes(data)


def wrong_checksum() -> bytes:
    data = bytearray(zipped())
    data[data.index(b'"units"') + 9] ^= 1
    return bytes(data)


def lying_size() -> bytes:
    data = bytearray(zipped())
    place = data.rindex(b"PK\x01\x02")
    data[place + 24 : place + 28] = (100).to_bytes(4, "little")
    return bytes(data)


def zeros(size: int) -> bytes:
    return pack({**members(zipped()), "config.json": b" " * size}, zipfile.ZIP_DEFLATED)


def many_layers(count: int) -> bytes:
    def change(config):
        more = [
            {"class_name": "Dropout", "config": {"name": f"dropout_{n}", "rate": 0.1}}
            for n in range(count)
        ]
        config["config"]["layers"] += more

    return with_config(change)


def nested(depth: int) -> bytes:
    inner = keras.Sequential([keras.Input((None, 3)), layers.LSTM(2, name="lstm")], name="m0")
    for number in range(1, depth + 1):
        inner = keras.Sequential([keras.Input((None, 3)), inner], name=f"m{number}")
    return saved(inner)


def custom(**entry: object) -> bytes:
    return with_layer(lambda layer: layer.update(entry), 3)


def without_input() -> bytes:
    def change(config):
        del config["config"]["layers"][0]
        config["config"].pop("build_input_shape", None)
        config.pop("build_config", None)

    return with_config(change)


def with_built_shape() -> bytes:
    def change(config):
        del config["config"]["layers"][0]
        config["build_config"] = {"input_shape": [None, None, 3]}

    return with_config(change)


def looped() -> bytes:
    def change(config):
        encoder = config["config"]["layers"][1]
        history = encoder["inbound_nodes"][0]["args"][0]["config"]["keras_history"]
        history[:] = ["decoder", 0, 0]

    return with_config(change, graph())


def operation() -> bytes:
    x = keras.Input((None, 3))
    return saved(keras.Model(x, keras.ops.tanh(layers.LSTM(2)(x))))


def merged() -> bytes:
    x = keras.Input((None, 3))
    return saved(keras.Model(x, layers.Add()([layers.LSTM(2)(x), layers.LSTM(2)(x)])))


def no_recurrence() -> bytes:
    return saved(keras.Sequential([keras.Input((None, 3)), layers.Dense(2)]))


def masked() -> bytes:
    stack = [keras.Input((None, 3)), layers.Masking(), layers.LSTM(2)]
    return saved(keras.Sequential(stack))


def rates(rate: float) -> bytes:
    return saved(
        keras.Sequential([keras.Input((None, 3)), layers.LSTM(2), layers.Dropout(rate)])
    )


def repeated(count: int) -> bytes:
    stack = [keras.Input((None, 3)), layers.LSTM(2), layers.RepeatVector(3, name="repeat")]
    data = saved(keras.Sequential([*stack, layers.LSTM(2)]))
    return with_config(lambda c: c["config"]["layers"][2]["config"].update(n=count), data)


def key_twice(text: str) -> str:
    return text.replace('"units": 4', '"units": 4, "units": 4', 1)


# Reason, case, bad file, nearest good one.
CASES: list[tuple[str, str, Bytes, Bytes]] = [
    ("empty", "nothing", lambda: b"", zipped),
    ("not-a-model", "text", lambda: b"time,value\n1,2\n", zipped),
    ("not-a-model", "picture", lambda: b"\x89PNG\r\n\x1a\n" + bytes(90), zipped),
    ("not-a-model", "arrays", lambda: pack({"x.npy": b"\x93NUMPY"}), zipped),
    ("not-a-model", "one array", lambda: b"\x93NUMPY\x01\x00" + bytes(90), zipped),
    ("zip-damaged", "half", lambda: zipped()[: len(zipped()) // 2], zipped),
    ("zip-damaged", "checksum", wrong_checksum, zipped),
    ("zip-damaged", "size", lying_size, zipped),
    ("zip-duplicate", "config", twice, zipped),
    ("zip-encrypted", "flag", encrypted, zipped),
    ("zip-method", "lzma", lambda: pack(members(zipped()), zipfile.ZIP_LZMA), lambda: pack(
        members(zipped()), zipfile.ZIP_DEFLATED
    )),
    ("zip-member", "dots", lambda: with_member("../evil", b""), zipped),
    ("zip-member", "absolute", lambda: with_member("/etc/evil", b""), zipped),
    ("zip-member", "vocabulary", lambda: with_member("assets/words.txt", b"a"), zipped),
    ("zip-member", "a model inside", lambda: pack({"my.keras": zipped()}), zipped),
    ("zip-limit", "members", lambda: pack(
        {**members(zipped()), **{f"m{n}": b"" for n in range(20_000)}}
    ), zipped),
    ("zip-limit", "a million members", lambda: zipped() + b"PK\x01\x02" * 10**6, zipped),
    ("zip-limit", "unpacks", lambda: zeros(3 * 2**20), zipped),
    ("zip-limit", "in all", lambda: pack(
        {**members(zipped()), "config.json": np.random.default_rng(0).bytes(65 * 2**20)}
    ), zipped),
    ("zip-missing", "weights", lambda: pack(
        {k: v for k, v in members(zipped()).items() if not k.endswith("h5")}
    ), lambda: pack({k: v for k, v in members(zipped()).items() if k != "metadata.json"})),
    ("json-syntax", "cut", lambda: with_text(lambda t: t[:-3]), lambda: with_text(str)),
    ("json-encoding", "utf-16", lambda: with_member(
        "config.json", members(zipped())["config.json"].decode().encode("utf-16")
    ), zipped),
    ("json-duplicate-key", "units", lambda: with_text(key_twice), zipped),
    ("json-number", "nan", lambda: with_text(lambda t: t.replace('"units": 4', '"units": NaN')),
     zipped),
    ("json-number", "5000 digits", lambda: with_text(
        lambda t: t.replace('"units": 4', f'"units": {"4" * 5000}')
    ), zipped),
    ("json-number", "1e999", lambda: with_text(lambda t: t.replace('"rate": 0.5', '"x": 1e999')
        .replace('"units": 4', '"units": 1e999')), zipped),
    ("json-limit", "deep", lambda: with_text(lambda t: "[" * 900 + t + "]" * 900),
     lambda: nested(2)),
    ("json-limit", "long", lambda: with_text(lambda t: t + " " * 2**22), lambda: with_text(
        lambda t: t + " " * 2**20
    )),
    ("config", "null", lambda: with_text(lambda t: "null"), zipped),
    ("config", "no layers", lambda: with_config(lambda c: c["config"].update(layers=[])), zipped),
    ("config", "no units", lambda: with_layer(lambda la: la["config"].pop("units")), lambda:
     with_layer(lambda la: la["config"].pop("activation"))),
    ("config", "a layer", lambda: with_config(lambda c: c.update(class_name="LSTM")), zipped),
    ("config-key", "unknown", lambda: with_settings(zzz=1), lambda: with_settings(
        kernel_initializer={"class_name": "__numpy__", "config": {}}
    )),
    ("custom-model", "subclass", lambda: with_config(
        lambda c: c.update(class_name="MyModel", module="mine", registered_name="mine>MyModel")
    ), zipped),
    ("custom-layer", "registered", lambda: custom(
        class_name="MyAttention", module="mine", registered_name="mine>MyAttention"
    ), lambda: custom(registered_name="Dense")),
    ("custom-layer", "a built-in name", lambda: custom(module="mine"), zipped),
    ("custom-layer", "module os", lambda: custom(module="os", class_name="system"), zipped),
    ("custom-layer", "builtins", lambda: custom(module="builtins", class_name="eval"), zipped),
    ("lambda-layer", "lambda", lambda: custom(class_name="Lambda"), zipped),
    ("unsupported-layer", "vocabulary", lambda: custom(class_name="StringLookup"), zipped),
    ("unsupported-layer", "foreign graph", lambda: custom(class_name="TFSMLayer"), zipped),
    ("unsupported-layer", "torch", lambda: custom(class_name="TorchModuleWrapper"), zipped),
    ("operation", "tanh", operation, merged),
    ("operation", "keras function", lambda: custom(
        module="keras.src.ops.core", class_name="Map"
    ), zipped),
    ("activation", "unknown", lambda: with_settings(activation="my_tanh"), lambda: with_settings(
        activation="gelu"
    )),
    ("activation", "function", lambda: with_settings(activation={
        "module": "keras.config", "class_name": "function", "config": "set_epsilon",
        "registered_name": "set_epsilon",
    }), lambda: with_settings(activation={
        "module": "builtins", "class_name": "function", "config": "relu",
        "registered_name": "function",
    })),
    ("value", "units 1e9", lambda: with_settings(units=10**9), zipped),
    ("value", "units -4", lambda: with_settings(units=-4), zipped),
    ("value", "units 8.5", lambda: with_settings(units=8.5), zipped),
    ("value", "units true", lambda: with_settings(units=True), zipped),
    ("value", "rate", lambda: with_settings(dropout=1.5), lambda: with_settings(dropout=0.5)),
    ("value", "repeat 1e9", lambda: repeated(10**9), lambda: repeated(10_000)),
    ("value", "batch 1e8", lambda: with_settings(0, batch_shape=[10**8, None, 3]), lambda:
     with_settings(0, batch_shape=[4, None, 3])),
    ("value", "input", lambda: with_settings(0, batch_shape=[None, 10**6, 10**6]), zipped),
    ("unsupported-setting", "time major", lambda: with_settings(time_major=True), lambda:
     with_settings(time_major=False)),
    ("unsupported-setting", "ragged", lambda: with_settings(0, ragged=True), zipped),
    ("dtype", "int8", lambda: with_settings(dtype="int8"), lambda: with_settings(dtype="float64")),
    ("dtype", "quantized", lambda: with_settings(dtype={"class_name": "QuantizedDTypePolicy",
     "config": {"name": "int8_from_float32"}}), lambda: with_settings(
         dtype={"class_name": "DTypePolicy", "config": {"name": "mixed_float16"}})),
    ("dtype", "text", lambda: with_settings(0, dtype="string"), lambda: with_settings(
        0, dtype="float16"
    )),
    ("name", "html", lambda: with_settings(name="<script>"), lambda: with_settings(
        name="größe 1.0 (a)"
    )),
    ("name", "long", lambda: with_settings(name="n" * 129), lambda: with_settings(name="n" * 128)),
    ("name", "twice", lambda: with_settings(name="dense"), zipped),
    ("input-shape", "none", without_input, with_built_shape),
    ("graph", "loop", looped, graph),
    ("graph", "unknown layer", lambda: with_config(
        lambda c: c["config"].update(output_layers=["nobody", 0, 0]), graph()
    ), graph),
    ("limit", "3000 layers", lambda: many_layers(3000), lambda: many_layers(190)),
    ("limit", "nested", lambda: nested(4), lambda: nested(3)),
    ("no-recurrent-layer", "dense", no_recurrence, masked),
]
# Reasons that no file can be made for; tests of the process and of the size have them.
ELSEWHERE = {"child-answer", "child-died", "child-slow", "too-large", "unexpected"}
ALL = [*CASES, *H5_CASES]
IDS = [f"{code} {case}" for code, case, _, _ in ALL]


def test_every_reason_has_a_case():
    assert {case[0] for case in [*ALL, *FOREIGN]} | ELSEWHERE == set(REFUSAL_CODES)


@pytest.mark.parametrize(("code", "case", "bad", "good"), ALL, ids=IDS)
def test_bad_file_is_refused_and_its_twin_is_read(code, case, bad, good):
    with pytest.raises(Refused) as refused:
        parse(bad())
    assert refused.value.code == code
    sentence = refused.value.sentence
    assert sentence.endswith(".") and sentence.isprintable() and len(sentence) < 400
    assert parse(good()).model.layers


def test_twins_become_models():
    # The parser agrees with Keras on what can be built; most twins are the plain model.
    for good in (masked, merged, graph, with_built_shape, lambda: nested(3)):
        assert read_model(good(), "twin.keras").layers


def test_content_decides_and_not_the_name():
    assert read_model(hdf5(), "model.keras").name == "model"
    assert read_model(zipped(), "model.h5").layers[0].units == 4


def test_a_refusal_lists_the_layers_and_shows_text_from_the_file_only_printable_and_short():
    bad = with_settings(name="a\x1b[31m\n" + "b" * 500)
    with pytest.raises(ModelRefused) as refused:
        read_model(bad, "model.keras")
    assert refused.value.code == "name"
    assert [row.class_name for row in refused.value.layers] == [
        "InputLayer",
        "LSTM",
        "LSTM",
        "Dense",
    ]
    assert refused.value.layers[2].config.startswith("4 units")
    for text in (str(refused.value), *(row.name for row in refused.value.layers)):
        assert text.isprintable() and len(text) < 200


def test_unroll_is_not_honoured():
    assert "unroll" not in parse(with_settings(unroll=True)).model.layers[0].config


def test_compressed_json_of_another_kind_is_no_model():
    with pytest.raises(Refused) as refused:
        parse(lzma.compress(json.dumps({}).encode()))
    assert refused.value.code == "not-a-model"
