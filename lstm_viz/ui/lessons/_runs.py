"""Scenes of lessons that were run, and whether the numbers of a lesson hold."""

from __future__ import annotations

import hashlib

import streamlit as st

from lstm_viz.experiment import Experiment
from lstm_viz.lessons import Lesson, Part, Runs, curve, failures, run_scene
from lstm_viz.ui.visit import caches


@st.cache_resource(max_entries=32, show_spinner=False)
def scene_runs(link: str) -> Runs:
    """The runs of a scene.

    Raises
    ------
    LstmVizError
        If it cannot be run.
    """
    scene = Experiment.from_link(link)
    opened = caches.material(scene.model)
    with caches.running(opened):
        return run_scene(scene, opened)


def problems(lesson: Lesson) -> list[str]:
    """Facts of a lesson that do not hold; a lesson that has any is not shown."""
    parts = (lesson.part, lesson.check)
    digest = hashlib.sha256(repr([(p.link, p.facts, p.asks) for p in parts]).encode())
    return _problems(digest.hexdigest(), parts)


@st.cache_resource(max_entries=64, show_spinner="Measuring the numbers of this lesson…")
def _problems(digest: str, _parts: tuple[Part, ...]) -> list[str]:
    found = []
    for part, what in zip(_parts, ("The scene", "The check"), strict=True):
        with caches.TRACING:
            found += failures(part, what)
    return found


@st.cache_resource(max_entries=64, show_spinner=False)
def true_curve(link: str, asked: str, number: int, _part: Part) -> list[float]:
    """What a curve that was to be drawn really is, at its points."""
    with caches.TRACING:
        return curve(_part, number)
