"""The map of splices as a picture: which unit, at which step, carries a difference."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import streamlit as st

from lstm_viz.compare import PatchMap, PatchMapRun
from lstm_viz.figures import patch_map_figure
from lstm_viz.interventions import Splice
from lstm_viz.ui import visit
from lstm_viz.ui._plain import plain
from lstm_viz.ui.explore.interventions._place import Place
from lstm_viz.ui.visit import Job, caches, chart, choices, t, translate

_JOB: Final = "patch_map_job"
# Recorded numbers that take about a second: up to there nobody needs to press a button.
_AT_ONCE: Final = 60_000_000
_WAIT: Final = 1.2
_POLL: Final = 0.4
_BEST: Final = 3


def map_of_splices(place: Place) -> None:
    """Draw the choice of two scenarios and a signal, and the map."""
    others = place.others
    if not others:
        st.info(t("The map compares two scenarios: add one in the sidebar."))
        return
    name = plain(place.scenario.name)
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        source = choices.selectbox(
            t("States put into {name} come from", name=name),
            list(others),
            format_func=lambda key: plain(others[key]),
            key="patch_map_source",
            width=220,
        )
        states = list(place.spec.states)
        signal = st.selectbox(
            t("State"),
            states,
            index=len(states) - 1,
            key=f"patch_map_signal|{len(states)}",
            width=90,
        )
    job = _job(place, source, signal)
    if job is None:
        return
    if job.running:
        st.fragment(_progress, run_every=_POLL)(job)
    elif job.error:
        st.error(plain(t.told(job.error)))
    elif job.cancelled:
        st.info(t("Stopped after {done:,} of {all:,} steps.", done=job.done, all=job.n))
        st.button(t("Compute again"), key="patch_map_again", on_click=_forget, args=(place,))
    else:
        _result(place, source, job.result)


def _key(place: Place, source: str, signal: str) -> tuple[Any, ...]:
    current = visit.experiment()
    digests = tuple((s.id, s.digest) for s in current.scenarios)
    return (
        current.model, current.sequence, current.view.sample, place.spec.name, place.scenario.id,
        source, signal, digests,
    )  # fmt: skip


def _job(place: Place, source: str, signal: str) -> Job | None:
    job: Job | None = st.session_state.get(_JOB)
    key = _key(place, source, signal)
    if job is not None and job.key == key:
        return job
    if job is not None:
        job.cancel()
        del st.session_state[_JOB]
    base = place.traces[place.scenario.id]
    row = sum(layer.T * layer.spec.units * len(layer.spec.signals) for layer in base.values())
    if row * place.spec.units * (place.steps + 1) > _AT_ONCE:
        st.info(
            t(
                "{runs:,} runs are needed, block by block; that takes a while and can be stopped.",
                runs=place.spec.units * (place.steps + 1),
            )
        )
        st.button(
            t("Compute the map"),
            icon=":material/play_arrow:",
            type="primary",
            key="patch_map_run",
            on_click=_start,  # type: ignore[arg-type]
            args=(place, source, signal),
        )
        return None
    job = _start(place, source, signal)
    job.wait(_WAIT)
    return job


def _start(place: Place, source: str, signal: str) -> Job:
    model, x = place.opened.model, caches.sequence_of(visit.experiment()).x
    base, other = place.traces[place.scenario.id], place.traces[source]
    layer, sample = place.spec.name, visit.experiment().view.sample

    def begin() -> PatchMapRun:
        return PatchMapRun(model, x, base, other, layer, signal, sample=sample)

    job = st.session_state[_JOB] = Job(_key(place, source, signal), begin, place.steps + 1)
    return job


def _forget(place: Place) -> None:
    st.session_state.pop(_JOB, None)
    place.redraw()


def _progress(job: Job) -> None:
    if not job.running:
        st.rerun()
    st.progress(
        job.done / job.n, text=t("{done:,} of {all:,} steps are done", done=job.done, all=job.n)
    )
    st.button(
        t("Cancel"),
        icon=":material/stop:",
        key="patch_map_cancel",
        on_click=job.cancel,
        disabled=job.stopping,
    )


def _result(place: Place, source: str, found: PatchMap) -> None:
    names = place.names
    base, other = names[place.scenario.id], names[source]
    chart(
        patch_map_figure(found, base=base, source=other, dark=visit.is_dark(), t=translate()),
        key="patch_map",
        alt=(
            t(
                "How far putting one unit's {signal} of {other} into {base} after each "
                "step moves the output of {base} to that of {other}",
                signal=found.signal,
                other=other,
                base=base,
            )
        ),
    )
    best = _largest(found)
    if not best:
        st.markdown(
            t(
                "{base} and {other} give the same output: nothing to carry.",
                base=plain(base),
                other=plain(other),
            )
        )
        return
    words = [
        t(
            "unit {unit} at t = {step} ({share:.0f} %)",
            unit=unit,
            step=step,
            share=100 * found.carried[step, unit],
        )
        for step, unit in best
    ]
    st.markdown(
        t(
            "Single units of {signal} that carry most of the difference: {units}. 100 % "
            "would give the output of {other} from there on.",
            signal=found.signal,
            units=", ".join(words),
            other=plain(other),
        )
    )
    with st.container(horizontal=True, gap="small"):
        for number, (step, unit) in enumerate(best):
            st.button(
                t("Splice unit {unit} at t = {step}", unit=unit, step=step),
                icon=":material/input:",
                key=f"patch_map_splice_{number}",
                on_click=_splice,
                args=(place, source, found.signal, step, unit),
            )


def _largest(found: PatchMap) -> list[tuple[int, int]]:
    """Step and unit of the largest share of each of the units that carry most."""
    carried = np.nan_to_num(found.carried, nan=0.0)
    if not carried.any():
        return []
    steps = carried.argmax(axis=0)
    units = np.argsort(-carried.max(axis=0))[:_BEST]
    return [(int(steps[unit]), int(unit)) for unit in units if carried[steps[unit], unit] > 0]


def _splice(place: Place, source: str, signal: str, step: int, unit: int) -> None:
    one = Splice(place.spec.name, (signal,), at=step, source=source, unit=unit)
    key = place.scenario.id
    place.put(key, [*visit.experiment().scenario(key).interventions, one])
    place.redraw()
