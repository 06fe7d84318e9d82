"""The route beside the page: a state under the hand in, the numbers of what is on show out."""

from __future__ import annotations

import asyncio
from typing import Final

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from lstm_viz._language import translator
from lstm_viz.errors import LstmVizError
from lstm_viz.player import board, message
from lstm_viz.ui.live._handles import Seat, Start, seat_of
from lstm_viz.ui.live._in_plane import MOST_BYTES, InPlane, way_of
from lstm_viz.ui.live._request import most_bytes, read_request
from lstm_viz.ui.live._runs import runs_from

_HANDLE: Final = "x-lstm-viz-handle"
_HEADERS: Final = {"cache-control": "no-store"}


async def live(request: Request) -> Response:
    """Answer with the player's message for an edited state, or with a trajectory in a plane.

    Which of them is what the visit has on show; nothing of it changes.
    """
    seat = seat_of(request.headers.get(_HANDLE, ""))
    start = None if seat is None else seat.start
    if seat is None or start is None:
        return _refused(410, "This visit has ended: reload the page.")
    t = translator(start.language)
    most, body = _most(start), bytearray()
    async for part in request.stream():
        body += part
        if len(body) > most:
            return _refused(413, t("A state of this layer takes at most {most} bytes.", most=most))
    if not seat.lock.acquire(blocking=False):
        # One picture at a time. The browser asks again by itself; of an error it would tell.
        return Response(status_code=204, headers=_HEADERS)
    try:
        # In a thread: the other visitors' messages do not wait for it.
        data = await asyncio.to_thread(_drawn, seat, start, bytes(body))
    except LstmVizError as error:
        return _refused(400, t.told(error))
    finally:
        seat.lock.release()
    return Response(data, media_type="application/octet-stream", headers=_HEADERS)


def _most(start: Start | InPlane) -> int:
    return MOST_BYTES if isinstance(start, InPlane) else most_bytes(start.shown.spec)


def _drawn(seat: Seat, start: Start | InPlane, body: bytes) -> bytes:
    if isinstance(start, InPlane):
        return way_of(body, start, seat.last_run)
    shown = start.shown
    asked = read_request(body, shown.spec, frozenset(start.states))
    state = start.states[asked.scenario].with_units(asked.layer, asked.units)
    edited = {asked.scenario: state}
    runs = runs_from(
        seat.last_run, shown.opened, shown.sequence.x, edited, start.states, start.acting
    )
    traces = {**start.traces, **runs}
    return message(board(shown, traces), known=seat.known, seq=asked.seq).data


def _refused(status: int, sentence: str) -> PlainTextResponse:
    return PlainTextResponse(sentence, status_code=status, headers=_HEADERS)
