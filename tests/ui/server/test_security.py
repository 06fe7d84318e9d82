"""The headers of every answer."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from pathlib import Path

import pytest
import streamlit

import lstm_viz
from lstm_viz._embedding import embedders
from lstm_viz.errors import LstmVizError
from lstm_viz.ui.server._health import health
from lstm_viz.ui.server._options import OPTIONS
from lstm_viz.ui.server._security import SecurityHeaders, content_security_policy, is_allowed


def answer(headers, kind="http"):
    """The messages that come through the middleware for an answer with these headers."""
    sent = []

    async def app(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": headers})

    async def send(message):
        sent.append(message)

    # Nothing here waits, so no event loop is needed; a browser test may have one running.
    with pytest.raises(StopIteration):
        SecurityHeaders(app)({"type": kind}, None, send).send(None)
    return dict(sent[0]["headers"])


def test_the_policy_has_no_eval_and_names_the_one_inline_script():
    index = (Path(streamlit.__file__).parent / "static" / "index.html").read_text("utf-8")
    script = index.split("<script>")[1].split("</script>")[0]
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = content_security_policy(index)
    [scripts] = [part for part in policy.split("; ") if part.startswith("script-src")]
    assert scripts == f"script-src 'self' 'sha256-{digest}'"
    assert "unsafe-eval" not in policy
    assert "http" not in policy


def test_every_answer_carries_the_headers_and_keeps_its_own():
    got = answer([(b"content-type", b"text/html"), (b"X-Frame-Options", b"ALLOWALL")])
    assert got[b"content-type"] == b"text/html"
    assert got[b"x-content-type-options"] == b"nosniff"
    assert got[b"x-frame-options"] == b"DENY"
    assert b"X-Frame-Options" not in got
    assert got[b"content-security-policy"].endswith(b"frame-ancestors 'none'")


@pytest.mark.parametrize(
    ("variable", "ancestors", "older"),
    [
        ("", b"'none'", b"DENY"),
        ("self", b"'self'", b"SAMEORIGIN"),
        ("https://course.example.edu", b"https://course.example.edu", None),
        (" https://A.example/, http://b.example:8080  https://*.c.example ",
         b"https://a.example http://b.example:8080 https://*.c.example", None),
    ],
)
def test_who_may_show_the_page_in_a_frame(monkeypatch, variable, ancestors, older):
    monkeypatch.setenv("LSTM_VIZ_EMBED", variable)
    got = answer([(b"x-frame-options", b"ALLOWALL")])
    assert got[b"content-security-policy"].endswith(b"; frame-ancestors " + ancestors)
    assert got.get(b"x-frame-options") == older


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("*", "any page"),
        ("course.example.edu", "does not begin with https://"),
        ("javascript:alert(1)", "does not begin with https://"),
        ("https://", "no name of a site"),
        ("https://a.example/path", "more than a name and a port"),
        ("https://me@a.example", "more than a name and a port"),
        ("https://a.example:port", "no address"),
        ("https://a.example;script-src *", "no name of a site"),
        ("https://*", "no name of a site"),
        ("https://a.*.example", "no name of a site"),
    ],
)
def test_a_page_that_cannot_be_named_is_refused_in_a_sentence(value, words):
    with pytest.raises(LstmVizError, match=re.escape(words)) as refused:
        embedders([value])
    assert str(refused.value).count("\n") == 0


def test_a_websocket_is_left_alone():
    assert answer([], kind="websocket") == {}


@pytest.mark.parametrize(
    ("host", "allowed", "answered"),
    [
        ("localhost:8501", ["localhost"], True),
        ("[::1]:8501", ["::1"], True),
        ("Viz.Example.edu", ["viz.example.edu"], True),
        ("a.example.edu", ["*.example.edu"], True),
        ("anything", ["*"], True),
        ("anything", [], True),
        ("evil.example", ["localhost"], False),
        ("example.edu.evil.example", ["*.example.edu"], False),
        ("localhost.evil.example", ["localhost"], False),
        ("", ["localhost"], False),
        ("[", ["localhost"], False),
    ],
)
def test_only_the_allowed_names_are_answered(host, allowed, answered):
    assert is_allowed(host, allowed) is answered


def test_the_health_route_says_how_busy_the_server_is_and_nothing_of_visitors():
    # Nothing in it waits, so no event loop is needed.
    with pytest.raises(StopIteration) as ended:
        health(None).send(None)
    answer = ended.value.value
    assert answer.headers["cache-control"] == "no-store"
    said = json.loads(answer.body)
    assert said.pop("version") == lstm_viz.__version__
    assert said.pop("status") == "ok"
    assert (said["readers_busy"], said["readers_waiting"]) == (0, 0)
    assert set(said) == {
        "visits",
        "visits_waiting",
        "visits_most",
        "readers_busy",
        "readers_waiting",
        "visitors_models",
        "visitors_models_mib",
    }


def test_every_page_has_its_own_route():
    paths = {route.path for route in OPTIONS["routes"]}
    assert {"/", "/compare", "/keras_code", "/assets/server.js"} <= paths
