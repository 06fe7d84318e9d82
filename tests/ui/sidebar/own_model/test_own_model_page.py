"""A visitor's own model on the page, without a browser and with the reader's answers given."""

from __future__ import annotations

import gc
import io
import json
import threading
import time
import weakref
from dataclasses import dataclass

import keras
import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

import lstm_viz as lv
from lstm_viz import models
from lstm_viz.errors import LstmVizError
from lstm_viz.ui._plain import plain
from lstm_viz.ui.components.keeper import Kept, read_kept
from lstm_viz.ui.sidebar.own_model import _desk, _opening
from lstm_viz.ui.visit import MOST_A_VISIT, Registry, _last_run, _work, caches, file_id
from tests.ui.lists import model_list
from tests.ui.sent import components, player

pytestmark = pytest.mark.slow

SCRIPT = "from lstm_viz.ui._main import run\nrun()\n"
WAIT = 60
HOSTILE = "<b>:smile: $x$ [a](www.x.example) :material_home: `c`"


@dataclass(frozen=True)
class Row:
    name: str
    class_name: str
    config: str


def small(*, tokens: bool = False, name: str = "lstm", units: int = 3):
    keras.utils.set_random_seed(1)
    start = [keras.layers.Input((None,)), keras.layers.Embedding(5, 2)] if tokens else []
    return lv.wrap(
        keras.Sequential(
            [
                *(start or [keras.layers.Input((None, 2))]),
                keras.layers.LSTM(units, return_sequences=True, name=name),
                keras.layers.Dense(1, name="answer"),
            ],
            name="given",
        )
    )


def refused(code: str, sentence: str, layers: tuple[Row, ...] = ()) -> Exception:
    return models.ModelRefused(code, sentence, layers)


@pytest.fixture
def reader(monkeypatch):
    """Says what the reader answers next, and records what it was asked."""

    class Reader:
        answer = None
        asked = []

        def __call__(self, data, name, *, architecture=None, limits=None, on_wait=None):
            self.asked.append((data, name, architecture))
            answer = self.answer(on_wait) if callable(self.answer) else self.answer
            if isinstance(answer, Exception):
                raise answer
            return answer

    made = Reader()
    made.asked = []
    monkeypatch.setattr(models, "read_model", made)
    return made


@pytest.fixture
def app(monkeypatch, reader):
    monkeypatch.delenv("LSTM_VIZ_MODEL", raising=False)
    return AppTest.from_string(SCRIPT, default_timeout=120).run()


def field(app, kind="file"):
    found = [f for f in app.get("file_uploader") if f.key and f.key.startswith(f"own_model_{kind}")]
    return found[0] if found else None


def give(app, data=b"a file", name="mine.keras", kind="file"):
    field(app, kind).upload(name, data).run()
    assert not app.exception
    return app


def chosen(app):
    return app.session_state["experiment"].model


def commands(app):
    return next(data for data in components(app) if "commands" in data)["commands"]


def test_a_given_file_is_read_chosen_and_shown_with_its_notes(app, reader):
    reader.answer = small()
    reader.answer.notes = ("Written by Keras 2.3.1: hard_sigmoid is 0.2 x + 0.5.",)
    give(app)
    assert reader.asked == [(b"a file", "mine.keras", None)]
    assert chosen(app) == model_list(app).value == file_id(b"a file")
    assert app.title[0].value == "mine.keras"
    assert player(app)["pictures"][0]["figure"]
    assert plain(reader.answer.notes[0]) in [caption.value for caption in app.caption]
    assert not app.error
    assert commands(app)[-1] == {
        "way": "keep",
        "id": file_id(b"a file"),
        "name": "mine.keras",
        "size": 6,
        "architecture": "",
        "turn": 1,
    }


def test_what_a_browser_sends_before_it_knows_of_the_file_leaves_the_model(app, reader):
    reader.answer = small()
    # All of its widgets, with every entry.
    before = app._tree.get_widget_states()
    assert any("model_list" in one.id for one in before.widgets)
    give(app)
    app._run(before)
    assert chosen(app) == model_list(app).value == file_id(b"a file")
    assert app.title[0].value == "mine.keras"


def test_a_file_given_again_is_not_read_again(app, reader):
    reader.answer = small()
    give(app)
    model_list(app).set_value("counter").run()
    give(app)
    assert len(reader.asked) == 1
    assert chosen(app) == file_id(b"a file")


def test_a_refusal_shows_its_sentence_and_its_layers_and_changes_nothing(app, reader):
    before = app.session_state["experiment"]
    reader.answer = refused("layer", f"Layer '{HOSTILE}' is custom.", (Row("x", "My", "units 3"),))
    give(app)
    sentence = plain(f"Layer '{HOSTILE}' is custom.")
    assert [e.value for e in app.error] == [f"**mine.keras** is not opened. {sentence}"]
    assert app.session_state["experiment"] == before
    assert model_list(app).value == before.model
    app.button(key="own_model_layers").click().run()
    assert [t.value.to_numpy().tolist() for t in app.dataframe] == [[["x", "My", "units 3"]]]
    app.button(key="own_model_dismiss").click().run()
    assert not app.error


def test_a_mistake_of_ours_is_a_sentence_here_and_a_traceback_in_the_log(app, reader, caplog):
    reader.answer = RuntimeError("secret detail")
    give(app)
    assert ["its log" in error.value for error in app.error] == [True]
    assert "secret" not in app.error[0].value
    assert "secret detail" in caplog.text


def test_weights_ask_for_the_architecture_and_both_are_read_together(app, reader):
    assert field(app, "json") is None
    reader.answer = refused("weights-alone", "Weights only.")
    give(app, b"weights", "w.weights.h5")
    assert not app.error
    assert ["holds weights only" in info.value for info in app.info] == [True]
    reader.answer = refused("json-syntax", "The JSON ends too early.")
    give(app, b"{", "m.json", "json")
    assert [e.value for e in app.error] == ["**m.json** is not opened. The JSON ends too early."]
    reader.answer = small()
    give(app, b"{}", "m.json", "json")
    assert reader.asked[-1] == (b"weights", "w.weights.h5", b"{}")
    assert chosen(app) == file_id(b"weights", b"{}") != file_id(b"weights")
    assert commands(app)[-1]["architecture"] == "m.json"
    assert field(app, "json") is None


def test_weights_can_be_put_aside(app, reader):
    reader.answer = refused("weights-alone", "Weights only.")
    give(app)
    app.button(key="own_model_cancel").click().run()
    assert field(app, "json") is None
    assert not app.info


def test_the_wait_for_other_readers_is_seen_and_holds_nobody_up(app, reader, monkeypatch):
    monkeypatch.setattr(_work, "WAIT", 0)
    begun, go_on = threading.Event(), threading.Event()

    def answer(on_wait):
        on_wait(2)
        begun.set()
        assert go_on.wait(WAIT)
        return small()

    reader.answer = answer
    give(app)
    assert begun.wait(WAIT)
    app.run()
    told = "Waiting for two other files to be read; you are number 2."
    assert told in [info.value for info in app.info]
    # The page is there, and a click on it does not wait.
    assert player(app)["pictures"]
    model_list(app).set_value("counter").run()
    assert chosen(app) == "counter"
    go_on.set()
    until(app, lambda: chosen(app) == file_id(b"a file"))
    assert told not in [info.value for info in app.info]
    assert len(reader.asked) == 1


def test_a_file_that_is_taken_back_is_not_waited_for(app, reader, monkeypatch):
    monkeypatch.setattr(_work, "WAIT", 0)
    taken_back, gave_up = threading.Event(), threading.Event()

    def answer(on_wait):
        assert taken_back.wait(WAIT)
        try:
            on_wait(1)
        except LstmVizError:
            gave_up.set()
            raise
        return small()

    reader.answer = answer
    give(app)
    field(app).set_value(None).run()
    taken_back.set()
    assert gave_up.wait(WAIT)
    app.run()
    assert not app.exception and not app.error
    assert chosen(app) == "sunspots"


def until(app, holds):
    """Draw the page as a browser does that looks for what it waits for."""
    last = time.monotonic() + WAIT
    while not holds():
        assert time.monotonic() < last
        app.run()


def test_the_oldest_of_four_models_leaves_the_list_and_memory(app, reader):
    models_given = []
    for number in range(MOST_A_VISIT + 1):
        reader.answer = small()
        models_given.append(weakref.ref(reader.answer.keras))
        give(app, b"%d" % number, f"{number}.keras")
    kept = app.session_state[caches.OWN_MODELS]
    assert [model.title for model in kept.values()] == ["1.keras", "2.keras", "3.keras"]
    assert model_list(app).options[:4] == ["3.keras", "2.keras", "1.keras", "Sunspots"]
    gc.collect()
    assert [model() is None for model in models_given] == [True, False, False, False]


def test_two_files_of_one_name_are_told_apart(app, reader):
    for data in (b"1", b"2"):
        reader.answer = small()
        give(app, data)
    assert model_list(app).options[:2] == ["mine.keras", "mine.keras (2)"]
    model_list(app).set_value(file_id(b"1")).run()
    assert chosen(app) == file_id(b"1")


def test_a_forgotten_file_is_gone_here_and_in_the_browser(app, reader):
    reader.answer = small()
    give(app)
    app.button(key="own_model_forget").click().run()
    assert not app.exception
    assert app.session_state[caches.OWN_MODELS] == {}
    assert chosen(app) == "sunspots"
    assert commands(app)[-1]["way"] == "forget"


def test_another_visit_neither_sees_nor_opens_the_model(app, reader):
    reader.answer = small()
    give(app)
    other = AppTest.from_string(SCRIPT, default_timeout=120).run()
    assert "mine.keras" not in model_list(other).options
    with pytest.raises(LstmVizError, match="give the file again"):
        caches.material(file_id(b"a file"))


@pytest.fixture
def linked(monkeypatch, reader):
    """The page, opened on a file that this visit does not have."""
    monkeypatch.delenv("LSTM_VIZ_MODEL", raising=False)
    app = AppTest.from_string(SCRIPT, default_timeout=120)
    app.session_state["model"] = file_id(b"a file")
    return app.run()


def test_a_chosen_file_that_is_not_here_is_asked_from_the_browser(linked, reader):
    key = file_id(b"a file")
    assert commands(linked)[-1] == {"way": "put", "id": key, "field": "model", "turn": 1}
    assert ["from this browser" in info.value for info in linked.info] == [True]
    assert not linked.warning
    reader.answer = small()
    give(linked)
    assert chosen(linked) == key
    assert not linked.info


def test_the_words_by_which_it_was_asked_for_choose_nothing_once_it_is_here(linked, reader):
    reader.answer = small()
    # All of its widgets, with every entry; the list says that the file is in the browser.
    before = linked._tree.get_widget_states()
    give(linked)
    assert model_list(linked).options[0] == "mine.keras"
    linked._run(before)
    assert chosen(linked) == model_list(linked).value == file_id(b"a file")


def test_a_file_that_the_browser_does_not_have_is_asked_for(linked, reader):
    linked.session_state[_desk.DESK].kept = ()
    linked.run()
    assert ["is not in this browser" in warning.value for warning in linked.warning] == [True]
    assert chosen(linked) == model_list(linked).value == "sunspots"
    assert player(linked)["steps"]
    reader.answer = small()
    give(linked)
    assert chosen(linked) == file_id(b"a file")
    assert not linked.warning


def test_a_kept_file_that_is_refused_now_leaves_another_model(linked, reader):
    reader.answer = refused("layer", "No.")
    give(linked)
    assert [e.value for e in linked.error] == ["**mine.keras** is not opened. No."]
    assert chosen(linked) == model_list(linked).value == "sunspots"


def test_names_in_a_file_are_text_everywhere(app, reader):
    reader.answer = small(name=HOSTILE)
    reader.answer.notes = (f"Layer '{HOSTILE}' has a note.",)
    give(app, name=HOSTILE)
    kinds = (app.title, app.caption, app.markdown, app.header, app.error, app.info)
    said = [element.value for kind in kinds for element in kind]
    assert [text for text in said if HOSTILE in text] == []
    assert plain(HOSTILE) in said
    assert plain(f"Layer '{HOSTILE}' has a note.") in said
    assert "<b>" not in json.dumps(player(app)["frames"])


def test_text_for_an_own_token_model_uses_the_vocabulary_that_was_typed(app, reader):
    reader.answer = small(tokens=True)
    give(app)
    key = file_id(b"a file")
    app.text_area(key=f"own_vocabulary_{key}").set_value("a\nb\nc")
    app.text_area(key="own_text").set_value("abcab").run()
    app.button(key="own_use").click().run()
    assert not app.error and not app.exception
    [sequence] = app.session_state[caches.OWN_SEQUENCES][key]
    assert sequence.x.tolist() == [[0, 1, 2, 0, 1]]
    assert player(app)["steps"] == 5


def test_numbers_can_be_pasted_dropped_and_generated_for_an_own_model(app, reader):
    reader.answer = small()
    give(app)
    key = file_id(b"a file")
    app.text_area(key="own_text").set_value("1, 2\n3, 4\n5, 6")
    app.button(key="own_use").click().run()
    assert player(app)["steps"] == 3
    app.segmented_control(key=f"own_way_{key}").set_value("file").run()
    app.file_uploader(key="own_file").upload("x.csv", b"0.5,1\n1.5,2\n").run()
    app.button(key="own_use").click().run()
    assert player(app)["steps"] == 2
    app.segmented_control(key=f"own_way_{key}").set_value("generate").run()
    app.text_input(key="own_steps").set_value("9")
    app.button(key="own_use").click().run()
    assert player(app)["steps"] == 9
    assert not app.error and not app.exception


def test_a_file_gives_all_inputs_of_an_own_model_with_several(app, reader):
    one, two = keras.Input((None, 2), name="x"), keras.Input((3,), name="start")
    state = keras.layers.LSTM(3, return_sequences=True)(one, initial_state=[two, two])
    reader.answer = lv.wrap(keras.Model([one, two], state))
    give(app)
    stream = io.BytesIO()
    np.savez(stream, x=np.ones((4, 2), np.float32), start=np.zeros(3, np.float32))
    app.file_uploader(key="own_file").upload("both.npz", stream.getvalue()).run()
    app.button(key="own_use").click().run()
    assert player(app)["steps"] == 4
    assert not app.error and not app.exception
    app.file_uploader(key="own_file").upload("x.csv", b"1,2\n").run()
    app.button(key="own_use").click().run()
    assert ["has 2 inputs: give an .npz" in error.value for error in app.error] == [True]
    assert player(app)["steps"] == 4


def test_memory_of_all_models_is_bounded(app, reader, monkeypatch):
    monkeypatch.setattr(_opening, "MODELS", Registry(most=10))
    before = app.session_state["experiment"]
    reader.answer = small()
    give(app)
    assert ["memory for visitors' models is full" in e.value for e in app.error] == [True]
    assert app.session_state["experiment"] == before


def test_the_registry_counts_what_is_alive():
    class Model:
        pass

    registry, first, second = Registry(most=100), Model(), Model()
    registry.add(first, 60)
    with pytest.raises(LstmVizError, match="is full"):
        registry.add(second, 50)
    registry.add(second, 40)
    assert (registry.used(), registry.count()) == (100, 2)
    del first
    gc.collect()
    assert (registry.used(), registry.count()) == (40, 1)


def test_the_limit_of_memory_is_the_servers(monkeypatch):
    assert Registry().most == 1024 * 2**20
    monkeypatch.setenv("LSTM_VIZ_MOST_VISITORS_MODEL_BYTES", "700")
    assert Registry().most == 700


def test_a_model_that_was_traced_can_leave_memory():
    model = small()
    alive = weakref.ref(model.keras)
    lv.trace(model, np.zeros((1, 3, 2)))
    del model
    gc.collect()
    assert alive() is None


@pytest.mark.parametrize("sent", [None, 3, "x", {"id": "a"}, [1, {"id": 2, "name": "x"}]])
def test_nonsense_from_a_browser_is_left_out(sent):
    assert read_kept(sent) == ()


def test_what_a_browser_keeps_is_read():
    assert read_kept([{"id": "file-1", "name": "n" * 300}]) == (Kept("file-1", "n" * 200),)


def test_a_model_that_enlarges_its_input_is_not_run(app, reader, monkeypatch):
    def run(*_, **__):
        raise AssertionError("it was run")

    monkeypatch.setattr(_last_run, "trace", run)
    ups = [keras.layers.UpSampling1D(64) for _ in range(5)]
    reader.answer = lv.wrap(
        keras.Sequential([keras.Input((1, 1)), *ups, keras.layers.LSTM(1)])
    )
    give(app, b"a file of five layers")
    assert ["million numbers" in error.value for error in app.error] == [True]
    assert not app.exception


def test_traces_of_an_own_model_have_a_size_limit(app, reader, monkeypatch):
    monkeypatch.setattr(caches, "MOST_NUMBERS", 100)
    reader.answer = small()
    give(app, b"a file not traced yet")
    assert ["use a shorter sequence" in error.value for error in app.error] == [True]
