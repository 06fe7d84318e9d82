"""The reading process: what it may not do, and what is made of one that dies, dawdles or lies."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
import threading
import time
from pathlib import Path

import keras
import numpy as np
import pytest

from lstm_viz.errors import LstmVizError
from lstm_viz.models import Limits, ModelRefused, load_model, read_model
from lstm_viz.models.reader import _process, _read
from lstm_viz.models.reader.isolated import _child
from tests.models.reader.files import FOLDER, members, pack, parse, with_settings, zipped

pytestmark = pytest.mark.usefixtures("reading_process")

WELL = _child.answer(zipped(), None, Limits())
HEADER = json.loads(WELL[16 : 16 + int.from_bytes(WELL[8:16], "little")])


def command_of(code: str) -> list[str]:
    return [sys.executable, "-c", code]


@pytest.fixture
def child(monkeypatch):
    """Puts other code in the place of the reading process."""

    def put(code: str) -> None:
        monkeypatch.setattr(_process, "command", lambda: command_of(code))

    return put


@pytest.fixture
def says(monkeypatch, tmp_path):
    """Lets the reading process answer with these bytes."""

    def put(answer: bytes) -> None:
        path = tmp_path / "answer"
        path.write_bytes(answer)
        code = (
            "import sys; sys.stdin.buffer.read();"
            f"sys.stdout.buffer.write(open({str(path)!r}, 'rb').read())"
        )
        monkeypatch.setattr(_process, "command", lambda: command_of(code))

    return put


def refusal(**limits: int) -> ModelRefused:
    with pytest.raises(ModelRefused) as refused:
        read_model(zipped(), "model.keras", limits=Limits(**limits))
    return refused.value


def changed(**entries: object) -> bytes:
    """The good answer with parts of its header replaced."""
    length = int.from_bytes(WELL[8:16], "little")
    text = json.dumps({**HEADER, **entries}).encode()
    return WELL[:8] + len(text).to_bytes(8, "little") + text + WELL[16 + length :]


def lie(change) -> bytes:
    """The good answer with its model changed in place."""
    model = copy.deepcopy(HEADER["model"])
    change(model)
    return changed(model=model)


def test_child_that_is_killed_is_a_refusal(child):
    child("import os; os.kill(os.getpid(), 11)")
    assert refusal().code == "child-died"


def test_child_that_says_nothing_is_a_refusal(child):
    child("import sys; sys.stdin.buffer.read()")
    assert refusal().code == "child-died"


def test_child_that_is_slow_is_ended(child):
    child("import time; time.sleep(600)")
    start = time.monotonic()
    assert refusal(wall_seconds=1).code == "child-slow"
    assert time.monotonic() - start < 60


def test_child_that_reads_nothing_does_not_block_a_large_file(child):
    child("import time; time.sleep(600)")
    with pytest.raises(ModelRefused) as refused:
        read_model(bytes(2**20), "model.keras", limits=Limits(wall_seconds=1))
    assert refused.value.code == "child-slow"


def test_python_that_cannot_be_started_is_a_refusal(monkeypatch):
    monkeypatch.setattr(_process, "command", lambda: ["/nowhere/python"])
    assert refusal().code == "child-died"


def test_the_good_answer_of_these_tests_is_taken(says):
    says(changed())
    assert read_model(zipped(), "model.keras").layers[0].units == 4


LIES = {
    "no magic": b"HELLO!!!" + WELL[8:],
    "long header": WELL[:8] + (2**40).to_bytes(8, "little") + WELL[16:],
    "no JSON": WELL[:8] + (4).to_bytes(8, "little") + b"{{{{",
    "deep JSON": WELL[:8] + (10**6).to_bytes(8, "little") + b"[" * 10**6,
    "a list": WELL[:8] + (2).to_bytes(8, "little") + b"[]",
    "more bytes": WELL + b"x",
    "endless": WELL + bytes(2**24),
    "unknown code": changed(code="run-me"),
    "no sentence": changed(code="empty"),
    "rows": changed(code="empty", sentence="Empty.", rows=[["a"]]),
    "huge shape": changed(shapes=[[2**31, 2**31]]),
    "negative shape": changed(shapes=[[-1, 4]]),
    "boolean shape": changed(shapes=[[True]]),
    "other shapes": changed(shapes=[[16, 3], *HEADER["shapes"][1:]]),
    "notes": changed(notes="all is well"),
    "unknown note": changed(notes=[["all is well", {}]]),
    "places of a note": changed(notes=[["stateful", {"layer": "a", "more": "b"}]]),
    "number in a note": changed(notes=[["stateful", {"layer": 1}]]),
    "note of no code": changed(notes=[[{}, {}]]),
    "no model": changed(model=None),
    "unknown class": lie(lambda m: m["layers"][0].update(kind="Lambda")),
    "units": lie(lambda m: m["layers"][0]["config"].update(units=10**6)),
    "no units": lie(lambda m: m["layers"][0]["config"].pop("units")),
    "a key more": lie(lambda m: m["layers"][0]["config"].update(dtype="int8")),
    "activation": lie(lambda m: m["layers"][0]["config"].update(activation="eval")),
    "flag": lie(lambda m: m["layers"][0]["config"].update(stateful=1)),
    "name": lie(lambda m: m["layers"][0].update(name="<b>")),
    "array twice": lie(lambda m: m["layers"][0]["weights"].update(bias=0)),
    "array missing": lie(lambda m: m["layers"][0]["weights"].pop("bias")),
    "array of no one": lie(lambda m: m["layers"][0]["weights"].update(bias=99)),
    "inner": lie(lambda m: m["layers"][0].update(inner={"cell": m["layers"][1]})),
    "no input": lie(lambda m: m.update(input=None)),
    "huge input": lie(lambda m: m["input"].update(shape=[None, 10**9, 10**9])),
    "input of objects": lie(lambda m: m["input"].update(dtype="string")),
    "not finite": WELL[:-4] + np.float32(np.nan).tobytes(),
}


@pytest.mark.parametrize("answer", LIES.values(), ids=LIES)
def test_child_that_lies_is_a_refusal(answer, says):
    says(answer)
    assert refusal().code == "child-answer"


def test_child_whose_answer_is_cut_off_is_a_refusal(says):
    says(WELL[:-4])
    assert refusal().code == "child-died"


def test_text_of_a_refusal_from_a_child_is_made_printable(says):
    says(changed(code="empty", sentence="\x1b[2J" + "a" * 5000, rows=[["\n", "b", "c"]]))
    told = refusal()
    assert str(told).isprintable() and len(str(told)) <= 1000
    assert told.layers[0].name == "?"


def test_a_file_the_reader_did_not_foresee_is_a_refusal(monkeypatch):
    monkeypatch.setattr(_child, "read", lambda *_: 1 / 0)
    said = _child.answer(zipped(), None, Limits())
    header = json.loads(said[16:])
    assert header["code"] == "unexpected"
    assert header["cause"] == "ZeroDivisionError: division by zero"


def test_memory_time_and_files_of_the_child_are_bounded(child, tmp_path):
    folder = Path(_process.__file__).parent
    start = f"import sys; sys.path.insert(0, {str(folder)!r}); from isolated._child import restrict"
    limits = "from isolated._limits import Limits; restrict(Limits(cpu_seconds=1))"
    child(f"{start}; {limits}; x = bytearray(2**31)")
    assert refusal().code == "child-died"
    child(f"{start}; {limits}\nwhile True: pass")
    assert refusal().code == "child-died"
    path = tmp_path / "written"
    child(f"{start}; {limits}; open({str(path)!r}, 'wb').write(b'x' * 9999)")
    assert refusal().code == "child-died"
    assert path.exists() and not path.stat().st_size


def test_the_child_has_no_environment_no_keras_and_no_rest_of_the_package():
    words = _process.command()
    assert words[1:3] == ["-I", "-B"]
    code = words[-2].replace(
        "main()", "import os; print(*sorted(sys.modules)); print(*os.environ, file=sys.stderr)"
    )
    done = subprocess.run(
        [*words[:-2], code, words[-1]],
        env=_process._ENVIRONMENT,
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = set(done.stdout.split())
    assert {"numpy", "h5py", "isolated._weights"} <= loaded
    assert not {"keras", "tensorflow", "lstm_viz", "pickle5", "streamlit"} & loaded
    # Python itself sets LC_CTYPE where no language is given.
    assert set(done.stderr.split()) - {"LC_CTYPE"} == {"OPENBLAS_NUM_THREADS"}


def test_reading_works_where_nothing_can_be_bounded(monkeypatch):
    # As on Windows, where there is no such module.
    monkeypatch.setitem(sys.modules, "resource", None)
    _child.restrict(Limits())
    assert parse(zipped()).arrays


def test_a_file_above_the_limit_is_refused_before_it_is_read(monkeypatch, tmp_path):
    monkeypatch.setattr(_process, "command", lambda: pytest.fail("a process was started"))
    (tmp_path / "model.keras").write_bytes(zipped())
    for open_it in (
        lambda: read_model(zipped(), "model.keras", limits=Limits(file_bytes=1000)),
        lambda: load_model(tmp_path / "model.keras", limits=Limits(file_bytes=1000)),
    ):
        with pytest.raises(ModelRefused) as refused:
            open_it()
        assert refused.value.code == "too-large"


def test_limits_are_set_by_the_environment(monkeypatch):
    assert Limits.from_environment({}) == Limits()
    given = Limits.from_environment({"LSTM_VIZ_MOST_UNITS": "16", "LSTM_VIZ_MODEL": "x"})
    assert given == Limits(units=16)
    monkeypatch.setenv("LSTM_VIZ_MOST_LAYERS", "2")
    with pytest.raises(ModelRefused) as refused:
        read_model(zipped(), "model.keras")
    assert refused.value.code == "limit"
    monkeypatch.setenv("LSTM_VIZ_MOST_LAYERS", "many")
    with pytest.raises(LstmVizError, match="LSTM_VIZ_MOST_LAYERS must be a whole number"):
        read_model(zipped(), "model.keras")


@pytest.mark.parametrize("text", ["0", "-1", "1.5", "", "1e3"])
def test_limits_that_are_no_numbers_are_refused(text):
    with pytest.raises(ValueError, match="LSTM_VIZ_MOST_UNITS"):
        Limits.from_environment({"LSTM_VIZ_MOST_UNITS": text})


def test_limits_reach_the_child():
    with pytest.raises(ModelRefused) as refused:
        read_model(with_settings(units=9), "m.keras", limits=Limits(units=8))
    assert refused.value.code == "value"
    assert "from 1 to 8" in str(refused.value)


def test_two_read_at_a_time_and_the_others_wait_in_order():
    slots = _process._Slots()
    inside, told, most, leave = [], {n: [] for n in range(5)}, [], threading.Event()
    lock = threading.Lock()

    def visit(number: int) -> None:
        with slots.one(2, told[number].append):
            with lock:
                inside.append(number)
                most.append(len(inside))
            leave.wait(120)
            with lock:
                inside.remove(number)

    visitors = []
    for number in range(5):
        visitors.append(threading.Thread(target=visit, args=(number,)))
        visitors[-1].start()
        last = time.monotonic() + 120
        while not (number < 2 and number in inside) and not told[number]:
            assert time.monotonic() < last
            time.sleep(0.001)
    assert inside == [0, 1]
    assert [set(told[number]) for number in (2, 3, 4)] == [{1}, {2}, {3}]
    leave.set()
    for visitor in visitors:
        visitor.join(30)
    assert not inside and max(most) == 2
    assert told[0] == told[1] == []
    assert told[4] == sorted(told[4], reverse=True)


def test_who_gives_up_waiting_leaves_the_queue(monkeypatch):
    monkeypatch.setattr(_process, "_TELL_EVERY", 0.01)
    slots = _process._Slots()

    class GivenUp(Exception):
        pass

    def give_up(place: int) -> None:
        raise GivenUp

    def give_up_later(place: int) -> None:
        told.append(place)
        if len(told) == 3:
            raise GivenUp

    told: list[int] = []
    with slots.one(1, None):
        with pytest.raises(GivenUp), slots.one(1, give_up):
            pytest.fail("two were let in")
        # A click on the page is noticed when it is told its place again.
        with pytest.raises(GivenUp), slots.one(1, give_up_later):
            pytest.fail("two were let in")
    assert told == [1, 1, 1]
    with slots.one(1, give_up):
        assert slots._inside == 1
    assert slots._inside == 0 and not slots._waiting


def test_building_a_model_takes_a_place_in_the_queue_too(monkeypatch):
    during, build = [], _read.build

    def watched(*arguments):
        during.append(_process.readers())
        return build(*arguments)

    monkeypatch.setattr(_read, "build", watched)
    read_model(zipped(), "model.keras")
    assert during == [(1, 0)] and _process.readers() == (0, 0)


def test_reading_leaves_settings_and_files_alone(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TMPDIR", str(tmp_path))

    def settings() -> tuple[object, ...]:
        return (
            keras.config.epsilon(),
            keras.config.floatx(),
            keras.config.dtype_policy().name,
            keras.config.image_data_format(),
            dict(keras.saving.get_custom_objects()),
            keras.config.is_traceback_filtering_enabled(),
        )

    before = settings()
    good = FOLDER / "written_by_keras" / "ks2.3.1-seq_misc.h5"
    assert load_model(good).notes
    for bad in ("j17_custom_registered.keras", "j25_numpy_special.keras", "h16_inf.keras"):
        try:
            load_model(FOLDER / "refused" / bad)
        except ModelRefused:
            continue
    assert settings() == before
    assert list(tmp_path.iterdir()) == []


def test_settings_of_the_process_do_not_change_what_is_built():
    policy = keras.config.dtype_policy()
    keras.config.set_dtype_policy("mixed_float16")
    try:
        model = read_model(zipped(), "model.keras")
    finally:
        keras.config.set_dtype_policy(policy)
    assert {v.dtype for v in model.keras.weights} == {"float32"}
    assert model.keras.layers[0].compute_dtype == "float32"


def test_the_other_side_refuses_layers_that_do_not_fit():
    def change(member: bytes) -> bytes:
        config = json.loads(member)
        config["config"]["layers"][1]["config"]["return_sequences"] = False
        return json.dumps(config).encode()

    parts = members(zipped())
    with pytest.raises(ModelRefused) as refused:
        read_model(pack({**parts, "config.json": change(parts["config.json"])}), "m.keras")
    assert refused.value.code == "graph"
    assert "at layer 'lstm_1'" in str(refused.value)
