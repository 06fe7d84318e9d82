"""All pictures and numbers of the player, from what is on show and the runs."""

from __future__ import annotations

from collections.abc import Mapping

from lstm_viz.figures import scenario_styles, step_captions
from lstm_viz.player._message import Board
from lstm_viz.player._on_show import OnShow
from lstm_viz.player._payload import output_numbers, unit_numbers
from lstm_viz.player._pictures import sequence_pictures, signal_pictures
from lstm_viz.player._units import write_units
from lstm_viz.player._words import player_words
from lstm_viz.tracing import Trace


def board(shown: OnShow, traces: Mapping[str, Trace]) -> Board:
    """All pictures and numbers of the player.

    Parameters
    ----------
    shown : OnShow
    traces : mapping of scenario id to Trace
        Of every scenario.
    """
    spec, view, t = shown.spec, shown.view, shown.t
    steps = next(iter(traces.values()))[spec.name].T
    gates_open = bool(shown.gates) and view.gates
    pictures = [
        *sequence_pictures(shown, traces),
        *signal_pictures(shown, traces, spec.states, area="states"),
    ]
    if gates_open:
        pictures += signal_pictures(shown, traces, shown.gates, area="gates")
    direction = ""
    if spec.direction == "backward":
        direction = " " + t(
            "This layer reads backwards: at its step t it reads x at {after} - t.", after=steps + 1
        )
    return Board(
        pictures,
        {
            "place": shown.place,
            "start": shown.start,
            "steps": steps,
            "labels": step_captions(steps, shown.sequence.labels),
            "dark": shown.dark,
            "edited": shown.edited,
            "unit": unit_numbers(
                traces,
                shown.scenarios,
                spec,
                unit=min(view.unit, spec.units - 1),
                sample=view.sample,
            ),
            "outputs": output_numbers(
                traces,
                shown.scenarios,
                sample=view.sample,
                names=tuple(map(shown.t.known, shown.opened.output_names)),
                classes=shown.opened.output_kind == "class",
            ),
            "choices": {
                "pictures": view.pictures,
                "units": write_units(shown.units),
                "order": view.order,
                "baseline": shown.scenarios[0].name,
            },
            "legend": [
                {"id": key, "name": style.name, "color": style.color, "dash": style.dash}
                for key, style in scenario_styles(
                    [(s.id, s.name, s.color) for s in shown.scenarios]
                ).items()
            ],
            "gates_title": t("Gates {gates}", gates=" ".join(shown.gates)) if shown.gates else "",
            "gates_open": gates_open,
            "direction": direction,
        },
        player_words(t),
    )
