"""A person's own data as the input of a model."""

from __future__ import annotations

import functools
import io
import json
import struct
import zipfile

import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from keras import layers

import lstm_viz as lv
from lstm_viz.errors import LstmVizError
from lstm_viz.inputs import (
    SCALINGS,
    WAVES,
    default_input,
    fit,
    generate,
    read_data,
    read_input_data,
    read_numbers,
    read_vocabulary,
    scale,
    tokens,
    wanted,
)
from lstm_viz.states import read_states


def npy(array) -> bytes:
    stream = io.BytesIO()
    np.save(stream, array)
    return stream.getvalue()


def npz(method=zipfile.ZIP_DEFLATED, **arrays) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, array in arrays.items():
            archive.writestr(f"{name}.npy", npy(array))
    return stream.getvalue()


def many_members() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for number in range(201):
            archive.writestr(str(number), b"")
    return stream.getvalue()


def model_of(*shape, batch=None, tokens=None):
    x = keras.Input(batch_shape=(batch, *shape))
    y = layers.Embedding(tokens, 3)(x) if tokens else x
    return lv.wrap(keras.Model(x, layers.LSTM(2)(y)))


@functools.cache
def three_units():
    return lv.wrap(keras.Sequential([keras.Input((None, 1)), layers.LSTM(3)]))


def states_of(data: bytes):
    model = three_units()
    return read_states(data, "state", model, model.layers[0].name)


TABLE = np.array([[1.5, -2.0], [0.25, 3.0], [0.0, 4.0]], np.float32)


@pytest.mark.parametrize(
    "data",
    [
        npy(TABLE),
        npz(x=TABLE),
        json.dumps(TABLE.tolist()).encode(),
        json.dumps({"x": TABLE.tolist()}).encode(),
        b"1.5,-2\n0.25,3\n0,4\n",
        b"first,second\n1.5,-2\n0.25,3\n0,4\n",
        b"1.5;-2\r\n0.25;3\r\n0;4",
        b"1.5\t-2\n0.25\t3\n0\t4",
        b"\xef\xbb\xbf1.5 -2\n0.25 3\n\n0 4\n",
    ],
)
def test_the_same_table_in_every_format(data):
    np.testing.assert_array_equal(read_data(data), TABLE)


def test_one_row_of_numbers_is_one_feature_over_time():
    np.testing.assert_array_equal(read_numbers("1, 2, 3"), [[1], [2], [3]])
    np.testing.assert_array_equal(read_numbers("[1, 2, 3]"), [[1], [2], [3]])


def forged_header() -> bytes:
    header = b"{'descr': '<f4', 'fortran_order': False, 'shape': (9000000000,), }\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header


def bomb() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("x.npy", b"\0" * (33 * 2**20))
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"1,2,5\n3\n", "row 2 has 1 columns, the first has 3"),
        (b"1,2\n3,x\n", "row 2, column 2 holds “x”"),
        (b"1,nan\n", "not a finite"),
        (b"1e99\n2\n", "not a finite"),
        (b"\xff\xfe\x00", "neither text nor a NumPy file"),
        (b"[[1,2],[3]]", "different lengths"),
        (b"[" * 100_000, "cannot be read"),
        (b'{"a": [1], "b": [2]}', "2 entries"),
        (b'["a"]', "no list of numbers"),
        (b"[]", "no "),
        (npy(np.array(["a"])), "save an array of numbers"),
        (npy(np.zeros((0, 2))), "no numbers"),
        (npy(TABLE)[:-5], "does not hold"),
        (npy(TABLE)[:20], "broken .npy"),
        (forged_header(), "does not hold"),
        (npz(a=TABLE, b=TABLE), "exactly one array"),
        (npz(a=TABLE)[:-30], "broken .npz"),
        (bomb(), "unpacks to more"),
        (b"a" * (33 * 2**20), "at most 32"),
        (b'1,"' + b"x" * 200_000, "cannot be read as CSV"),
        (json.dumps(["a" * 20_000] + [""] * 100_000).encode(), "no list of numbers"),
        (b"\x93NUMPY\x01\x00\x0c\x00{'descr': (''", "broken .npy"),
        (npz(a=TABLE, method=zipfile.ZIP_LZMA), "broken .npz"),
        (many_members(), "more than 200"),
    ],
)
def test_what_cannot_be_read_gets_a_sentence(data, words):
    with pytest.raises(LstmVizError, match=words):
        read_data(data)


@pytest.mark.parametrize("read", [read_data, states_of], ids=["input", "states"])
def test_damaged_archives_give_arrays_or_one_sentence(read):
    random = np.random.default_rng(0)
    files = [npy(TABLE[:, :1]), npz(h=TABLE[:, 0]), npz(h=TABLE[:, 0], method=zipfile.ZIP_STORED)]
    refused = 0
    for number in range(600):
        data = bytearray(files[number % 3])
        for place in random.integers(0, len(data), random.integers(1, 5)):
            data[place] = random.integers(256)
        try:
            read(bytes(data))
        except LstmVizError:
            refused += 1
    assert 200 < refused < 600


def test_pickles_are_never_opened():
    objects = np.array([print], dtype=object)
    stream = io.BytesIO()
    np.save(stream, objects, allow_pickle=True)
    with pytest.raises(LstmVizError, match="array of numbers"):
        read_data(stream.getvalue())


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.binary(max_size=200), st.sampled_from([b"", b"\x93NUMPY\x01\x00", b"PK\x03\x04", b"["]))
def test_any_bytes_give_an_array_or_one_sentence(tail, head):
    try:
        array = read_data(head + tail)
    except LstmVizError as error:
        assert len(str(error)) < 400
    else:
        assert np.all(np.isfinite(array))


def test_a_table_becomes_a_batch_of_one():
    assert fit(TABLE, model_of(None, 2)).shape == (1, 3, 2)


def test_a_table_on_its_side_is_turned_when_only_that_fits():
    np.testing.assert_array_equal(fit(TABLE.T, model_of(None, 2))[0], TABLE)


def test_one_sequence_is_repeated_for_a_fixed_batch():
    assert fit(TABLE, model_of(None, 2, batch=4)).shape == (4, 3, 2)


def test_tokens_fit_as_a_row_or_a_column():
    model = model_of(None, tokens=5)
    assert fit(np.array([1, 2, 4]), model).shape == (1, 3)
    assert fit(np.array([[1], [2], [4]]), model).shape == (1, 3)


@pytest.mark.parametrize(
    ("model", "array", "words"),
    [
        ({"shape": (None, 4)}, TABLE[:2], r"\(time, 4 features\), the data has 2 columns"),
        ({"shape": (5, 2)}, TABLE, "exactly 5 timesteps, the data has 3"),
        ({"shape": (None, 2), "batch": 4}, np.zeros((3, 3, 2)), "4 sequences at once"),
        ({"shape": (None,), "tokens": 5}, np.array([1, 5]), "has the id 5"),
        ({"shape": (None,), "tokens": 5}, np.array([0.5]), "fractions"),
        ({"shape": (None, 2)}, np.zeros((1, 1, 1, 2)), "shape"),
    ],
)
def test_what_does_not_fit_is_explained(model, array, words):
    made = model_of(*model["shape"], batch=model.get("batch"), tokens=model.get("tokens"))
    with pytest.raises(LstmVizError, match=words):
        fit(array, made)


def test_a_generated_impulse_and_step_are_what_they_say():
    need = wanted(model_of(None, 1))[0]
    impulse = generate("impulse", need, steps=8)[0, :, 0]
    step = generate("step", need, steps=8)[0, :, 0]
    np.testing.assert_array_equal(impulse, [0, 0, 1, 0, 0, 0, 0, 0])
    np.testing.assert_array_equal(step, [0, 0, 1, 1, 1, 1, 1, 1])


@pytest.mark.parametrize("kind", WAVES)
@pytest.mark.parametrize("arguments", [{"tokens": 7}, {"batch": 3}, {}])
def test_what_is_generated_fits(kind, arguments):
    shape = (None,) if "tokens" in arguments else (None, 3)
    model = model_of(*shape, **arguments)
    x = generate(kind, wanted(model)[0], steps=9, seed=1)
    assert fit(x, model).shape == x.shape
    assert lv.trace(model, x, compile=False).T == 9


def test_generated_noise_follows_its_seed():
    need = wanted(model_of(None, 1))[0]
    again = generate("noise", need, seed=1)
    np.testing.assert_array_equal(again, generate("noise", need, seed=1))
    assert not np.array_equal(again, generate("noise", need, seed=2))


def test_steps_out_of_range_are_refused():
    with pytest.raises(LstmVizError, match="1 to 5000"):
        generate("sine", wanted(model_of(None, 1))[0], steps=5001)


@functools.cache
def two_inputs():
    a, b = keras.Input((None, 2), name="x"), keras.Input((3,), name="start")
    start = layers.Dense(4)(b)
    return lv.wrap(keras.Model([a, b], layers.LSTM(4)(a, initial_state=[start, start])))


def test_a_default_input_for_several_inputs_is_read_by_the_model():
    made = two_inputs()
    arrays = default_input(made)
    assert [array.shape for array in arrays] == [(1, 60, 2), (1, 3)]
    assert made.predict(arrays).shape == (1, 4)


def test_several_inputs_are_read_by_their_names():
    x, start = read_input_data(npz(start=TABLE[:, 0], x=TABLE), "both", two_inputs())
    np.testing.assert_array_equal(x, TABLE[np.newaxis])
    np.testing.assert_array_equal(start, TABLE[np.newaxis, :, 0])


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"1,2\n3,4\n", "has 2 inputs: give an .npz"),
        (npz(x=TABLE), "both has no array 'start'"),
        (npz(x=TABLE, start=TABLE[:, 0], z=TABLE), "both has an array 'z'"),
        (npz(x=TABLE[:, :1], start=TABLE[:, 0]), r"2 features\), x in both has 1 columns"),
        (npz(x=TABLE, start=TABLE[:2, 0]), "'start' .* wants shape"),
        (npz(x=TABLE)[:-30], "broken .npz"),
    ],
)
def test_several_inputs_that_do_not_fit_are_named(data, words):
    with pytest.raises(LstmVizError, match=words):
        read_input_data(data, "both", two_inputs())


@pytest.mark.parametrize("kind", [k for k in SCALINGS if k != "none"])
def test_scaling_is_undone_by_the_words_it_says(kind):
    x = np.random.default_rng(0).normal(5, 3, (1, 50, 1)).astype(np.float32)
    scaled, words = scale(x, kind)
    shift, size = words.split("(x - ")[1].rstrip(".").split(") / ")
    np.testing.assert_allclose(scaled * float(size) + float(shift), x, rtol=2e-3, atol=2e-3)
    got = (scaled.min(), scaled.max()) if kind != "standard" else (scaled.mean(), scaled.std())
    wanted_range = {"standard": (0, 1), "unit": (0, 1), "symmetric": (-1, 1)}[kind]
    np.testing.assert_allclose(got, wanted_range, atol=1e-5)


def test_a_feature_that_never_changes_becomes_zero():
    assert not scale(np.full((1, 4, 1), 7.0, np.float32), "standard")[0].any()


def test_text_is_read_by_character_or_by_word():
    assert tokens("abz", ("", "a", "b")) == ([1, 2], ("z",))
    assert tokens("the cat sat", ("", "the", "cat")) == ([1, 2], ("sat",))


def test_a_vocabulary_is_one_token_per_line():
    assert read_vocabulary("\n<space>\na", size=3) == ("", " ", "a")
    with pytest.raises(LstmVizError, match="twice"):
        read_vocabulary("a\nb\na")
    with pytest.raises(LstmVizError, match="4 lines"):
        read_vocabulary("a\nb\nc\nd", size=3)


def test_text_without_known_tokens_is_refused():
    with pytest.raises(LstmVizError, match="vocabulary"):
        tokens("xyz", ("", "a"))
