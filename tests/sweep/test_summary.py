"""The small file that the page opens; it may come from anywhere."""

from __future__ import annotations

import io
import zipfile

import keras
import numpy as np
import pytest
from keras import layers

import lstm_viz as lv
from lstm_viz.errors import LstmVizError
from lstm_viz.sweep import read_summary


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    keras.utils.set_random_seed(1)
    x = keras.Input((None, 1))
    h = layers.LSTM(3, return_sequences=True, name="lstm")(x)
    model = lv.wrap(keras.Model(x, layers.Dense(2)(h)))
    folder = tmp_path_factory.mktemp("sweep") / "sweep"
    found = lv.sweep(model, np.ones((1, 6, 1)), lv.Uniform(1.0, seed=2), n=40, out=folder)
    return model, found, (folder / "summary-000.npz").read_bytes()


def changed(data, **arrays):
    with np.load(io.BytesIO(data)) as file:
        every = {**dict(file), **arrays}
    buffer = io.BytesIO()
    np.savez(buffer, **{name: array for name, array in every.items() if array is not None})
    return buffer.getvalue()


def test_it_holds_what_the_sweep_found(made):
    model, found, data = made
    plan, sequence, ensemble = read_summary(data)
    whole = found.ensemble()
    assert (plan, sequence, ensemble.n) == (found.plan, "given", 40)
    for name, fan in whole.distances.items():
        np.testing.assert_array_equal(ensemble.distances[name].quantiles, fan.quantiles)
        np.testing.assert_array_equal(ensemble.distances[name].steps, fan.steps)
        assert ensemble.extremes(name) == whole.extremes(name)
        assert ensemble.words(name) == whole.words(name)
    for key, fan in whole.outputs.items():
        np.testing.assert_array_equal(ensemble.outputs[key].baseline, fan.baseline)
    assert plan.member(model, 7) == found.member(7)


def test_a_member_is_drawn_from_its_plan_not_from_it(made):
    with pytest.raises(LstmVizError, match="no model"):
        read_summary(made[2])[2].member(0)


def test_what_is_no_summary_is_refused(made):
    data = made[2]
    pickled = io.BytesIO()
    np.savez(pickled, about=np.array([{}], dtype=object), allow_pickle=True)
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("about.npy", bytes(300 * 2**20))
    for wrong in (
        b"",
        b"text",
        data[:-40],
        pickled.getvalue(),
        bomb.getvalue(),
        changed(data, about=np.frombuffer(b"{}", np.uint8)),
        changed(data, about=np.frombuffer(b"[" * 100_000, np.uint8)),
        changed(data, about=None),
        changed(data, **{"distances/h": np.zeros((3, 3))}),
        changed(data, **{"final/h": np.zeros(39, np.float32)}),
        changed(data, **{"horizon/h": None}),
        changed(data, **{"final/h": np.array(["a"] * 40)}),
        changed(data, **{"outputs/dense/x": np.zeros((7, 6))}),
    ):
        with pytest.raises(LstmVizError):
            read_summary(wrong)
