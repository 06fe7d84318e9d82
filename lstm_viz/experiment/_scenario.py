"""A named, coloured initial state."""

from __future__ import annotations

import copy
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from lstm_viz.errors import LstmVizError

# Okabe and Ito (2008), the colours that are told apart by people with colour-blind eyes; ordered
# by contrast, the pale ones last. Yellow is left out: it cannot be seen on white.
COLORS: Final = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
_COLOR: Final = re.compile(r"#[0-9a-fA-F]{6}")


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """A named, coloured initial state.

    Parameters
    ----------
    id : str
        Stays the same when the scenario is renamed.
    name : str
        1 to 40 characters.
    color : str
        ``#rrggbb``.
    state : mapping
        ``InitialState.to_json()``; whether it fits the model is checked where the model is known.

    Raises
    ------
    LstmVizError
        If a field is not as said.
    """

    id: str
    name: str
    color: str
    state: Mapping[str, Any]

    def __post_init__(self) -> None:
        if not isinstance(self.id, str) or not self.id:
            raise LstmVizError("A scenario needs an id that is not empty.")
        if not isinstance(self.name, str) or not 1 <= len(self.name.strip()) <= 40:
            raise LstmVizError("The name of a scenario needs 1 to 40 characters.")
        if not isinstance(self.color, str) or not _COLOR.fullmatch(self.color):
            raise LstmVizError(
                f"The colour of scenario {self.name!r} must be written as #rrggbb, "
                f"not {self.color!r}."
            )
        if not isinstance(self.state, Mapping):
            raise LstmVizError(
                f"The initial state of scenario {self.name!r} must be a JSON object."
            )
        try:
            json.dumps(self.state, allow_nan=False)
            state = copy.deepcopy(dict(self.state))
        except (TypeError, ValueError, RecursionError) as error:
            raise LstmVizError(
                f"The initial state of scenario {self.name!r} does not fit into JSON: {error}."
            ) from error
        object.__setattr__(self, "name", self.name.strip())
        object.__setattr__(self, "state", state)

    @property
    def digest(self) -> str:
        """SHA-256 of the initial state's canonical JSON."""
        text = json.dumps(self.state, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()
