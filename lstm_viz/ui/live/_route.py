"""The route beside the page: a state under the hand in, the player's numbers out."""

from __future__ import annotations

import asyncio
from typing import Final

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from lstm_viz.errors import LstmVizError
from lstm_viz.player import board, message
from lstm_viz.ui.live._handles import Seat, Start, seat_of
from lstm_viz.ui.live._request import most_bytes, read_request
from lstm_viz.ui.visit.caches import running

_HANDLE: Final = "x-lstm-viz-handle"
_HEADERS: Final = {"cache-control": "no-store"}


async def live(request: Request) -> Response:
    """Answer with the player's message for an edited state; nothing of the visit changes."""
    seat = seat_of(request.headers.get(_HANDLE, ""))
    start = None if seat is None else seat.start
    if seat is None or start is None:
        return _refused(410, "This visit has ended: reload the page.")
    most, body = most_bytes(start.shown.spec), bytearray()
    async for part in request.stream():
        body += part
        if len(body) > most:
            return _refused(413, f"A state of this layer takes at most {most} bytes.")
    if not seat.lock.acquire(blocking=False):
        return _refused(429, "One picture at a time: wait for the answer before you ask again.")
    try:
        # In a thread: the other visitors' messages do not wait for it.
        data = await asyncio.to_thread(_drawn, seat, start, bytes(body))
    except LstmVizError as error:
        return _refused(400, str(error))
    finally:
        seat.lock.release()
    return Response(data, media_type="application/octet-stream", headers=_HEADERS)


def _drawn(seat: Seat, start: Start, body: bytes) -> bytes:
    shown = start.shown
    asked = read_request(body, shown.spec, frozenset(start.states))
    model, x = shown.opened.model, shown.sequence.x
    if model is None:
        raise LstmVizError("This model has left the visit: open it again.")
    state = start.states[asked.scenario].with_units(asked.layer, asked.units)
    states = {asked.scenario: state}
    if start.acting:
        # A splice may take its state from the run of any other scenario.
        states = {**start.states, **states}
    with running(shown.opened):
        runs = seat.last_run.of(model, x, states, start.acting)
    traces = {**start.traces, **runs}
    return message(board(shown, traces), known=seat.known, seq=asked.seq).data


def _refused(status: int, sentence: str) -> PlainTextResponse:
    return PlainTextResponse(sentence, status_code=status, headers=_HEADERS)
