"""`lstm_viz.show` in a real browser."""

from __future__ import annotations

import urllib.request
from pathlib import Path
from urllib.error import URLError

import keras
import numpy as np
import pytest
from keras import layers
from playwright.sync_api import expect

import lstm_viz as lv
from lstm_viz.errors import LstmVizError

pytestmark = pytest.mark.browser
WRITTEN = Path(__file__).parents[1] / "data/model_files/written_by_keras"


@pytest.fixture(scope="module")
def model():
    keras.utils.set_random_seed(4)
    stack = [keras.Input((None, 2)), layers.LSTM(3, name="lstm"), layers.Dense(1)]
    return lv.wrap(keras.Sequential(stack, name="from a notebook"))


@pytest.fixture(scope="module")
def rescued():
    return lv.load_model(WRITTEN / "ks2.3.1-seq_misc.h5")


# A model that Keras 2 wrote is one in memory too, with more that could go wrong.
@pytest.mark.parametrize("which", ["rescued", pytest.param("model", marks=pytest.mark.long)])
def test_a_model_in_memory_is_shown_with_its_scenarios_and_leaves_nothing_behind(
    which, page, request
):
    shown_model = request.getfixturevalue(which)
    x = np.random.default_rng(0).normal(size=(1, 5, 2)).astype(np.float32)
    scenarios = {
        "quiet": lv.InitialState.zeros(shown_model),
        "loud": lv.InitialState.constant(shown_model, value=0.75),
    }
    with lv.show(shown_model, x, scenarios, open_browser=False) as shown:
        page.goto(shown.url)
        page.get_by_text("of 5").first.wait_for()
        names = page.locator("[class*=st-key-name_s] input")
        # The sidebar may come after the player.
        for k, name in enumerate(scenarios):
            expect(names.nth(k)).to_have_value(name)
        assert names.count() == len(scenarios)
        page.assert_no_console_problems()
    with pytest.raises(URLError):
        urllib.request.urlopen(shown.url, timeout=2)


def test_a_model_with_a_custom_layer_is_refused_before_anything_starts():
    @keras.saving.register_keras_serializable("tests")
    class Doubled(layers.Layer):
        def call(self, x):
            return 2 * x

    stack = [keras.Input((None, 2)), Doubled(name="twice"), layers.LSTM(3)]
    wrapped = lv.wrap(keras.Sequential(stack))
    with pytest.raises(LstmVizError, match=r"custom layer `Doubled`.*lstm_viz\.trace"):
        lv.show(wrapped, np.zeros((1, 7, 2), np.float32), open_browser=False)


def test_an_input_that_does_not_fit_is_refused_before_anything_starts(model):
    with pytest.raises(LstmVizError, match="wants shape"):
        lv.show(model, np.zeros((1, 7, 5), np.float32), open_browser=False)
