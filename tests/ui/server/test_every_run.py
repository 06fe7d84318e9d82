"""No run of a page is cut off by the next: entries count, and what was drawn is sent."""

from __future__ import annotations

import threading
from dataclasses import replace
from types import SimpleNamespace

import pytest
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue
from streamlit.runtime.scriptrunner import RerunData, ScriptRunner, ScriptRunnerEvent
from streamlit.runtime.scriptrunner_utils.script_requests import ScriptRequests
from streamlit.runtime.scriptrunner_utils.script_run_context import RunLocation, ThreadState
from streamlit.runtime.state import SafeSessionState, SessionState

from lstm_viz.ui.server import _every_run
from lstm_viz.ui.server._every_run import (
    all_sent,
    every_entry_drawn,
    heard_to_the_end,
    in_turn,
    keep_every_run,
    not_in_callbacks,
    on_its_page,
    page_kept,
    remembering,
    with_what_waits,
)

WAIT = 30
WRAPPED = [
    (SessionState, "_call_callbacks"),
    (ScriptRunner, "_maybe_handle_execution_control_request"),
    (SafeSessionState, "on_script_will_rerun"),
    (AppSession, "_clear_queue"),
    (AppSession, "request_rerun"),
    (ScriptRunner, "_run_script"),
    (AppSession, "_create_scriptrunner"),
    (ScriptRequests, "_request_rerun_locked"),
    (AppSession, "_handle_scriptrunner_event_on_event_loop"),
]


def test_what_is_wrapped_is_there_and_is_wrapped_once(monkeypatch, caplog):
    for owner, name in WRAPPED:
        monkeypatch.setattr(owner, name, getattr(owner, name))
    keep_every_run()
    first = [getattr(owner, name) for owner, name in WRAPPED]
    assert all(hasattr(method, "__wrapped__") for method in first)
    keep_every_run()
    assert [getattr(owner, name) for owner, name in WRAPPED] == first
    assert caplog.messages == []


class Widgets(dict):
    """Values by widget, and the part of the page that each is in."""

    def __init__(self, parts):
        super().__init__(dict.fromkeys(parts))
        self.widget_metadata = {
            widget: SimpleNamespace(fragment_id=part) for widget, part in parts.items()
        }


def drawn_after(monkeypatch, parts, running, asked):
    """What is drawn once widgets of these parts were entered; None where the run goes on."""
    requests = ScriptRequests()
    run = SimpleNamespace(script_requests=requests, fragment_ids_this_run=running)
    monkeypatch.setattr(_every_run, "get_script_run_ctx", lambda: run)
    state = SimpleNamespace(
        _new_widget_state=Widgets({**parts, "untouched": "z"}),
        _widget_changed=lambda widget: widget != "untouched",
        _build_full_app_rerun=lambda run: RerunData(page_script_hash="page"),
    )

    def call_back(state):
        if asked:
            requests.request_rerun(
                RerunData(fragment_id_queue=asked, is_fragment_scoped_rerun=True)
            )

    every_entry_drawn(call_back)(state)
    request = requests.on_scriptrunner_yield()
    return None if request is None else request.rerun_data.fragment_id_queue


@pytest.mark.parametrize(
    ("parts", "running", "asked", "drawn"),
    [
        # One entry: its callback says what it changes, or its part is drawn.
        ({"a": "A"}, ["A"], ["X"], ["X"]),
        ({"a": "A"}, ["A"], [], None),
        ({"a": None}, None, ["X"], ["X"]),
        # A page was chosen, and its run hears an entry of the page before.
        ({"a": "A"}, None, ["X"], []),
        ({"a": "A"}, None, [], None),
        # The run of what an entry before asked for hears another.
        ({"a": "A"}, ["S", "T", "A"], ["X"], ["X", "S", "T", "A"]),
        ({"a": "A"}, ["S", "T", "A"], [], None),
        # Of two, one asks for other parts.
        ({"a": "A", "b": "B"}, ["A", "B"], ["X"], ["X", "A", "B"]),
        ({"a": "A", "b": "B"}, ["A", "B"], [], None),
        ({"a": "A", "b": "A"}, ["A"], ["X"], ["X", "A"]),
        # A browser sends two at once under the part of one of them.
        ({"a": "A", "b": "B"}, ["A"], [], ["A", "B"]),
        ({"a": "A", "b": None}, ["A"], ["X"], []),
        ({"a": "A", "b": None}, ["A"], [], []),
        # The whole page is drawn, whatever else is.
        ({"a": "A", "b": None}, None, ["X"], []),
        ({"a": "A", "b": None}, None, [], None),
    ],
)
def test_all_parts_are_drawn_in_which_something_was_entered(
    monkeypatch, parts, running, asked, drawn
):
    assert drawn_after(monkeypatch, parts, running, asked) == drawn


def test_a_request_waits_until_callbacks_have_ended():
    looked = []
    look = not_in_callbacks(looked.append)
    ThreadState.initialize()
    with ThreadState.scoped(run_location=RunLocation.CALLBACK):
        look("in a callback")
    look("after it")
    elsewhere = threading.Thread(target=look, args=("elsewhere",))
    elsewhere.start()
    elsewhere.join(WAIT)
    assert looked == ["after it", "elsewhere"]


def test_two_runners_of_a_visit_call_back_one_after_the_other(monkeypatch):
    begun, other_begun, may_end = (threading.Event() for _ in range(3))
    visits, order = {"first": "one", "second": "one", "of another": "two"}, []
    monkeypatch.setattr(
        _every_run,
        "get_script_run_ctx",
        lambda: SimpleNamespace(session_id=visits[threading.current_thread().name]),
    )

    def call_back(name):
        if name == "first":
            begun.set()
            assert may_end.wait(WAIT)
        order.append(name)

    def run(name):
        if name == "second":
            other_begun.set()
        in_turn(call_back)(name)

    threads = {name: threading.Thread(target=run, args=(name,), name=name) for name in visits}
    threads["first"].start()
    assert begun.wait(WAIT)
    threads["second"].start()
    assert other_begun.wait(WAIT)
    threads["of another"].start()
    threads["of another"].join(WAIT)
    assert order == ["of another"]
    may_end.set()
    for thread in threads.values():
        thread.join(WAIT)
    assert order == ["of another", "first", "second"]


def delta(part: str, words: str) -> ForwardMsg:
    made = ForwardMsg()
    made.metadata.delta_path.extend([0, 1])
    made.delta.fragment_id = part
    made.delta.new_element.text.body = words
    return made


def test_what_a_part_drew_is_sent_though_the_part_runs_again():
    queue = ForwardMsgQueue()
    session = SimpleNamespace(_browser_queue=queue)
    clear = all_sent(AppSession._clear_queue)
    queue.enqueue(delta("A", "first"))
    clear(session, ["A"])
    queue.enqueue(delta("A", "second"))
    assert [one.delta.new_element.text.body for one in queue.flush()] == ["first", "second"]
    queue.enqueue(delta("A", "first"))
    clear(session)
    assert queue.is_empty()


def test_a_browser_that_asks_where_a_file_goes_is_answered_as_a_run_begins():
    queue = ForwardMsgQueue()
    session = SimpleNamespace(_browser_queue=queue)
    answer = ForwardMsg()
    answer.file_urls_response.response_id = "asked"
    ended = ForwardMsg()
    ended.script_finished = ForwardMsg.FINISHED_SUCCESSFULLY
    for one in (ended, delta("A", "drawn"), answer):
        queue.enqueue(one)
    all_sent(AppSession._clear_queue)(session)
    assert [one.WhichOneof("type") for one in queue.flush()] == [
        "file_urls_response", "script_finished",
    ]  # fmt: skip


def test_a_runner_that_ended_by_itself_is_heard_to_its_end():
    heard = []

    def hear(session, sender, event, *told):
        # As Streamlit's own: only the runner of the session counts.
        if sender is session._scriptrunner:
            heard.append((sender, event, *told))

    def create(session, data):
        session._scriptrunner = data

    class Session:
        _scriptrunner = None

    session = Session()
    create, hear = remembering(create), heard_to_the_end(hear)
    drawn, ended = ScriptRunnerEvent.ENQUEUE_FORWARD_MSG, ScriptRunnerEvent.SHUTDOWN
    create(session, "first")
    create(session, "second")
    hear(session, "first", drawn, "its last words")
    hear(session, "first", ended)
    assert session._scriptrunner == "second"
    # It is forgotten then.
    hear(session, "first", drawn, "nothing")
    session._scriptrunner = None
    create(session, "third")
    hear(session, "second", drawn, "of one that was told to stop")
    hear(session, "third", drawn, "of the one that runs")
    assert heard == [("first", drawn, "its last words"), ("third", drawn, "of the one that runs")]


def entered(**values):
    """Fields with text, and a button that was pressed."""
    states = WidgetStates()
    for name, value in values.items():
        one = states.widgets.add(id=name)
        setattr(one, "trigger_value" if value is True else "string_value", value)
    return states


@pytest.mark.parametrize("part", ["", "a"])
def test_a_press_that_waits_is_heard_by_the_run_of_the_page_that_comes_instead(part):
    requests = ScriptRequests()
    waits = entered(button=True, field="1")
    requests.request_rerun(RerunData(fragment_id="b", widget_states=waits))
    heard = []
    ask = with_what_waits(lambda session, state: heard.append(state))
    session = SimpleNamespace(_scriptrunner=SimpleNamespace(_requests=requests))
    ask(session, ClientState(fragment_id=part, widget_states=entered(field="2")))
    [state] = heard
    values = {one.id: one.trigger_value or one.string_value for one in state.widget_states.widgets}
    # A run of a part goes to the same runner, which knows of the press itself.
    assert values == ({"field": "2"} if part else {"field": "2", "button": True})
    again = requests.request_rerun(RerunData())
    assert again == bool(part), "what was handed on is not run by the old runner as well"


@pytest.mark.parametrize("runner", [None, SimpleNamespace(_requests=ScriptRequests())])
def test_where_nothing_waits_a_run_is_asked_for_as_it_is(runner):
    heard = []
    ask = with_what_waits(lambda session, state: heard.append(state))
    state = ClientState(widget_states=entered(field="2"))
    ask(SimpleNamespace(_scriptrunner=runner), state)
    ask(SimpleNamespace(_scriptrunner=runner), None)
    assert heard == [state, None]
    assert runner is None or runner._requests.request_rerun(RerunData())


@pytest.mark.parametrize("part", ["", "b"])
def test_a_page_that_waits_is_drawn_whatever_is_entered_on_the_one_before(part):
    requests = ScriptRequests()
    requests.request_rerun(RerunData(page_script_hash="compare", query_string="of=compare"))
    ask = page_kept(ScriptRequests._request_rerun_locked)
    entry = RerunData(
        fragment_id=part, page_script_hash="explore", query_string="of=explore",
        widget_states=entered(field="2"),
    )
    assert ask(requests, entry)
    run = requests.on_scriptrunner_ready().rerun_data
    page = "compare" if part else "explore"
    assert (run.page_script_hash, run.query_string) == (page, f"of={page}")
    assert run.fragment_id_queue == [] and len(run.widget_states.widgets) == 1


class _Runner:
    """One that can be held weakly."""


def test_what_was_entered_while_a_chosen_page_was_drawn_is_heard_on_that_page():
    ran = []
    run = on_its_page(lambda runner, wanted: ran.append(wanted))
    runner, other = _Runner(), _Runner()
    entry = RerunData(
        fragment_id_queue=["b"], page_script_hash="explore", query_string="of=explore"
    )
    run(runner, RerunData(page_script_hash="compare", query_string="of=compare"))
    run(runner, entry)
    # A runner that begins with an entry has drawn no other page.
    run(other, entry)
    # The page itself may lead to another one.
    run(runner, RerunData(page_script_hash="lessons", query_string="of=lessons"))
    run(runner, replace(entry, page_script_hash="lessons", query_string="now"))
    assert [(one.page_script_hash, one.query_string) for one in ran] == [
        ("compare", "of=compare"),
        ("compare", "of=compare"),
        ("explore", "of=explore"),
        ("lessons", "of=lessons"),
        ("lessons", "now"),
    ]
    assert ran[1].fragment_id_queue == ["b"]


def test_what_was_entered_while_the_first_page_was_drawn_is_heard_on_that_page():
    # The browser throws away what is drawn when it hears of a run of another page.
    ran = []
    run = on_its_page(lambda runner, wanted: ran.append(wanted))
    runner = _Runner()
    run(runner, RerunData(page_name="dynamics"))
    entry = RerunData(fragment_id_queue=["b"], page_script_hash="dynamics' own")
    run(runner, entry)
    assert ran[1] is entry


def test_parts_that_wait_give_way_to_a_page_that_is_chosen():
    requests = ScriptRequests()
    requests.request_rerun(RerunData(fragment_id="b", page_script_hash="explore"))
    ask = page_kept(ScriptRequests._request_rerun_locked)
    assert ask(requests, RerunData(page_script_hash="compare"))
    run = requests.on_scriptrunner_ready().rerun_data
    assert (run.page_script_hash, run.fragment_id_queue) == ("compare", [])
