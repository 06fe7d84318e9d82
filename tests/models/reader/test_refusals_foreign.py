"""Files that are no Keras models are known by their bytes, with a way out that is open."""

from __future__ import annotations

import base64
import bz2
import gzip
import io
import json
import lzma
import pickle
import tarfile
import zlib

import h5py
import keras
import pytest
from keras import layers

import lstm_viz as lv
from lstm_viz.models import ModelRefused, load_model, read_model
from lstm_viz.models.reader.isolated._refused import Refused
from tests.models.reader.files import hdf5, members, model, pack, parse, saved, zipped

LFS = (
    b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"0" * 64 + b"\nsize 1234567\n"
)
PAGE = b"<!DOCTYPE html>\n<html><head><title>model.keras</title></head><body></body></html>\n"
TORCH_OLD = b"\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19." + bytes(90)
SAFETENSORS = (40).to_bytes(8, "little") + b'{"a":{"dtype":"F32"}}' + bytes(90)
TFLITE = b"\x1c\x00\x00\x00TFL3" + bytes(90)
ONNX = b"\x08\x07\x12\x07pytorch\x1a\x051.2.3" + b"\x3a\x03abc" + b"\x42\x02\x10\x11"
BARE_ONNX = b"\x08\x03" + b"\x3a\x84\x20" + bytes(4100) + b"\x42\x02\x10\x11"
# What onnx 1.23.2 writes for a model of one LSTM of two units, which its own checker accepts.
ONNX_LSTM = base64.b85decode(
    "2o4eeI^+QgCJF&~3ISIN0a6kHc_IW%Q&deV5(*1wX=G$&ZeMe0dSw^_paB9B25n_+Z*qAmEeHV!2nYcX0U{u5zW_de"
    "MhCvV@*_Xr)z&?sAql_zBDp?!>83yCb8<gI0aq$b2muHP2m%lRB0&BpG{05(p}*>mAHQxzDLqcj6u|5XV7>!-pTFRB"
    "JHL-q3%?lhp}sxA(moV%g+G^`1HMM+u0JzMD!(E5vpzxrQd$=Z0eBJ;3J?eZ5)29g2m=ZN2muNL2mxXn3ITZ%777#y"
    "0TK`j0tf>N0tf*L0tf*L0tf;^0uUS"
)
SAVED_MODEL = b"\x08\x01\x12\x60" + bytes(90)
KERAS_SAVED_MODEL = b"\x08\x01\x12\x70" + b"\x0a\x10_tf_keras_layer " + bytes(94)
FROZEN = b"\x0a\x20\x0a\x05input\x12\x0bPlaceholder" + bytes(12)
CHECKPOINT = bytes(90) + b"\x57\xfb\x80\x8b\x24\x75\x47\xdb"
TFJS = {"format": "layers-model", "modelTopology": {}, "weightsManifest": []}


def tar(parts: dict[str, bytes], mode: str = "w") -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode=mode) as archive:
        for name, data in parts.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return stream.getvalue()


def in_json(value: object) -> bytes:
    return json.dumps(value).encode()


def matlab() -> bytes:
    return b"MATLAB 7.3 MAT-file".ljust(512) + hdf5()


def keras_1(**attributes: str) -> bytes:
    gru = {
        "name": "memory",
        "output_dim": 5,
        "input_dim": 4,
        "inner_activation": "hard_sigmoid",
        "W_regularizer": None,
        "batch_input_shape": [None, 6, 4],
    }
    config = {"class_name": "Sequential", "config": [{"class_name": "GRU", "config": gru}]}
    stream = io.BytesIO()
    with h5py.File(stream, "w") as file:
        for key, value in {"model_config": json.dumps(config), **attributes}.items():
            file.attrs[key] = value.encode()
        file.create_group("model_weights").attrs["layer_names"] = [b"memory"]
    return stream.getvalue()


def attention() -> keras.Model:
    x = keras.Input((5, 8))
    y = layers.Flatten()(layers.MultiHeadAttention(2, 4, name="look")(x, x))
    return keras.Model(x, layers.Dense(1)(y), name="no_memory")


# Reason, case, file, words of the way out.
FILES = [
    ("lfs-pointer", "git lfs", lambda: LFS, "1,234,567 bytes: run git lfs pull"),
    ("lfs-pointer", "annex", lambda: b"/annex/objects/MD5-s1--a\n", "git annex get"),
    ("lfs-pointer", "dvc", lambda: b"outs:\n- md5: abc\n  path: m.h5\n", "dvc pull"),
    ("web-page", "html", lambda: PAGE, "download the file itself"),
    ("web-page", "blanks before it", lambda: b"\xef\xbb\xbf\n  " + PAGE, "download the file"),
    ("web-page", "comment before it", lambda: b"<!-- a -->" + PAGE, "download the file itself"),
    ("web-page", "xml", lambda: b"<?xml version='1.0'?><Error/>", "a server's answer"),
    ("web-page", "a link", lambda: b"[InternetShortcut]\nURL=https://a.b\n", "download the file"),
    ("pytorch", "zip", lambda: pack({"m/data.pkl": b"", "m/version": b"3"}), "in Keras, copy"),
    ("pytorch", "old pickle", lambda: TORCH_OLD, "in Keras, copy the weights"),
    ("pytorch", "older tar", lambda: tar({"storages": b"", "tensors": b"", "pickle": b""}),
     "in Keras, copy the weights"),
    ("safetensors", "safetensors", lambda: SAFETENSORS, "in Keras, copy the weights"),
    ("onnx", "from torch", lambda: ONNX, "in Keras, copy the weights"),
    ("onnx", "an LSTM", lambda: ONNX_LSTM, "in Keras, copy the weights"),
    ("onnx", "by its fields", lambda: BARE_ONNX, "in Keras, copy the weights"),
    ("tflite", "tflite", lambda: TFLITE, "made from a Keras model, save that model"),
    ("saved-model", "pb", lambda: SAVED_MODEL, "if Keras saved it, load its folder in TensorFlow"),
    ("saved-model", "pb of Keras", lambda: KERAS_SAVED_MODEL, "program: load its folder"),
    ("saved-model", "graph", lambda: FROZEN, "made from a Keras model, save that model"),
    ("saved-model", "zip", lambda: pack({"m/saved_model.pb": b"", "m/keras_metadata.pb": b""}),
     "program: load its folder"),
    ("saved-model", "tar.gz", lambda: tar({"m/saved_model.pb": b""}, "w:gz"), "if Keras saved it"),
    ("tf-checkpoint", "index", lambda: CHECKPOINT, "in the program that wrote it"),
    ("tf-checkpoint", "list", lambda: b'model_checkpoint_path: "a"\n', "in the program that wrote"),
    ("tf-checkpoint", "zip", lambda: pack({"c/a.index": CHECKPOINT, "c/a.data": b"1"}),
     "in the program that wrote it"),
    ("pickle", "pickle", lambda: pickle.dumps({"a": [1.0]}), "if it holds a Keras model"),
    ("pickle", "protocol 0", lambda: pickle.dumps({"a": [1.0]}, 0), "if it holds a Keras model"),
    ("tfjs", "layers", lambda: in_json(TFJS), "tensorflowjs_converter"),
    ("tfjs", "graph", lambda: in_json({**TFJS, "format": "graph-model"}), "save the Keras model"),
    ("architecture-alone", "json", lambda: model().to_json().encode(), "together with this one"),
    ("architecture-alone", "json in json", lambda: in_json(model().to_json()), "together with"),
    ("architecture-alone", "yaml", lambda: b"backend: tensorflow\nclass_name: Model\n",
     "save the whole model"),
    ("not-a-model", "list", lambda: b"[1, 2, 3]", "a list in JSON"),
    ("not-a-model", "notebook", lambda: in_json({"nbformat": 4, "cells": []}), "a Jupyter"),
    ("not-a-model", "answer", lambda: in_json({"message": "Not Found"}), "('Not Found')"),
    ("not-a-model", "hugging face", lambda: in_json({"model_type": "bert"}), "Hugging Face"),
    ("not-a-model", "metadata", lambda: members(zipped())["metadata.json"], "whole .keras file"),
    ("not-a-model", "program", lambda: b"import keras\n", "This is text ('import keras')"),
    ("not-a-model", "utf-16", lambda: "time".encode("utf-16"), "This is text ('time')"),
    ("not-a-model", "matlab", matlab, "such as MATLAB"),
    ("not-a-model", "finder", lambda: b"\x00\x05\x16\x07" + bytes(90), "'._'"),
    ("packed", "gzip", lambda: gzip.compress(hdf5()), "an HDF5 file packed with gzip: unpack it"),
    ("packed", "bzip2", lambda: bz2.compress(zipped()), "packed with bzip2: unpack it"),
    ("packed", "xz", lambda: lzma.compress(hdf5()), "packed with xz: unpack it"),
    ("packed", "zlib", lambda: zlib.compress(hdf5()), "packed with zlib: unpack it"),
    ("packed", "tar", lambda: tar({"my/m.keras": zipped()}), "around 'my/m.keras'"),
    ("packed", "tar of HDF5", lambda: tar({"my.h5": hdf5()}), "around 'my.h5'"),
    ("packed", "tar.gz", lambda: tar({"a.h5": hdf5(), "b.h5": hdf5()}, "w:gz"), "2 model files"),
    ("packed", "cut", lambda: gzip.compress(hdf5())[:2] + b"??", "damaged or cut off"),
    ("zip-member", "zip", lambda: pack({"m.h5": hdf5(), "__MACOSX/._m.h5": b"a"}),
     "give that file"),
    ("zip-member", "with json", lambda: pack({"w.h5": hdf5(), "m.json": b"{}"}), "'m.json' as its"),
    ("zip-member", "its folder", lambda: pack({f"m/{k}": v for k, v in members(zipped()).items()}),
     "without any folder"),
    ("lfs-pointer", "in gzip", lambda: gzip.compress(LFS), "In a file packed with gzip: this is"),
    ("web-page", "in zip", lambda: pack({"a.h5": PAGE}),
     "In a zip archive ('a.h5'): this is a web"),
    ("keras-1", "its version", lambda: keras_1(keras_version="1.1.0"), "by Keras 1.1.0, which is"),
    ("keras-1", "its settings", keras_1, "by Keras 1 (its settings tell)"),
    ("no-recurrent-layer", "attention", lambda: saved(attention()), "'no_memory' has no LSTM"),
]
IDS = [f"{code} {case}" for code, case, _, _ in FILES]


@pytest.mark.parametrize(("code", "case", "make", "words"), FILES, ids=IDS)
def test_a_file_of_another_kind_is_named_with_its_way_out(code, case, make, words):
    with pytest.raises(Refused) as refused:
        parse(make())
    assert refused.value.code == code
    assert words in refused.value.sentence
    assert len(refused.value.sentence) < 300


def test_an_onnx_file_is_refused_by_what_it_is_under_any_name(tmp_path):
    for name in ("memory.onnx", "memory.keras", "memory.h5"):
        file = tmp_path / name
        file.write_bytes(ONNX_LSTM)
        with pytest.raises(ModelRefused, match="ONNX model") as refused:
            load_model(file)
        assert refused.value.code == "onnx"


def test_layers_of_keras_1_are_described_in_todays_words():
    with pytest.raises(ModelRefused) as refused:
        read_model(keras_1(), "m.h5")
    (row,) = refused.value.layers
    assert row.config == "input (any, 6, 4), 5 units, inner activation hard_sigmoid"


def test_a_description_alone_that_would_be_refused_is_told_so_at_once():
    custom = json.loads(model().to_json())
    custom["config"]["layers"][3].update(module="mine", registered_name="mine>D", class_name="D")
    with pytest.raises(Refused) as refused:
        parse(in_json(custom))
    assert refused.value.code == "custom-layer"
    with pytest.raises(Refused) as refused:
        parse(attention().to_json().encode())
    assert refused.value.code == "no-recurrent-layer"


def test_a_way_out_is_looked_for_among_layers_whose_kind_is_no_word():
    raw = json.loads(model().to_json())
    raw["config"]["layers"][3].update(module="mine", registered_name="mine>D", class_name="D")
    raw["config"]["layers"].insert(4, {"class_name": {"a": 1}, "config": {}})
    raw["config"]["layers"] = raw["config"]["layers"][3:]
    with pytest.raises(Refused):
        parse(in_json(raw))


def test_a_way_out_in_python_is_named_only_where_it_is_open():
    def refusal(*stack):
        with pytest.raises(Refused) as refused:
            parse(saved(keras.Sequential([keras.Input((4, 3)), *stack])))
        return refused.value

    lambda_layer = layers.Lambda(lambda x: x)
    with_memory = keras.Sequential([keras.Input((4, 3)), lambda_layer, layers.LSTM(2)])
    assert refusal(lambda_layer, layers.LSTM(2)).sentence.endswith("lstm_viz.wrap(model).")
    assert lv.wrap(with_memory).layers[0].kind == "LSTM"
    assert refusal(lambda_layer, layers.Dense(2)).code == "no-recurrent-layer"


def test_a_custom_layer_without_memory_beside_it_has_no_way_out_in_python():
    config = json.loads(members(saved(keras.Sequential(
        [keras.Input((4, 3)), layers.Dense(2), layers.Dense(2)]
    )))["config.json"])
    config["config"]["layers"][1].update(module="mine", class_name="Remember", registered_name="R")
    with pytest.raises(Refused) as refused:
        parse(pack({**members(zipped()), "config.json": in_json(config)}))
    assert refused.value.code == "custom-layer"
    assert "nothing could be traced in Python either" in refused.value.sentence


def test_the_file_beside_weights_is_looked_at_too():
    weights = saved(model(), ".weights.h5")
    assert parse(weights, in_json(model().to_json())).model.name == "small"
    for beside, code, words in (
        (LFS, "lfs-pointer", "Beside the weights, in place of the model's JSON: a Git LFS"),
        (weights, "weights-alone", "Both files hold weights"),
        (b"[1]", "not-a-model", "a list in JSON"),
    ):
        with pytest.raises(Refused) as refused:
            parse(weights, beside)
        assert refused.value.code == code and words in refused.value.sentence


def test_folders_are_told_apart(tmp_path):
    unzipped, graph = tmp_path / "unzipped", tmp_path / "graph"
    unzipped.mkdir()
    for name, data in members(zipped()).items():
        (unzipped / name).write_bytes(data)
    graph.mkdir()
    (graph / "saved_model.pb").write_bytes(b"")
    with pytest.raises(ModelRefused, match="into a zip archive without any folder"):
        load_model(unzipped)
    with pytest.raises(ModelRefused, match="if Keras saved it, load its folder"):
        load_model(graph)
    with pytest.raises(lv.LstmVizError, match="is a folder: give the model file in it"):
        load_model(tmp_path)
