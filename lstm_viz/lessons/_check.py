"""Whether the facts of a lesson hold, and whether an experiment reaches its goal."""

from __future__ import annotations

from collections.abc import Sequence

from lstm_viz.errors import LstmVizError
from lstm_viz.experiment import Experiment
from lstm_viz.lessons._lesson import Goal, Lesson, Need, Part
from lstm_viz.lessons._measures import measure
from lstm_viz.lessons._runs import Runs, run_scene


def check_lesson(lesson: Lesson) -> list[str]:
    """Measure every number of a lesson again, and try its goal.

    Returns
    -------
    list of str
        What is wrong, a sentence each; empty when all is well.
    """
    found = [*failures(lesson.part, "The scene"), *failures(lesson.check, "The check")]
    try:
        if not reached(lesson.goal, run_scene(Experiment.from_link(lesson.goal.solution))):
            found.append("The goal is not reached by its own solution.")
        if reached(lesson.goal, run_scene(lesson.goal.scene)):
            found.append("The goal is reached before anything is done.")
    except LstmVizError as error:
        found.append(f"The goal cannot be measured. {error}")
    return found


def failures(part: Part, what: str) -> list[str]:
    """Facts of a part that do not hold, and curves and pictures that cannot be drawn."""
    try:
        runs = run_scene(part.scene)
    except LstmVizError as error:
        return [f"{what} cannot be run. {error}"]
    found = []
    for fact in part.facts:
        try:
            other = Experiment.from_link(fact.link) if fact.link else None
            where = runs if other is None else run_scene(other)
            value = measure(where, fact.measure, fact.given)
        except LstmVizError as error:
            found.append(f"{what}: the fact '{fact.name}' cannot be measured. {error}")
            continue
        if abs(value - fact.value) > fact.within:
            found.append(
                f"{what}: the fact '{fact.name}' is {value:.4g}, the lesson says "
                f"{fact.value:g} give or take {fact.within:g}."
            )
    for ask in part.asks:
        for t in ask.points:
            try:
                measure(runs, ask.measure, {**ask.given, "t": t})
            except LstmVizError as error:
                found.append(f"{what}: its curve cannot be measured at t = {t}. {error}")
                break
    return found


def curve(part: Part, number: int) -> list[float]:
    """What the curve of a question really is, at its points."""
    ask, runs = part.asks[number], run_scene(part.scene)
    return [measure(runs, ask.measure, {**ask.given, "t": t}) for t in ask.points]


def reached(goal: Goal, runs: Runs) -> str:
    """Name of the scenario that reaches the goal; empty when none does.

    Raises
    ------
    LstmVizError
        If the runs do not have what a need is measured of.
    """
    scene = goal.scene
    shown = runs.experiment
    if (shown.model, shown.sequence) != (scene.model, scene.sequence):
        return ""
    return next((name for name in runs.traces if _meets(goal.needs, runs, name)), "")


def _meets(needs: Sequence[Need], runs: Runs, scenario: str) -> bool:
    for need in needs:
        given = dict(need.given)
        if "first" not in given:
            given.setdefault("scenario", scenario)
        value = measure(runs, need.measure, given)
        if need.least is not None and value < need.least:
            return False
        if need.most is not None and value > need.most:
            return False
    return True
