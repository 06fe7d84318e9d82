"""Runs with interventions: which scenarios run together, and what each takes from the others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from lstm_viz.errors import LstmVizError
from lstm_viz.interventions import (
    Intervention,
    Lesion,
    as_tuple,
    changes_of,
    check_interventions,
    in_words,
    resolved,
    waves,
)
from lstm_viz.models import RecurrentModel
from lstm_viz.tracing._runner import Runner
from lstm_viz.tracing._trace import Trace

# For every scenario, or by the name of the scenario.
Interventions = Sequence[Intervention] | Mapping[str, Sequence[Intervention]]
Given = Mapping[str, tuple[Intervention, ...]]


def given_interventions(given: Any, scenarios: Iterable[str]) -> Given:
    """Return the interventions of every scenario.

    Raises
    ------
    LstmVizError
        When one is none, or for a scenario that does not exist.
    """
    names = list(scenarios)
    if not isinstance(given, Mapping):
        every = as_tuple(given if given is not None else ())
        return dict.fromkeys(names, every)
    unknown = next((name for name in given if name not in names), None)
    if unknown is not None:
        known = ", ".join(f"'{name}'" for name in names)
        raise LstmVizError(
            "There are interventions for scenario '{unknown}', which is not run: choose {known}.",
            unknown=unknown,
            known=known,
        )
    return {name: as_tuple(given.get(name, ())) for name in names}


def run_changed(model: RecurrentModel, given: Given, runner: Runner) -> dict[str, Trace]:
    """Run every scenario, those without interventions as if there were none anywhere.

    Parameters
    ----------
    model : RecurrentModel
    given : mapping of scenario to tuple of Intervention
    runner : Runner
        Of these scenarios.

    Raises
    ------
    LstmVizError
        When an intervention does not fit the model or the run.
    """
    active = {name: tuple(one for one in ones if one.on) for name, ones in given.items()}
    order = waves(given)
    for ones in given.values():
        check_interventions(ones, model, {})
    means = [n for n, ones in active.items() if any(_takes_mean(one) for one in ones)]
    plain = [name for name, ones in active.items() if not ones]
    done = runner.run(plain) if plain else {}
    baselines = runner.run(means) if means else {}
    for names in order:
        chosen = [name for name in names if active[name]]
        if not chosen:
            continue
        numbers = {
            name: resolved(given[name], baseline=baselines.get(name), sources=done)
            for name in chosen
        }
        changes = {
            name: changes_of(ones, model, rows=runner.rows[name]) for name, ones in numbers.items()
        }
        for name, traced in runner.run(chosen, changes).items():
            check_interventions(given[name], model, {layer: traced[layer].T for layer in traced})
            notes = (*traced.notes, *_masked_in_words(active[name], traced))
            applied = tuple(one for one in numbers[name] if one.on)
            done[name] = replace(traced, notes=notes, interventions=applied)
    return done


def _takes_mean(one: Intervention) -> bool:
    return isinstance(one, Lesion) and one.to == "mean"


def _masked_in_words(ones: Sequence[Intervention], traced: Trace) -> Iterator[str]:
    """A sentence for each intervention that meets masked steps, where it changes nothing."""
    for one in ones:
        layer = traced[one.layer]
        if layer.mask is None:
            continue
        if (at := getattr(one, "at", None)) is not None:
            first, last = at, at
        else:
            first, last = getattr(one, "steps", None) or (1, layer.T)
        missed = np.flatnonzero(~layer.mask[:, max(first, 1) - 1 : last].all(axis=1))
        if last == 0 or not len(missed):
            continue
        where = f"sample {missed[0]}" if len(missed) == 1 else f"{len(missed)} samples"
        yield (
            f"A masked step changes nothing: '{in_words(one)}' in layer "
            f"'{one.layer}' meets masked steps in {where}."
        )
