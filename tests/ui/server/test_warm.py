"""The first page, drawn before anybody comes."""

from __future__ import annotations

import asyncio
import sys

import pytest
from streamlit import runtime
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from lstm_viz.ui.server import _warm
from lstm_viz.ui.server._warm import first_visit
from tests.ui.server.asgi import run


class Runtime:
    """Stands in for Streamlit's: notes what is asked of it, and answers with these messages."""

    def __init__(self, *answers):
        self.answers, self.asked, self.closed = answers, [], []

    def connect_session(self, client, user_info):
        self.client = client
        return "visit"

    def handle_backmsg(self, visit, message):
        self.asked.append((visit, message.WhichOneof("type")))
        for answer in self.answers:
            self.client.write_forward_msg(answer)

    def close_session(self, visit):
        self.closed.append(visit)


def the_end():
    message = ForwardMsg()
    message.script_finished = ForwardMsg.FINISHED_SUCCESSFULLY
    return message


def test_the_first_page_is_asked_for_and_the_visit_ends_with_it(monkeypatch):
    server = Runtime(ForwardMsg(), the_end())
    monkeypatch.setattr(runtime, "get_instance", lambda: server)
    run(first_visit())
    assert server.asked == [("visit", "rerun_script")]
    assert server.closed == ["visit"]


def test_a_page_that_does_not_come_ends_the_visit_too(monkeypatch):
    server = Runtime(ForwardMsg())
    monkeypatch.setattr(runtime, "get_instance", lambda: server)
    monkeypatch.setattr(_warm, "_MOST_SECONDS", 0.01)
    with pytest.raises(asyncio.TimeoutError):
        run(first_visit())
    assert server.closed == ["visit"]


def test_a_first_page_that_fails_is_told_in_the_log_and_the_server_goes_on(monkeypatch, caplog):
    def broken():
        raise RuntimeError("no runtime")

    monkeypatch.setattr(_warm, "load", lambda: None)
    monkeypatch.setattr(runtime, "get_instance", broken)
    run(_warm._warm())
    assert "the first page could not be drawn at the start" in caplog.text


def test_a_visitor_who_comes_while_it_loads_is_told(monkeypatch):
    monkeypatch.setitem(sys.modules, "lstm_viz.ui._main", sys)
    assert _warm.loaded()
    with _warm._LOADING:
        assert not _warm.loaded()
    monkeypatch.delitem(sys.modules, "lstm_viz.ui._main")
    assert not _warm.loaded()
