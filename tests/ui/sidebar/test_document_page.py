"""Links, undo and files on the page, without a browser."""

from __future__ import annotations

import io
import zipfile

import numpy as np
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

import lstm_viz as lv
from lstm_viz.experiment import Experiment, InputData, read_bundle
from lstm_viz.models import load_sample
from lstm_viz.ui.sidebar._open_save import bundle_of, portable
from tests.ui.sent import components

pytestmark = pytest.mark.slow

# What a component's callback does before a run; AppTest cannot press what a component draws.
SCRIPT = """
import streamlit as st
from lstm_viz.ui import visit
from lstm_viz.ui._main import run
command = st.session_state.pop("test_command", None)
if command == "step":
    visit.put(visit.experiment().with_view(step=5))
elif command:
    getattr(visit, command)()
run()
"""
LINK = (
    "?model=counter&seq={seq}&layers=lstm&A=zeros&B=normal(0.25,3);lstm:c[2]=1.5&B.name=warm"
    "&B.color=123456&units=0-2&t=7&unit=1&pictures=heatmap"
)


@pytest.fixture(scope="module")
def counter():
    return load_sample("counter")


@pytest.fixture(scope="module")
def link(counter) -> str:
    layer = counter.model.layers[0].name
    return LINK.format(seq=counter.sequences[1].name).replace("lstm", layer)


def opened(link: str = "") -> AppTest:
    """The page as a visit begins that opens a link."""
    app = AppTest.from_string(SCRIPT, default_timeout=120)
    for part in link.removeprefix("?").split("&") if link else []:
        key, _, value = part.partition("=")
        app.query_params[key] = value
    app.run()
    assert not app.exception
    return app


def experiment(app: AppTest) -> Experiment:
    return app.session_state["experiment"]


def named(widgets, label: str):
    return next(widget for widget in widgets if widget.label == label)


def bar(app: AppTest) -> dict:
    """What the bar is sent."""
    return next(data for data in components(app) if "left_out" in data)


def do(app: AppTest, command: str) -> AppTest:
    """Undo, redo or step, as the callback of a component does."""
    app.session_state["test_command"] = command
    app.run()
    assert not app.exception
    return app


def test_a_link_sets_everything(link, counter):
    app = opened(link)
    made = experiment(app)
    assert (made.model, made.sequence) == ("counter", counter.sequences[1].name)
    assert [(s.name, s.color) for s in made.scenarios] == [("A", "#0072B2"), ("warm", "#123456")]
    layer = counter.model.layers[0].name
    expected = lv.InitialState.normal(counter.model, scale=0.25, seed=3)
    expected = expected.set(layer, "c", unit=2, value=1.5)
    assert made.scenarios[1].state == expected.to_json()
    assert (made.view.step, made.view.unit, made.view.units) == (7, 1, (0, 1, 2))
    assert made.view.pictures == "heatmap"
    assert named(app.selectbox, "Model").value == "counter"
    assert named(app.text_input, "Name of warm").value == "warm"
    assert not app.warning


def test_the_address_is_the_experiment(link):
    app = opened(link)
    sent = bar(app)
    assert sent["left_out"] == []
    assert Experiment.from_link(sent["link"]) == experiment(app)
    named(app.selectbox, "Recipe").select("constant").run()
    assert "=constant(0.5)" in bar(app)["link"]


def test_a_broken_link_gets_a_sentence_and_what_was_readable_stays():
    app = opened("?model=counter&seq=nowhere&A=zeros&B=what&t=5")
    made = experiment(app)
    assert made.model == "counter"
    assert [s.name for s in made.scenarios] == ["A"]
    assert made.view.step == 5
    assert "Scenario B: There is no recipe" in app.warning[0].value
    named(app.button, "Dismiss").click().run()
    assert not app.warning


@pytest.mark.parametrize(
    "link",
    ["?model=nothing&seq=a&A=zeros", "?model=own&A=zeros&A.p=AAAA", "?model=counter&x=AAAA"],
)
def test_a_hopeless_link_gets_a_sentence_and_a_working_default(link):
    app = opened(link)
    assert len(app.warning) == 1
    assert not app.error
    assert experiment(app).scenarios


def test_a_state_that_does_not_fit_the_model_is_told():
    app = opened("?model=counter&seq=&A=zeros&B=zeros;nowhere:c[3]=1")
    assert [s.name for s in experiment(app).scenarios] == ["A"]
    assert "Scenario B" in app.warning[0].value


def test_a_link_to_a_file_waits_for_the_file_and_is_shown_with_it(counter):
    layer = counter.model.layers[0].name
    key = "file-0123456789ab"
    app = opened(f"?model={key}&file=mine.keras&seq=given&layers={layer}&A=constant(0.25)&t=4")
    assert "mine.keras" in app.info[0].value
    app.session_state["own_models"] = {key: _own(counter, key=key)}
    app.run()
    assert not app.exception
    made = experiment(app)
    assert (made.model, made.model_name, made.sequence) == (key, "mine", "given")
    assert made.scenarios[0].state["layers"][layer]["h"]["recipe"]["value"] == 0.25
    assert made.view.step == 4
    assert not app.warning


def test_edits_on_a_model_of_the_command_line_are_in_its_link(counter, tmp_path, monkeypatch):
    path = tmp_path / "mine.keras"
    counter.model.keras.save(path)
    monkeypatch.setenv("LSTM_VIZ_MODEL", str(path))
    st.cache_resource.clear()
    app = opened()
    named(app.text_input, "Name of B").set_value("warm").run()
    again = opened(bar(app)["link"].removeprefix("/"))
    assert experiment(again) == experiment(app)
    st.cache_resource.clear()


def test_an_input_of_ones_own_is_in_the_link(counter):
    x = np.array(counter.sequences[0].x[:, :9])
    data = InputData(arrays=(x,), title="mine")
    made = experiment(opened("?model=counter&A=zeros")).with_sequence("", data)
    app = opened(made.to_link()[1:])
    assert experiment(app).data == data
    assert named(app.selectbox, "Sequence").value == data.name


def test_an_input_that_does_not_fit_is_told_and_another_shown():
    data = InputData(arrays=(np.zeros((1, 4, 9), np.float32),), title="mine")
    made = experiment(opened("?model=counter&A=zeros")).with_sequence("", data)
    app = opened(made.to_link()[1:])
    assert experiment(app).data is None
    assert "This model wants" in app.warning[0].value


# How a change is made, and what undo calls it.
CHANGES = {
    "rename B": lambda app: named(app.text_input, "Name of B").set_value("warm"),
    "colour of B": lambda app: named(app.color_picker, "Colour of B").set_value("#123456"),
    "add C": lambda app: named(app.button, "Add scenario").click(),
    "remove A": lambda app: named(app.button, "Remove A").click(),
    "state of B": lambda app: named(app.text_input, "Scale").set_value("0.125"),
    "sequence": lambda app: named(app.selectbox, "Sequence").select_index(1),
    "model": lambda app: named(app.selectbox, "Model").select("flip_flop"),
}


@pytest.mark.parametrize("words", CHANGES)
def test_a_change_is_undone_and_made_again(words):
    app = opened("?model=counter")
    before = experiment(app)
    assert bar(app)["undo"] == ""
    CHANGES[words](app).run()
    assert not app.exception
    changed = experiment(app)
    assert changed != before
    assert bar(app)["undo"] == words
    do(app, "undo")
    assert experiment(app) == before
    assert bar(app)["redo"] == words
    assert named(app.selectbox, "Model").value == before.model
    assert named(app.selectbox, "Sequence").value == before.sequence
    assert named(app.text_input, "Name of B").value == "B"
    assert named(app.text_input, "Scale").value == "0.5"
    assert experiment(do(app, "redo")) == changed


@pytest.mark.parametrize(
    ("model", "label", "option", "shown"),
    [
        ("counter", "Model", "flip_flop", lambda view: view.model),
        ("counter", "Sequence", 1, lambda view: view.sequence),
        ("autoencoder", "Layer", 1, lambda view: view.view.layer),
    ],
)
def test_what_a_browser_sends_before_it_knows_of_an_undo_chooses_nothing(
    model, label, option, shown
):
    app = opened(f"?model={model}")
    before = experiment(app)
    box = named(app.selectbox, label)
    value = box.value
    (box.select_index if isinstance(option, int) else box.select)(option).run()
    assert shown(experiment(app)) != shown(before)
    # All of its widgets, with every entry.
    late = app._tree.get_widget_states()
    do(app, "undo")
    app._run(late)
    assert not app.exception
    assert experiment(app) == before
    assert named(app.selectbox, label).value == value


def test_moving_in_time_is_no_step_for_undo():
    app = do(opened("?model=counter"), "step")
    assert experiment(app).view.step == 5
    assert bar(app)["undo"] == ""


def test_a_zip_opens_again_with_the_same_numbers(counter):
    made = experiment(opened("?model=counter&A=zeros"))
    data = bundle_of(made, counter, counter.sequence(made.sequence))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {"README.txt", "model.keras", "input.npz", "traces.npz"} < set(archive.namelist())
        inside = np.load(io.BytesIO(archive.read("input.npz")))
        np.testing.assert_array_equal(inside["x"], counter.sequence(made.sequence).x)
    assert read_bundle(data).experiment == made


def test_a_model_of_ones_own_is_read_back_out_of_a_zip(counter):
    opened_model = _own(counter)
    made = Experiment(
        model="own",
        sequence="given",
        scenarios=experiment(opened("?model=counter&A=zeros")).scenarios,
    )
    found = read_bundle(bundle_of(made, opened_model, opened_model.sequences[0]))
    assert found.experiment.model.startswith("file-")
    np.testing.assert_array_equal(found.experiment.data.arrays[0], counter.sequences[0].x)
    model = lv.models.read_model(found.model, "model.keras")
    start = lv.InitialState.normal(model, seed=1)
    x = counter.sequences[0].x
    layer = model.layers[0].name
    expected = lv.trace(counter.model, x, lv.InitialState.normal(counter.model, seed=1))
    np.testing.assert_array_equal(
        lv.trace(model, x, start)[layer].c, expected[layer].c
    )


def test_a_saved_file_holds_an_input_that_others_do_not_have(counter):
    opened_model = _own(counter)
    made = Experiment(
        model="own",
        sequence="given",
        scenarios=experiment(opened("?model=counter&A=zeros")).scenarios,
    )
    saved = portable(made, opened_model, opened_model.sequences[0])
    np.testing.assert_array_equal(saved.data.arrays[0], counter.sequences[0].x)
    assert Experiment.from_text(saved.text) == saved


def _own(counter, key: str = "own"):
    from lstm_viz.ui.visit import OwnSequence, own_model

    sequence = OwnSequence(name="given", title="x.npy", x=counter.sequences[0].x)
    return own_model(counter.model, key=key, title="mine", summary="", sequence=sequence)


def test_a_late_widget_of_another_model_changes_nothing():
    app = opened("?model=flip_flop")
    there = experiment(app)
    named(app.selectbox, "Model").select("counter").run()
    # As after an undo whose page was not drawn yet when the next change was sent.
    app.session_state["experiment"] = there
    app.session_state["model"] = "flip_flop"
    named(app.selectbox, "Sequence").select_index(1).run()
    assert not app.exception
    assert experiment(app) == there


@pytest.mark.parametrize(
    ("link", "words"),
    [
        ("?model=counter&A=normal(9e99,1)", "9e+99"),
        ("?model=counter&A=zeros;LAYER:c[999]=1", "999"),
        ("?model=counter&A=zeros&unit=999", "999"),
        ("?model=counter&A=zeros&A.name=a\x00b", "characters that can be shown"),
        ("?model=counter&A=zeros&layers=\x00", "letters that can be shown"),
        ("?model=counter&A=normal(nan,1)&t=-1", "got nan"),
        ("?model=\x00", "The name of its model cannot be shown."),
    ],
)
def test_a_hostile_link_is_answered_in_a_sentence(counter, link, words):
    link = link.replace("LAYER", counter.model.layers[0].name)
    app = opened(link)
    [warning] = app.warning
    assert words in warning.value.replace("\\", "").replace("\u2060", "")
    assert len(warning.value) < 400
    # The page is whole, and on the bundled model.
    assert len(experiment(app).scenarios) >= 1
    assert components(app)


def test_what_is_below_a_sentence_stays_in_its_place_when_it_goes():
    def places(app: AppTest) -> tuple[list[int], list[int]]:
        main = [k for k, one in app.main.children.items() if one.type in ("title", "heading")]
        side = [k for k, one in app.sidebar.children.items()]
        return main, side

    app = opened("?model=nothing-here")
    assert app.warning
    before = places(app)
    app.button(key="notice_dismiss").click().run()
    assert not app.warning
    assert places(app) == before
    assert before[0]
