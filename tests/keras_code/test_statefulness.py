"""The statefulness simulator: every combination against layers of Keras driven by hand."""

from __future__ import annotations

import itertools
from dataclasses import replace
from functools import cache

import keras
import numpy as np
import pytest

from lstm_viz.errors import LstmVizError
from lstm_viz.keras_code.statefulness import (
    LAYERS,
    Part,
    Setting,
    ask,
    evidence,
    in_words,
    simulate,
    statefulness_code,
)
from lstm_viz.keras_code.statefulness._memory import read_memories
from lstm_viz.models import load_sample
from tests.keras_code.shown import printed_by
from tests.some import some

pytestmark = pytest.mark.slow

WAYS = [("call", False), ("predict", False), ("fit", False), ("fit", True)]
EVERY = [
    Setting(
        layer=layer,
        way=way,
        shuffle=shuffle,
        stateful=stateful,
        resets=resets,
        rows=3,
        calls=3,
    )
    for layer, (way, shuffle), (stateful, resets) in itertools.product(
        LAYERS, WAYS, [(True, ()), (True, (2,)), (False, (2,))]
    )
    # It differs from "random" in its weights alone.
    if layer != "sample" or (way, shuffle) in (("call", False), ("fit", True))
]
# Every layer, way, and kind of reset.
USUAL = EVERY[::4]


def name(setting: Setting) -> str:
    words = [setting.layer, setting.way, "stateful" if setting.stateful else "stateless"]
    words += ["shuffled"] * setting.shuffle + ["reset"] * bool(setting.resets)
    return "-".join(words)


@pytest.fixture(scope="module")
def simulated():
    """Simulations that tests share."""
    return cache(simulate)


def by_the_rule(setting: Setting, order) -> list[list[tuple[Part, ...]]]:
    """What rows remember if a state is carried from call to call at the same place."""
    memory, found = [()] * setting.rows, []
    for call, parts in enumerate(order, start=1):
        before = memory if setting.stateful else [()] * setting.rows
        memory = [(*before[j], parts[j]) for j in range(setting.rows)]
        found.append(memory)
        if call in setting.resets:
            memory = [()] * setting.rows
    return found


@pytest.mark.parametrize("setting", some(EVERY, USUAL), ids=name)
def test_states_are_those_of_a_layer_called_by_hand(setting, simulated):
    got = simulated(setting)
    layer = got.material.make(stateful=setting.stateful, return_state=True)
    layer.build(got.material.x.shape[1:])
    layer.set_weights(got.material.weights)
    for call, parts in enumerate(got.order):
        x = np.stack([got.material.x[part.call, part.row] for part in parts])
        _, h, c = layer(x)
        np.testing.assert_allclose(got.h[call], h, atol=1e-6)
        np.testing.assert_allclose(got.c[call], c, atol=1e-6)
        if setting.stateful:
            np.testing.assert_allclose(got.h[call], layer.states[0], atol=1e-6)
            np.testing.assert_allclose(got.c[call], layer.states[1], atol=1e-6)
        if call + 1 in setting.resets:
            layer.reset_state()


@pytest.mark.parametrize("setting", some(EVERY, USUAL), ids=name)
def test_memories_found_by_comparing_follow_the_rule(setting, simulated):
    got = simulated(setting)
    assert [list(m) for m in got.memories] == by_the_rule(setting, got.order)
    in_order = [[Part(j, k) for j in range(setting.rows)] for k in range(setting.calls)]
    assert ([list(parts) for parts in got.order] == in_order) is not setting.shuffle
    assert {p for parts in got.order for p in parts} == {p for parts in in_order for p in parts}


@pytest.mark.parametrize("way", ["call", "fit"])
def test_the_counter_holds_exact_numbers_of_steps(way, simulated):
    got = simulated(Setting(way=way, shuffle=way == "fit"))
    for call, row in itertools.product(range(4), range(4)):
        expected = np.zeros(16, np.float32)
        for part in got.memories[call][row]:
            expected[part.row * 4 + part.call] += 3
        np.testing.assert_array_equal(got.c[call, row], expected)
        np.testing.assert_array_equal(got.h[call, row], expected)
    assert got.c[3].sum() == 4 * 4 * 3


def test_a_seed_shuffles_in_the_same_way_again_and_another_one_does_not():
    setting = Setting(way="fit", shuffle=True, stateful=False)
    one, two = simulate(setting), simulate(setting)
    assert one.order == two.order
    assert simulate(replace(setting, seed=8)).order != one.order


def test_a_simulation_leaves_the_bundled_model_as_it_was():
    model = load_sample("stateful").model
    before = model.digest
    simulate(Setting(layer="sample", rows=2, calls=2))
    assert load_sample("stateful").model.digest == before


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"way": "call", "shuffle": True}, "Only fit shuffles"),
        ({"way": "evaluate"}, "one of call, predict, fit"),
        ({"rows": 7}, "from 2 to 6"),
        ({"calls": 2.5}, "whole number"),
        ({"calls": 3, "resets": (3,)}, "from 1 to 2"),
    ],
)
def test_a_setting_that_cannot_be_run_is_refused(fields, words):
    with pytest.raises(LstmVizError, match=words):
        Setting(**fields)


def test_a_state_of_no_known_past_is_not_given_a_name(simulated):
    got = simulated(Setting(layer="random", rows=3))
    wrong = got.c.copy()
    wrong[2, 1, 0] += 0.01
    with pytest.raises(LstmVizError, match="the end of no known past"):
        read_memories(got.material, got.h, wrong)


@pytest.mark.parametrize("setting", some(EVERY, USUAL), ids=name)
def test_the_right_answer_is_what_the_run_left(setting, simulated):
    got = simulated(setting)
    for number in range(6):
        question = ask(got, number)
        memory = got.memories[question.call][question.row]
        choices = [choice.memory for choice in question.choices]
        assert len(choices) == len(set(choices)) >= 4
        assert (choices[question.right] == memory) is (memory in choices)
        assert (choices[question.right] is None) is (memory not in choices)
        assert in_words(memory) in question.why
        assert f"row {question.row} remember after call {question.call + 1}" in question.text


def test_questions_differ_and_so_does_the_place_of_the_right_answer(simulated):
    got = simulated(Setting())
    asked = [ask(got, number) for number in range(12)]
    assert len({(q.row, q.call) for q in asked}) > 5
    assert len({q.right for q in asked}) > 2
    assert {q.call for q in asked} <= {1, 2, 3}


def test_evidence_puts_the_known_past_first_and_others_away(simulated):
    got = simulated(Setting(layer="random", rows=3))
    first, *others = evidence(got, 2, 1)
    assert first.memory == (Part(1, 0), Part(1, 1), Part(1, 2))
    assert first.same and first.difference < 1e-6
    assert others and not any(one.same for one in others)
    assert () in [one.memory for one in others]


@pytest.mark.parametrize("clean", some([False, True], [False]))
def test_the_code_shown_gives_the_same_states(clean, simulated, tmp_path):
    settings = [
        Setting(rows=3, resets=(2,)),
        Setting(layer="random", way="predict", rows=2, calls=3),
        Setting(layer="sample", rows=2, calls=3),
        Setting(layer="random", way="fit", shuffle=True, rows=3, resets=(1,)),
        Setting(way="fit", stateful=False, rows=2, calls=2),
    ]
    files = []
    for number, setting in enumerate(settings):
        files.append(tmp_path / f"{number}.py")
        files[-1].write_text(statefulness_code(setting), encoding="utf-8")
    runner = (
        "import runpy, sys, numpy as np\n"
        "np.savez(sys.argv[1], *[np.stack(runpy.run_path(p)['seen']) for p in sys.argv[2:]])\n"
    )
    out = tmp_path / "seen.npz"
    printed = printed_by(runner, [out, *files], clean=clean)
    with np.load(out) as seen:
        for number, setting in enumerate(settings):
            np.testing.assert_allclose(
                seen[f"arr_{number}"], simulated(setting).c, atol=1e-6, err_msg=name(setting)
            )
    assert "c after call 1" in printed
    shuffled = simulated(settings[3]).order[0]
    assert f"read {' '.join(part.name for part in shuffled)} and" in printed


def stateful_counter(rows: int = 2):
    """A stateful layer in a model, and two steps of ones for it."""
    given = simulate(Setting(rows=rows, calls=2)).material
    inputs = keras.Input(batch_shape=given.x.shape[1:])
    layer = given.make(stateful=True)
    model = keras.Model(inputs, layer(inputs))
    layer.set_weights(given.weights)
    return model, layer, given.x[0]


def test_another_number_of_rows_is_an_error():
    model, _, x = stateful_counter()
    with pytest.raises(Exception, match="shape|size|dimension"):
        model(x[:1])


def test_predict_changes_the_states_and_reset_state_gives_zeros():
    model, layer, x = stateful_counter()
    once, twice = model.predict(x, verbose=0), model.predict(x, verbose=0)
    np.testing.assert_array_equal(twice, 2 * once)
    layer.reset_state()
    assert not np.any(layer.states[0]) and not np.any(layer.states[1])
    assert not hasattr(model, "reset_state") and not hasattr(model, "reset_states")


def test_neither_an_epoch_nor_the_end_of_fit_resets():
    model, layer, x = stateful_counter()
    model.compile(keras.optimizers.SGD(0.0), "mse", run_eagerly=True)
    model.fit(x, x[:, 0], batch_size=2, epochs=3, shuffle=False, verbose=0)
    assert np.array(layer.states[1]).sum() == 3 * x.sum()


def test_states_are_not_saved_with_the_model(tmp_path):
    model, layer, x = stateful_counter()
    model(x)
    model.save(tmp_path / "it.keras")
    loaded = keras.saving.load_model(tmp_path / "it.keras")
    assert np.any(layer.states[1])
    assert not np.any(loaded.layers[-1].states[1])


def test_a_stateless_layer_has_no_states_and_nothing_to_reset():
    layer = keras.layers.LSTM(2)
    layer(np.ones((1, 2, 3), np.float32))
    assert layer.states is None
    layer.reset_state()
    assert layer.states is None
