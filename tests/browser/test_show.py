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


@pytest.fixture(scope="module")
def model():
    keras.utils.set_random_seed(4)
    stack = [keras.Input((None, 2)), layers.LSTM(3, name="lstm"), layers.Dense(1)]
    return lv.wrap(keras.Sequential(stack, name="from a notebook"))


def test_a_model_in_memory_is_shown_with_its_scenarios_and_leaves_nothing_behind(model, page):
    x = np.random.default_rng(0).normal(size=(7, 2)).astype(np.float32)[np.newaxis]
    scenarios = {
        "quiet": lv.InitialState.zeros(model),
        "loud": lv.InitialState.constant(model, value=0.75),
    }
    with lv.show(model, x, scenarios, open_browser=False) as shown:
        page.goto(shown.url)
        page.get_by_text("of 7").first.wait_for(timeout=60_000)
        names = page.locator("[class*=st-key-name_s] input")
        # The sidebar may come after the player.
        for k, name in enumerate(scenarios):
            expect(names.nth(k)).to_have_value(name, timeout=60_000)
        assert names.count() == len(scenarios)
        page.assert_no_console_problems()
    with pytest.raises(URLError):
        urllib.request.urlopen(shown.url, timeout=2)


def test_a_model_rescued_from_keras_2_is_shown(page):
    file = Path(__file__).parents[1] / "data/model_files/written_by_keras/ks2.3.1-seq_misc.h5"
    rescued = lv.load_model(file)
    x = np.random.default_rng(0).normal(size=(1, 5, 2)).astype(np.float32)
    with lv.show(rescued, x, open_browser=False) as shown:
        page.goto(shown.url)
        page.get_by_text("of 5").first.wait_for(timeout=60_000)
        page.assert_no_console_problems()


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
