"""A loop of one's own over the timesteps, with the state in one's hands."""

from __future__ import annotations

from typing import Final

from lstm_viz.keras_code._case import LayerCase
from lstm_viz.keras_code.ways._text import assign, built, head, keras2, masked, now, states
from lstm_viz.keras_code.ways._way import Check, Way


def _order(case: LayerCase) -> str:
    return "reversed(range(x.shape[1]))" if case.backward else "range(x.shape[1])"


def _cell(case: LayerCase) -> str:
    arguments = ", ".join(
        [str(case.spec.units)]
        + [f"{k}={v!r}".replace("'", '"') for k, v in case.arguments.items() if k != "go_backwards"]
    )
    names = list(case.states)
    new = ", ".join(f"new_{name[0]}" for name in names)
    if case.mask is None:
        step = f"    _, [{now(case)}] = cell(x[:, t], [{now(case)}])\n"
    else:
        kept = "".join(f"    {n[0]} = keras.ops.where(keep, new_{n[0]}, {n[0]})\n" for n in names)
        step = (
            f"    _, [{new}] = cell(x[:, t], [{now(case)}])\n"
            "    keep = mask[:, t : t + 1]  # a masked step keeps the state\n" + kept
        )
    lists = "".join(f"all_{name[0]} = []\n" for name in names)
    appended = "".join(f"    all_{name[0]}.append({name[0]})\n" for name in names)
    stacked = "".join(f"all_{n[0]} = np.stack(all_{n[0]}, axis=1)\n" for n in names)
    return (
        f"{head(case)}\n"
        f"cell = keras.layers.{case.kind}Cell({arguments})\n"
        f"cell.build((None, {case.spec.features}))\n"
        "cell.set_weights(weights)\n\n"
        f"{now(case)} = {states(case)}\n{lists}"
        f"for t in {_order(case)}:\n{step}{appended}{stacked}\n"
        f'print("h after the last step:", h[0])\n'
    )


def _cell_checks(case: LayerCase) -> tuple[Check, ...]:
    checks = [Check(got="all_h", wanted="trace.h", got_name="h of the loop")]
    if case.kind == "LSTM":
        checks.append(Check(got="all_c", wanted="trace.c", got_name="c of the loop"))
    return tuple(checks)


def _one_step(case: LayerCase) -> str:
    lists = "".join(f"all_{name[0]} = []\n" for name in case.states)
    appended = "".join(f"    all_{name[0]}.append({name[0]})\n" for name in case.states)
    stacked = "".join(f"all_{n[0]} = np.stack(all_{n[0]}, axis=1)\n" for n in case.states)
    mask = masked(case, "mask[:, t : t + 1]")
    return (
        f"{head(case)}\n{built(case, 'return_state=True')}\n"
        f"{now(case)} = {states(case)}\n{lists}"
        f"for t in {_order(case)}:\n"
        f"    step = x[:, t : t + 1]  # one timestep, still with three axes\n"
        f"    _, {now(case)} = layer(\n"
        f"        step, initial_state=[{now(case)}]{mask}\n"
        f"    )\n{appended}{stacked}\n"
        f'print("h after the last step:", h[0])\n'
    )


def _stateful_step(case: LayerCase) -> str:
    return (
        f"{head(case)}\n"
        f"{built(case, 'stateful=True', shape=str((case.batch, 1, case.spec.features)))}\n"
        f"{assign(case)}all_h = []\n"
        f"for t in {_order(case)}:\n"
        f"    layer(x[:, t : t + 1]{masked(case, 'mask[:, t : t + 1]')})\n"
        "    h = layer.states[0].numpy()  # a copy: the variable moves on\n"
        "    all_h.append(h)\n"
        "all_h = np.stack(all_h, axis=1)\n\n"
        'print("h after the last step:", h[0])\n'
    )


LOOP: Final = (
    Way(
        id="cell",
        title="The cell itself, one timestep a call",
        sentence=(
            "A cell takes one timestep and the state, and gives the next state. This is the only "
            "way that hands you the cell state of every timestep: the layer returns the last one."
        ),
        code=_cell,
        checks=_cell_checks,
        keras2=lambda case: keras2(_cell(case)),
    ),
    Way(
        id="one_step",
        title="The layer, one timestep a call",
        sentence=(
            "A layer with return_state=True called with sequences of length 1: the state goes in "
            "and comes out of every call, as for a simulation or a text that is being written."
        ),
        code=_one_step,
        checks=_cell_checks,
        keras2=lambda case: keras2(_one_step(case)),
    ),
    Way(
        id="stateful_step",
        title="A stateful layer, one timestep a call",
        sentence=(
            "A stateful layer built for one timestep remembers the state between calls by itself: "
            "write it once, then step."
        ),
        code=_stateful_step,
        checks=(Check(got="all_h", wanted="trace.h", got_name="states[0] of every step"),),
    ),
)
