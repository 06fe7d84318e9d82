"""The section Statefulness: what each row of a batch remembers from call to call."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

import keras
import pandas as pd
import streamlit as st

from lstm_viz._language import N_
from lstm_viz.errors import LstmVizError
from lstm_viz.figures import memory_figure
from lstm_viz.keras_code.statefulness import (
    Setting,
    Simulation,
    ask,
    in_words,
    simulate,
    statefulness_code,
)
from lstm_viz.ui import visit
from lstm_viz.ui._plain import plain
from lstm_viz.ui.keras_code.statefulness._evidence import show_evidence
from lstm_viz.ui.keras_code.statefulness._question import may_be_shown, question_number
from lstm_viz.ui.keras_code.statefulness._setting import ASK, in_a_line, read_setting
from lstm_viz.ui.visit import InParts, chart, t, translate, worked

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
        setting = read_setting()
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
    number = question_number()
    question = ask(simulation, number)
    if not may_be_shown(setting, number, question):
        return
    chart(
        memory_figure(
            simulation,
            marked=(question.call, question.row) if st.session_state[ASK] else None,
            dark=visit.is_dark(),
            t=translate(),
        ),
        key="memory_figure",
        origin=("Statefulness", f"Run with Keras {keras.__version__}: {in_a_line(setting)}."),
        alt=_alt(simulation),
    )
    st.caption(
        t(
            "A block is a part that is remembered, in the order read; the outlined one "
            "was read in the call itself. The pale track is what could be remembered."
        )
    )
    _table(simulation)
    show_evidence(simulation, question)
    with st.expander(t("Keras code of this run"), icon=":material/code:"):
        st.code(statefulness_code(setting), language="python")
    with st.expander(t("What people miss"), icon=":material/lightbulb:"):
        st.markdown(t.known(_NOTES))


@lru_cache(maxsize=64)
def _simulation(setting: Setting) -> Simulation:
    return simulate(setting)


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
