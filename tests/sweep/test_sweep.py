"""Sweeps in this process: the same to the last bit, in any blocks, in one run or several."""

from __future__ import annotations

import errno
import json

import keras
import numpy as np
import pytest
from keras import layers

import lstm_viz as lv
from lstm_viz.errors import LstmVizError
from lstm_viz.models import read_model
from lstm_viz.states import Zeros
from lstm_viz.sweep import Stopped, _model_file, _store, estimate

pytestmark = pytest.mark.slow

N = 150
STATES = lv.Normal(0.5, seed=3)


@pytest.fixture(scope="module")
def model():
    keras.utils.set_random_seed(4)
    x = keras.Input((None, 2))
    h = layers.LSTM(5, return_sequences=True, name="first")(x)
    h = layers.GRU(3, return_sequences=True, name="second")(h)
    return lv.wrap(keras.Model(x, [layers.Dense(4, activation="softmax")(h), layers.Dense(1)(h)]))


@pytest.fixture(scope="module")
def sequences():
    rng = np.random.default_rng(0)
    return {
        "long": rng.normal(size=(1, 12, 2)).astype(np.float32),
        "short": rng.normal(size=(2, 7, 2)).astype(np.float32),
    }


@pytest.fixture(scope="module")
def whole(model, sequences):
    return lv.sweep(model, sequences, STATES, n=N, block=150)


def run(model, sequences, folder, **more):
    return lv.sweep(model, sequences, STATES, **{"n": N, "block": 64, "out": folder, **more})


def stop_after(members):
    return lambda done, total: done < members


def block_files(folder):
    return sorted((folder / "blocks").iterdir())


def assert_same(found, expected):
    for name in expected.names:
        for layer, signal in (("first", "h"), ("first", "c"), ("second", "h")):
            mine, theirs = (one.final(layer, signal, name) for one in (found, expected))
            np.testing.assert_array_equal(mine, theirs)
        one, other = found.ensemble(name), expected.ensemble(name)
        for key, fan in other.outputs.items():
            np.testing.assert_array_equal(one.outputs[key].quantiles, fan.quantiles)
        for key, fan in other.distances.items():
            np.testing.assert_array_equal(one.distances[key].quantiles, fan.quantiles)


@pytest.mark.parametrize("block", [1, 37, 64, 100])
def test_the_size_of_blocks_changes_no_bit(model, sequences, whole, block):
    n = 5 if block == 1 else N
    found = lv.sweep(model, sequences, STATES, n=n, block=block)
    for name in sequences:
        np.testing.assert_array_equal(
            found.final("first", "c", name), whole.final("first", "c", name)[:n]
        )


def test_a_member_is_the_same_as_a_run_of_its_own(model, sequences, whole):
    for k in (0, 63, 64, N - 1):
        traces = lv.trace(
            model, sequences["long"], {"A": lv.InitialState.own(model), "B": whole.member(k)}
        )
        member = traces["B"]
        np.testing.assert_allclose(
            whole.final("second", "h")[k], member["second"].h[0, -1], atol=1e-6
        )
        for name, values in member.all_outputs.items():
            np.testing.assert_allclose(whole.final_outputs(name)[k], values[0, -1], atol=1e-6)
        found = lv.compare(traces["A"], member, "first").signals["c"]
        ensemble = whole.ensemble()
        assert ensemble.final["c"][k] == pytest.approx(found.values[-1], abs=1e-6)


def test_two_seeds_have_no_member_in_common(model, sequences, whole):
    other = lv.sweep(model, sequences["long"], lv.Normal(0.5, seed=4), n=N)
    mine = {row.tobytes() for row in whole.final("first", "h")}
    assert len(mine) == N
    assert not mine & {row.tobytes() for row in other.final("first", "h")}


@pytest.mark.parametrize("members", [1, 64, 100, 200])
def test_a_run_that_was_stopped_goes_on_to_the_same_bytes(
    model, sequences, whole, tmp_path, members
):
    run(model, sequences, tmp_path / "whole")
    with pytest.raises(Stopped, match="kept"):
        run(model, sequences, tmp_path / "parts", on_progress=stop_after(members))
    part = lv.open_sweep(tmp_path / "parts")
    assert part.done < 2 * N
    assert not part.finished
    told = []
    found = run(model, sequences, tmp_path / "parts", on_progress=lambda d, t: told.append(d))
    assert told[0] == part.done
    assert told[-1] == 2 * N
    assert_same(found, whole)
    for mine, theirs in zip(
        block_files(tmp_path / "parts"), block_files(tmp_path / "whole"), strict=True
    ):
        assert mine.name == theirs.name
        assert mine.read_bytes() == theirs.read_bytes()


def test_it_can_be_stopped_inside_a_block(model, sequences):
    told = []

    def stop(done, total):
        told.append(done)
        return done < 64

    with pytest.raises(Stopped):
        lv.sweep(model, sequences, STATES, n=N, block=N, on_progress=stop)
    assert told == [0, 64]


@pytest.mark.parametrize("damage", ["cut", "flipped", "gone", "line"])
def test_a_damaged_block_is_found_and_made_again(model, sequences, whole, tmp_path, damage):
    run(model, sequences, tmp_path)
    file = block_files(tmp_path)[2]
    good = file.read_bytes()
    if damage == "cut":
        file.write_bytes(good[:-9])
    elif damage == "flipped":
        file.write_bytes(good[:200] + bytes([good[200] ^ 1]) + good[201:])
    elif damage == "gone":
        file.unlink()
    else:
        manifest = tmp_path / "blocks.jsonl"
        manifest.write_text(manifest.read_text()[:-20])
    opened = lv.open_sweep(tmp_path)
    assert opened.done < 2 * N
    with pytest.raises(LstmVizError, match="run the sweep again"):
        opened.final("first", "h", "short" if damage == "line" else "long")
    assert_same(run(model, sequences, tmp_path), whole)
    assert file.read_bytes() == good
    assert lv.open_sweep(tmp_path).finished


def test_a_block_that_is_damaged_after_it_was_opened_is_refused(model, sequences, tmp_path):
    run(model, sequences, tmp_path)
    found = lv.open_sweep(tmp_path)
    block_files(tmp_path)[0].write_bytes(b"PK")
    with pytest.raises(LstmVizError, match="is damaged"):
        found.final("first", "h")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"n": N + 1}, "another number of members"),
        ({"keep": ("final",)}, "other things kept"),
        ({"layer": "second"}, "another layer"),
        ({"threshold": 0.1}, "another threshold"),
    ],
)
def test_the_folder_of_another_sweep_is_refused(model, sequences, tmp_path, change, told):
    with pytest.raises(Stopped):
        run(model, sequences, tmp_path, on_progress=stop_after(0))
    with pytest.raises(LstmVizError, match=told):
        run(model, sequences, tmp_path, **change)
    with pytest.raises(LstmVizError, match="other initial states and other seeds"):
        lv.sweep(model, sequences, lv.Normal(0.5, seed=9), n=N, out=tmp_path)


def test_another_size_of_blocks_goes_on_with_those_that_are_there(
    model, sequences, whole, tmp_path
):
    with pytest.raises(Stopped):
        run(model, sequences, tmp_path, on_progress=stop_after(64))
    found = run(model, sequences, tmp_path, block=10)
    assert found.plan.block == 64
    assert_same(found, whole)


def test_a_folder_with_other_things_is_left_alone(model, sequences, tmp_path):
    (tmp_path / "thesis.txt").write_text("text")
    with pytest.raises(LstmVizError, match="not empty and holds no sweep"):
        run(model, sequences, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]
    with pytest.raises(LstmVizError, match="holds no sweep"):
        lv.open_sweep(tmp_path)


def test_an_existing_sweep_is_not_gone_on_with_unasked(model, sequences, tmp_path):
    run(model, sequences, tmp_path)
    with pytest.raises(LstmVizError, match="resume it"):
        run(model, sequences, tmp_path, resume=False)


def test_a_full_disk_is_a_sentence_and_what_was_done_is_kept(
    model, sequences, whole, tmp_path, monkeypatch
):
    write, count = _store._write, []

    def full(path, data):
        if path.suffix == ".npz":
            count.append(path)
        if len(count) == 3:
            raise OSError(errno.ENOSPC, "No space left on device")
        write(path, data)

    with monkeypatch.context() as patched:
        patched.setattr(_store, "_write", full)
        with pytest.raises(LstmVizError, match="No space left on device.*kept"):
            run(model, sequences, tmp_path)
    assert lv.open_sweep(tmp_path).done == 128
    assert_same(run(model, sequences, tmp_path), whole)


def test_what_was_not_kept_is_named(model, sequences):
    found = lv.sweep(model, sequences, STATES, n=4, keep=("final",))
    with pytest.raises(LstmVizError, match="kept no distance 'h'"):
        found.extremes("h")
    with pytest.raises(LstmVizError, match="kept no 'output_0'"):
        found.quantiles("output_0")
    outputs = lv.sweep(model, sequences, STATES, n=4, keep=("outputs",))
    with pytest.raises(LstmVizError, match="kept no 'final/first/h'"):
        outputs.final("first", "h")
    with pytest.raises(LstmVizError, match="no sequence 'other'"):
        outputs.quantiles("output_0", "other")


def test_quantiles_are_those_of_the_outputs(whole):
    names = list(whole.ensemble().kinds)
    last = whole.final_outputs(names[1], "short")[:, 0]
    fan = whole.quantiles(f"{names[1]}_0", "short")
    np.testing.assert_allclose(fan.quantiles[[0, 3, 6], -1], np.quantile(last, [0, 0.5, 1]))
    np.testing.assert_array_equal(fan.steps, np.arange(1, 8))


def test_the_table_has_a_row_a_member_and_sequence(whole):
    table = whole.to_dataframe()
    assert len(table) == 2 * N
    assert list(table["sequence"].unique()) == ["long", "short"]
    np.testing.assert_array_equal(
        table["c distance at the last step"][:N], whole.ensemble().final["c"]
    )


@pytest.mark.parametrize(
    ("states", "more", "told"),
    [
        (Zeros(), {}, "random recipe"),
        (STATES, {"n": 1}, "2 to 10,000,000 members"),
        (STATES, {"n": True}, "2 to 10,000,000 members"),
        (STATES, {"block": 0}, "1 to 4,096 members"),
        (STATES, {"keep": ("states",)}, "not 'states'"),
        (STATES, {"keep": ()}, "one or more of"),
        (STATES, {"layer": "third"}, "no recurrent layer 'third'"),
        (STATES, {"threshold": 2}, "between 0 and 1"),
        (STATES, {"sample": 4}, "rows 0 to 0"),
    ],
)
def test_a_wrong_request_is_one_sentence(model, sequences, states, more, told):
    with pytest.raises(LstmVizError, match=told):
        lv.sweep(model, sequences, states, **{"n": 4, **more})


def test_an_input_that_does_not_fit_names_its_sequence(model):
    with pytest.raises(LstmVizError, match="Sequence 'bad'.*shape"):
        lv.sweep(model, {"bad": np.zeros((1, 5, 3))}, STATES, n=4)


def test_the_disk_that_is_told_is_the_disk_that_is_used(model, sequences, tmp_path):
    told = estimate(model, sequences, STATES, n=N, block=64)
    run(model, sequences, tmp_path)
    used = sum(file.stat().st_size for file in block_files(tmp_path))
    assert told.disk <= used < 1.5 * told.disk + 64_000
    assert told.seconds > 0
    assert told.memory > 0


def test_a_model_that_no_file_holds_cannot_travel(tmp_path):
    class Twice(layers.Layer):
        def call(self, x):
            return 2 * x

    x = keras.Input((4, 2))
    custom = lv.wrap(keras.Model(x, Twice()(layers.LSTM(3)(x))))
    with pytest.raises(LstmVizError, match="in this process only"):
        _model_file.model_bytes(custom)
    lv.sweep(custom, np.zeros((1, 4, 2)), STATES, n=3, out=tmp_path / "sweep")
    with pytest.raises(LstmVizError, match="does not hold its model"):
        lv.open_sweep(tmp_path / "sweep").member(0)
    assert lv.open_sweep(tmp_path / "sweep", custom).member(0)


def test_a_model_of_layers_that_everyone_knows_travels_as_a_file(model):
    again = read_model(_model_file.model_bytes(model), "model.keras")
    x = np.ones((2, 5, 2), np.float32)
    for mine, theirs in zip(again.predict(x), model.predict(x), strict=True):
        np.testing.assert_array_equal(mine, theirs)


def test_another_model_is_not_taken_for_the_swept_one(model, sequences, tmp_path):
    run(model, sequences, tmp_path)
    x = keras.Input((None, 2))
    with pytest.raises(LstmVizError, match="not about the one given"):
        lv.open_sweep(tmp_path, lv.wrap(keras.Model(x, layers.LSTM(5, name="first")(x))))


def test_the_folder_holds_the_model_for_its_members(model, sequences, whole, tmp_path):
    run(model, sequences, tmp_path)
    opened = lv.open_sweep(tmp_path)
    assert opened.model.digest == model.digest
    member = opened.member(102)
    for name, values in whole.member(102).values("first").items():
        np.testing.assert_array_equal(member.values("first")[name], values)
    trace = lv.trace(opened.model, sequences["long"], member)
    np.testing.assert_allclose(opened.final("first", "c")[102], trace["first"].c[0, -1], atol=1e-6)
    # Another model under its name is not taken for it.
    x = keras.Input((None, 2))
    keras.Model(x, layers.LSTM(5, name="first")(x)).save(tmp_path / "model.keras")
    with pytest.raises(LstmVizError, match="is not the model"):
        lv.open_sweep(tmp_path).member(3)
    (tmp_path / "model.keras").unlink()
    with pytest.raises(LstmVizError, match=f"not hold its model '{model.name}'.*open_sweep"):
        lv.open_sweep(tmp_path).member(3)
    assert lv.open_sweep(tmp_path, model).member(3) == whole.member(3)
    run(model, sequences, tmp_path)
    assert lv.open_sweep(tmp_path).member(3) == whole.member(3)


def test_a_description_that_was_changed_is_refused(model, sequences, tmp_path):
    run(model, sequences, tmp_path)
    file = tmp_path / "sweep.json"
    told = json.loads(file.read_text())
    for broken in ("[]", "{", json.dumps({**told, "n": "many"}), json.dumps({**told, "keep": 3})):
        file.write_text(broken)
        with pytest.raises(LstmVizError):
            lv.open_sweep(tmp_path)
