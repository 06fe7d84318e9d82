"""Pasted text of every kind: read, or refused with a sentence, and quickly."""

from __future__ import annotations

import random
import threading
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lstm_viz.errors import LstmVizError
from lstm_viz.keras_code.doctor import MOST_CHARACTERS, SNIPPETS, Report, diagnose_code
from lstm_viz.keras_code.doctor.reading._paste import read_paste

# Far above what one reading takes, so that a busy machine fails no test; a hang does.
HANG_SECONDS = 20


def refused(text):
    with pytest.raises(LstmVizError) as raised:
        diagnose_code(text)
    sentence = str(raised.value)
    assert len(sentence) < 400
    return sentence


def codes(text):
    return list(diagnose_code(text).codes)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no code yet"),
        ("  \n\t\n", "no code yet"),
        ("x" * 1_000_000, "1,000,000 characters"),
        ("a = 1\n" * (MOST_CHARACTERS // 6 + 1), "at most 200,000"),
        ("a = '\0'", "null bytes"),
        ("[" * 100 + "]" * 100, "brackets within each other"),
        ("x = '" + "y" * 6_000 + "'", "Line 1 has"),
        ("This is a question about my LSTM, why does it not work?", "Line 1"),
        ("\ud800 = 1", "characters that no Python code can have"),
        ("for", "Line 1"),
        ("1" * 4_500, "Line 1"),
    ],
)
def test_what_cannot_be_read_gets_a_sentence(text, words):
    assert words in refused(text)


@pytest.mark.parametrize(
    "text",
    [
        "x = " + "-" * 4_000 + "1",
        "x = " + "not " * 1_200 + "1",
        "x = " + "+".join(["1"] * 2_400),
        "x = a" + ".b" * 2_400,
        "x = " + "lambda: " * 600 + "1",
        "x = " + "f(" * 39 + ")" * 39,
        "x = " + "a[" * 39 + "0" + "]" * 39,
        "\n".join("\t" * k + "if x:" for k in range(99)) + "\n" + "\t" * 99 + "y",
        "x = " + "{" * 39,
        "x = " + "f'{" * 30,
        "del " + "a, " * 1_500 + "b",
        "x = 9**9**9**9**9",
        "h = np.zeros((10**9, 10**9, 10**9))\ny = LSTM(4)(x, initial_state=[h, h])",
        "h = [0] * 10**12\nh = [0] * 999999 * 999999\nLSTM(4)(x, initial_state=h)",
        "while True:\n while True:\n  while True:\n   while True:\n    model.predict(x)",
        "def f(): return f()\nx = f()(f())(f())",
        "x = x.x = x[x] = x\n" * 2_000,
        "m.layers = m\nfor m in m.layers: m = m.layers[0]",
        "s = s + s\n" * 500,
        "s = [h, c]\n" + "s = s + s\n" * 60,
        "s = [h, c]\n" + "s = [s, s]\n" * 60 + "LSTM(4)(x, initial_state=s)",
    ],
)
def test_hostile_code_is_read_or_refused_and_never_run(text):
    # Of this thread's own work: how busy the machine is does not count.
    started = time.thread_time()
    try:
        assert isinstance(diagnose_code(text), Report)
    except LstmVizError as error:
        assert str(error).endswith((".", "…"))
    assert time.thread_time() - started < HANG_SECONDS


def test_deep_code_is_survived_in_a_thread_as_of_a_server():
    said = []

    def work():
        try:
            diagnose_code("x = " + "-" * 4_900 + "1")
        except LstmVizError as error:
            said.append(str(error))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert said and "nested too deeply" in said[0]


def test_a_line_that_is_no_python_is_left_out_and_the_lines_keep_their_numbers():
    report = diagnose_code("model = ???\nx = 1\ny = 2\nLSTM(4, time_major=True)\n")
    assert [found.line for found in report] == [4]
    assert "Line 1 could not be read" in report.notes[0]


@pytest.mark.parametrize(
    "text",
    [
        ">>> import keras\n>>> keras.layers.LSTM(4,\n...     time_major=True)\n<LSTM name=lstm>\n",
        "In [1]: import keras\n\nIn [2]: keras.layers.LSTM(4, time_major=True)\nOut[2]: <LSTM>\n",
        "%matplotlib inline\n!pip install keras\nkeras.layers.LSTM(4, time_major=True)\n",
        "```python\nkeras.layers.LSTM(4, time_major=True)\n```\n",
        "    keras.layers.LSTM(4, time_major=True)\n    print(1)\n",
        "print 'hello'\nkeras.layers.LSTM(4, time_major=True)\n",
        "try:\n    pass\nexcept ValueError, e:\n    pass\nkeras.layers.LSTM(4, time_major=True)\n",
        "\ufeffkeras.layers.LSTM(4, time_major=True)\r\nx = 1\r\n",
        "x = '\\d'\nkeras.layers.LSTM(4, time_major=True)\n",
    ],
)
def test_prompts_magics_fences_and_python_2_are_tolerated(text):
    assert codes(text) == ["constructor-time-major"]


def test_python_2_is_named():
    (note,) = diagnose_code("print 'x'\ny = 1\n").notes
    assert "Python 2" in note


def test_a_print_call_is_no_python_2():
    assert read_paste("print ('x')\n").notes == ()


def test_pasted_code_is_never_run(tmp_path):
    target = tmp_path / "run"
    diagnose_code(f"open({str(target)!r}, 'w')\n__import__('os').mkdir({str(target)!r})\n")
    assert not target.exists()


def test_nothing_of_the_text_gets_into_the_code_that_is_run():
    text = (
        "h__evil = __import__('os')\nLSTM(units, time_major=True, name='x\"); evil(')\n"
        "y = LSTM(4)(x, initial_state=[c__evil, h__evil])\n"
    )
    found = diagnose_code(text)
    assert len(found) == 2
    assert not any("evil" in one.corrected.source + one.mistaken.source for one in found)


def check(text):
    try:
        report = diagnose_code(text)
    except LstmVizError as error:
        assert 10 < len(str(error)) < 400
        return
    for found in report:
        assert found.problem and found.consequence and found.remedy
        assert found.line is None or 1 <= found.line <= text.count("\n") + text.count("\r") + 1
    assert str(report)


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.text(max_size=300))
def test_any_text_gets_a_report_or_a_sentence(text):
    check(text)


WORDS = (
    "LSTM GRU Bidirectional RNN LSTMCell ( ) [ ] , = . : model layer states initial_state h c h0 "
    "c0 x 3 8 None True -1 np zeros keras Input batch_shape stateful return_state fit predict "
    "reset_states save load_model K set_value assign for in if def class \n \t * ** + "
    "lambda Sequential Model add layers get_layer T reshape astype"
).split(" ")


@settings(max_examples=600, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.sampled_from(WORDS), max_size=60), st.sampled_from(["", " "]))
def test_any_sequence_of_words_gets_a_report_or_a_sentence(words, between):
    check(between.join(words))


def test_thousands_of_mutations_of_real_code_get_a_report_or_a_sentence():
    rng = random.Random(0)
    texts = list(SNIPPETS.values())
    for _ in range(1500):
        text = rng.choice(texts)
        for _ in range(rng.randint(1, 6)):
            at, size = rng.randrange(len(text)), rng.randint(0, 12)
            other = rng.choice(texts)
            start = rng.randrange(len(other))
            text = text[:at] + other[start : start + rng.randint(0, 20)] + text[at + size :]
            text = text or "x"
        check(text)


def test_statements_in_any_order_are_read():
    rng = random.Random(1)
    lines = [line for text in SNIPPETS.values() for line in text.split("\n") if line.strip()]
    for _ in range(700):
        picked = [rng.choice(lines).strip() for _ in range(rng.randint(1, 25))]
        check("\n".join(picked))
