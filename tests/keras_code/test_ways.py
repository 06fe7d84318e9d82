"""Every way to set a state, run by the real Keras, with the verdict that Keras 3.15 gives."""

from __future__ import annotations

import subprocess
import sys

import keras
import numpy as np
import pytest

import lstm_viz as lv
from lstm_viz.errors import LstmVizError
from lstm_viz.keras_code import CodeError, CodeResult, layer_case, run_code
from lstm_viz.keras_code.ways import (
    ELSE,
    GROUPS,
    NO_ANSWER,
    RAISES,
    WORKS,
    Check,
    Way,
    verdict,
)
from lstm_viz.models import load_sample
from lstm_viz.models.reader import keras2_hard_sigmoid
from tests.some import LONG, some
from tests.tracing.cases import opened

pytestmark = pytest.mark.slow

ALL = {way.id: way for group in GROUPS.values() for way in group.ways}
# What each way does with Keras 3.15: the word, and a part of the text.
EXPECTED = {
    "call": (WORKS, ""),
    "functional": (WORKS, ""),
    "chunks": (WORKS, ""),
    "constant": (WORKS, ""),
    "assign": (WORKS, ""),
    "carry": (WORKS, ""),
    "reset": (WORKS, "zeros"),
    "reset_model": (WORKS, ""),
    "saved_beside": (WORKS, ""),
    "second_layer": (WORKS, ""),
    "replace_first": (WORKS, ""),
    "replace_later": (ELSE, "stays the same even after stepping"),
    "predict_moves": (ELSE, "differently the second time"),
    "both": (ELSE, "nothing is carried over"),
    "not_saved": (ELSE, "zero again"),
    "fit_shuffles": (ELSE, "random order"),
    "other_batch": (RAISES, "Expected batch size: 1"),
    "no_batch": (RAISES, "after one iteration"),
    "cell": (WORKS, ""),
    "one_step": (WORKS, ""),
    "stateful_step": (WORKS, ""),
    "embedding": (WORKS, ""),
    "layer": (WORKS, ""),
    "gru": (WORKS, ""),
    "bidirectional": (WORKS, ""),
    "bidirectional_stateful": (WORKS, ""),
    "stacked": (WORKS, ""),
    "stacked_stateful": (WORKS, ""),
    "two_layers": (WORKS, ""),
    "encoder_decoder": (WORKS, ""),
    "decoder": (WORKS, ""),
    "reset_states_states": (RAISES, "unexpected keyword argument 'states'"),
    "reset_states_positional": (RAISES, "takes 1 positional argument but 2 were given"),
    "reset_state_states": (RAISES, "unexpected keyword argument 'states'"),
    "model_reset_states": (RAISES, "no attribute 'reset_states'"),
    "model_reset_state": (RAISES, "no attribute 'reset_state'"),
    "set_value": (RAISES, "no attribute 'set_value'"),
    "get_value": (RAISES, "no attribute 'get_value'"),
    "batch_size": (RAISES, "Unrecognized keyword arguments passed to LSTM: {'batch_size'"),
    "batch_input_shape": (RAISES, "Unrecognized keyword arguments"),
    "time_major": (RAISES, "Unrecognized keyword arguments"),
    "constructor": (RAISES, "Unrecognized keyword arguments"),
    "list_call": (RAISES, "expects 1 input(s), but it received 3"),
    "predict_argument": (RAISES, "unexpected keyword argument 'initial_state'"),
    "before_build": (RAISES, "'NoneType' object is not subscriptable"),
    "stateless_states": (RAISES, "'NoneType' object is not subscriptable"),
    "stateless_reset": (ELSE, "Nothing happens"),
    "array_states": (RAISES, "'numpy.ndarray' object has no attribute 'assign'"),
    "set_weights": (RAISES, "was expecting 3 weights"),
    "return_state_sequential": (RAISES, "expects 1 input(s), but it received 3"),
    "swapped": (ELSE, "changed places"),
    "model_call": (ELSE, "taken and ignored"),
    "gru_two": (ELSE, "c0 is ignored"),
    "one_row": (ELSE, "The one row is used for all three rows"),
    "no_rows": (ELSE, "The one row is used for all three rows"),
    "one_number": (ELSE, "every unit and row"),
    "nan": (ELSE, "33.3 %"),
    "hundred": (ELSE, "saturates"),
    "float64": (WORKS, ""),
    "mask_dropped": (ELSE, "The mask is dropped"),
    "other_rows": (RAISES, "Incompatible shapes: [3,32] vs. [2,32]"),
    "other_units": (RAISES, "Matrix size-incompatible"),
    "one_state": (RAISES, "list index out of range"),
    "bare": (RAISES, "list index out of range"),
    "bidirectional_two": (RAISES, "list index out of range"),
    "bidirectional_two_model": (RAISES, "list index out of range"),
    "flat": (RAISES, "list index out of range"),
    "stacked_reset": (RAISES, "'ListWrapper' object has no attribute 'assign'"),
    "second_is_not_lstm": (RAISES, "'Dense' object has no attribute 'states'"),
}
ERRORS = {
    "reset_states_states": "TypeError",
    "model_reset_states": "AttributeError",
    "batch_size": "ValueError",
    "other_rows": "InvalidArgumentError",
    "one_state": "IndexError",
}
# Of each verdict some, and every type of error; the others run with `make test-long`.
USUAL = (
    *("call", "functional", "chunks", "assign", "carry", "reset", "saved_beside", "cell"),
    *("stateful_step", "gru", "bidirectional", "stacked", "encoder_decoder"),
    *("replace_later", "both", "fit_shuffles", "stateless_reset", "swapped", "one_row", "nan"),
    *("mask_dropped", *ERRORS, "predict_argument", "before_build", "stacked_reset"),
)


def of_word(word):
    """Ways with a verdict: all of them, and the usual ones."""
    return tuple([name for name in ways if EXPECTED[name][0] == word] for ways in (ALL, USUAL))


def case_of(model: lv.models.RecurrentModel, x, layer: str, *, seed: int = 7):
    start = lv.InitialState.normal(model, scale=0.5, seed=seed, layers=[layer])
    return layer_case(model, lv.trace(model, x, start), layer)


def run(case, ids):
    ways = [ALL[name] for name in ids if not ALL[name].refusal(case)]
    results = run_code([way.program(case) for way in ways], files={"state.npz": case.state_file})
    return {way.id: verdict(way, case, results[way.id]) for way in ways}


@pytest.fixture(scope="module")
def stateless():
    sample = load_sample("stateless")
    return case_of(sample.model, sample.sequences[0].x, "lstm")


@pytest.fixture(scope="module")
def verdicts(stateless):
    return run(stateless, ALL if LONG else USUAL)


def test_every_way_has_an_expected_verdict():
    assert set(EXPECTED) == set(ALL)


@pytest.mark.parametrize("name", some(ALL, USUAL))
def test_verdict_of(name, verdicts):
    word, text = EXPECTED[name]
    found = verdicts[name]
    assert (found.word, text in found.text) == (word, True), f"{name}: {found}"
    assert found.error_type == ERRORS.get(name, found.error_type)


@pytest.mark.parametrize("name", some(*of_word(WORKS)))
def test_what_works_agrees_within_rounding(name, verdicts):
    assert verdicts[name].difference < 1e-6


@pytest.mark.parametrize("name", some(*of_word(RAISES)))
def test_what_raises_names_the_line(name, verdicts, stateless):
    lines = ALL[name].code(stateless).splitlines()
    assert 1 <= verdicts[name].line <= len(lines)


@pytest.mark.parametrize("name", some(ALL, USUAL))
def test_no_text_tells_a_path_or_a_colour_code(name, verdicts):
    assert "\x1b" not in verdicts[name].text
    assert "site-packages" not in verdicts[name].text


KINDS = [
    ("LSTM masked backwards", None),
    ("GRU reset before no bias", None),
    ("Bidirectional masked", "backward"),
    ("nested_and_shared", "encoder#2"),
    ("stacked cells", "cell_1"),
    ("stateful", None),
    ("GRU masked", None),
    ("SimpleRNN backwards", None),
    ("encoder_decoder", "decoder"),
    ("softmax activation", None),
]


@pytest.mark.parametrize(("model", "layer"), some(KINDS, [*KINDS[:3], KINDS[4]]))
def test_ways_that_load_the_layer_work_for_every_kind(model, layer):
    wrapped, x = opened(model)
    names = [spec.name for spec in wrapped.layers]
    name = next(n for n in names if layer is None or layer in n)
    found = run(case_of(wrapped, x, name), ["call", "cell", "chunks", "assign", "carry", "gru"])
    assert {verdict.word for verdict in found.values()} == {WORKS}
    assert len(found) == 6


@pytest.mark.parametrize(
    "model",
    some(
        ["Bidirectional masked", "Bidirectional ave", "Bidirectional sequences"],
        ["Bidirectional masked"],
    ),
)
def test_a_bidirectional_runs_with_the_person_s_own_weights(model):
    wrapped, x = opened(model)
    case = case_of(wrapped, x, wrapped.layers[1].name)
    assert case.directions is not None
    assert "state.npz" in ALL["bidirectional"].code(case)
    assert run(case, ["bidirectional"])["bidirectional"].word == WORKS


def test_a_way_that_does_not_apply_says_why():
    wrapped, x = opened("GRU relu", steps=2)
    case = case_of(wrapped, x, wrapped.layers[0].name)
    assert "has one state" in ALL["swapped"].refusal(case)
    assert "2 timesteps" in ALL["chunks"].refusal(case)
    assert "relu" in ALL["hundred"].refusal(case)
    assert ALL["call"].refusal(case) == ""


def test_two_directions_that_differ_are_not_run_as_one():
    wrapped, x = opened("bidirectional_without_merge")
    case = case_of(wrapped, x, wrapped.layers[0].name)
    assert case.directions is None
    assert "state.npz" not in ALL["bidirectional"].code(case)


def test_long_sequences_and_large_batches_are_cut_and_it_is_said():
    keras.utils.set_random_seed(0)
    model = lv.wrap(keras.Sequential([keras.Input((None, 2)), keras.layers.LSTM(3)]))
    x = np.random.default_rng(0).normal(size=(40, 300, 2)).astype(np.float32)
    trace = lv.trace(model, x)
    case = layer_case(model, trace, model.layers[0].name, sample=39)
    assert case.x.shape == (32, 200, 2)
    np.testing.assert_array_equal(case.x[-1], x[39, :200])
    np.testing.assert_array_equal(case.h, trace[model.layers[0].name].h[8:, 1:201])
    assert len(case.notes) == 2


def test_the_hard_sigmoid_of_keras_2_is_written_out():
    keras.utils.set_random_seed(0)
    layer = keras.layers.LSTM(3, recurrent_activation=keras2_hard_sigmoid, name="lstm")
    wrapped = lv.wrap(keras.Sequential([keras.Input((None, 2)), layer]))
    case = case_of(wrapped, np.random.default_rng(0).normal(size=(1, 8, 2)), "lstm")
    found = run(case, ["call", "functional", "cell"])
    assert {verdict.word for verdict in found.values()} == {WORKS}
    assert 'recurrent_activation="hard_sigmoid"' in ALL["call"].keras2(case)


def test_the_documentation_says_what_the_page_says_it_does():
    text = " ".join(keras.layers.RNN.__doc__.split())
    assert "calling `reset_state()` with the keyword argument `states`" in text
    assert "on either a specific layer, or on your entire model" in text


def test_an_activation_without_a_name_is_refused():
    model = keras.Sequential(
        [keras.Input((None, 2)), keras.layers.SimpleRNN(3, activation=lambda x: x / 2)]
    )
    wrapped = lv.wrap(model)
    with pytest.raises(LstmVizError, match="does not know by a name"):
        layer_case(wrapped, lv.trace(wrapped, np.ones((1, 4, 2))), wrapped.layers[0].name)


def test_a_zero_state_is_known():
    sample = load_sample("stateless")
    trace = lv.trace(sample.model, sample.sequences[0].x, lv.InitialState.zeros(sample.model))
    assert layer_case(sample.model, trace, "lstm").is_zero


@pytest.mark.parametrize("name", some(["call", "reset_states_states"], ["call"]))
def test_code_runs_in_a_clean_process_as_it_is_shown(name, stateless, tmp_path):
    file = tmp_path / "shown.py"
    file.write_text(ALL[name].code(stateless), encoding="utf-8")
    (tmp_path / "state.npz").write_bytes(stateless.state_file)
    done = subprocess.run([sys.executable, file.name], cwd=tmp_path, capture_output=True, text=True)
    word, text = EXPECTED[name]
    assert (done.returncode == 0) == (word == WORKS), done.stderr
    if word == WORKS:
        printed = np.array(done.stdout.split("[")[1].split("]")[0].split(), float)
        np.testing.assert_allclose(printed[:8], stateless.output[0, -1], atol=1e-6)
    else:
        assert text in done.stderr


def test_no_line_of_code_is_wider_than_the_page(stateless):
    for way in ALL.values():
        assert max(map(len, way.code(stateless).splitlines())) <= 76, way.id


def test_code_for_keras_2_is_python_and_names_it(stateless):
    texts = [way.keras2(stateless) for way in ALL.values() if way.keras2]
    assert texts
    for text in texts:
        compile(text, "keras 2", "exec")
        assert "import keras\n" not in text.replace("from tensorflow import keras\n", "")


def _judged(check: Check, stateless, **results):
    way = Way(id="x", title="", sentence="", code=lambda case: "", checks=(check,))
    arrays = {name: np.asarray(value, float) for name, value in results.items()}
    return verdict(way, stateless, CodeResult(name="x", arrays=arrays))


def test_a_number_that_is_none_never_works(stateless):
    check = Check(got="a", wanted="b")
    assert _judged(check, stateless, a=[1.0], b=[1.0]).word == WORKS
    assert _judged(check, stateless, a=[np.nan], b=[1.0]).word == ELSE


def test_another_shape_never_works(stateless):
    found = _judged(Check(got="a", wanted="b"), stateless, a=[1.0], b=[1.0, 1.0])
    assert (found.word, found.text) == (ELSE, "Its shape is (1,), not (2,).")


def test_what_should_differ_and_does_not_is_told(stateless):
    check = Check(got="a", wanted="b", expect="different", otherwise="same, {difference}")
    assert _judged(check, stateless, a=[1.0], b=[1.0]).text == "same, 0"
    assert _judged(check, stateless, a=[1.0], b=[2.0]).word == WORKS


def test_a_program_that_was_stopped_gets_no_verdict(stateless):
    stopped = CodeResult(name="call", stopped="took longer than 30 s and was stopped")
    found = verdict(ALL["call"], stateless, stopped)
    assert found.word == NO_ANSWER and "longer than 30 s" in found.text


def test_an_error_comes_before_any_result(stateless):
    error = CodeError(type="ValueError", message="no", line=3)
    result = CodeResult(name="call", error=error, arrays={"output": stateless.output})
    assert verdict(ALL["call"], stateless, result).word == RAISES
