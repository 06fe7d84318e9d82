"""Many initial states at once: how far they are from the baseline, and which of them stand out."""

from __future__ import annotations

from typing import Any, Final

import streamlit as st

from lstm_viz.compare import DrawnStates, Ensemble, EnsembleRun, SampledStates
from lstm_viz.errors import LstmVizError
from lstm_viz.experiment import DRAWS, MOST_MEMBERS, MOST_SCENARIOS
from lstm_viz.figures import fan_figure, forgotten_figure
from lstm_viz.models import LayerSpec
from lstm_viz.states import Normal, Uniform
from lstm_viz.tracing import Traces
from lstm_viz.ui import visit
from lstm_viz.ui._plain import plain
from lstm_viz.ui.compare._reach import visited_of
from lstm_viz.ui.compare._settings import (
    baseline_id,
    baseline_select,
    bound,
    output_of,
    settings,
    signal_of,
    signal_select,
    signals_of,
    threshold_select,
)
from lstm_viz.ui.visit import Job, caches, chart

_JOB: Final = "ensemble_job"
_DRAW_WORDS: Final = {
    "normal": "Normal draws",
    "uniform": "Uniform draws",
    "visited": "Visited states",
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
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.selectbox(
            "Initial states",
            DRAWS,
            format_func=lambda draw: _DRAW_WORDS[draw],
            width=150,
            **bound("draw"),
        )
        if settings().draw != "visited":
            st.number_input(
                "Scale", 0.01, 100.0, step=0.1, width=90, **bound("scale", read=float)
            )
        st.number_input(
            "Members", 2, MOST_MEMBERS, step=500, width=100, **bound("members", read=int)
        )
        st.number_input("Seed", 0, 9_999_999, step=1, width=100, **bound("seed", read=int))
        baseline_select()
        signal_select(spec, base)
        threshold_select()
    job = _job(opened, spec, traces)
    if job is None:
        return
    if job.running:
        st.fragment(_progress, run_every=_POLL)(job)
    elif job.error:
        st.error(plain(job.error))
    elif job.cancelled:
        st.info(f"Stopped after {job.done:,} of {job.n:,} members.")
        _run_button(opened, spec, traces)
    else:
        _result(opened, spec, traces, job.result)


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
            f"{chosen.members:,} members are run block by block; only distances and outputs are "
            "kept, so that memory stays below about half a gigabyte."
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
        f"Run {settings().members:,} members",
        icon=":material/play_arrow:",
        type="primary",
        key="ensemble_run",
        on_click=_start,
        args=(opened, spec),
    )


def _start(opened: Any, spec: LayerSpec) -> Job | None:
    current, chosen = visit.experiment(), settings()
    old: Job | None = st.session_state.get(_JOB)
    if old is not None:
        old.cancel()
    model, x, sample = opened.model, caches.sequence_of(current).x, current.view.sample
    baseline = visit.state_of(opened, baseline_id())
    try:
        if chosen.draw == "visited":
            family = SampledStates(model, visited_of(opened), chosen.seed)
        else:
            family = DrawnStates(model, _RECIPES[chosen.draw](chosen.scale), chosen.seed)
    except LstmVizError as error:
        st.error(plain(error))
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
    done = f"{job.done:,} of {job.n:,} members are done"
    if job.stopping:
        done += "; stopping after those that are being run"
    st.progress(job.done / job.n, text=done)
    st.button(
        "Cancel",
        icon=":material/stop:",
        key="ensemble_cancel",
        on_click=job.cancel,
        disabled=job.stopping,
    )


def _result(opened: Any, spec: LayerSpec, traces: Traces, found: Ensemble) -> None:
    base = traces[baseline_id()]
    signal = signal_of(spec, base)
    output = output_of(signal, base)
    name = f"output {output}" if output is not None else signal
    if name not in found.distances:
        st.info("Of an ensemble the states and the outputs are kept: h is shown.")
        name = "h"
    base_name = visit.experiment().scenario(baseline_id()).name
    title = signals_of(spec, base)[signal if name != "h" else "h"]
    picture, words = st.columns([2.2, 1], gap="medium")
    with picture:
        fans = found.relative if settings().relative else found.distances
        of = "start" if name in spec.states else "largest"
        how = f"as a share of the {of}" if settings().relative else "absolute"
        chart(
            fan_figure(
                fans[name],
                title=f"{title}: distance of {found.n:,} members to {base_name}, {how}",
                log=settings().log,
                threshold=found.threshold if settings().relative else None,
                dark=visit.is_dark(),
            ),
            key="ensemble_distance",
            alt=f"Quantiles of the distance of all members to {base_name} in {title} over time",
        )
    with words:
        st.markdown(plain(found.words(name)))
        for each in found.kinds:
            prefix = f"{plain(each)}: " if len(found.kinds) > 1 else ""
            st.markdown(f"{prefix}{found.answer_words(each)}")
        with st.container(horizontal=True):
            st.toggle("Share of the start", **bound("relative"))
            st.toggle("Log scale", **bound("log"))
        _extremes(opened, found, name)
    left, right = st.columns(2, gap="medium")
    with left:
        chart(
            forgotten_figure(
                {_short(found, each): shares for each, shares in found.forgotten.items()},
                int(fans[name].steps[-1]),
                title=f"Share of the members that have forgotten, below {_percent(found)}",
                dark=visit.is_dark(),
            ),
            key="ensemble_forgotten",
            alt="Share of the members that have forgotten by each step",
        )
    with right:
        _outputs(opened, found, base_name)
    _table(opened, found)


def _short(found: Ensemble, name: str) -> str:
    """A name of the ensemble; a single output needs none of its own."""
    single = len(found.kinds) == 1 and name.startswith("output ")
    return "output" if single else name


def _percent(found: Ensemble) -> str:
    return f"{100 * found.threshold:g} %"


def _extremes(opened: Any, found: Ensemble, name: str) -> None:
    full = len(visit.experiment().scenarios) >= MOST_SCENARIOS
    st.markdown(f"**Members that stand out in {plain(_short(found, name))}**")
    for number, extreme in enumerate(found.extremes(name)):
        text, button = st.columns([1.3, 1], vertical_alignment="center")
        text.markdown(f"{extreme.label.capitalize()}: {extreme.words}")
        button.button(
            f"Member {extreme.k}",
            icon=":material/add:",
            key=f"extreme_{number}",
            on_click=_add_member,
            args=(opened, found, extreme.k),
            disabled=full,
            width="stretch",
        )
    if full:
        st.caption(f"There are {MOST_SCENARIOS} scenarios: remove one to add a member.")
    else:
        st.caption("A click makes the member a scenario, the very same state.")


def _add_member(opened: Any, found: Ensemble, k: int) -> None:
    visit.add_scenario(opened, name=f"member {k}", state=found.member(k))


def _outputs(opened: Any, found: Ensemble, base_name: str) -> None:
    labels = {key: _output_label(opened, found, key) for key in found.outputs}
    keys = list(labels)
    if not keys:
        return
    chosen = st.session_state.get("ensemble_output_choice")
    if len(keys) > 1:
        chosen = st.selectbox(
            "Output",
            keys,
            index=keys.index(chosen) if chosen in keys else 0,
            format_func=labels.get,
            key="ensemble_output",
        )
        st.session_state["ensemble_output_choice"] = chosen
    key = chosen if chosen in keys else keys[0]
    chart(
        fan_figure(
            found.outputs[key],
            title=f"Output {labels[key]} of all members, and of {base_name}",
            baseline=base_name,
            height=240,
            dark=visit.is_dark(),
        ),
        key="ensemble_outputs",
        alt=f"Quantiles of the output {labels[key]} of all members over time",
    )


def _output_label(opened: Any, found: Ensemble, key: tuple[str, int]) -> str:
    name, unit = key
    label = opened.output_names[unit] if unit < len(opened.output_names) else f"y{unit}"
    return label if len(found.kinds) == 1 else f"{name} {label}"


def _table(opened: Any, found: Ensemble) -> None:
    st.download_button(
        "Download all members as CSV",
        data=lambda: found.to_dataframe().to_csv(index=False).encode(),
        file_name=f"{opened.id}-{found.layer.replace('/', '-')}-ensemble.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
        key="ensemble_download",
    )
