"""The Chinese README answers the question with code that does what is said of it."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

README = Path(__file__).resolve().parent.parent.parent / "README.zh.md"


@pytest.fixture(scope="module")
def made() -> dict:
    text = README.read_text(encoding="utf-8")
    names: dict = {}
    for block in re.findall(r"```python\n(.*?)```", text, re.DOTALL):
        exec(block, names)
    return names


def step_by_hand(weights: list[np.ndarray], x: np.ndarray, h: np.ndarray, c: np.ndarray):
    kernel, recurrent, bias = weights
    i, f, g, o = np.split(x @ kernel + h @ recurrent + bias, 4, axis=-1)
    i, f, o = (1 / (1 + np.exp(-gate)) for gate in (i, f, o))
    c = f * c + i * np.tanh(g)
    return o * np.tanh(c), c


def test_it_begins_with_the_question():
    first = README.read_text(encoding="utf-8").split("\n## ")[1]
    assert first.startswith("怎样在 TensorFlow/Keras 里设置 LSTM 的初始状态？")


def test_both_ways_start_from_the_given_state(made):
    h, _ = step_by_hand(made["lstm"].get_weights(), made["x"][:, 0], made["h0"], made["c0"])
    assert np.allclose(made["y"][:, 0], h, atol=1e-6)
    assert np.allclose(made["y"], made["y_same"], atol=1e-6)
    assert np.abs(made["y"] - made["y_next"]).max() > 0.01
    assert all(not np.any(np.asarray(state)) for state in made["stateful"].states)


def test_a_made_state_reaches_the_answer(made):
    dense = made["trained"].layers[-1]
    assert made["trained"].output_shape == (None, 1) and dense.units == 1
    weights = {id(w) for w in made["trained"].trainable_weights}
    assert len(weights) == 2 + 2 + 3 + 2


def test_the_trace_begins_with_the_state(made):
    c = made["traces"]["B"]["lstm"].c
    assert c.shape == (made["batch"], made["steps"] + 1, 8)
    assert np.all(c[:, 0, 3] == 1.0)
