"""What differs between two experiments, in a few words."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Final

from lstm_viz._language import N_, Translate, english
from lstm_viz.experiment._view import View

if TYPE_CHECKING:
    from lstm_viz.experiment._document import Experiment
    from lstm_viz.experiment._scenario import Scenario

# Where one is in an experiment; going somewhere changes nothing of it.
NAVIGATION: Final = ("step", "page", "edited", "section", "purpose")
_WORDS: Final = {
    "layer": N_("layer"),
    "units": N_("units"),
    "unit": N_("unit"),
    "sample": N_("sample"),
    "pictures": N_("lines, heatmap or difference"),
    "order": N_("order of units"),
    "gates": N_("gates"),
    "compare": N_("settings of Compare"),
    "dynamics": N_("settings of Dynamics"),
}
_KINDS: Final = {
    "set": N_("set"),
    "clamp": N_("clamp"),
    "lesion": N_("lesion"),
    "scale": N_("scale"),
    "add": N_("add"),
    "splice": N_("splice"),
}


def change_in_words(old: Experiment, new: Experiment, t: Translate = english) -> str | None:
    """Say what was done to ``old`` to get ``new``: "rename B", "layer"; None when nothing was.

    Moving in time, to another page or section, or to another scenario in the editor is nothing.
    """
    if old.model != new.model:
        return t("model")
    if old.scenarios != new.scenarios:
        return _scenarios(old, new, t)
    if (old.sequence, old.data) != (new.sequence, new.data):
        return t("sequence")
    changed = [name for name in view_changes(old.view, new.view) if name not in NAVIGATION]
    if "layer" in changed:
        return t("layer")
    if not changed:
        return None
    return t.known(_WORDS.get(changed[0], changed[0].replace("_", " ")))


def view_changes(old: View, new: View) -> list[str]:
    """Names of the fields of the view that differ."""
    return [f.name for f in fields(View) if getattr(old, f.name) != getattr(new, f.name)]


def _scenarios(old: Experiment, new: Experiment, t: Translate) -> str:
    before = {scenario.id: scenario for scenario in old.scenarios}
    after = {scenario.id: scenario for scenario in new.scenarios}
    added = [s.name for s in new.scenarios if s.id not in before]
    removed = [s.name for s in old.scenarios if s.id not in after]
    if added and removed:
        return t("other scenarios")
    if added:
        one = len(added) == 1
        return t("add {name}", name=added[0]) if one else t("add {n} scenarios", n=len(added))
    if removed:
        if len(removed) == 1:
            return t("remove {name}", name=removed[0])
        return t("remove {n} scenarios", n=len(removed))
    changed = [(before[key], after[key]) for key in after if before[key] != after[key]]
    if not changed:
        return t("order of scenarios")
    if len(changed) > 1:
        return t("{n} scenarios", n=len(changed))
    return _scenario(*changed[0], t)


def _scenario(old: Scenario, new: Scenario, t: Translate) -> str:
    if old.name != new.name:
        return t("rename {name}", name=old.name)
    if old.color != new.color:
        return t("colour of {name}", name=new.name)
    if old.state == new.state and old.interventions != new.interventions:
        return _interventions(old, new, t)
    return t("state of {name}", name=new.name)


def _interventions(old: Scenario, new: Scenario, t: Translate) -> str:
    if len(new.interventions) == len(old.interventions) + 1:
        added = [one for one in new.interventions if one not in old.interventions]
        kind = t.known(_KINDS.get(added[0].kind, added[0].kind)) if added else t("intervention")
        return t("{kind} in {name}", kind=kind, name=new.name)
    if len(new.interventions) < len(old.interventions):
        return t("remove intervention in {name}", name=new.name)
    return t("interventions of {name}", name=new.name)
