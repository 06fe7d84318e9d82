"""No browser is told to show a message that it has no longer."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from streamlit import config
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.scriptrunner_utils.script_run_context import ScriptRunContext

from lstm_viz.ui.server._still_there import (
    BROWSER_AGE,
    OUR_AGE,
    Account,
    accounted,
    keep_what_is_shown_again,
    with_what_is_there,
)

WRAPPED = [(AppSession, "flush_browser_queue"), (ScriptRunContext, "reset")]


class Browser:
    """Keeps messages as Streamlit's page does (`ForwardMessageCache`)."""

    def __init__(self):
        self.runs, self.kept = 0, {}

    def hear(self, message):
        kind = message.WhichOneof("type")
        if kind == "script_finished":
            self.runs += 1
            drawn = list(message.metadata.run.fragment_ids)
            for one, (age, part) in [*self.kept.items()]:
                if drawn and part not in drawn:
                    continue
                if self.runs - age > BROWSER_AGE:
                    del self.kept[one]
        else:
            part = self.kept[message.ref_hash][1] if kind == "ref_hash" else None
            one = message.ref_hash or message.hash
            self.kept[one] = (self.runs, message.delta.fragment_id if part is None else part)


def large(name: str, part: str = "") -> ForwardMsg:
    message = ForwardMsg(hash=name)
    message.delta.fragment_id = part
    message.metadata.cacheable = True
    return message


def again(name: str) -> ForwardMsg:
    return ForwardMsg(ref_hash=name)


def end(*parts: str) -> ForwardMsg:
    message = ForwardMsg(script_finished=ForwardMsg.FINISHED_SUCCESSFULLY)
    message.metadata.run.fragment_ids.extend(parts)
    return message


def test_what_is_wrapped_is_there_and_is_wrapped_once(monkeypatch, caplog):
    for owner, name in WRAPPED:
        monkeypatch.setattr(owner, name, getattr(owner, name))
    before = config.get_option("global.maxCachedMessageAge")
    try:
        keep_what_is_shown_again()
        first = [getattr(owner, name) for owner, name in WRAPPED]
        assert all(hasattr(method, "__wrapped__") for method in first)
        keep_what_is_shown_again()
        assert [getattr(owner, name) for owner, name in WRAPPED] == first
        assert config.get_option("global.maxCachedMessageAge") == BROWSER_AGE
        assert caplog.messages == []
    finally:
        config.set_option("global.maxCachedMessageAge", before)


def test_what_no_run_shows_any_more_is_sent_anew():
    account = Account()
    account.sent([large("old"), large("shown"), end()])
    for _ in range(OUR_AGE):
        account.sent([again("shown"), end()])
    assert account.among(["old", "shown", "never"]) == {"shown"}


@pytest.mark.parametrize("behind", [0, 3, BROWSER_AGE - OUR_AGE])
def test_a_browser_has_what_it_is_told_to_show_however_many_runs_wait_to_be_sent(behind):
    rng = np.random.default_rng(7)
    account, browser, waiting = Account(), Browser(), []
    # Some are shown often, some after more runs than either side keeps them for.
    names = [(f"{part}{number}", part) for part in ("", "A", "B") for number in range(40)]
    told = 0
    for _ in range(3_000):
        there = account.among([*browser.kept])
        part = ("", "", "A", "B")[rng.integers(4)]
        drawn = [one for one in names if one[1] == part and rng.random() < 0.05]
        run = [again(n) if n in there else large(n, p) for n, p in drawn]
        told += sum(one.WhichOneof("type") == "ref_hash" for one in run)
        waiting.append([*run, end(part) if part else end()])
        while len(waiting) > behind:
            sent = waiting.pop(0)
            account.sent(sent)
            for message in sent:
                browser.hear(message)
    assert told > 500


def test_a_run_refers_to_what_is_accounted_for():
    begun = []
    reset = with_what_is_there(lambda run, *given, **named: begun.append((given, named)))
    run = SimpleNamespace(session_id="a visit")
    reset(run, "query", cached_message_hashes=frozenset(["x"]), page_script_hash="p")
    visit = type("Visit", (), {"id": "a visit"})()
    flush = accounted(lambda session: [large("x"), end()])
    assert [one.hash for one in flush(visit)] == ["x", ""]
    reset(run, "query", cached_message_hashes=frozenset(["x", "y"]), page_script_hash="p")
    named = [one["cached_message_hashes"] for _, one in begun]
    assert named == [frozenset(), {"x"}]
    assert all(given == ("query",) for given, _ in begun)
    assert all(one["page_script_hash"] == "p" for _, one in begun)
