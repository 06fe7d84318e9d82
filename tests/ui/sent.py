"""What a page sends to its components, read as the browser reads it."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
from streamlit.testing.v1 import AppTest

from lstm_viz.player import board, message

_KINDS = {"f": "<f4", "i": "<i4", "B": "<u1"}


def components(app: AppTest) -> list[dict[str, Any]]:
    """JSON of every component but the player."""
    found = app.get("bidi_component")
    return [json.loads(component.proto.json) for component in found if component.proto.json]


def player(app: AppTest) -> dict[str, Any]:
    """The player's board: arrays in their places, frames and numbers put together as ``figure``.

    The last message leaves out what was sent before: it is completed by writing it again in full.
    """
    [sent] = [c.proto.bytes for c in app.get("bidi_component") if c.proto.bytes]
    start = app.session_state["live_seat"].start
    whole = message(board(start.shown, start.traces)).data
    header, full = _header(sent)[0], decoded(whole)
    # By digests of their content, both are the same.
    assert header["revision"] == full["revision"]
    return {**header, **full}


def decoded(data: bytes) -> dict[str, Any]:
    """A whole message."""
    header, blob = _header(data)
    arrays = {
        digest: np.frombuffer(blob, _KINDS[kind], length, offset)
        for digest, kind, offset, length in header["arrays"]
    }

    def filled(value: Any) -> Any:
        if isinstance(value, dict) and "array" in value:
            return arrays[value["array"]].reshape(value["shape"])
        if isinstance(value, dict):
            return {key: filled(part) for key, part in value.items()}
        return [filled(part) for part in value] if isinstance(value, list) else value

    header = filled(header)
    for picture in header["pictures"]:
        picture["figure"] = None
        if picture["frame"] is not None:
            picture["figure"] = json.loads(header["frames"][picture["frame"]])
            for place, value in picture["numbers"].items():
                *path, last = place.split("/")
                inside = picture["figure"]
                for key in path:
                    inside = inside[int(key) if isinstance(inside, list) else key]
                inside[last] = value
    return header


def _header(data: bytes) -> tuple[dict[str, Any], bytes]:
    size = int.from_bytes(data[:4], "little")
    return json.loads(data[4 : 4 + size]), data[4 + size :]
