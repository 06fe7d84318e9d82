"""Do two layers fit each other: for a state, and for the parameters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from lstm_viz._language import AND, N_, SEMICOLONS, Text
from lstm_viz.errors import LstmVizError
from lstm_viz.keras_code.transfer._cells import cells, parameters
from lstm_viz.models import RecurrentModel

Way = Literal["state", "weights"]
_GATES: Final = {"LSTM": "i, f, c (= g), o", "GRU": "z, r, h (= g)", "SimpleRNN": N_("no gates")}
_NONE: Final = N_("none")
_STATES: Final = N_("states")
_GATE_ORDER: Final = N_("gate order in the kernel")
DIRECTION_WORDS: Final = {"forward": N_("forward"), "backward": N_("backward")}


@dataclass(frozen=True, kw_only=True)
class MatchRow:
    """One thing that two layers have in common, or not.

    Attributes
    ----------
    what : str
        "units", "kernel shape", ...
    source, target : str
        What each layer has.
    same : bool
    needed : tuple of {"state", "weights"}
        What cannot be transferred unless it is the same.
    """

    what: str
    source: str
    target: str
    same: bool
    needed: tuple[Way, ...] = ()


@dataclass(frozen=True, kw_only=True)
class LayerMatch:
    """What two layers have in common.

    Attributes
    ----------
    source, target : str
        Names of the layers.
    rows : tuple of MatchRow
    """

    source: str
    target: str
    rows: tuple[MatchRow, ...]

    @property
    def state_fits(self) -> bool:
        """Whether the final states of the source can be the initial state of the target."""
        return not self.missing("state")

    @property
    def weights_fit(self) -> bool:
        """Whether the parameters of the source can replace those of the target."""
        return not self.missing("weights")

    def missing(self, way: Way) -> tuple[MatchRow, ...]:
        """Return what stands in the way of a transfer."""
        return tuple(row for row in self.rows if way in row.needed and not row.same)

    def sentences(self) -> tuple[str, ...]:
        """Return what fits and what does not, in words: states, parameters, and what is odd."""
        has = {row.what: row.source for row in self.rows}
        states = Text("{states}, {units} units", states=has["states"], units=has["units"])
        shapes = [
            Text("{what} {value}", what=row.what, value=row.source)
            for row in self.rows
            if row.what.endswith("shape")
        ]
        gates = Text("gates in the order {gates}", gates=has[_GATE_ORDER])
        told = [
            self._sentence("state", states),
            self._sentence("weights", Text.joined([*shapes, gates])),
        ]
        odd = [row for row in self.rows if not row.same and not row.needed]
        if odd and (self.state_fits or self.weights_fit):
            told.append(
                Text(
                    "The numbers fit, but mean something else there: {differences}.",
                    differences=_differences(odd),
                )
            )
        return tuple(told)

    def _sentence(self, way: Way, fitting: str) -> str:
        missing = self.missing(way)
        told = {
            "source": self.source,
            "target": self.target,
            "details": _differences(missing) if missing else fitting,
        }
        if way == "state":
            if missing:
                return Text("The states of '{source}' do not fit '{target}': {details}.", **told)
            return Text("The states of '{source}' fit '{target}': {details}.", **told)
        if missing:
            return Text("The parameters of '{source}' do not fit '{target}': {details}.", **told)
        return Text("The parameters of '{source}' fit '{target}': {details}.", **told)


def _differences(rows: Iterable[MatchRow]) -> str:
    parts = [
        Text(
            "{what} {source} against {target}",
            what=row.what,
            source=row.source,
            target=row.target,
        )
        for row in rows
    ]
    return Text.joined(parts, SEMICOLONS)


def match_layers(
    source: RecurrentModel, source_layer: str, target: RecurrentModel, target_layer: str
) -> LayerMatch:
    """Compare two recurrent layers of two models.

    Parameters
    ----------
    source, target : RecurrentModel
    source_layer, target_layer : str
        Names of their recurrent layers.

    Returns
    -------
    LayerMatch

    Raises
    ------
    LstmVizError
        When a model has no such layer.
    """
    one, two = source.layer(source_layer), target.layer(target_layer)
    first, second = (
        parameters(cells(model)[spec.name]) for model, spec in ((source, one), (target, two))
    )
    rows = [
        _row(N_("kind"), one.kind, two.kind, "weights"),
        _row(_STATES, _both(one.states), _both(two.states), "state"),
        _row(N_("units"), one.units, two.units, "state", "weights"),
        _row(N_("features a timestep"), one.features, two.features, "weights"),
    ]
    rows += [
        _row(
            Text("{name} shape", name=Text.of(name)),
            _shape(first.get(name)),
            _shape(second.get(name)),
            "weights",
        )
        for name in dict.fromkeys((*first, *second))
    ]
    rows += [
        _row(_GATE_ORDER, Text.of(_GATES[one.kind]), Text.of(_GATES[two.kind]), "weights"),
        _row(N_("activation"), one.activation, two.activation),
        _row(
            N_("activation of the gates"),
            one.recurrent_activation or Text.of(_NONE),
            two.recurrent_activation or Text.of(_NONE),
        ),
        _row(
            N_("direction"),
            Text.of(DIRECTION_WORDS[one.direction]),
            Text.of(DIRECTION_WORDS[two.direction]),
        ),
    ]
    return LayerMatch(source=one.name, target=two.name, rows=tuple(rows))


def best_pair(source: RecurrentModel, target: RecurrentModel) -> tuple[str, str]:
    """Return the first pair of layers that fits best: for both ways, for one, or for none."""

    def fit(pair: tuple[str, str]) -> int:
        match = match_layers(source, pair[0], target, pair[1])
        return 2 * match.state_fits + match.weights_fit

    pairs = [(one.name, two.name) for one in source.layers for two in target.layers]
    return max(pairs, key=fit)


def chosen_pairs(
    source: RecurrentModel, target: RecurrentModel, layers: Mapping[str, str] | None, way: Way
) -> tuple[LayerMatch, ...]:
    """Return the matches of the pairs asked for, all of which fit.

    Raises
    ------
    LstmVizError
        When a layer does not exist, is named twice as a target, or does not fit.
    """
    if layers is not None and not layers:
        raise LstmVizError("No layers are named: give {source layer: target layer}.")
    pairs = dict([best_pair(source, target)]) if layers is None else dict(layers)
    if len(set(pairs.values())) != len(pairs):
        raise LstmVizError("A target layer is named twice: name each one once.")
    matches = tuple(match_layers(source, one, target, two) for one, two in pairs.items())
    for match in matches:
        if match.missing(way):
            sentence = match.sentences()[0 if way == "state" else 1]
            raise LstmVizError(
                "{sentence} Choose layers of the same kind and size.", sentence=sentence
            )
    return matches


def _row(what: str, source: Any, target: Any, *needed: Way) -> MatchRow:
    return MatchRow(
        what=Text.of(what),
        source=_text(source),
        target=_text(target),
        same=source == target,
        needed=needed,
    )


def _text(value: Any) -> str:
    return value if isinstance(value, str) else str(value)


def _both(states: Iterable[str]) -> str:
    return Text.joined(states, AND)


def _shape(variable: Any) -> str:
    if variable is None:
        return Text.of(_NONE)
    return " x ".join(str(size) for size in variable.shape)
