"""The player's words by key, in one language; the browser fills their places."""

from __future__ import annotations

from lstm_viz._language import Translate


def player_words(t: Translate) -> dict[str, str]:
    """The words of buttons, keys, sentences, the drawing of a cell, and of `picture_words`."""
    return {**_controls(t), **_choices(t), **_sentences(t), **_cell(t), **picture_words(t)}


def picture_words(t: Translate) -> dict[str, str]:
    """The words of what a picture shows as text and as a table."""
    return {
        "text": t("Text and table"),
        "text_of": t("Text and table: {title}"),
        "text_named": t("{name}: {value}"),
        "text_part": t("{name}, {part}"),
        "text_unit": t("unit {unit}"),
        "text_across": t("Horizontal axis: {name} from {low} to {high}"),
        "text_up": t("Vertical axis: {name}, values from {low} to {high}"),
        "text_curve": t(
            "from {first} at {from} to {last} at {to}; smallest {low} at {low_at}, largest "
            "{high} at {high_at}"
        ),
        "text_same": t("{value} from {from} to {to}"),
        "text_empty": t("no numbers"),
        "text_more": t("and {count} more"),
        "text_apart": t("Where they are farthest apart"),
        "text_gap": t("{one} and {other}: {by} apart at {at}"),
        "text_equal": t("{one} and {other}: the same everywhere"),
        "text_points": t("{count} points"),
        "text_span": t("{axis} from {low} to {high}"),
        "text_grid": t(
            "{rows} rows of {columns} values; smallest {low} at {low_at}, largest {high} at "
            "{high_at}"
        ),
        "table_all": t("All values."),
        "table_some": t("The first of every {count} values."),
        "table_around": t("Around t = {t}, all."),
        "table_columns": t("{shown} of {count} curves."),
        "table_rows": t("{shown} of {count} rows."),
        "table_steps": t("The values at t = {t} and at the steps beside it."),
        "table_grid": t("One of every {rows} rows and of every {columns} columns."),
    }


def _controls(t: Translate) -> dict[str, str]:
    return {
        "player": t("Pictures over time. Space plays, arrow keys step."),
        "controls": t("Player"),
        "first": t("First step"),
        "previous": t("Previous step"),
        "play": t("Play"),
        "pause": t("Pause"),
        "next": t("Next step"),
        "last": t("Last step"),
        "step": t("Step t"),
        "typed_step": t("Typed step"),
        "speed": t("Speed"),
        "loop": t("Loop"),
        "keys": t("Keys"),
        "letters": t("Keys with a single letter or sign"),
        "closer": t("Zoom into time"),
        "farther": t("Zoom out of time"),
        "initial": t("initial state"),
        "place": t("t = {t} of {steps}"),
        "named_place": t("t = {t} of {steps}: {label}"),
        "key_space": t("space"),
        "does_play": t("play or pause"),
        "does_step": t("one step"),
        "does_ten": t("ten steps"),
        "does_ends": t("first step, last step"),
        "does_speed": t("faster, slower"),
        "does_loop": t("loop on or off"),
        "does_zoom": t("zoom into time, out again"),
        "does_help": t("show or hide this list"),
        "unknown": t("unknown"),
        "silent_server": t("The server does not answer."),
        "ended_visit": t("This visit has ended: reload the page."),
        "no_library": t("The drawing library did not load: reload the page."),
    }


def _choices(t: Translate) -> dict[str, str]:
    return {
        "lines": t("lines"),
        "heatmap": t("heatmap"),
        "difference": t("difference to {name}"),
        "units": t("units"),
        "units_drawn": t("Units drawn as lines"),
        "units_written": t("Numbers and ranges, as in 0-3, 7"),
        "presets": t("Ways to choose units"),
        "choose_units": t("choose units…"),
        "different": t("most different between scenarios"),
        "variable": t("most variable over time"),
        "saturated": t("most saturated gates"),
        "orders": t("Order of units"),
        "stored": t("as stored"),
        "similar": t("by similarity"),
        "final": t("by final value"),
        "parts": t("Parts of the page"),
        "pictures": t("Pictures"),
        "initial_state": t("Initial state"),
        "legend": t("Scenarios: point to dim the others, press for the front"),
        "chip": t("Point: the others are dimmed. Press: {name} in front."),
    }


def _sentences(t: Translate) -> dict[str, str]:
    return {
        "where": t("t = {t} of {steps}, unit {unit} of {layer}, {name}"),
        "at_start": t("{where}: the initial state, {values}."),
        "at_masked": t("{where}: this step is masked, the state is kept."),
        "at_lstm": t(
            "{where}: forget gate {f}, {keep}; input gate {i}, {write} ({g}); output gate {o}, "
            "{show}."
        ),
        "at_gru": t("{where}: update gate {z}, {keep}; reset gate {r}, {reset}."),
        "at_simple": t("{where}: h goes from {before} to {after}."),
        "keeps": t("keeps its memory"),
        "forgets": t("forgets"),
        "keeps_part": t("keeps a part of its memory"),
        "writes": t("writes the candidate"),
        "lets_nothing": t("lets nothing in"),
        "lets_part": t("lets a part of it in"),
        "shows": t("shows it"),
        "hides": t("hides it"),
        "shows_part": t("shows a part of it"),
        "keeps_state": t("keeps its state"),
        "replaces": t("replaces its state"),
        "mixes": t("mixes old and new"),
        "reads_old": t("reads the old state"),
        "ignores_old": t("ignores the old state"),
        "reads_part": t("reads a part of it"),
        "equal_start": t("{name} = {value}  (initial state)"),
        "masked": t("masked: the state is kept"),
        "changed": t("{given}, changed to {recorded}"),
        "hint": t("{signal}, unit {unit}, t = {t}"),
        "hint_value": t("{name}: {value}"),
        "live": t("live, {count} pictures/s"),
    }


def _cell(t: Translate) -> dict[str, str]:
    return {
        "c_before": t("c before"),
        "h_before": t("h before"),
        "gate_f": t("forget gate f"),
        "gate_i": t("input gate i"),
        "gate_g": t("candidate g"),
        "gate_o": t("output gate o"),
        "gate_r": t("reset gate r"),
        "gate_z": t("update gate z"),
    }
