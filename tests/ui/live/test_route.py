"""The route that draws a state under the hand: its numbers, and what it refuses."""

from __future__ import annotations

import gc
import json
from dataclasses import replace

import numpy as np
import pytest

import lstm_viz as lv
from lstm_viz.experiment import Scenario, View
from lstm_viz.interventions import Lesion
from lstm_viz.player import OnShow
from lstm_viz.ui.live import Start
from lstm_viz.ui.live._handles import _SEATS, Seat, seat_of
from lstm_viz.ui.visit import LastRun
from tests.ui.live.asking import UNITS, ask, body
from tests.ui.sent import decoded


@pytest.fixture
def seat(opened):
    return a_seat(opened)


def a_seat(opened, acting=None) -> Seat:
    model, [sequence] = opened.model, opened.sequences
    states = {"s0": lv.InitialState.zeros(model), "s1": lv.InitialState.normal(model, seed=7)}
    scenarios = tuple(
        Scenario(id=key, name=key, color="#123456", state=state.to_json())
        for key, state in states.items()
    )
    shown = OnShow(
        opened=opened, sequence=sequence, spec=model.layers[0], scenarios=scenarios, view=View(),
        units=(1, 3), edited="s1", dark=False, place="p", start=0,
    )  # fmt: skip
    made = Seat(LastRun())
    _SEATS[made.handle] = made
    traces = lv.trace(model, sequence.x, states, interventions=acting)
    made.show(Start(shown, states, traces, acting or {}), frozenset())
    return made


def lines(answer, signal: str) -> dict:
    """Drawn values by scenario and unit."""
    [picture] = [p for p in decoded(answer.body)["pictures"] if p["key"] == f"lines_{signal}"]
    traces = [t for t in picture["figure"]["data"] if t["mode"] == "lines"]
    return {(t["meta"]["scenario"], t["meta"]["unit"]): t["y"] for t in traces}


def test_the_answer_has_what_keras_computes_from_the_edited_state(opened, seat):
    answer = ask(seat.handle, body({"c": {1: 0.75, 4: -2.0}, "h": {0: 0.5}}))
    assert answer.status_code == 200
    state = seat.start.states["s1"]
    for signal, unit, value in (("c", 1, 0.75), ("c", 4, -2.0), ("h", 0, 0.5)):
        state = state.set("lstm", signal, unit=unit, value=value)
    x = opened.sequences[0].x
    expected = lv.trace(opened.model, x, state)
    drawn = lines(answer, "c")
    for unit in (1, 3):
        np.testing.assert_allclose(drawn["s1", unit], expected["lstm"].c[0, :, unit], atol=1e-6)
        np.testing.assert_array_equal(
            drawn["s0", unit], seat.start.traces["s0"]["lstm"].c[0, :, unit]
        )
    # The numbers beside the pictures, against Keras itself.
    values = state.values("lstm")
    start = [values["h"][None], values["c"][None]]
    h = opened.model.keras.layers[0](x, initial_state=start)
    y = np.asarray(opened.model.keras.layers[1](h))
    told = {s["name"]: s["values"] for s in decoded(answer.body)["outputs"]["scenarios"]}
    np.testing.assert_allclose(told["s1"], y[0], atol=1e-6)


def test_an_answer_changes_nothing_of_the_visit(seat):
    before = seat.start
    ask(seat.handle, body({"c": {1: 0.75}}))
    assert seat.start is before
    drawn = lines(ask(seat.handle, body({})), "c")
    assert drawn["s1", 1][0] == before.states["s1"].values("lstm")["c"][1]


def test_interventions_act_on_the_edited_run_too(opened):
    seat = a_seat(opened, {"s1": (Lesion("lstm", "c", unit=3),)})
    drawn = lines(ask(seat.handle, body({"c": {1: 0.75}})), "c")
    assert not drawn["s1", 3][1:].any()
    assert drawn["s0", 3][1:].any()


def test_arrays_that_the_browser_has_are_not_sent(seat):
    whole = ask(seat.handle, body({"c": {1: 0.75}})).body
    known = json.loads(whole[4 : 4 + int.from_bytes(whole[:4], "little")])
    seat.known = frozenset([d for d, *_ in known["arrays"]] + list(known["frames"]))
    again = ask(seat.handle, body({"c": {1: 0.75}})).body
    assert b'"arrays": [], "frames": {}' in again


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        (b"", "did not arrive whole"),
        (b"\xff\xff\xff\xff", "did not arrive whole"),
        (b"\x02\x00\x00\x00[]", "did not arrive whole"),
        ((4000).to_bytes(4, "little") + b"[" * 4000, "did not arrive whole"),
        (body({"c": {1: 1.0}}, tail=b"...."), "did not arrive whole"),
        (body({"c": {1: 1.0}})[:-1], "did not arrive whole"),
        (body({"c": {1: 1.0}}, signals=[["c", 2]]), "did not arrive whole"),
        (body({"c": {1: 1.0}}, signals=[["c", -1]]), "5 units, not -1"),
        (body({"c": {1: 1.0}}, signals=[["c", True]]), "did not arrive whole"),
        (body({"c": {1: 1.0}}, signals=[["x", 1]]), "no state 'x'"),
        (body({"c": {1: 1.0}}, scenario="s9"), "no longer on show"),
        (body({"c": {1: 1.0}}, layer="other"), "no longer on show"),
        (body({"c": {UNITS: 1.0}}), "units 0 to 4, so no unit 5"),
        (body({"c": {1: np.nan}}), "not a finite number"),
        (body({"c": {1: np.inf}}), "not a finite number"),
    ],
)
def test_what_is_not_well_formed_is_refused_in_a_sentence(seat, sent, words):
    answer = ask(seat.handle, sent)
    assert answer.status_code == 400
    assert answer.headers["content-type"].startswith("text/plain")
    assert words in answer.body.decode()


def test_a_body_that_is_too_long_is_refused_before_it_is_read(seat):
    answer = ask(seat.handle, bytes(10_000))
    assert answer.status_code == 413
    assert b"at most" in answer.body


def test_one_picture_at_a_time(seat):
    with seat.lock:
        answer = ask(seat.handle, body({}))
    assert (answer.status_code, answer.body) == (204, b"")
    assert ask(seat.handle, body({})).status_code == 200


@pytest.mark.parametrize("handle", ["", "guessed"])
def test_a_handle_of_nobody_gives_nothing(handle):
    answer = ask(handle, body({}))
    assert answer.status_code == 410
    assert b"reload the page" in answer.body


def test_handles_differ_and_are_gone_with_the_visit(opened):
    one, other = a_seat(opened), a_seat(opened)
    assert one.handle != other.handle
    assert len(one.handle) >= 43
    handle = one.handle
    assert seat_of(handle) is one
    del one
    gc.collect()
    assert seat_of(handle) is None
    assert ask(handle, body({})).status_code == 410


def test_what_is_refused_is_said_in_the_language_of_the_visit(seat):
    before = seat.start
    seat.show(replace(before, shown=replace(before.shown, language="qps")))
    assert "⟦The state did not arrive whole" in ask(seat.handle, b"").body.decode()
    assert "⟦A state of this layer takes" in ask(seat.handle, bytes(10_000)).body.decode()
