"""What differs between two experiments, in a few words."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Final

from lstm_viz.experiment._view import View

if TYPE_CHECKING:
    from lstm_viz.experiment._document import Experiment
    from lstm_viz.experiment._scenario import Scenario

# Where one is in an experiment; going somewhere changes nothing of it.
NAVIGATION: Final = ("step", "page", "edited", "section", "purpose")
_WORDS: Final = {
    "layer": "layer",
    "units": "units",
    "unit": "unit",
    "sample": "sample",
    "pictures": "lines, heatmap or difference",
    "order": "order of units",
    "gates": "gates",
    "compare": "settings of Compare",
}


def change_in_words(old: Experiment, new: Experiment) -> str | None:
    """Say what was done to ``old`` to get ``new``: "rename B", "layer"; None when nothing was.

    Moving in time, to another page or section, or to another scenario in the editor is nothing.
    """
    if old.model != new.model:
        return "model"
    if old.scenarios != new.scenarios:
        return _scenarios(old, new)
    if (old.sequence, old.data) != (new.sequence, new.data):
        return "sequence"
    changed = [name for name in view_changes(old.view, new.view) if name not in NAVIGATION]
    if "layer" in changed:
        return "layer"
    if not changed:
        return None
    return _WORDS.get(changed[0], changed[0].replace("_", " "))


def view_changes(old: View, new: View) -> list[str]:
    """Names of the fields of the view that differ."""
    return [f.name for f in fields(View) if getattr(old, f.name) != getattr(new, f.name)]


def _scenarios(old: Experiment, new: Experiment) -> str:
    before = {scenario.id: scenario for scenario in old.scenarios}
    after = {scenario.id: scenario for scenario in new.scenarios}
    added = [s.name for s in new.scenarios if s.id not in before]
    removed = [s.name for s in old.scenarios if s.id not in after]
    if added and removed:
        return "other scenarios"
    if added:
        return f"add {added[0]}" if len(added) == 1 else f"add {len(added)} scenarios"
    if removed:
        return f"remove {removed[0]}" if len(removed) == 1 else f"remove {len(removed)} scenarios"
    changed = [(before[key], after[key]) for key in after if before[key] != after[key]]
    if not changed:
        return "order of scenarios"
    if len(changed) > 1:
        return f"{len(changed)} scenarios"
    return _scenario(*changed[0])


def _scenario(old: Scenario, new: Scenario) -> str:
    if old.name != new.name:
        return f"rename {old.name}"
    if old.color != new.color:
        return f"colour of {new.name}"
    if old.state == new.state and old.interventions != new.interventions:
        return _interventions(old, new)
    return f"state of {new.name}"


def _interventions(old: Scenario, new: Scenario) -> str:
    if len(new.interventions) == len(old.interventions) + 1:
        added = [one for one in new.interventions if one not in old.interventions]
        return f"{added[0].kind if added else 'intervention'} in {new.name}"
    if len(new.interventions) < len(old.interventions):
        return f"remove intervention in {new.name}"
    return f"interventions of {new.name}"
