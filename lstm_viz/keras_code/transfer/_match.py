"""Do two layers fit each other: for a state, and for the parameters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from lstm_viz.errors import LstmVizError
from lstm_viz.keras_code.transfer._cells import cells, parameters
from lstm_viz.models import RecurrentModel

Way = Literal["state", "weights"]
_GATES: Final = {"LSTM": "i, f, c (= g), o", "GRU": "z, r, h (= g)", "SimpleRNN": "no gates"}
_NONE: Final = "none"


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
        states = f"{has['states']}, {has['units']} units"
        shapes = [f"{row.what} {row.source}" for row in self.rows if row.what.endswith("shape")]
        gates = f"gates in the order {has['gate order in the kernel']}"
        told = [
            self._sentence("state", "states", states),
            self._sentence("weights", "parameters", ", ".join([*shapes, gates])),
        ]
        odd = [row for row in self.rows if not row.same and not row.needed]
        if odd and (self.state_fits or self.weights_fit):
            told.append(f"The numbers fit, but mean something else there: {_differences(odd)}.")
        return tuple(told)

    def _sentence(self, way: Way, what: str, fitting: str) -> str:
        missing = self.missing(way)
        fits = f"do not fit '{self.target}'" if missing else f"fit '{self.target}'"
        details = _differences(missing) if missing else fitting
        return f"The {what} of '{self.source}' {fits}: {details}."


def _differences(rows: Iterable[MatchRow]) -> str:
    return "; ".join(f"{row.what} {row.source} against {row.target}" for row in rows)


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
        _row("kind", one.kind, two.kind, "weights"),
        _row("states", " and ".join(one.states), " and ".join(two.states), "state"),
        _row("units", one.units, two.units, "state", "weights"),
        _row("features a timestep", one.features, two.features, "weights"),
    ]
    rows += [
        _row(f"{name} shape", _shape(first.get(name)), _shape(second.get(name)), "weights")
        for name in dict.fromkeys((*first, *second))
    ]
    rows += [
        _row("gate order in the kernel", _GATES[one.kind], _GATES[two.kind], "weights"),
        _row("activation", one.activation, two.activation),
        _row(
            "activation of the gates",
            one.recurrent_activation or _NONE,
            two.recurrent_activation or _NONE,
        ),
        _row("direction", one.direction, two.direction),
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
            raise LstmVizError(f"{sentence} Choose layers of the same kind and size.")
    return matches


def _row(what: str, source: Any, target: Any, *needed: Way) -> MatchRow:
    return MatchRow(
        what=what,
        source=str(source),
        target=str(target),
        same=source == target,
        needed=needed,
    )


def _shape(variable: Any) -> str:
    return _NONE if variable is None else " x ".join(str(size) for size in variable.shape)
