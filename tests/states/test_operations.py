"""Arithmetic on states, and states from files."""

from __future__ import annotations

import io
import json

import keras
import numpy as np
import pytest
from keras import layers

import lstm_viz as lv
from lstm_viz.errors import LstmVizError
from lstm_viz.states import blended, read_states, scaled, with_noise

H, C = np.float32([0.5, -0.25, 1.0]), np.float32([2.0, 0.0, -3.5])


@pytest.fixture(scope="module")
def model():
    x = keras.Input((None, 2))
    y = layers.LSTM(3, return_sequences=True, name="first")(x)
    return lv.wrap(keras.Model(x, layers.GRU(2, name="second")(y)))


def npy(array) -> bytes:
    stream = io.BytesIO()
    np.save(stream, array)
    return stream.getvalue()


def npz(**arrays) -> bytes:
    stream = io.BytesIO()
    np.savez(stream, **arrays)
    return stream.getvalue()


def test_scaling_and_negating():
    np.testing.assert_array_equal(scaled(C, -1), -C)
    np.testing.assert_array_equal(scaled(C, 0.5), C / 2)


def test_noise_follows_its_seed_and_scale():
    noisy = with_noise(np.zeros(5000, np.float32), 0.2, 3)
    assert noisy.std() == pytest.approx(0.2, rel=0.05)
    np.testing.assert_array_equal(noisy, with_noise(np.zeros(5000, np.float32), 0.2, 3))
    assert not np.array_equal(noisy, with_noise(np.zeros(5000, np.float32), 0.2, 4))


def test_a_blend_goes_from_the_first_to_the_second():
    np.testing.assert_array_equal(blended(H, C, 0), H)
    np.testing.assert_array_equal(blended(H, C, 1), C)
    np.testing.assert_allclose(blended(H, C, 0.25), 0.75 * H + 0.25 * C, rtol=1e-6)


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (lambda: scaled(C, np.inf), "factor must be a finite"),
        (lambda: scaled(C, 1e39), "no longer finite"),
        (lambda: with_noise(C, -1, 0), "0 or more"),
        (lambda: with_noise(C, 1, -1), "seed"),
        (lambda: blended(H, C[:2], 0.5), "cannot be blended"),
    ],
)
def test_what_cannot_be_done_gets_a_sentence(act, words):
    with pytest.raises(LstmVizError, match=words):
        act()


@pytest.mark.parametrize(
    "data",
    [
        npy(np.stack([H, C], axis=1)),
        npy(np.stack([H, C])),
        b"h,c\n0.5,2\n-0.25,0\n1,-3.5\n",
        npz(h=H, c=C),
        npz(**{"first/h": H, "first/c": C}),
        json.dumps({"h": H.tolist(), "c": C.tolist()}).encode(),
        json.dumps({"first": {"h": H.tolist(), "c": C.tolist()}}).encode(),
        json.dumps(np.stack([H, C], axis=1).tolist()).encode(),
    ],
)
def test_one_layer_from_every_format(model, data):
    found = read_states(data, "state", model, "first")
    assert list(found) == ["first"]
    np.testing.assert_array_equal(found["first"]["h"], H)
    np.testing.assert_array_equal(found["first"]["c"], C)


def test_several_layers_from_one_file(model):
    data = npz(**{"first/c": C, "second/h": np.float32([0.1, 0.2])})
    found = read_states(data, "state.npz", model, "first")
    np.testing.assert_array_equal(found["second"]["h"], np.float32([0.1, 0.2]))
    assert list(found["first"]) == ["c"]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (npy(np.zeros((4, 2))), "4 x 2 numbers, layer 'first' has 3 units"),
        (npz(h=np.zeros(4)), "4 numbers, layer 'first' has 3"),
        (npz(**{"nowhere/h": H}), "nowhere"),
        (npz(x=H), "entry 'x'"),
        (npz(**{"second/c": H}), "layer 'second' has h"),
        (b'{"h": [1, 2, "x"]}', "no list of numbers"),
        (b'{"h": [1, 2, 1e99]}', "unit 2 is not finite"),
        (b"{", "cannot be read"),
        (b"PK\x03\x04", "broken .npz"),
        (b"{}", "no states"),
    ],
)
def test_a_file_that_does_not_fit_is_explained(model, data, words):
    with pytest.raises(LstmVizError, match=words):
        read_states(data, "the file", model, "first")
