"""The form in which an intervention is written: a new one at the cursor, or the chosen one."""

from __future__ import annotations

from typing import Any, Final

import streamlit as st

from lstm_viz._language import N_
from lstm_viz.errors import LstmVizError
from lstm_viz.interventions import KINDS, Intervention, Splice, in_words
from lstm_viz.player import read_units, write_units
from lstm_viz.ui import visit
from lstm_viz.ui._plain import plain
from lstm_viz.ui.components.lane import LaneEdit
from lstm_viz.ui.explore.interventions._edits import apply
from lstm_viz.ui.explore.interventions._parse import parse_numbers
from lstm_viz.ui.explore.interventions._place import Place, select, selected, tell
from lstm_viz.ui.visit import choices, t

_WORDS: Final = {
    "set": N_("Set to"),
    "clamp": N_("Hold at"),
    "lesion": N_("Lesion"),
    "scale": N_("Multiply by"),
    "add": N_("Add"),
    "splice": N_("State of another scenario"),
}
_FILLS: Final = {"set": "value", "clamp": "value", "scale": "by", "add": "values"}
_NUMBERS: Final = {"set": "1", "clamp": "1", "scale": "0.5", "add": "0.5"}
_SPANS: Final = ("clamp", "lesion")
_ALL: Final = "all"


def intervention_form(place: Place) -> None:
    """Draw the form."""
    chosen = selected()
    if chosen is None:
        _Form(place, None, place.scenario.id, None).draw()
        return
    key, number = chosen
    one = visit.experiment().scenario(key).interventions[number]
    st.markdown(
        t(
            "**{words}**, in {scenario}",
            words=plain(in_words(one, names=place.names, t=t).capitalize()),
            scenario=plain(place.names[key]),
        )
    )
    with st.container(horizontal=True, gap="small"):
        on = one.on
        for label, icon, action in (
            (t("Switch off") if on else t("Switch on"), ":material/power_settings_new:", "toggle"),
            (t("Copy"), ":material/content_copy:", "copy"),
            (t("Remove"), ":material/delete:", "remove"),
        ):
            st.button(
                label,
                icon=icon,
                key=f"intervention_{action}",
                on_click=_act,
                args=(place, LaneEdit(action, key, number)),
            )
        st.button(t("New one instead"), key="intervention_new", on_click=_unselect, args=(place,))
    _Form(place, one, key, number).draw()


def _act(place: Place, edit: LaneEdit) -> None:
    apply(place, edit)
    place.redraw()


def _unselect(place: Place) -> None:
    select(None)
    place.redraw()


class _Form:
    """Fields of one intervention, and where it goes."""

    def __init__(
        self, place: Place, one: Intervention | None, scenario: str, number: int | None
    ) -> None:
        self.place, self.scenario, self.number = place, scenario, number
        self.data: dict[str, Any] = {} if one is None else one.to_json()
        self.layer = self.data.get("layer", place.spec.name)
        self.spec = place.opened.model.layer(self.layer)
        version = visit.widgets_version()
        stands_at = place.step if one is None else hash(one)
        self.key = f"intervention|{scenario}|{number}|{self.layer}|{stands_at}|{version}|"

    def draw(self) -> None:
        """Draw the fields and the button."""
        with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
            kinds = [k for k in KINDS if k != "splice" or self._sources()]
            kind = choices.selectbox(
                t("What"),
                kinds,
                index=kinds.index(self.data.get("kind", "set")),
                format_func=lambda name: t.known(_WORDS[name]),
                key=self.key + "kind",
                width=190,
            )
            self._target(kind)
            if kind in _FILLS:
                st.text_input(
                    t("Number"),
                    help=t("One number, or one for each unit with blanks between."),
                    value=_written(self.data.get(_FILLS[kind], _NUMBERS[kind])),
                    key=self.key + "number",
                    width=150,
                )
            elif kind == "lesion":
                goals = [N_("zero"), N_("mean")]
                choices.selectbox(
                    t("to"),
                    goals,
                    index=goals.index(self.data.get("to", "zero")),
                    format_func=t.known,
                    key=self.key + "to",
                    width=100,
                    help=t(
                        "The mean of each unit over all steps of the run without interventions."
                    ),
                )
            else:
                sources = self._sources()
                old = self.data.get("source")
                choices.selectbox(
                    t("of"),
                    list(sources),
                    index=list(sources).index(old) if old in sources else 0,
                    format_func=lambda key: plain(sources[key]),
                    key=self.key + "source",
                    width=110,
                )
        name = plain(self.place.names[self.scenario])
        with st.container(horizontal=True, gap="small"):
            st.button(
                t("Add to {name}", name=name) if self.number is None else t("Apply"),
                icon=":material/add:" if self.number is None else ":material/check:",
                type="primary",
                key="intervention_do",
                on_click=self.do,
            )
            if self.number is None:
                self._short_cuts(name)

    def do(self) -> None:
        """Make the intervention of the fields, and put it where it belongs."""
        try:
            one = self._made()
        except LstmVizError as error:
            tell(error)
        else:
            ones = list(visit.experiment().scenario(self.scenario).interventions)
            if self.number is None:
                ones.append(one)
            else:
                ones[self.number] = one
            self.place.put(self.scenario, ones)
        self.place.redraw()

    def _target(self, kind: str) -> None:
        signals = self.spec.states if kind == "splice" else self.spec.signals
        every = "".join(signals)
        offered = [every, *signals] if kind == "splice" and len(signals) > 1 else list(signals)
        old = self.data.get("signal") or "".join(self.data.get("signals") or ()) or None
        usual = offered[0] if kind == "splice" else self.spec.states[-1]
        usual = "h" if kind == "lesion" else usual
        choices.selectbox(
            t("Signal"),
            offered,
            index=offered.index(old if old in offered else usual),
            format_func=lambda name: t(" and ").join(name),
            key=f"{self.key}signal|{kind}",
            width=110,
        )
        unit = self.data.get("unit", visit.experiment().view.unit if not self.data else None)
        units = tuple(unit) if isinstance(unit, list) else (unit,)
        st.text_input(
            t("Units"),
            value=_ALL if unit is None else write_units(units),
            key=self.key + "units",
            width=110,
            help=t("3, or 0-3,7, or all"),
        )
        last = self.place.steps
        if kind not in _SPANS:
            at = min(self.data.get("at", self.place.step), last)
            visit.whole_field(t("after step t"), at, 0, last, key=self.key + "at", width=110)
            return
        first, end = self.data.get("steps") or (max(1, self.place.step), last)
        if self.data.get("kind") in _SPANS and not self.data.get("steps"):
            first, end = 1, last
        ends = (("first", t("from step"), first), ("last", t("to step"), end))
        for name, label, step in ends:
            visit.whole_field(label, min(step, last), 1, last, key=self.key + name, width=105)

    def _short_cuts(self, name: str) -> None:
        """The state of each other scenario, put into this one at the cursor."""
        for key, other in self._sources().items():
            st.button(
                t(
                    "{other}'s state into {name} at t = {step}",
                    other=plain(other),
                    name=name,
                    step=self.place.step,
                ),
                icon=":material/input:",
                key=f"splice_{key}",
                on_click=self._splice,
                args=(key,),
            )

    def _splice(self, source: str) -> None:
        one = Splice(self.layer, at=self.place.step, source=source)
        ones = visit.experiment().scenario(self.scenario).interventions
        self.place.put(self.scenario, [*ones, one])
        self.place.redraw()

    def _sources(self) -> dict[str, str]:
        return {key: name for key, name in self.place.names.items() if key != self.scenario}

    def _field(self, name: str) -> Any:
        return st.session_state[self.key + name]

    def _made(self) -> Intervention:
        kind = self._field("kind")
        signal = st.session_state[f"{self.key}signal|{kind}"]
        fields: dict[str, Any] = {"layer": self.layer, "on": self.data.get("on", True)}
        fields["signals" if kind == "splice" else "signal"] = (
            signal if kind != "splice" else None if len(signal) > 1 else (signal,)
        )
        units = str(self._field("units")).strip()
        count = self.spec.units
        if units and units != _ALL:
            chosen = read_units(units, self.spec.units)
            fields["unit"], count = chosen, len(chosen)
        if kind in _SPANS:
            fields["steps"] = tuple(visit.field_value(self.key + k) for k in ("first", "last"))
        else:
            fields["at"] = visit.field_value(self.key + "at")
        if kind in _FILLS:
            fields[_FILLS[kind]] = _read(str(self._field("number")), count)
        elif kind == "lesion":
            fields["to"] = self._field("to")
        else:
            fields["source"] = self._field("source")
        if self.data.get("kind") == kind and self.data.get("with_h"):
            fields["with_h"] = True
        return KINDS[kind](**fields)


def _written(value: Any) -> str:
    if isinstance(value, list):
        return " ".join(map(_written, value))
    return value if isinstance(value, str) else repr(value).removesuffix(".0")


def _read(text: str, count: int) -> Any:
    try:
        return float(text)
    except ValueError:
        return parse_numbers(text, units=count)
