"""A bundled model is known by its weights, however it was opened."""

from __future__ import annotations

import numpy as np
import pytest

import lstm_viz as lv
from lstm_viz.models import load_sample, sample_file, sample_folder, sample_names, sample_of


@pytest.mark.parametrize("name", sample_names())
def test_every_sample_is_known(name):
    sample = load_sample(name)
    found = sample_of(sample.model)
    assert [s.name for s in found] == [s.name for s in sample.sequences]


def test_a_sample_opened_as_a_file_is_known_and_a_changed_one_is_not():
    model = lv.load_model(sample_folder("counter").parent / sample_file("counter"))
    assert sample_of(model) is not None
    weight = model.keras.weights[0]
    weight.assign(np.array(weight.value) + 1e-3)
    assert sample_of(model) is None
