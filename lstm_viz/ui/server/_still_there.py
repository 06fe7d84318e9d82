"""Messages that a browser still has when it is told to show them again.

A browser keeps large messages for a few runs, and says with each entry which it has; in their place
Streamlit sends a short reference. But what was there as the entry was sent can be gone once its run
begins: the end of a run before it takes old messages away, and the page breaks with "Cached
ForwardMsg MISS". On a busy server an undo met it, which brings back a picture of some runs ago.

Here browsers keep more, and the server counts with them, but stricter: it refers to nothing that
may be gone.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final
from weakref import WeakKeyDictionary, WeakValueDictionary

from streamlit import config
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.scriptrunner_utils.script_run_context import ScriptRunContext

from lstm_viz.ui.server._wrapped import Method, wrap

# Runs for which a message is kept after it was shown: by a browser, and in the account of it. What
# lies between is what a browser, and what the server has not sent yet, may be behind.
BROWSER_AGE: Final = 40
OUR_AGE: Final = 30

# Accounts by session, which holds them, and by its id.
_HELD: Final[WeakKeyDictionary[Any, Account]] = WeakKeyDictionary()
_ACCOUNTS: Final[WeakValueDictionary[str, Account]] = WeakValueDictionary()


def keep_what_is_shown_again() -> None:
    """Have no visit be told to show a message that its browser has no longer."""
    config.set_option("global.maxCachedMessageAge", BROWSER_AGE)
    wrap(AppSession, "flush_browser_queue", accounted)
    wrap(ScriptRunContext, "reset", with_what_is_there)


class Account:
    """The messages that one browser has for sure, by hash, and the run that showed each last."""

    def __init__(self) -> None:
        self._runs = 0
        self._shown: dict[str, int] = {}

    def sent(self, messages: Iterable[ForwardMsg]) -> None:
        """Count messages in the order in which they are sent."""
        for message in messages:
            if message.WhichOneof("type") == "script_finished":
                self._runs += 1
                for one in [one for one in self._shown if self._age(one) > OUR_AGE]:
                    del self._shown[one]
            elif message.ref_hash or message.metadata.cacheable:
                self._shown[message.ref_hash or message.hash] = self._runs

    def among(self, hashes: Iterable[str]) -> frozenset[str]:
        """Those of the messages which the browser says it has that will still be there."""
        return frozenset(one for one in hashes if one in self._shown)

    def _age(self, one: str) -> int:
        return self._runs - self._shown[one]


def accounted(flush: Method) -> Method:
    """Take what waits for the browser, and account for it."""

    def flushed(session: Any) -> list[ForwardMsg]:
        messages: list[ForwardMsg] = flush(session)
        if messages:
            account = _HELD.setdefault(session, Account())
            _ACCOUNTS[session.id] = account
            account.sent(messages)
        return messages

    return flushed


def with_what_is_there(reset: Method) -> Method:
    """Begin a run, which refers to what its browser has and will have."""

    def begun(
        run: Any, *given: Any, cached_message_hashes: Iterable[str] | None = None, **named: Any
    ) -> None:
        account = _ACCOUNTS.get(run.session_id)
        there = account.among(cached_message_hashes or ()) if account else frozenset()
        reset(run, *given, cached_message_hashes=there, **named)

    return begun
