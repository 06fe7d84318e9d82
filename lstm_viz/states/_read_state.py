"""The JSON of an initial state, taken to its recipes and edits."""

from __future__ import annotations

from typing import Any

from lstm_viz.errors import LstmVizError
from lstm_viz.models import RecurrentModel
from lstm_viz.states._recipes import Recipe, recipe_from_json

# Layer and signal.
Key = tuple[str, str]


def read_state(
    model: RecurrentModel, data: Any
) -> tuple[dict[Key, Recipe], dict[Key, dict[int, float]]]:
    """Return recipes and single-unit edits by layer and signal.

    Raises
    ------
    LstmVizError
        When the document is not well formed.
    """
    if not isinstance(data, dict) or not isinstance(data.get("layers"), dict):
        raise LstmVizError("An initial state is a JSON object with the key 'layers'.")
    recipes: dict[Key, Recipe] = {}
    edits: dict[Key, dict[int, float]] = {}
    if data.get("everywhere") is not None:
        recipe = recipe_from_json(data["everywhere"])
        free = [s for s in model.layers if s.source != "given"]
        recipes = {(spec.name, signal): recipe for spec in free for signal in spec.states}
    for layer, signals in data["layers"].items():
        if not isinstance(signals, dict):
            raise LstmVizError("Layer '{layer}' must be a JSON object of signals.", layer=layer)
        for signal, entry in signals.items():
            if not isinstance(entry, dict) or not isinstance(entry.get("edits", {}), dict):
                raise LstmVizError(
                    "Signal '{signal}' of layer '{layer}' is not an object.",
                    signal=signal,
                    layer=layer,
                )
            recipes[layer, signal] = recipe_from_json(entry.get("recipe"))
            try:
                edits[layer, signal] = {
                    int(unit): float(value) for unit, value in entry.get("edits", {}).items()
                }
            except (TypeError, ValueError, OverflowError) as error:
                raise LstmVizError(
                    "An edit of '{signal}' of layer '{layer}' is not a number: {error}.",
                    signal=signal,
                    layer=layer,
                    error=error,
                ) from error
    return recipes, edits
