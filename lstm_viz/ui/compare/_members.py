"""What an ensemble's members have in common on the page, and the members that stand out."""

from __future__ import annotations

from typing import Any

import streamlit as st

from lstm_viz.compare import Ensemble
from lstm_viz.experiment import MOST_SCENARIOS
from lstm_viz.figures import fan_figure, forgotten_figure
from lstm_viz.models import LayerSpec
from lstm_viz.tracing import Trace
from lstm_viz.ui import visit
from lstm_viz.ui._plain import plain
from lstm_viz.ui.compare._settings import bound, output_of, settings, signal_of, signals_of
from lstm_viz.ui.visit import chart, choices, t, translate


def draw_members(
    opened: Any, spec: LayerSpec, base: Trace, found: Ensemble, *, base_name: str
) -> None:
    """Draw fans, shares, sentences and the members that stand out.

    Parameters
    ----------
    opened : Any
        The model on show.
    spec : LayerSpec
        The layer whose states were compared.
    base : Trace
        A run of the model, for the names of what can be compared.
    found : Ensemble
    base_name : str
        What people call the baseline.
    """
    if not found.distances:
        st.info(t("No distances were kept: what was kept of the outputs is shown."))
        _outputs(opened, found, base_name)
        _table(opened, found)
        return
    signal = signal_of(spec, base)
    output = output_of(signal, base)
    name = f"output {output}" if output is not None else signal
    if name not in found.distances:
        st.info(t("Of an ensemble the states and the outputs are kept: h is shown."))
        name = "h"
    title = signals_of(spec, base)[signal if name != "h" else "h"]
    picture, words = st.columns([2.2, 1], gap="medium")
    with picture:
        fans = found.relative if settings().relative else found.distances
        how = t("absolute")
        if settings().relative:
            of_start = t("as a share of the start")
            how = of_start if name in spec.states else t("as a share of the largest")
        chart(
            fan_figure(
                fans[name],
                title=t(
                    "{title}: distance of {n:,} members to {base_name}, {how}",
                    title=title,
                    n=found.n,
                    base_name=base_name,
                    how=how,
                ),
                log=settings().log,
                threshold=found.threshold if settings().relative else None,
                dark=visit.is_dark(),
                t=translate(),
            ),
            key="ensemble_distance",
            alt=t(
                "Quantiles of the distance of all members to {base_name} in {title} over time",
                base_name=base_name,
                title=title,
            ),
        )
    with words:
        st.markdown(plain(t.known(found.words(name))))
        for each in found.kinds:
            prefix = f"{plain(each)}: " if len(found.kinds) > 1 else ""
            st.markdown(f"{prefix}{t.known(found.answer_words(each))}")
        with st.container(horizontal=True):
            st.toggle(t("Share of the start"), **bound("relative"))
            st.toggle(t("Log scale"), **bound("log"))
        _extremes(opened, found, name)
    left, right = st.columns(2, gap="medium")
    with left:
        chart(
            forgotten_figure(
                {_short(found, each): shares for each, shares in found.forgotten.items()},
                int(fans[name].steps[-1]),
                title=t(
                    "Share of the members that have forgotten, below {percent}",
                    percent=_percent(found),
                ),
                dark=visit.is_dark(),
                t=translate(),
            ),
            key="ensemble_forgotten",
            alt=t("Share of the members that have forgotten by each step"),
        )
    with right:
        _outputs(opened, found, base_name)
    _table(opened, found)


def _short(found: Ensemble, name: str) -> str:
    """A name of the ensemble; a single output needs none of its own."""
    single = len(found.kinds) == 1 and name.startswith("output ")
    return t("output") if single else name


def _percent(found: Ensemble) -> str:
    return f"{100 * found.threshold:g} %"


def _extremes(opened: Any, found: Ensemble, name: str) -> None:
    full = len(visit.experiment().scenarios) >= MOST_SCENARIOS
    st.markdown(t("**Members that stand out in {short}**", short=plain(_short(found, name))))
    for number, extreme in enumerate(found.extremes(name)):
        text, button = st.columns([1.3, 1], vertical_alignment="center")
        text.markdown(
            t("{label}: {words}", label=t.known(extreme.label).capitalize(), words=extreme.words)
        )
        button.button(
            t("Member {k}", k=extreme.k),
            icon=":material/add:",
            key=f"extreme_{number}",
            on_click=_add_member,
            args=(opened, found, extreme.k),
            disabled=full,
            width="stretch",
        )
    if full:
        st.caption(
            t(
                "There are {most} scenarios: remove one to add a member.",
                most=MOST_SCENARIOS,
            )
        )
    else:
        st.caption(t("A click makes the member a scenario, the very same state."))


def _add_member(opened: Any, found: Ensemble, k: int) -> None:
    visit.add_scenario(opened, name=f"member {k}", state=found.member(k))


def _outputs(opened: Any, found: Ensemble, base_name: str) -> None:
    labels = {key: _output_label(opened, found, key) for key in found.outputs}
    keys = list(labels)
    if not keys:
        return
    chosen = st.session_state.get("ensemble_output_choice")
    if len(keys) > 1:
        chosen = choices.selectbox(
            t("Output"),
            keys,
            index=keys.index(chosen) if chosen in keys else 0,
            format_func=lambda key: labels.get(key, key),
            key="ensemble_output",
        )
        st.session_state["ensemble_output_choice"] = chosen
    key = chosen if chosen in keys else keys[0]
    chart(
        fan_figure(
            found.outputs[key],
            title=t(
                "Output {labels} of all members, and of {base_name}",
                labels=labels[key],
                base_name=base_name,
            ),
            baseline=base_name,
            height=240,
            dark=visit.is_dark(),
            t=translate(),
        ),
        key="ensemble_outputs",
        alt=t("Quantiles of the output {labels} of all members over time", labels=labels[key]),
    )


def _output_label(opened: Any, found: Ensemble, key: tuple[str, int]) -> str:
    name, unit = key
    names = opened.output_names
    label = t.known(names[unit]) if unit < len(names) else f"y{unit}"
    return label if len(found.kinds) == 1 else f"{name} {label}"


def _table(opened: Any, found: Ensemble) -> None:
    st.download_button(
        t("Download all members as CSV"),
        data=lambda: found.to_dataframe().to_csv(index=False).encode(),
        file_name=f"{opened.id}-{found.layer.replace('/', '-')}-ensemble.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
        key="ensemble_download",
    )
