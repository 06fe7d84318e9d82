"""The helper process: what programs get, what they give back, and what happens to bad ones."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from lstm_viz.keras_code import Program, npz, run_code, start_code
from lstm_viz.keras_code import _run as module

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]


def run(code: str, *results: str, **options):
    return run_code([Program(name="it", code=code, results=results)], **options)["it"]


def test_numbers_go_in_as_a_file_and_come_back_as_arrays():
    h0 = np.linspace(-1, 1, 6, dtype=np.float32).reshape(2, 3)
    code = "import numpy as np\nh0 = np.load('state.npz')['h0']\ntwice = 2 * h0\nprint(h0.shape)\n"
    result = run(code, "twice", files={"state.npz": npz(h0=h0)})
    np.testing.assert_array_equal(result.arrays["twice"], 2 * h0)
    assert result.stdout == "(2, 3)\n"
    assert result.error is None and not result.stopped


def test_tensors_and_plain_values_come_back():
    code = "import keras\nt = keras.ops.ones((2,))\nwords = ['a', 'b']\nx = 1.5\n"
    result = run(code, "t", "words", "x", "never_set")
    np.testing.assert_array_equal(result.arrays["t"], [1, 1])
    assert result.data == {"words": ["a", "b"], "x": 1.5}


def test_an_exception_comes_with_its_type_message_and_line():
    result = run("x = 1\nraise KeyError('no such thing')\n", "x")
    assert (result.error.type, result.error.line) == ("KeyError", 2)
    assert "no such thing" in result.error.message
    assert result.data == {"x": 1}


@pytest.mark.parametrize("code", ["import sys; sys.exit(3)", "def f(:"])
def test_leaving_and_bad_syntax_are_errors_of_the_program(code):
    assert run(code).error.type in ("SystemExit", "SyntaxError")
    assert run("x = 2", "x").data == {"x": 2}


def test_messages_tell_no_path_of_the_server():
    code = "import keras\nkeras.saving.load_model('missing.keras')\n"
    message = run(code).error.message
    assert "missing.keras" in message
    code = "import keras, os\nraise ValueError(keras.__file__ + ' in ' + os.getcwd())\n"
    message = run(code).error.message
    assert message.startswith("__init__.py in")
    assert "/" not in message


def test_programs_do_not_see_what_ran_before():
    dirty = (
        "import keras, os\n"
        "keras.config.set_floatx('float64')\n"
        "@keras.saving.register_keras_serializable()\n"
        "class Mine(keras.layers.Layer): pass\n"
        "name = keras.layers.Dense(1).name\n"
        "noise = float(keras.random.normal(()))\n"
        "open('left.txt', 'w').close()\n"
        "left = 1\n"
    )
    clean = (
        "import keras, os\n"
        "floatx = keras.config.floatx()\n"
        "custom = len(keras.saving.get_custom_objects())\n"
        "name = keras.layers.Dense(1).name\n"
        "noise = float(keras.random.normal(()))\n"
        "files = os.listdir('.')\n"
        "left = 'left' in globals()\n"
    )
    results = run_code(
        [
            Program(name="dirty", code=dirty, results=("name", "noise")),
            Program(
                name="clean",
                code=clean,
                results=("floatx", "custom", "name", "noise", "files", "left"),
            ),
        ]
    )
    found = results["clean"].data
    assert found["floatx"] == "float32" and found["custom"] == 0
    assert found["files"] == [] and found["left"] is False
    assert found["name"] == "dense" == results["dirty"].data["name"]
    assert isinstance(found["noise"], float)


def test_seeds_are_the_same_for_every_program():
    code = "import keras\nx = keras.random.normal((3,))\n"
    programs = [Program(name=name, code=code, results=("x",)) for name in "ab"]
    results = run_code(programs)
    np.testing.assert_array_equal(results["a"].arrays["x"], results["b"].arrays["x"])


def test_a_program_that_hangs_is_stopped_and_the_next_one_runs():
    programs = [
        Program(name="before", code="x = 1", results=("x",)),
        Program(name="hangs", code="while True: pass"),
        Program(name="after", code="x = 3", results=("x",)),
    ]
    results = run_code(programs, seconds=2)
    assert list(results) == ["before", "hangs", "after"]
    assert "longer than 2 s" in results["hangs"].stopped
    assert results["before"].data == {"x": 1} and results["after"].data == {"x": 3}


def test_a_program_that_kills_the_process_is_named_and_not_kept(tmp_path):
    first_time = tmp_path / "ran"
    code = (
        "import os, pathlib\n"
        f"ran = pathlib.Path({str(first_time)!r})\n"
        "if not ran.exists():\n"
        "    ran.touch()\n"
        "    os._exit(1)\n"
        "x = 4\n"
    )
    program = Program(name="it", code=code, results=("x",))
    first = start_code([program])
    assert first.results()["it"].stopped
    again = start_code([program])
    assert again is not first
    assert again.results()["it"].data == {"x": 4}


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="limits need Linux")
def test_a_program_gets_no_more_memory_than_allowed():
    result = run("import numpy as np\nx = np.ones(2**29 + 2**28)\n")
    assert result.error.type in ("MemoryError", "_ArrayMemoryError")


def test_equal_calls_share_one_run_and_other_data_does_not():
    program = Program(name="it", code="import numpy as np\nx = np.load('a.npz')['a']", results="x")
    first = start_code([program], files={"a.npz": npz(a=np.arange(2))})
    again = start_code([program], files={"a.npz": npz(a=np.arange(2))})
    other = start_code([program], files={"a.npz": npz(a=np.arange(3))})
    assert again is first and other is not first
    assert other.results()["it"].arrays["x"].shape == (3,)
    assert first.results()["it"].arrays["x"].shape == (2,)


def test_kept_results_are_bounded(monkeypatch):
    monkeypatch.setattr(module, "_MOST_KEPT", 2)
    runs = [start_code([Program(name="it", code=f"x = {k}")]) for k in range(4)]
    assert all(run.results() for run in runs)
    assert len(module._POOL._kept) == 2


def test_a_full_queue_says_so(monkeypatch):
    monkeypatch.setattr(module, "_MOST_WAITING", 0)
    with pytest.raises(module.LstmVizError, match="Too many people"):
        run("x = 'full queue'")


def test_printing_without_end_is_cut():
    result = run("for k in range(100_000): print('x' * 50)")
    assert len(result.stdout) == 20_000


def test_the_helper_ends_with_the_server():
    code = (
        "from lstm_viz.keras_code import _run, Program, run_code\n"
        "run_code([Program(name='a', code='')])\n"
        "print(_run._POOL.pids()[0])\n"
        "import os; os._exit(0)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    pid = int(done.stdout)
    for _ in range(100):
        try:
            os.kill(pid, 0)
            state = Path(f"/proc/{pid}/stat").read_text().split()[2]
        except OSError:
            break
        if state == "Z":
            break
        subprocess.run(["sleep", "0.05"])
    else:
        pytest.fail("the helper process is still there")
