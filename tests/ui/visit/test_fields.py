"""Every entry into a field takes effect, or has its sentence beside it until it is mended."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import lstm_viz.ui
from tests.ui.lists import the_one

SCRIPT = """
import streamlit as st
from lstm_viz.experiment import CompareView, DynamicsView
from lstm_viz.states import Constant, Normal
from lstm_viz.ui import visit
from lstm_viz.player import read_units, write_units

st.session_state.setdefault("kept", {"scale": 0.5, "points": "1,2,3", "curve": ""})

def of(name, make):
    def write(value):
        make(value)
        st.session_state.kept = {**st.session_state.kept, name: value}
    return {"key": name, "write": write}

kept = st.session_state.kept
visit.whole_field("Seed", 7, 0, 2**63 - 1, key="seed")
visit.whole_field("Unit", 3, 0, 5, key="unit")
visit.number_field("Value", 0.25, key="value")
visit.number_field("Temperature", 1.0, low=0, high=5, key="temperature")
visit.number_field("Scale", kept["scale"], **of("scale", lambda scale: Normal(scale, 7)))
visit.typed_field(
    "Units", (1, 2), lambda text: read_units(text, 6), key="units", show=write_units
)
visit.typed_field(
    "Points", kept["points"], str.strip, **of("points", lambda p: DynamicsView(points=p))
)
visit.typed_field(
    "Curve", kept["curve"], str.strip, **of("curve", lambda c: DynamicsView(curve=c))
)
st.button("Something else", key="else")
"""
FIELDS = ("seed", "unit", "value", "temperature", "scale", "units", "points", "curve")
# What is typed, and the values of the fields that take it; the others refuse it.
ENTRIES = {
    "": {"curve": ""},
    "   ": {"curve": ""},
    "-1": {"value": -1.0, "curve": "-1"},
    "12345678901234567890": {"value": 12345678901234567890.0, "scale": 12345678901234567890.0},
    "word": {},
    "3-1": {"units": (1, 2, 3)},
    "1,1": {"value": 1.1, "temperature": 1.1, "scale": 1.1, "units": (1,), "curve": "1,1"},
    "4,4,4": {"units": (4,), "points": "4,4,4", "curve": "4,4,4"},
    "1e9": {"seed": 10**9, "value": 1e9, "scale": 1e9},
    "0,5": {"value": 0.5, "temperature": 0.5, "scale": 0.5, "units": (0, 5), "curve": "0,5"},
    " 2 ": {
        "seed": 2, "unit": 2, "value": 2.0, "temperature": 2.0, "scale": 2.0, "units": (2,),
        "curve": "2",
    },
    "1e999": {},
    "nan": {},
    "x" * 10_000: {},
    "9" * 10_000: {},
}  # fmt: skip
# Text that is read when a button is pressed, and is told about then; and words, which all fit.
OTHERWISE_TOLD = {
    "explore/editor/_recipe.py": 1,
    "explore/interventions/_form.py": 2,
    "keras_code/doctor/_section.py": 1,
    "sidebar/_own_input.py": 3,
    "sidebar/_scenario_list.py": 1,
    "visit/_fields.py": 1,
}


@pytest.fixture(scope="module")
def fields():
    return AppTest.from_string(SCRIPT, default_timeout=120)


def value(app: AppTest, name: str) -> object:
    state = app.session_state
    return state["kept"][name] if name in state["kept"] else state[f"{name}_value"]


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: repr(entry[:24]))
def test_an_entry_takes_effect_or_has_its_sentence(entry):
    app = AppTest.from_string(SCRIPT, default_timeout=120).run()
    before = {name: value(app, name) for name in FIELDS}
    for name in FIELDS:
        the_one(app.text_input, name).set_value(entry)
    app.run()
    assert not app.exception
    taken = ENTRIES[entry]
    assert {name: value(app, name) for name in FIELDS} == {**before, **taken}
    refused = [name for name in FIELDS if name not in taken]
    assert len(app.error) == len(refused)
    for error in app.error:
        assert error.value.endswith(".") and len(error.value) < 260
    # It stays through what else is done, as the entry does.
    app.button(key="else").click().run()
    assert len(app.error) == len(refused)
    assert all(the_one(app.text_input, name).value == entry for name in refused)


def test_a_mended_entry_loses_its_sentence_and_a_field_shows_what_holds(fields):
    app = fields.run()
    the_one(app.text_input, "seed").set_value("1e3").run()
    assert the_one(app.text_input, "seed").value == "1000"
    the_one(app.text_input, "seed").set_value("1.5").run()
    assert ["Seed “1.5” is no whole number" in error.value for error in app.error] == [True]
    the_one(app.text_input, "seed").set_value("12").run()
    assert not app.error
    assert value(app, "seed") == 12


def test_what_holds_otherwise_takes_the_place_of_a_refused_entry(fields):
    app = fields.run()
    the_one(app.text_input, "scale").set_value("-3").run()
    assert len(app.error) == 1
    app.session_state["kept"] = {**app.session_state["kept"], "scale": 0.75}
    app.run()
    assert not app.error
    assert the_one(app.text_input, "scale").value == "0.75"


def test_a_button_does_not_use_a_field_that_cannot_be_read():
    use = """
from lstm_viz.errors import LstmVizError
try:
    st.session_state.used = visit.field_value("unit")
except LstmVizError as error:
    st.session_state.used = str(error)
"""
    app = AppTest.from_string(SCRIPT + use, default_timeout=120).run()
    assert app.session_state["used"] == 3
    the_one(app.text_input, "unit").set_value("six").run()
    assert app.session_state["used"] == app.error[0].value.replace("\u2060", "")


def test_every_page_draws_its_fields_so():
    root = Path(lstm_viz.ui.__file__).parent
    drawn = re.compile(r"\b(?:st|left|right)\.(?:number_input|text_input|text_area)\(")
    found = {}
    for path in root.rglob("*.py"):
        count = len(drawn.findall(path.read_text(encoding="utf-8")))
        if count:
            found[path.relative_to(root).as_posix()] = count
    assert found == OTHERWISE_TOLD
