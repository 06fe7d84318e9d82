"""The section Statefulness: what each row of a batch remembers from call to call."""

from __future__ import annotations

from dataclasses import astuple
from functools import lru_cache
from typing import Any, Final

import keras
import pandas as pd
import streamlit as st

from lstm_viz._language import N_
from lstm_viz.errors import LstmVizError
from lstm_viz.figures import memory_figure
from lstm_viz.keras_code.statefulness import (
    LAYERS,
    MOST_CALLS,
    MOST_ROWS,
    WAYS,
    Question,
    Setting,
    Simulation,
    ask,
    evidence,
    in_words,
    simulate,
    statefulness_code,
)
from lstm_viz.ui import visit
from lstm_viz.ui._plain import plain
from lstm_viz.ui.visit import InParts, chart, choices, t, translate, worked

_ASK: Final = "statefulness_ask"
# Session keys: how many questions came before, and the last answer with what it was given to.
_NUMBER: Final = "statefulness_number"
_ANSWER: Final = "statefulness_answer"
_WAYS: Final = {"call": "model(x)", "predict": "predict", "fit": "fit"}
_INTRO: Final = N_("""
A **stateful** layer keeps the state of each row of the batch for the next call. Here, each row
reads its own sequence, one part a call: row 0 reads A1, A2, …, row 1 reads B1, B2, … Every block
below was found in the states of a real run of Keras.
""")
_NOTES: Final = N_("""
- **The batch size is fixed.** A stateful layer keeps one state a row: another number of rows is
  an error. For other rows, build a new layer and give it the weights.
- **Row j goes on where row j ended.** Order your data so that row j of call k follows row j of
  call k - 1: part k of the same sequence at the same place.
- **`layer.reset_state()` gives zeros**, not a state of your own: for that,
  `layer.states[0].assign(h0)` and `layer.states[1].assign(c0)`. A model has no such method.
- **`predict` changes the states** as a call does: twice the same `predict` gives two answers.
- **`fit` shuffles** the rows of all batches unless `shuffle=False`, and neither an epoch nor the
  end of `fit` resets anything.
- **States are not saved with the model**: a loaded model starts from zeros.
- **A stateless layer's `states` are None**, and its `reset_state()` does nothing.
""")


def statefulness(opened: Any) -> None:
    """Draw the section; the model on show plays no part in it."""
    st.markdown(t.known(_INTRO))
    _section()


@st.fragment
def _section() -> None:
    try:
        setting = _setting()
    except LstmVizError as error:
        st.error(plain(t.told(error)))
        return
    ran: tuple[Simulation] | None = worked(
        "statefulness",
        setting,
        lambda: InParts(lambda: _simulation(setting)),
        n=1,
        words=t("Running the layer with Keras"),
    )
    if ran is None:
        return
    [simulation] = ran
    _about(setting)
    number = st.session_state.get(_NUMBER, 0)
    question = ask(simulation, number)
    if not _asked(setting, number, question):
        return
    chart(
        memory_figure(
            simulation,
            marked=(question.call, question.row) if st.session_state[_ASK] else None,
            dark=visit.is_dark(),
            t=translate(),
        ),
        key="memory_figure",
        origin=("Statefulness", f"Run with Keras {keras.__version__}: {_settings(setting)}."),
        alt=_alt(simulation),
    )
    st.caption(
        t(
            "A block is a part that is remembered, in the order read; the outlined one "
            "was read in the call itself. The pale track is what could be remembered."
        )
    )
    _table(simulation)
    _evidence(simulation, question)
    with st.expander(t("Keras code of this run"), icon=":material/code:"):
        st.code(statefulness_code(setting), language="python")
    with st.expander(t("What people miss"), icon=":material/lightbulb:"):
        st.markdown(t.known(_NOTES))


def _setting() -> Setting:
    with st.container(horizontal=True, vertical_alignment="bottom", key="statefulness_what"):
        layer = choices.selectbox(
            t("Layer"),
            list(LAYERS),
            key="statefulness_layer",
            persist_state="session",
            format_func=lambda key: t.known(LAYERS.get(key) or str(key)),
            width=330,
        )
        way = choices.segmented_control(
            t("Called by"),
            WAYS,
            default="call",
            required=True,
            key="statefulness_way",
            persist_state="session",
            format_func=lambda key: _WAYS.get(key, key),
            width="content",
        )
        stateful = st.toggle(
            t("stateful"), value=True, key="statefulness_stateful", persist_state="session"
        )
        shuffle = st.toggle(
            t("shuffle"),
            value=True,
            key="statefulness_shuffle",
            persist_state="session",
            disabled=way != "fit",
            help=t("What fit does unless it is told not to; nothing else shuffles."),
        )
    with st.container(horizontal=True, vertical_alignment="bottom", key="statefulness_size"):
        rows = visit.whole_field(t("Rows"), 4, 2, MOST_ROWS, key="statefulness_rows", width=130)
        calls = visit.whole_field(t("Calls"), 4, 2, MOST_CALLS, key="statefulness_calls", width=130)
        resets = st.pills(
            t("reset_state() after call"),
            range(1, calls),
            selection_mode="multi",
            # Another number of calls has other places for a reset.
            key=f"statefulness_resets_{calls}",
            persist_state="session",
            width="content",
        )
        st.toggle(
            t("Ask me first"),
            value=True,
            key=_ASK,
            persist_state="session",
            help=t("A question about the run before it is shown."),
        )
    return Setting(
        layer=layer,
        way=way or "call",
        stateful=stateful,
        # The switch keeps its place while something else than fit is chosen.
        shuffle=shuffle and way == "fit",
        resets=tuple(resets),
        rows=rows,
        calls=calls,
    )


@lru_cache(maxsize=64)
def _simulation(setting: Setting) -> Simulation:
    return simulate(setting)


def _settings(setting: Setting) -> str:
    """What was run, in a line."""
    kept = "stateful" if setting.stateful else "stateless"
    parts = [f"layer {setting.layer}", kept, f"by {setting.way}", f"{setting.rows} rows"]
    parts += [f"{setting.calls} calls"] + (["shuffled"] if setting.shuffle else [])
    if setting.resets:
        parts.append(f"reset after call {', '.join(map(str, setting.resets))}")
    return ", ".join(parts)


def _about(setting: Setting) -> None:
    text = {
        "counter": t(
            "Each unit stands for one part of one sequence and counts the steps it has read of "
            "it (3 a part): the state can be read off."
        ),
        "random": t(
            "8 units, random weights: its state cannot be read off, but it can be compared with "
            "runs from known pasts."
        ),
        "sample": t(
            "10 units. Its batch size is fixed to 32 rows, so a new layer for {rows} rows was "
            "given its weights.",
            rows=setting.rows,
        ),
    }[setting.layer]
    if setting.way == "fit":
        text += t(" fit runs one epoch with a batch for each call, at learning rate 0.")
    st.caption(text)


def _asked(setting: Setting, number: int, question: Question) -> bool:
    """Ask, and say whether the run may be shown."""
    if not st.session_state[_ASK]:
        return True
    place = (astuple(setting), number)
    answer = st.session_state.get(_ANSWER)
    if answer is None or answer[0] != place:
        _ask(place, question)
        return False
    _verdict(question, answer[1])
    return True


def _ask(place: Any, question: Question) -> None:
    with st.container(border=True, key="statefulness_question"):
        chosen = choices.radio(
            f"**{t.known(question.text)}**",
            range(len(question.choices)),
            index=None,
            format_func=lambda n: t.known(question.choices[n].text),
            key=f"statefulness_choice_{place}",
        )
        with st.container(horizontal=True):
            st.button(
                t("Check"),
                type="primary",
                key="statefulness_check",
                disabled=chosen is None,
                on_click=_answer,
                args=(place, chosen),
            )
            st.button(
                t("Show without answering"),
                key="statefulness_show",
                on_click=_answer,
                args=(place, None),
            )


def _answer(place: Any, chosen: int | None) -> None:
    st.session_state[_ANSWER] = (place, chosen)


def _next() -> None:
    st.session_state[_NUMBER] = st.session_state.get(_NUMBER, 0) + 1


def _verdict(question: Question, chosen: int | None) -> None:
    with st.container(key="statefulness_verdict"):
        if chosen is None:
            st.info(f"{t.known(question.text)} {t.known(question.why)}", icon=":material/info:")
        elif chosen == question.right:
            st.success(t("Right. {why}", why=question.why), icon=":material/check_circle:")
        else:
            wrong = question.choices[chosen].text
            st.error(
                t("No: not {wrong}. {why}", wrong=wrong, why=question.why), icon=":material/cancel:"
            )
        st.button(
            t("Another question"),
            icon=":material/quiz:",
            key="statefulness_next",
            on_click=_next,
        )


def _alt(simulation: Simulation) -> str:
    last = simulation.setting.calls
    rows = (
        t("row {row} remembers {memory}", row=row, memory=in_words(memory))
        for row, memory in enumerate(simulation.memories[-1])
    )
    return t(
        "What each row remembers after each call. After call {last}: {rows}.",
        last=last,
        rows="; ".join(rows),
    )


def _table(simulation: Simulation) -> None:
    with st.expander(t("The same as a table"), icon=":material/table:"):
        st.table(
            pd.DataFrame(
                [
                    [t.known(in_words(memory)) for memory in row]
                    for row in zip(*simulation.memories, strict=True)
                ],
                index=pd.Index(
                    [t("row {row}", row=row) for row in range(simulation.setting.rows)],
                    name=t("row of the batch"),
                ),
                columns=[
                    t("after call {call}", call=n)
                    for n in range(1, simulation.setting.calls + 1)
                ],
            )
        )


def _evidence(simulation: Simulation, question: Question) -> None:
    fold = st.expander(
        t("How is that known?"),
        icon=":material/fact_check:",
        key="statefulness_evidence",
        on_change="rerun",
    )
    if not fold.open:
        return
    with fold:
        with st.container(horizontal=True):
            rows = list(range(simulation.setting.rows))
            row = st.selectbox(
                t("Row"), rows, index=question.row, key=f"evidence_row_{question.row}", width=130
            )
            calls = list(range(simulation.setting.calls))
            call = choices.selectbox(
                t("After call"),
                calls,
                index=question.call,
                format_func=lambda k: str(k + 1),
                key=f"evidence_call_{question.call}",
                width=130,
            )
        st.markdown(
            t(
                "The state is compared with the ends of runs from known pasts, read "
                "from zeros by a layer with the same weights:"
            )
        )
        st.table(
            pd.DataFrame(
                [
                    (
                        t.known(in_words(one.memory)),
                        f"{one.difference:.2g}",
                        t("the same") if one.same else t("another state"),
                    )
                    for one in evidence(simulation, call, row)
                ],
                columns=[t("known past"), t("largest difference in h and c"), t("so it is")],
            ).set_index(t("known past"))
        )
        st.markdown(_numbers(simulation, call, row))


def _numbers(simulation: Simulation, call: int, row: int) -> str:
    c = simulation.c[call, row]
    if simulation.setting.layer == "counter":
        calls = simulation.setting.calls
        counts = [
            f"{chr(ord('A') + n // calls)}{n % calls + 1} = {value:g}"
            for n, value in enumerate(c)
            if value
        ]
        return t(
            "c of row {row}: {counts}; all other units 0. h is the same.",
            row=row,
            counts=", ".join(counts),
        )
    h = simulation.h[call, row]
    return "  \n".join(
        t(
            "{signal} of row {row}: {values}",
            signal=signal,
            row=row,
            values=", ".join(f"{value:.4f}" for value in numbers),
        )
        for signal, numbers in (("h", h), ("c", c))
    )
