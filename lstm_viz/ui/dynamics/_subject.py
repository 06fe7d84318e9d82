"""What the page works on: visited states, one sequence, and what is held."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import streamlit as st

from lstm_viz.dynamics import Near, near_states
from lstm_viz.inputs import wanted
from lstm_viz.models import LayerSpec
from lstm_viz.tracing import trace
from lstm_viz.ui import visit
from lstm_viz.ui._plain import plain
from lstm_viz.ui.dynamics._settings import change, settings, tied
from lstm_viz.ui.visit import caches, choices, t

_MOST_SLIDERS: Final = 8


def sequence_inputs(opened: Any) -> list[np.ndarray]:
    """The chosen row of the chosen sequence, one array per input of the model."""
    current = visit.experiment()
    arrays = opened.model.inputs(caches.sequence_of(current).x)
    sample = min(current.view.sample, len(arrays[0]) - 1)
    return [array[sample : sample + 1] for array in arrays]


def visited_near(opened: Any, spec: LayerSpec) -> Near:
    """States of a layer visited on all sequences, a visitor's own included.

    Raises
    ------
    LstmVizError
        When a sequence does not fit the model.
    """
    sequences = caches.sequences_of(opened.id)
    names = tuple(sequence.name for sequence in sequences)
    return _near(opened.id, spec.name, names, _opened=opened, _sequences=sequences)


@caches.by_model(most=16, most_own=4)
def _near(model: str, layer: str, names: tuple[str, ...], _opened: Any, _sequences: Any) -> Near:
    for sequence in _sequences:
        caches.check_size(_opened.model, sequence.x, 1)
    with caches.running(_opened):
        runs = {s.name: trace(_opened.model, s.x, compile=False) for s in _sequences}
        return near_states(_opened.model, layer, runs)


def held_value(opened: Any) -> Any:
    """What is held, as `fixed_points` takes it."""
    need, numbers = wanted(opened.model)[0], settings().held_numbers
    if not numbers:
        return None
    if need.kind == "tokens":
        return int(numbers[0])
    count = need.features or 1
    return (list(numbers) + [0.0] * count)[:count]


def held_words(opened: Any) -> str:
    """What is held, for the title of a picture."""
    need, value = wanted(opened.model)[0], held_value(opened)
    if value is None:
        return t("input held at 0")
    if need.kind == "tokens":
        return t("token “{token}” held", token=_token_name(opened, value))
    return t("input held at {values}", values=", ".join(f"{number:g}" for number in value))


def held_widgets(opened: Any) -> None:
    """Draw what holds the input: a slider for each feature, or the token."""
    need = wanted(opened.model)[0]
    if need.kind == "tokens":
        count = need.tokens or 2
        choices.selectbox(
            t("Held token"),
            range(count),
            format_func=lambda token: _token_name(opened, token),
            width=180,
            **tied(
                "token",
                int(held_value(opened) or 0),
                lambda token: change(held=f"{token:g}"),
                options=range(count),
            ),
        )
        return
    count = need.features or 1
    values = list(held_value(opened) or [0.0] * count)
    arrays = sequence_inputs(opened)
    x = arrays[0].reshape(-1, arrays[0].shape[-1]) if arrays[0].ndim > 2 else np.zeros((1, count))
    names = list(opened.input_names)

    def name(k: int) -> str:
        return plain(t.known(names[k])) if k < len(names) else t("feature {feature}", feature=k)

    for k in range(min(count, _MOST_SLIDERS)):
        low, high = float(min(-1, x[:, k].min())), float(max(1, x[:, k].max()))

        def write(value: float, k: int = k) -> None:
            new = [*values]
            new[k] = value
            change(held="" if not any(new) else ",".join(f"{number:g}" for number in new))

        st.slider(
            t("Held {names}", names=name(k)),
            np.floor(low),
            np.ceil(high),
            step=0.05,
            width=170,
            **tied(f"held_{k}", float(np.clip(values[k], np.floor(low), np.ceil(high))), write),
        )
    if count > _MOST_SLIDERS:
        st.caption(t("The other {count} features are held at 0.", count=count - _MOST_SLIDERS))


def answer_words(opened: Any, values: np.ndarray) -> str:
    """Outputs in the model's own words: the class with its chance, or the numbers by name."""
    names = list(opened.output_names)
    if opened.output_kind == "class":
        best = int(np.argmax(values))
        name = t.known(names[best]) if best < len(names) else t("class {number}", number=best)
        if opened.vocabulary and best < len(opened.vocabulary):
            name = _shown(opened.vocabulary[best])
        return f"{name} ({100 * values[best]:.0f} %)"
    shown = [
        f"{t.known(names[k])} {value:+.2f}" if k < len(names) else f"{value:+.2f}"
        for k, value in enumerate(values[:6])
    ]
    return ", ".join(shown) + (", …" if len(values) > 6 else "")


def output_titles(opened: Any, labels: tuple[str, ...]) -> list[str]:
    """Names of the outputs: the model's own where it has one for each."""
    names = list(opened.output_names)
    if opened.vocabulary and len(opened.vocabulary) == len(labels):
        names = [_shown(token) for token in opened.vocabulary]
    return [t.known(one) for one in (names if len(names) == len(labels) else labels)]


def _token_name(opened: Any, token: int) -> str:
    known = opened.vocabulary
    return _shown(known[token]) if known and token < len(known) else t("token {token}", token=token)


def _shown(token: str) -> str:
    return {" ": t("space"), "\n": t("line break"), "": t("no token")}.get(token, token)
