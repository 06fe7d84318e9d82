"""Handles of visits: what a browser shows to have the pictures of its own visit drawn anew."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from weakref import WeakValueDictionary

import streamlit as st

from lstm_viz.interventions import Intervention
from lstm_viz.player import OnShow
from lstm_viz.states import InitialState
from lstm_viz.tracing import Trace
from lstm_viz.ui.visit import LastRun, caches

_SEAT: Final = "live_seat"


@dataclass(frozen=True)
class Start:
    """From where an edit goes on: what is on show, and every scenario's state and run.

    Attributes
    ----------
    shown : OnShow
    states : mapping of scenario id to InitialState
    traces : mapping of scenario id to Trace
    acting : mapping of scenario id to sequence of Intervention
    """

    shown: OnShow
    states: Mapping[str, InitialState]
    traces: Mapping[str, Trace]
    acting: Mapping[str, Sequence[Intervention]]


class Seat:
    """One visit, as the route knows it.

    It is kept by the visit's session alone: the handle is worth nothing once that is gone.

    Parameters
    ----------
    last_run : LastRun
        Of the visit.

    Attributes
    ----------
    handle : str
        256 random bits.
    start : Start or None
        None before the first picture.
    known : frozenset of str
        Digests of what the browser has, once the last message has arrived.
    lock : threading.Lock
        Held while the route draws for this visit: one picture at a time.
    """

    def __init__(self, last_run: LastRun) -> None:
        self.last_run = last_run
        self.handle = secrets.token_urlsafe(32)
        self.start: Start | None = None
        self.known: frozenset[str] = frozenset()
        self.lock = threading.Lock()

    def show(self, start: Start, known: frozenset[str]) -> None:
        """Say what the visitor sees now."""
        self.start, self.known = start, known


_SEATS: Final[WeakValueDictionary[str, Seat]] = WeakValueDictionary()


def take_seat() -> Seat:
    """The seat of the running visit."""
    if _SEAT not in st.session_state:
        seat = Seat(caches.last_run())
        _SEATS[seat.handle] = seat
        st.session_state[_SEAT] = seat
    return st.session_state[_SEAT]


def seat_of(handle: str) -> Seat | None:
    """The seat that a handle was given for; None when there is none, or the visit has ended."""
    return _SEATS.get(handle)
