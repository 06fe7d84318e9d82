"""Runs of a page of which none is cut off by the next: what was entered counts, and is seen.

A page is drawn by runs of its parts (fragments), one after another, and Streamlit gives up what is
left of a run when the next begins. Where that one draws the whole page, nothing is missed; where it
draws another part, an entry of a moment ago has no effect, or no sentence beside it:

- Of two entries in one run, one asks for other parts to be drawn in the place of its own, which
  leaves the other's undrawn. Here both are drawn.
- So does an entry that is heard by the run of a page that was chosen, or of what an entry before
  asked for. Here that is drawn too.
- A callback is stopped in its middle by what is entered elsewhere, and not called again. Here it
  ends first.
- What a run drew, and was not sent yet, is dropped. Here it is sent.
- So is the answer to a browser that asks where it may upload a file; it waits for ever, and the
  file is lost without a word. Here it is sent.
- An entry that waits for its turn goes with the runner that is put aside for a run of the whole
  page, and a press of a button is told once. Here the new run hears it.
- A page that is chosen in the moment of an entry is given up for the page of that entry, while it
  waits to be drawn or as soon as it is drawn. Here it is kept, and hears the entry.
- What a run told the server last is not heard once another runner has begun. Here it is, unless
  the runner was told to stop.
"""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import Any, Final
from weakref import WeakKeyDictionary, WeakValueDictionary

from streamlit.runtime.app_session import AppSession
from streamlit.runtime.scriptrunner import ScriptRunner, ScriptRunnerEvent, get_script_run_ctx
from streamlit.runtime.scriptrunner_utils.script_requests import (
    ScriptRequests,
    ScriptRequestType,
    _coalesce_widget_states,
    _is_full_app_rerun,
)
from streamlit.runtime.scriptrunner_utils.script_run_context import RunLocation, ThreadState
from streamlit.runtime.state import SafeSessionState, SessionState

from lstm_viz.ui.server._wrapped import Method, wrap

# What a browser has asked for by itself, and nothing that a run draws.
_ANSWERS: Final = ("file_urls_response", "backend_operation_response", "heartbeat_ack")

# By visit, held by whose callbacks run.
_TURNS: Final[WeakValueDictionary[str, Any]] = WeakValueDictionary()
_TURNS_CHANGE: Final = threading.Lock()
# The last runner of a session that ended by itself, while it may still be heard.
_ENDED: Final[WeakKeyDictionary[Any, Any]] = WeakKeyDictionary()
# The last run of a whole page, by runner.
_PAGES: Final[WeakKeyDictionary[Any, Any]] = WeakKeyDictionary()


def keep_every_run() -> None:
    """Have every run of every visit count to its end."""
    wrap(SessionState, "_call_callbacks", every_entry_drawn)
    wrap(ScriptRunner, "_maybe_handle_execution_control_request", not_in_callbacks)
    wrap(SafeSessionState, "on_script_will_rerun", in_turn)
    wrap(AppSession, "_clear_queue", all_sent)
    wrap(AppSession, "request_rerun", with_what_waits)
    wrap(ScriptRequests, "_request_rerun_locked", page_kept)
    wrap(ScriptRunner, "_run_script", on_its_page)
    wrap(AppSession, "_create_scriptrunner", remembering)
    wrap(AppSession, "_handle_scriptrunner_event_on_event_loop", heard_to_the_end)


def every_entry_drawn(call_back: Method) -> Method:
    """Call the callbacks of what was entered, and draw the parts of the page of each entry."""

    def called(state: Any, **named: Any) -> None:
        widgets = state._new_widget_state
        changed = [widgets.widget_metadata.get(w) for w in widgets if state._widget_changed(w)]
        call_back(state, **named)
        run = get_script_run_ctx()
        if run is None or run.script_requests is None or not changed:
            return
        drawn = run.fragment_ids_this_run or []
        parts = dict.fromkeys(None if one is None else one.fragment_id for one in changed)
        # A single entry says itself what it changes; but it knows nothing of a chosen page, nor of
        # parts that an entry of a moment ago has asked for, where their run hears it.
        if len(changed) < 2 and (set(drawn) <= parts.keys() if drawn else None in parts):
            return
        if not _replaced(run.script_requests) and (not drawn or parts.keys() <= set(drawn)):
            return
        whole_page = state._build_full_app_rerun(run)
        if not drawn or None in parts:
            run.script_requests.request_rerun(whole_page)
        else:
            queue = list(dict.fromkeys([*drawn, *parts]))
            both = replace(whole_page, fragment_id_queue=queue, is_fragment_scoped_rerun=True)
            run.script_requests.request_rerun(both)

    return called


def _replaced(requests: Any) -> bool:
    """Whether the run under way makes room for one of other parts."""
    asked = requests._state is ScriptRequestType.RERUN
    return asked and requests._rerun_data.is_fragment_scoped_rerun


def not_in_callbacks(look: Method) -> Method:
    """Look for requests to stop or to run again, but not in a callback."""

    def looked(runner: Any) -> None:
        try:
            place = ThreadState.get().run_location
        except RuntimeError:
            # Not a thread that runs a page.
            place = RunLocation.MAIN_SCRIPT
        if place is not RunLocation.CALLBACK:
            look(runner)

    return looked


def in_turn(call_back: Method) -> Method:
    """Call the callbacks of one runner of a visit at a time: a stopped one may be in its own."""

    def called(state: Any, *given: Any, **named: Any) -> None:
        run = get_script_run_ctx()
        with _TURNS_CHANGE:
            turn = _TURNS.setdefault("" if run is None else run.session_id, threading.RLock())
        with turn:
            call_back(state, *given, **named)

    return called


def all_sent(clear: Method) -> Method:
    """Empty the queue to the browser as a run of the page begins, of what is to be drawn anew."""

    def cleared(session: Any, fragment_ids_this_run: list[str] | None = None) -> None:
        if not fragment_ids_this_run:
            waiting = session._browser_queue._queue
            answers = [one for one in waiting if one.WhichOneof("type") in _ANSWERS]
            clear(session, fragment_ids_this_run)
            session._browser_queue._queue[:0] = answers
            return
        # What this run draws stays apart from what the one before has drawn at the same places.
        session._browser_queue._delta_index_map = {}

    return cleared


def with_what_waits(ask: Method) -> Method:
    """Ask for a run of the whole page, which hears what waited in the runner it replaces."""

    def asked(session: Any, client_state: Any) -> None:
        requests = getattr(session._scriptrunner, "_requests", None)
        if client_state and not client_state.fragment_id and requests is not None:
            with requests._lock:
                if requests._state is ScriptRequestType.RERUN:
                    waiting = requests._rerun_data.widget_states
                    heard = _coalesce_widget_states(waiting, client_state.widget_states)
                    if heard is not None:
                        client_state.widget_states.CopyFrom(heard)
                    # Now, so that it does not begin with it as well.
                    requests._state = ScriptRequestType.STOP
        ask(session, client_state)

    return asked


def page_kept(ask: Method) -> Method:
    """Ask for a run of parts, on the page that waits to be drawn if another one was chosen."""

    def asked(requests: Any, wanted: Any) -> bool:
        waits = requests._rerun_data
        if (
            requests._state is ScriptRequestType.RERUN
            and _is_full_app_rerun(waits)
            and not _is_full_app_rerun(wanted)
        ):
            wanted = _on_page_of(waits, wanted)
        return ask(requests, wanted)

    return asked


def on_its_page(run: Method) -> Method:
    """Run a page or parts of one: parts on the page that was run last, whatever they were part of.

    What is entered while a chosen page is drawn comes from the page that it takes the place of.
    """

    def ran(runner: Any, wanted: Any) -> None:
        if _is_full_app_rerun(wanted):
            _PAGES[runner] = wanted
        elif (last := _PAGES.get(runner)) is not None:
            # The first page of a visit is asked for by its address, its parts by its hash.
            if last.page_script_hash not in ("", wanted.page_script_hash):
                wanted = _on_page_of(last, wanted)
        run(runner, wanted)

    return ran


def _on_page_of(page: Any, wanted: Any) -> Any:
    return replace(
        wanted,
        page_script_hash=page.page_script_hash,
        page_name=page.page_name,
        query_string=page.query_string,
    )


def remembering(create: Method) -> Method:
    """Create a runner, and remember the one before, unless it was told to stop."""

    def created(session: Any, initial_rerun_data: Any) -> None:
        # One that is told to stop is put aside before.
        if session._scriptrunner is not None:
            _ENDED[session] = session._scriptrunner
        create(session, initial_rerun_data)

    return created


def heard_to_the_end(hear: Method) -> Method:
    """Hear a session's runner, and also the one that it remembers."""

    def heard(session: Any, sender: Any, event: ScriptRunnerEvent, *told: Any) -> None:
        if sender is None or sender is not _ENDED.get(session):
            hear(session, sender, event, *told)
        elif event is ScriptRunnerEvent.SHUTDOWN:
            del _ENDED[session]
        else:
            current, session._scriptrunner = session._scriptrunner, sender
            try:
                hear(session, sender, event, *told)
            finally:
                session._scriptrunner = current

    return heard
