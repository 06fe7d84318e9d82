"""Many initial states at once: how far they are from the baseline, and which of them stand out."""

from __future__ import annotations

from typing import Any, Final

import streamlit as st

from lstm_viz._language import N_
from lstm_viz.compare import DrawnStates, EnsembleRun, SampledStates
from lstm_viz.errors import LstmVizError
from lstm_viz.experiment import DRAWS, MOST_MEMBERS
from lstm_viz.models import LayerSpec
from lstm_viz.states import Normal, Uniform
from lstm_viz.tracing import Traces
from lstm_viz.ui import visit
from lstm_viz.ui._plain import plain
from lstm_viz.ui.compare._members import draw_members
from lstm_viz.ui.compare._reach import visited_of
from lstm_viz.ui.compare._settings import (
    baseline_id,
    baseline_select,
    bound,
    settings,
    signal_select,
    threshold_select,
    typed,
)
from lstm_viz.ui.compare._sweep import draw_sweep, larger_than_this
from lstm_viz.ui.visit import Job, caches, choices, t

_JOB: Final = "ensemble_job"
_DRAW_WORDS: Final = {
    "normal": N_("Normal draws"),
    "uniform": N_("Uniform draws"),
    "visited": N_("Visited states"),
}
# Recorded numbers that take about half a second: up to there nobody needs to press a button.
_AT_ONCE: Final = 100_000_000
_WAIT: Final = 0.8
_POLL: Final = 0.4
_RECIPES: Final = {"normal": Normal, "uniform": Uniform}


def compare_ensemble(opened: Any, traces: Traces) -> None:
    """Draw the part of the page that runs an ensemble."""
    spec = visit.layer_of(opened)
    base = traces[baseline_id()]
    if draw_sweep(opened, base):
        return
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        choices.selectbox(
            t("Initial states"),
            DRAWS,
            format_func=lambda draw: t.known(_DRAW_WORDS[draw]),
            width=150,
            **bound("draw", options=DRAWS),
        )
        if settings().draw != "visited":
            visit.number_field(
                t("Scale"), settings().scale, low=0.01, high=100.0, width=90, **typed("scale")
            )
        visit.whole_field(
            t("Members"), settings().members, 2, MOST_MEMBERS, width=100, **typed("members")
        )
        visit.whole_field(t("Seed"), settings().seed, 0, 9_999_999, width=100, **typed("seed"))
        baseline_select()
        signal_select(spec, base)
        threshold_select()
    visit.say_without_interventions()
    job = _job(opened, spec, traces)
    if job is None:
        larger_than_this(opened, spec)
        return
    if job.running:
        st.fragment(_progress, run_every=_POLL)(job)
    elif job.error:
        st.error(plain(t.told(job.error)))
    elif job.cancelled:
        st.info(t("Stopped after {done:,} of {n:,} members.", done=job.done, n=job.n))
        _run_button(opened, spec, traces)
    else:
        name = visit.experiment().scenario(baseline_id()).name
        draw_members(opened, spec, base, job.result, base_name=name)
    larger_than_this(opened, spec)


def _job(opened: Any, spec: LayerSpec, traces: Traces) -> Job | None:
    """The job of these settings; one that is quick begins by itself."""
    job: Job | None = st.session_state.get(_JOB)
    key = _key(opened, spec)
    if job is not None and job.key == key:
        return job
    if job is not None:
        job.cancel()
        del st.session_state[_JOB]
    chosen = settings()
    work = chosen.members * sum(
        layer.T * layer.spec.units * len(layer.spec.signals)
        for layer in traces[baseline_id()].layers.values()
    )
    if work > _AT_ONCE:
        st.info(
            t(
                "{members:,} members are run block by block; only distances and outputs "
                "are kept, so that memory stays below about half a gigabyte.",
                members=chosen.members,
            )
        )
        _run_button(opened, spec, traces)
        return None
    job = _start(opened, spec)
    if job is not None:
        job.wait(_WAIT)
    return job


def _key(opened: Any, spec: LayerSpec) -> tuple[Any, ...]:
    current, chosen = visit.experiment(), settings()
    return (
        current.model,
        current.sequence,
        current.view.sample,
        spec.name,
        current.scenario(baseline_id()).digest,
        chosen.draw,
        chosen.scale,
        chosen.members,
        chosen.seed,
        chosen.threshold,
        # Visited states depend on a visitor's own sequences too.
        tuple(s.name for s in caches.sequences_of(opened.id)) if chosen.draw == "visited" else (),
    )


def _run_button(opened: Any, spec: LayerSpec, traces: Traces) -> None:
    st.button(
        t("Run {members:,} members", members=settings().members),
        icon=":material/play_arrow:",
        type="primary",
        key="ensemble_run",
        on_click=_start,  # type: ignore[arg-type]
        args=(opened, spec),
    )


def _start(opened: Any, spec: LayerSpec) -> Job | None:
    current, chosen = visit.experiment(), settings()
    old: Job | None = st.session_state.get(_JOB)
    if old is not None:
        old.cancel()
    model, x, sample = opened.model, caches.sequence_of(current).x, current.view.sample
    baseline = visit.state_of(opened, baseline_id())
    family: SampledStates | DrawnStates
    try:
        if chosen.draw == "visited":
            family = SampledStates(model, visited_of(opened), chosen.seed)
        else:
            family = DrawnStates(model, _RECIPES[chosen.draw](chosen.scale), chosen.seed)
    except LstmVizError as error:
        st.error(plain(t.told(error)))
        return None

    def begin() -> EnsembleRun:
        return EnsembleRun(
            model,
            x,
            family,
            n=chosen.members,
            baseline=baseline,
            layer=spec.name,
            sample=sample,
            threshold=chosen.threshold,
        )

    job = st.session_state[_JOB] = Job(_key(opened, spec), begin, chosen.members)
    return job


def _progress(job: Job) -> None:
    if not job.running:
        st.rerun()
    done = t("{done:,} of {n:,} members are done", done=job.done, n=job.n)
    if job.stopping:
        done += t("; stopping after those that are being run")
    st.progress(job.done / job.n, text=done)
    st.button(
        t("Cancel"),
        icon=":material/stop:",
        key="ensemble_cancel",
        on_click=job.cancel,
        disabled=job.stopping,
    )
