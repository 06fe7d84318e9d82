"""What of an experiment is on the screen."""

from __future__ import annotations

import reprlib
from dataclasses import dataclass, fields
from typing import Any, Final

from lstm_viz.errors import LstmVizError
from lstm_viz.experiment._compare_view import CompareView
from lstm_viz.experiment._dynamics_view import DynamicsView
from lstm_viz.experiment._scenario import is_id

MOST_UNITS: Final = 64
PICTURES: Final = ("lines", "heatmap", "difference")
ORDERS: Final = ("stored", "similar", "final")
PAGES: Final = ("explore", "compare", "dynamics", "keras_code")
SECTIONS: Final = ("ways", "doctor", "statefulness", "transfer")
# Purposes of the section "ways".
PURPOSES: Final = ("call", "stateful", "loop", "learned", "kinds", "gone", "mistakes")


@dataclass(frozen=True, kw_only=True)
class View:
    """What of an experiment is on the screen.

    Parameters
    ----------
    layer : str or None
        Recurrent layer; None is the first.
    units : tuple of int or None
        Units drawn as lines, at most 64; None lets the page choose.
    step : int
        0 is the initial state.
    unit : int
        Unit whose numbers are spelled out.
    sample : int
        Row of the batch.
    pictures : {"lines", "heatmap", "difference"}
        How states are drawn; a difference is that to the first scenario, as lines.
    order : {"stored", "similar", "final"}
        Order of the units in a heatmap.
    gates : bool
        Whether the gates are drawn.
    edited : str or None
        Id of the scenario in the editor; None lets the page choose.
    page : {"explore", "compare", "dynamics", "keras_code"}
        Page on show.
    compare : CompareView
        Settings of the page Compare; a mapping of them is taken too.
    dynamics : DynamicsView
        Settings of the page Dynamics, likewise.
    section : {"ways", "doctor", "statefulness", "transfer"}
        Section of the page Keras code.
    purpose : {"call", "stateful", "loop", "learned", "kinds", "gone", "mistakes"}
        What the ways to set a state are to be for.

    Raises
    ------
    LstmVizError
        If a field is not as said.
    """

    layer: str | None = None
    units: tuple[int, ...] | None = None
    step: int = 0
    unit: int = 0
    sample: int = 0
    pictures: str = "lines"
    order: str = "stored"
    gates: bool = False
    edited: str | None = None
    page: str = "explore"
    compare: CompareView = CompareView()
    dynamics: DynamicsView = DynamicsView()
    section: str = "ways"
    purpose: str = "call"

    def __post_init__(self) -> None:
        if self.layer is not None:
            named = isinstance(self.layer, str) and 1 <= len(self.layer) <= 200
            if not named or not self.layer.isprintable():
                raise LstmVizError(
                    "The layer of a view is a name, not {show}.", show=_show(self.layer)
                )
        for name in ("step", "unit", "sample"):
            _whole(name, getattr(self, name))
        if self.pictures not in PICTURES:
            ways = ", ".join(PICTURES)
            raise LstmVizError(
                "Pictures are drawn as {ways}, not {pictures!r}.",
                ways=ways,
                pictures=self.pictures,
            )
        if self.order not in ORDERS:
            raise LstmVizError(
                "Units stand in the order {orders}, not {order!r}.",
                orders=', '.join(ORDERS),
                order=self.order,
            )
        if not isinstance(self.gates, bool):
            raise LstmVizError(
                "Gates are drawn or not: true or false, not {show}.",
                show=_show(self.gates),
            )
        if self.edited is not None and not is_id(self.edited):
            raise LstmVizError(
                "The edited scenario of a view is an id, not {show}.",
                show=_show(self.edited),
            )
        if self.page not in PAGES:
            raise LstmVizError(
                "There is no page {show}: {pages}.",
                show=_show(self.page),
                pages=', '.join(PAGES),
            )
        for name, known in (("section", SECTIONS), ("purpose", PURPOSES)):
            if getattr(self, name) not in known:
                raise LstmVizError(
                    "The {name} of the page Keras code is one of {known}, not "
                    "{show}.", name=name, known=', '.join(known), show=_show(getattr(self, name))
                )
        if not isinstance(self.compare, CompareView):
            object.__setattr__(self, "compare", CompareView.from_json(self.compare))
        if not isinstance(self.dynamics, DynamicsView):
            object.__setattr__(self, "dynamics", DynamicsView.from_json(self.dynamics))
        if self.units is None:
            return
        if not isinstance(self.units, (tuple, list)):
            raise LstmVizError(
                "The units of a view are a list of numbers, not {units!r}.",
                units=self.units,
            )
        for unit in self.units:
            _whole("unit", unit)
        if len(set(self.units)) != len(self.units):
            raise LstmVizError("A unit is named twice in the view: name each unit once.")
        if len(self.units) > MOST_UNITS:
            raise LstmVizError(
                "A view draws at most {most} units as lines, not {count}.",
                most=MOST_UNITS,
                count=len(self.units),
            )
        object.__setattr__(self, "units", tuple(self.units))

    def to_json(self) -> dict[str, Any]:
        """Return a JSON object of the fields that are not at their default."""
        given = {f.name: getattr(self, f.name) for f in fields(self)}
        written = {f.name: given[f.name] for f in fields(self) if given[f.name] != f.default}
        for name in ("compare", "dynamics"):
            if name in written:
                written[name] = getattr(self, name).to_json()
        return {k: list(v) if isinstance(v, tuple) else v for k, v in written.items()}


def _whole(name: str, value: Any) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**31:
        raise LstmVizError(
            "The {name} of a view is a whole number from 0 up, not {show}.",
            name=name,
            show=_show(value),
        )


def _show(value: Any) -> str:
    # Python refuses to write out very long whole numbers.
    if isinstance(value, int) and abs(value) >= 2**31:
        return "one so large"
    return reprlib.repr(value)
