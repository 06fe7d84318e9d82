"""What answers before TensorFlow is loaded, and what TensorFlow's own start says meanwhile."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys

import pytest

from lstm_viz.commands import _doctor as doctor_command
from lstm_viz.commands._arguments import ArgumentMistake, check_files
from lstm_viz.keras_code import doctor

pytestmark = pytest.mark.slow

HEAVY = ("tensorflow", "keras", "streamlit", "plotly", "pandas", "pyarrow", "h5py")
MAIN = "from lstm_viz.__main__ import main"


def run(code: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """A clean Python that runs ``code``, without what tests set to keep TensorFlow quiet."""
    kept = {n: v for n, v in os.environ.items() if n not in ("TF_CPP_MIN_LOG_LEVEL", "XLA_FLAGS")}
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env={**kept, **variables}
    )


def loaded_by(code: str) -> set[str]:
    """Which of the heavy packages ``code`` has loaded when it ends, as a command may."""
    told = f"import atexit, sys\natexit.register(lambda: print('loaded', *sys.modules))\n{code}"
    last = run(told).stdout.splitlines()[-1].split()
    assert last[0] == "loaded"
    return set(HEAVY) & set(last)


def test_the_list_of_loaded_packages_can_tell_one():
    assert loaded_by("import h5py") == {"h5py"}


@pytest.mark.parametrize(
    "code",
    [
        "import lstm_viz",
        "import lstm_viz.compare, lstm_viz.export, lstm_viz.figures, lstm_viz.models.reader",
        "import lstm_viz; dir(lstm_viz); lstm_viz.__version__",
        "from lstm_viz.models import sample_names; sample_names()",
    ],
)
def test_an_import_loads_nothing_heavy(code):
    assert loaded_by(code) == set()


@pytest.mark.parametrize(
    "words",
    [
        ["--help"],
        ["--version"],
        ["--speed"],
        ["nowhere.keras"],
        ["--port", "0"],
        *([name, "--help"] for name in ("trace", "compare", "script", "report", "doctor")),
        ["trace", "nowhere.keras"],
        ["compare", "nowhere.lstmviz.json"],
        ["script", "sunspots", "--input", "nowhere.npy"],
        ["report", "sunspots", "--out", "report.pdf"],
        ["trace", "sunspots", "--state", "A=zeros; lstm:c=nowhere.npz"],
        ["compare", "sunspots", "--threshold", "2"],
        ["doctor", "nowhere.py"],
        ["doctor"],
    ],
    ids=" ".join,
)
def test_help_and_mistakes_answer_before_anything_heavy_is_loaded(words):
    assert loaded_by(f"{MAIN}\nmain({words})") == set()


def test_a_state_file_whose_name_has_marks_is_found(tmp_path):
    file = tmp_path / "a=b:c.npz"
    file.write_bytes(b"")
    words = argparse.Namespace(model="sunspots", input=None, state=[f'B=lstm:c="{file}"'])
    check_files(words)
    file.unlink()
    with pytest.raises(ArgumentMistake, match="state file .* does not exist"):
        check_files(words)


def test_the_server_answers_before_tensorflow_is_loaded():
    assert not {"tensorflow", "keras"} & loaded_by("import app")


def test_help_tells_how_many_findings_are_run():
    assert f"at most {doctor.MOST_RUN} findings" in doctor_command.parser().format_help()


# What holds notices back, and what is said before a process dies, is tried below.
@pytest.mark.long
def test_an_error_of_tensorflow_at_its_start_is_told():
    done = run(
        "from lstm_viz._quiet import load_tensorflow\nload_tensorflow()\n"
        "import tensorflow as tf\ntf.function(lambda: tf.ones(3), jit_compile=True)()",
        XLA_FLAGS="--no_such_flag",
    )
    assert done.returncode != 0
    assert "no_such_flag" in done.stderr


QUIET = "import os, sys\nfrom lstm_viz._quiet import without_notices\n"


def test_only_notices_are_held_back():
    lines = (
        "WARNING: All log messages before absl::InitializeLog() is called are written to STDERR",
        "I0000 00:00:1.1 1 port.cc:153] oneDNN custom operations are on.",
        "W0000 00:00:1.1 1 port.cc:1] a warning",
        "E0000 00:00:1.1 1 port.cc:1] an error",
    )
    text = "".join(f"{line}\n" for line in lines).encode()
    done = run(
        f"{QUIET}with without_notices():\n    os.write(2, {text!r})\n"
        "    print('ours', file=sys.stderr)"
    )
    assert done.stderr.splitlines() == [*lines[2:], "ours"]


def test_what_is_said_before_the_process_dies_is_not_lost():
    done = run(f"{QUIET}with without_notices():\n    os.write(2, b'F0000 no AVX')\n    os.abort()")
    assert done.returncode != 0
    assert done.stderr == "F0000 no AVX"


def test_afterwards_standard_error_is_the_old_one():
    done = run(f"{QUIET}with without_notices():\n    pass\nos.write(2, b'I0000 a notice')")
    assert done.stderr == "I0000 a notice"


@pytest.mark.long
def test_threads_may_load_different_rooms_at_once():
    done = run(
        "import importlib, threading\n"
        "names = ('tracing._value', 'models._graph', 'tracing._tracer', 'inputs._fit')\n"
        "loads = [threading.Thread(target=importlib.import_module, args=(f'lstm_viz.{name}',))"
        " for name in names]\n"
        "for load in loads: load.start()\n"
        "for load in loads: load.join()\n"
    )
    assert "Traceback" not in done.stderr
