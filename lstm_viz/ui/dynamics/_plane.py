"""In which plane of a layer's states the section State space draws."""

from __future__ import annotations

from functools import partial
from typing import Final

from lstm_viz._language import N_, Text
from lstm_viz.dynamics import (
    FixedPoints,
    Near,
    Plane,
    plane_through,
    principal_plane,
    state_names,
    units_plane,
)
from lstm_viz.errors import LstmVizError
from lstm_viz.experiment import PLANES
from lstm_viz.models import LayerSpec
from lstm_viz.ui import visit
from lstm_viz.ui.dynamics._settings import bound, change, settings, tied, typed
from lstm_viz.ui.visit import choices, t

_PLANE_WORDS: Final = {
    "principal": N_("Principal components"),
    "numbers": N_("Two numbers of the state"),
    "points": N_("Through three fixed points"),
    "space3": N_("Three dimensions"),
}


def plane_widgets(spec: LayerSpec) -> None:
    """Draw the choice of a plane, and what belongs to the chosen one."""
    choices.selectbox(
        t("Plane"),
        PLANES,
        format_func=lambda p: t.known(_PLANE_WORDS[p]),
        width=215,
        **bound("plane", options=PLANES),
    )
    if settings().plane == "numbers":
        names = state_names(spec)
        said = [t.known(name) for name in names]
        for name, label in (("across", t("Across")), ("up", t("Up"))):
            value = min(getattr(settings(), name), len(names) - 1)
            choices.selectbox(
                label,
                range(len(names)),
                format_func=lambda k: said[k],
                width=140,
                **tied(name, value, partial(_change, name), options=range(len(names))),
            )
    elif settings().plane == "points":
        visit.typed_field(
            t("Three points"),
            settings().points,
            _three_points,
            width=110,
            **typed("points"),
        )


def _change(name: str, number: int) -> None:
    change(**{name: number})


def _three_points(typed_text: str) -> str:
    text = visit.half_width_text(typed_text)
    numbers = [number.strip() for number in text.split(",")]
    if len(numbers) != 3 or not all(one.isdecimal() and len(one) < 7 for one in numbers):
        raise LstmVizError(N_("Name three points by their numbers, as in 1,2,3."))
    return ",".join(numbers)


def chosen_plane(spec: LayerSpec, near: Near, points: FixedPoints | None) -> Plane:
    """The plane that is chosen, or the space of three dimensions.

    Raises
    ------
    LstmVizError
        When there is none such.
    """
    chosen = settings()
    if chosen.plane == "numbers":
        size = near.states.shape[1]
        numbers = [min(chosen.across, size - 1), min(chosen.up, size - 1)]
        return units_plane(spec, numbers, near.mean)
    if chosen.plane == "points":
        if points is None or len(points) < 3:
            raise LstmVizError(
                N_(
                    "There are no three fixed points here: the plane of the visited states is "
                    "drawn."
                )
            )
        numbers = list(chosen.point_numbers)
        if not all(1 <= number <= len(points) for number in numbers):
            raise LstmVizError(
                N_("Name three points from 1 to {count}, as in 1,2,3."), count=len(points)
            )
        names = [Text("point {point}", point=number) for number in numbers]
        return plane_through(points.states[[number - 1 for number in numbers]], names)
    size = min(3 if chosen.plane == "space3" else 2, near.states.shape[1])
    if chosen.plane == "space3" and size < 3:
        raise LstmVizError(N_("The state has only two numbers: it is drawn in a plane."))
    return principal_plane(near.states, size)
