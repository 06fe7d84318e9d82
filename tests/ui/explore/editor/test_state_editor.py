"""Drawing, undoing and the other actions on an initial state, without a browser."""

from __future__ import annotations

import base64
import io

import keras
import numpy as np
import pytest
import streamlit as st
from keras import layers
from streamlit.testing.v1 import AppTest

import lstm_viz as lv
from lstm_viz.errors import LstmVizError
from lstm_viz.player import read_edit
from lstm_viz.ui.visit import _last_run, caches
from tests.ui.lists import the_one
from tests.ui.live.asking import ask, body
from tests.ui.sent import components

pytestmark = pytest.mark.slow

SCRIPT = "from lstm_viz.ui._main import run\nrun()\n"
UNITS = 6


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    keras.utils.set_random_seed(3)
    x = keras.Input((None, 2))
    y = layers.LSTM(UNITS, return_sequences=True, name="first")(x)
    path = tmp_path_factory.mktemp("model") / "two.keras"
    keras.Model(x, layers.GRU(4, name="second")(y)).save(path)
    st.cache_resource.clear()
    yield path
    st.cache_resource.clear()


@pytest.fixture
def app(path, monkeypatch):
    monkeypatch.setenv("LSTM_VIZ_MODEL", str(path))
    monkeypatch.delenv("LSTM_VIZ_INPUT", raising=False)
    app = AppTest.from_string(SCRIPT, default_timeout=120).run()
    assert not app.exception
    return app


def state(app, key="s1") -> lv.InitialState:
    experiment = app.session_state["experiment"]
    model = caches.material(experiment.model).model
    return lv.InitialState.from_json(model, dict(experiment.scenario(key).state))


def bars(app) -> dict:
    return next(data for data in components(app) if "rows" in data)


def do(app, action: str, **fields):
    app.selectbox(key="state_action").select(action).run()
    for key, value in fields.items():
        widgets = [*app.text_input, *app.slider, *app.selectbox, *app.checkbox]
        widget = next(w for w in widgets if w.key and w.key.startswith(key))
        widget.set_value(str(value) if widget in [*app.text_input] else value).run()
    app.button(key="state_action_do").click().run()
    assert not app.exception


def spec(app):
    return caches.material("own").model.layer("first")


def test_the_bars_get_the_initial_values(app):
    values = state(app).values("first")
    for row in bars(app)["rows"]:
        sent = np.frombuffer(base64.b64decode(row["values"]["bdata"]), np.float32)
        np.testing.assert_array_equal(sent, values[row["signal"]])


def test_the_bars_get_the_other_scenarios_to_move_towards(app):
    [other] = bars(app)["others"]
    assert (other["id"], other["name"]) == ("s0", "A")
    assert set(other["values"]) == {"h", "c"}
    the_one(app.segmented_control, "edited_scenario").set_value("s0").run()
    [other] = bars(app)["others"]
    drawn = np.frombuffer(base64.b64decode(other["values"]["c"]["bdata"]), np.float32)
    np.testing.assert_array_equal(drawn, state(app).values("first")["c"])


def test_a_draw_that_the_hand_has_seen_is_not_run_again(app, monkeypatch):
    runs = []

    def run(*given, **more):
        runs.append(given)
        return lv.trace(*given, **more)

    monkeypatch.setattr(_last_run, "trace", run)
    roll = {
        signal: dict(enumerate(np.frombuffer(base64.b64decode(packed["bdata"]), np.float32)))
        for signal, packed in bars(app)["roll"].items()
    }
    assert set(roll) == {"h", "c"}
    handle = app.session_state["live_seat"].handle
    assert ask(handle, body(roll, layer="first")).status_code == 200
    before = state(app)
    app.button(key="randomize").click().run()
    assert not app.exception
    assert state(app) != before
    assert len(runs) == 1
    # Bit for bit what a run of its own gives.
    model, x, *_ = runs[0]
    shown = app.session_state["live_seat"].start.traces["s1"]
    expected = lv.trace(model, x, state(app))
    for layer in model.layers:
        for signal in layer.signals:
            numbers = expected[layer.name].signal(signal)
            np.testing.assert_array_equal(shown[layer.name].signal(signal), numbers)
    np.testing.assert_array_equal(shown.outputs, expected.outputs)
    # A state that no hand has shown is run.
    app.button(key="randomize").click().run()
    assert len(runs) == 2


def test_an_edit_is_read_by_signal_and_unit(app):
    edit = read_edit(
        {"seq": 4, "group": 2, "changes": {"c": {"3": 0.5, "0": -1}}, "command": None}, spec(app)
    )
    assert edit.changes == {"c": {3: 0.5, 0: -1.0}}
    assert (edit.seq, edit.group, edit.command) == (4, 2, None)


@pytest.mark.parametrize(
    "sent",
    [
        None,
        {"seq": 1},
        {"seq": "1", "group": 0},
        {"seq": 1, "group": 0, "changes": {"x": {"0": 1}}},
        {"seq": 1, "group": 0, "changes": {"h": {"6": 1}}},
        {"seq": 1, "group": 0, "changes": {"h": {"-1": 1}}},
        {"seq": 1, "group": 0, "changes": {"h": {"0": "many"}}},
        {"seq": 1, "group": 0, "changes": {"h": {"0": float("nan")}}},
        {"seq": 1, "group": 0, "changes": [1]},
        {"seq": 1, "group": 0, "command": "drop"},
    ],
)
def test_an_edit_that_is_not_well_formed_is_refused(app, sent):
    with pytest.raises(LstmVizError):
        read_edit(sent, spec(app))


def test_undo_is_offered_after_a_change_of_the_recipe(app):
    assert not bars(app)["undo"]
    app.selectbox[[s.label for s in app.selectbox].index("Recipe")].select("constant").run()
    assert bars(app)["undo"]
    assert not bars(app)["redo"]


def test_swap_exchanges_h_and_c(app):
    before = state(app).values("first")
    do(app, "swap h and c")
    after = state(app).values("first")
    np.testing.assert_array_equal(after["h"], before["c"])
    np.testing.assert_array_equal(after["c"], before["h"])


def test_scale_and_negate(app):
    before = state(app).values("first")
    do(app, "scale", action_factor=2.0)
    np.testing.assert_allclose(state(app).values("first")["c"], 2 * before["c"], rtol=1e-6)
    do(app, "negate")
    np.testing.assert_allclose(state(app).values("first")["h"], -2 * before["h"], rtol=1e-6)


def test_noise_is_not_the_same_for_h_and_c(app):
    before = state(app).values("first")
    do(app, "add noise", action_noise=0.3, action_seed=5)
    after = state(app).values("first")
    assert not np.allclose(after["h"] - before["h"], after["c"] - before["c"])
    assert np.abs(after["h"] - before["h"]).max() > 0.01


def test_copy_makes_both_scenarios_equal(app):
    do(app, "copy from another scenario")
    np.testing.assert_array_equal(state(app).values("first")["c"], np.zeros(UNITS))


def test_blend_with_zeros_shrinks(app):
    before = state(app).values("first")
    do(app, "blend with another scenario", action_weight=0.25)
    np.testing.assert_allclose(state(app).values("first")["h"], 0.75 * before["h"], rtol=1e-5)


def test_start_from_here_goes_on_where_the_other_run_was(app):
    opened = caches.material("own")
    x = opened.sequences[0].x
    trace = lv.trace(opened.model, x, state(app, "s0"))
    do(app, "start from here (a state at step t)", action_source="s0", action_step=7)
    values = state(app).values("first")
    np.testing.assert_allclose(values["c"], trace["first"].c[0, 7], atol=1e-6)
    np.testing.assert_allclose(
        state(app).values("second")["h"], trace["second"].h[0, 7], atol=1e-6
    )
    rest = lv.trace(opened.model, x[:, 7:], state(app))
    np.testing.assert_allclose(rest["first"].c[0], trace["first"].c[0, 7:], atol=2e-6)


def test_a_file_is_loaded(app):
    stream = io.BytesIO()
    np.savez(stream, h=np.full(UNITS, 0.25), c=np.arange(UNITS))
    app.selectbox(key="state_action").select("load from a file").run()
    app.file_uploader(key="action_file").upload("s.npz", stream.getvalue()).run()
    app.button(key="state_action_do").click().run()
    np.testing.assert_array_equal(state(app).values("first")["c"], np.arange(UNITS))


def test_a_wrong_file_gets_a_sentence_and_changes_nothing(app):
    before = state(app)
    app.selectbox(key="state_action").select("load from a file").run()
    app.file_uploader(key="action_file").upload("s.csv", b"1\n2\n").run()
    app.button(key="state_action_do").click().run()
    assert ["layer 'first' has 6 units" in error.value for error in app.error] == [True]
    assert state(app) == before


def test_a_recipe_for_all_layers(app):
    app.checkbox(key="all_layers").check().run()
    app.selectbox[[s.label for s in app.selectbox].index("Recipe")].select("constant").run()
    assert set(state(app).values("first")["c"]) == {0.5}
    assert set(state(app).values("second")["h"]) == {0.5}


def test_the_reading_of_a_file_is_told_and_the_other_one_can_be_chosen(app):
    app.selectbox(key="state_action").select("load from a file").run()
    rows = "".join(f"1.23{k}\t2.34{k}\n" for k in range(UNITS))
    app.file_uploader(key="action_file").upload("s.csv", rows.encode()).run()
    app.button(key="state_action_do").click().run()
    np.testing.assert_allclose(state(app).values("first")["h"][:2], [1.23, 1.231], rtol=1e-6)
    assert any("could also be read with decimal commas" in c.value for c in app.caption)
    app.button(key="state_action_other").click().run()
    assert not app.exception
    assert state(app).values("first")["h"][:2].tolist() == [1230, 1231]
