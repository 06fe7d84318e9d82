"""A question about a run, to be answered before the run is shown."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lstm_viz._language import Text
from lstm_viz.keras_code.statefulness._memory import Memory, Part, in_words
from lstm_viz.keras_code.statefulness._run import Simulation


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One answer to choose.

    Attributes
    ----------
    text : str
    memory : tuple of Part or None
        What it says is remembered; None says that it is something else.
    """

    text: str
    memory: Memory | None


@dataclass(frozen=True, kw_only=True)
class Question:
    """What a row remembers after a call: one question of the game.

    Attributes
    ----------
    row, call : int
        From 0.
    text : str
    choices : tuple of Choice
    right : int
        Position of the choice that the run confirms.
    why : str
        One sentence.
    """

    row: int
    call: int
    text: str
    choices: tuple[Choice, ...]
    right: int
    why: str


def ask(simulation: Simulation, number: int = 0) -> Question:
    """Ask about one row and call of a run.

    Parameters
    ----------
    simulation : Simulation
    number : int, optional
        Another number, another row and call.

    Returns
    -------
    Question
        Its right answer is what the run left in the row.
    """
    setting = simulation.setting
    rng = np.random.default_rng([number, setting.rows, setting.calls])
    row = int(rng.integers(setting.rows))
    # After the first call, and right after a reset, every answer would be the same.
    calls = [k for k in range(1, setting.calls) if k not in setting.resets]
    call = int(rng.choice(calls)) if calls else setting.calls - 1
    actual = simulation.memories[call][row]
    choices = _choices(simulation, call, row)
    order = rng.permutation(len(choices))
    choices = [choices[n] for n in order]
    known = [choice.memory for choice in choices]
    right = known.index(actual if actual in known else None)
    return Question(
        row=row,
        call=call,
        text=Text("What does row {row} remember after call {call}?", row=row, call=call + 1),
        choices=tuple(choices),
        right=right,
        why=_why(simulation, call, row),
    )


def _choices(simulation: Simulation, call: int, row: int) -> list[Choice]:
    resets = simulation.setting.resets
    last = max((reset for reset in resets if reset <= call), default=0)
    memories: list[Memory] = []
    for start in (0, last, call):
        memory = tuple(Part(row, k) for k in range(start, call + 1))
        if memory not in memories:
            memories.append(memory)
    memories.append(())
    texts = [
        Text("only {memory}", memory=in_words(m)) if len(m) == 1 else in_words(m)
        for m in memories
    ]
    choices = [Choice(text=t, memory=m) for t, m in zip(texts, memories, strict=True)]
    other = Text("something else, such as parts of other sequences")
    return [*choices, Choice(text=other, memory=None)]


def _why(simulation: Simulation, call: int, row: int) -> str:
    setting = simulation.setting
    memory = in_words(simulation.memories[call][row])
    if not setting.stateful:
        if setting.resets:
            return Text(
                "A stateless layer starts every call from zeros, and reset_state() has nothing to "
                "reset: row {row} remembers only what this call read, {memory}.",
                row=row,
                memory=memory,
            )
        return Text(
            "A stateless layer starts every call from zeros: row {row} remembers only what this "
            "call read, {memory}.",
            row=row,
            memory=memory,
        )
    last = max((reset for reset in setting.resets if reset <= call), default=0)
    since = (
        Text("since reset_state() put zeros after call {call}", call=last)
        if last
        else Text("since the start")
    )
    told = {"row": row, "since": since, "memory": memory}
    if setting.shuffle:
        return Text(
            "fit shuffles the rows of all calls, while the state stays with the place in the "
            "batch: {since}, row {row} has read {memory}.",
            **told,
        )
    if setting.way == "predict":
        return Text(
            "Row {row} of a stateful layer goes on where row {row} of the call before ended "
            "(predict changes the stored states as a direct call does): {since} it has read "
            "{memory}.",
            **told,
        )
    if setting.way == "fit":
        return Text(
            "Row {row} of a stateful layer goes on where row {row} of the call before ended "
            "(with shuffle=False, fit keeps the order): {since} it has read {memory}.",
            **told,
        )
    return Text(
        "Row {row} of a stateful layer goes on where row {row} of the call before ended: {since} "
        "it has read {memory}.",
        **told,
    )
