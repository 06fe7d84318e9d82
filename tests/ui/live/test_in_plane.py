"""The route for a start that is dragged in a plane: its trajectory, and what it refuses."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

import lstm_viz as lv
from lstm_viz.dynamics import near_states, plane_through, principal_plane, units_plane
from lstm_viz.interventions import Lesion
from lstm_viz.ui.live import InPlane, Seat, read_dragged
from lstm_viz.ui.live._handles import _SEATS
from lstm_viz.ui.visit import LastRun
from tests.ui.live.asking import STEPS, UNITS, ask
from tests.ui.live.test_route import a_seat

PLANES = ("principal", "numbers", "points")


def plane_of(name, model, x):
    near, spec = near_states(model, "lstm", x), model.layers[0]
    if name == "numbers":
        return units_plane(spec, [1, UNITS + 3], near.mean)
    if name == "points":
        return plane_through(near.states[[0, 3, 7]], ["a", "b", "c"])
    return principal_plane(near.states)


def in_plane(opened, name="principal", acting=None) -> Seat:
    model, [sequence] = opened.model, opened.sequences
    shown = InPlane(
        opened=opened, x=sequence.x, spec=model.layers[0], sample=0,
        plane=plane_of(name, model, sequence.x),
        states={"s0": lv.InitialState.zeros(model), "s1": lv.InitialState.normal(model, seed=7)},
        acting=acting or {}, language="en",
    )  # fmt: skip
    seat = Seat(LastRun())
    _SEATS[seat.handle] = seat
    seat.show(shown)
    return seat


@pytest.fixture
def seat(opened):
    return in_plane(opened)


def body(seat, at=(0.3, -0.2), **changed) -> bytes:
    sent = {"place": seat.start.place, "scenario": "s1", "at": at, **changed}
    return json.dumps(sent).encode()


def way(answer) -> np.ndarray:
    assert answer.status_code == 200, answer.body
    return np.frombuffer(answer.body, "<f4").reshape(STEPS + 1, 2)


@pytest.mark.parametrize("name", PLANES)
def test_the_answer_is_the_run_from_the_state_at_this_place_as_the_plane_shows_it(opened, name):
    seat = in_plane(opened, name)
    plane = seat.start.plane
    got = way(ask(seat.handle, body(seat)))
    np.testing.assert_allclose(got[0], (0.3, -0.2), atol=1e-6)
    h, c = np.split(plane.states((0.3, -0.2)), 2)
    start = lv.InitialState.from_values(opened.model, {"lstm": {"h": h, "c": c}})
    run = lv.trace(opened.model, opened.sequences[0].x, start)["lstm"]
    expected = plane.project(np.concatenate([run.h[0], run.c[0]], axis=-1))
    np.testing.assert_allclose(got, expected, atol=1e-6)


def test_it_is_where_the_page_draws_the_start_once_it_is_let_go(opened, seat):
    sent = {"place": seat.start.place, "scenario": "s1", "at": [0.3, -0.2]}
    state = read_dragged(sent, seat.start).begun(seat.start.states["s1"])
    run = lv.trace(opened.model, opened.sequences[0].x, state)["lstm"]
    drawn = seat.start.plane.project(np.concatenate([run.h[0], run.c[0]], axis=-1))
    np.testing.assert_allclose(way(ask(seat.handle, body(seat))), drawn, atol=1e-6)


def test_interventions_act_on_it_and_nothing_of_the_visit_changes(opened, seat):
    before, free = seat.start, way(ask(seat.handle, body(seat)))
    assert seat.start is before
    acting = in_plane(opened, acting={"s1": (Lesion("lstm", "c"),)})
    held = way(ask(acting.handle, body(acting)))
    assert np.abs(held[1:] - free[1:]).max() > 0.05


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"at": [0.1]}, "did not arrive whole"),
        ({"at": ["0.1", 0.2]}, "did not arrive whole"),
        ({"at": [True, 0.2]}, "did not arrive whole"),
        ({"at": None}, "did not arrive whole"),
        ({"scenario": 1}, "did not arrive whole"),
        ({"at": [float("nan"), 0.0]}, "not a finite number"),
        ({"at": [0.0, float("-inf")]}, "not a finite number"),
        ({"at": [10**400, 0.0]}, "not a finite number"),
        ({"at": [1e39, 0.0]}, "not a finite number"),
        ({"scenario": "s9"}, "no longer on show"),
        ({"place": "another"}, "no longer on show"),
    ],
)
def test_a_start_that_is_not_well_formed_is_refused_in_a_sentence(seat, changed, words):
    answer = ask(seat.handle, body(seat, **changed))
    assert (answer.status_code, answer.headers["content-type"][:10]) == (400, "text/plain")
    assert words in answer.body.decode()


@pytest.mark.parametrize("sent", [b"", b"{", b"[]", b"null", b"\xff", b"[" * 1000])
def test_what_is_no_request_is_refused(seat, sent):
    answer = ask(seat.handle, sent)
    assert answer.status_code == 400
    assert b"did not arrive whole" in answer.body


def test_too_much_too_often_and_nobody_are_refused(seat):
    assert ask(seat.handle, bytes(2_000)).status_code == 413
    with seat.lock:
        assert ask(seat.handle, body(seat)).status_code == 204
    assert ask("guessed", body(seat)).status_code == 410


def test_a_request_of_the_other_page_is_refused(opened, seat):
    bars = a_seat(opened)
    assert ask(bars.handle, body(seat)).status_code == 400
    assert ask(seat.handle, (2).to_bytes(4, "little") + b"{}").status_code == 400


def test_another_plane_has_another_place(seat):
    shown = seat.start
    other = replace(shown, plane=replace(shown.plane, origin=shown.plane.origin + 1e-3))
    assert other.place != shown.place
    assert replace(shown, sample=1).place == shown.place


def test_what_the_browser_was_sent_is_known_after_a_visit_of_another_page(seat):
    seat.known = frozenset({"digest"})
    seat.show(seat.start)
    assert seat.known == {"digest"}
