"""The page Explore on a small model of two layers."""

from __future__ import annotations

import keras
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from tests.ui.explore.page import SCRIPT, UNITS


@pytest.fixture(scope="module")
def own_model(tmp_path_factory):
    keras.utils.set_random_seed(3)
    layers = keras.layers
    model = keras.Sequential(
        [
            layers.Input((None, 2)),
            layers.LSTM(UNITS, return_sequences=True, name="first"),
            layers.GRU(4, name="second"),
            layers.Dense(1),
        ]
    )
    path = tmp_path_factory.mktemp("model") / "two_layers.keras"
    model.save(path)
    st.cache_resource.clear()
    yield path
    st.cache_resource.clear()


@pytest.fixture
def fresh_caches():
    """Caches that hold nothing from other tests, and leave nothing behind."""
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


@pytest.fixture
def app(own_model, monkeypatch):
    """The page on a small model of two layers, opened."""
    monkeypatch.setenv("LSTM_VIZ_MODEL", str(own_model))
    monkeypatch.delenv("LSTM_VIZ_INPUT", raising=False)
    app = AppTest.from_string(SCRIPT, default_timeout=120).run()
    assert not app.exception
    return app
