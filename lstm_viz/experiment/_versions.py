"""The JSON of an experiment, of this version or an older one, taken to pieces and checked."""

from __future__ import annotations

import reprlib
from collections.abc import Mapping
from typing import Any, Final

from lstm_viz.errors import LstmVizError
from lstm_viz.experiment._data import InputData
from lstm_viz.experiment._scenario import MOST_SCENARIOS, Scenario
from lstm_viz.experiment._view import View

FORMAT: Final = "lstm-viz-experiment"
VERSION: Final = 3
# What each version did not have yet.
_NEW: Final = {1: ("model_name", "data"), 2: (), 3: ()}
_FIRST_WITH_INTERVENTIONS: Final = 3


def parts_of(data: Any) -> dict[str, Any]:
    """Return the fields of an experiment from its JSON object.

    Raises
    ------
    LstmVizError
        If the document is of another kind, or one of its scenarios, its view or its data is not
        well formed.
    """
    if not isinstance(data, Mapping) or data.get("format") != FORMAT:
        raise LstmVizError(
            "This is no experiment: its 'format' must be {format!r}.", format=FORMAT
        )
    version = data.get("version")
    if type(version) is not int or version not in _NEW:
        raise LstmVizError(
            "This experiment has version {version}; this program reads "
            "versions 1 to {VERSION}.", version=reprlib.repr(version), VERSION=VERSION
        )
    if not isinstance(data.get("scenarios"), list):
        raise LstmVizError("The 'scenarios' of an experiment are a list.")
    body = {key: value for key, value in data.items() if key not in ("format", "version")}
    too_new = [key for key in _NEW[version] if key in body]
    if too_new:
        raise LstmVizError(
            "An experiment of version {version} has no {too_new!r}.",
            version=version,
            too_new=too_new[0],
        )
    if len(data["scenarios"]) > MOST_SCENARIOS:
        raise LstmVizError(
            "An experiment has 1 to {most} scenarios, not {count}.",
            most=MOST_SCENARIOS,
            count=len(data['scenarios']),
        )
    for entry in data["scenarios"]:
        changed = isinstance(entry, Mapping) and "interventions" in entry
        if changed and version < _FIRST_WITH_INTERVENTIONS:
            raise LstmVizError(
                "An experiment of version {version} has no interventions.",
                version=version,
            )
    body["scenarios"] = tuple(
        build(Scenario, entry, f"Scenario {k}") for k, entry in enumerate(data["scenarios"], 1)
    )
    body["view"] = build(View, data.get("view", {}), "The view")
    if body.get("data") is not None:
        body["data"] = InputData.from_packed(body["data"])
        body["sequence"] = body["data"].name
    return body


def build(kind: type, data: Any, what: str) -> Any:
    """Make an object of a JSON object of its fields; ``what`` names it in a sentence."""
    if not isinstance(data, Mapping):
        raise LstmVizError(
            "{what} must be a JSON object, not {kind}.",
            what=what,
            kind=type(data).__name__,
        )
    try:
        return kind(**data)
    except TypeError as error:
        reason = str(error).split("__init__() ")[-1]
        raise LstmVizError(
            "{what} is not well formed: {reason}.", what=what, reason=reason
        ) from error
