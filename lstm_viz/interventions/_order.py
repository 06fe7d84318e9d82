"""In which order runs come that take states from each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from lstm_viz.errors import LstmVizError
from lstm_viz.interventions._kinds import Intervention, Splice


def sources_of(interventions: Sequence[Intervention]) -> tuple[str, ...]:
    """Names of the scenarios that the interventions which are on take a state from, each once."""
    named = [
        one.source
        for one in interventions
        if isinstance(one, Splice) and one.on and isinstance(one.source, str)
    ]
    return tuple(dict.fromkeys(named))


def with_source(one: Intervention, names: Mapping[str, str]) -> Intervention:
    """Return a splice that calls its source by another name; anything else stays as it is."""
    if isinstance(one, Splice) and isinstance(one.source, str):
        return replace(one, source=names.get(one.source, one.source))
    return one


def waves(
    interventions: Mapping[str, Sequence[Intervention]],
    *,
    names: Mapping[str, str] | None = None,
) -> list[list[str]]:
    """Sort scenarios so that each stands after those it takes a state from.

    Parameters
    ----------
    interventions : mapping of scenario to sequence of Intervention
        Every scenario that is run.
    names : mapping of str to str, optional
        What people call them.

    Returns
    -------
    list of list of str
        The scenarios of one list can run together.

    Raises
    ------
    LstmVizError
        When one takes a state from itself, from one that is not run, or two from each other.
    """
    said = names or {}
    needs = {name: set(sources_of(given)) for name, given in interventions.items()}
    for name, sources in needs.items():
        for source in sources:
            if source == name:
                own = said.get(name, name)
                raise LstmVizError("Scenario '{own}' cannot take a state from itself.", own=own)
            if source not in needs:
                others = [said.get(other, other) for other in needs if other != name]
                known = ", ".join(f"'{other}'" for other in others) or "no splice"
                raise LstmVizError(
                    "Scenario '{scenario}' takes a state from '{source}', which is not run: "
                    "choose {known}.",
                    scenario=said.get(name, name),
                    source=source,
                    known=known,
                )
    sorted_waves: list[list[str]] = []
    done: set[str] = set()
    while len(done) < len(needs):
        ready = [name for name in needs if name not in done and needs[name] <= done]
        if not ready:
            left = " and ".join(f"'{said.get(name, name)}'" for name in needs if name not in done)
            raise LstmVizError(
                "Scenarios {left} take a state from each other: leave one of these splices out.",
                left=left,
            )
        sorted_waves.append(ready)
        done |= set(ready)
    return sorted_waves
