"""A visitor's own input: pasted, from a file or generated."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np
import streamlit as st

from lstm_viz._language import N_
from lstm_viz.errors import LstmVizError
from lstm_viz.experiment import InputData
from lstm_viz.inputs import (
    SCALINGS,
    WAVES,
    Dialect,
    Reading,
    Wanted,
    fit,
    generate,
    read_input_data,
    read_noted,
    read_noted_data,
    read_vocabulary,
    scale,
    tokens,
    wanted,
)
from lstm_viz.ui import visit
from lstm_viz.ui._plain import plain
from lstm_viz.ui.visit import choices, t

_ERROR: Final = "own_input_error"
# Session key: the way an input was given last, and the dialect that it can be read in too.
_OTHER: Final = "own_input_other"
_FILE_MIB: Final = 32
_MOST_LABELS: Final = 5_000
_MOST_TITLE: Final = 150


def own_input(opened: Any) -> None:
    """Draw the button that opens the ways to give an input."""
    needs = wanted(opened.model)
    if len(needs) > 1:
        _several_inputs(opened, needs)
        return
    if needs[0].kind == "other":
        return
    need = needs[0]
    with st.popover(t("Your own input"), icon=":material/add:", width="stretch"):
        st.caption(t("This model reads {shape}.", shape=need.words))
        first = "text" if need.kind == "tokens" else "paste"
        names = _names()
        way = choices.segmented_control(
            t("Way"),
            [first, "file", "generate"],
            default=first,
            format_func=lambda key: names.get(key, key),
            required=True,
            key=f"own_way_{opened.id}",
            label_visibility="collapsed",
        )
        if need.kind == "numbers":
            choices.selectbox(
                t("Scale the features"),
                list(SCALINGS),
                format_func=lambda key: t.known(SCALINGS.get(key) or str(key)),
                key="own_scale",
                help=t("Models are mostly trained on scaled numbers."),
            )
        _WAYS[way or first](opened, need)
        _show_other(opened, need, way or first)
        _show_error(way or first)


def _names() -> dict[str, str]:
    return {
        "paste": t("paste"),
        "text": t("text"),
        "file": t("file"),
        "generate": t("generate"),
    }


def _several_inputs(opened: Any, needs: tuple[Wanted, ...]) -> None:
    with st.popover(t("Your own input"), icon=":material/add:", width="stretch"):
        st.caption(t("This model reads an .npz file with an array under each of these names:"))
        names = [tensor.name for tensor in opened.model.keras.inputs]
        st.markdown(
            "\n".join(
                f"- {plain(name)}: {need.words}" for name, need in zip(names, needs, strict=True)
            )
        )
        st.file_uploader(
            t("File with all inputs (.npz)"), key="own_file", max_upload_size=_FILE_MIB
        )
        _use_button(opened, needs[0], "inputs")
        _show_error("inputs")


def _show_other(opened: Any, need: Wanted, way: str) -> None:
    """Offer the reading that was not taken, where both fit."""
    told: tuple[str, Dialect] | None = st.session_state.get(_OTHER)
    if told is None or told[0] != way:
        return
    words = told[1].words
    st.button(
        plain(t("{reading}, instead", reading=f"{words[0].upper()}{words[1:]}")),
        key="own_other",
        icon=":material/swap_horiz:",
        on_click=_use,
        args=(opened, need, way, told[1]),
        width="stretch",
    )


def _show_error(way: str) -> None:
    told = st.session_state.get(_ERROR)
    if told is not None and told[0] == way:
        st.error(plain(told[1]))


def _paste(opened: Any, need: Wanted) -> None:
    st.text_area(
        t("One row per timestep, one column per feature"),
        key="own_text",
        height=120,
        placeholder="0.1, 0.2\n0.3, 0.4\n…",
    )
    _use_button(opened, need, "paste")


def _text(opened: Any, need: Wanted) -> None:
    st.text_area(t("Text"), key="own_text", height=80)
    lines = "\n".join("<space>" if token == " " else token for token in opened.vocabulary or ())
    st.text_area(
        t("Vocabulary: line 1 is token id 0"),
        value=lines,
        key=f"own_vocabulary_{opened.id}",
        height=100,
    )
    _use_button(opened, need, "text")


def _file(opened: Any, need: Wanted) -> None:
    st.file_uploader(
        t("CSV, JSON, .npy or .npz"),
        key="own_file",
        max_upload_size=_FILE_MIB,
    )
    _use_button(opened, need, "file")


def _generate(opened: Any, need: Wanted) -> None:
    if need.kind == "numbers":
        choices.selectbox(t("Shape"), WAVES, format_func=t.known, key="own_wave")
    left, right = st.columns(2)
    if need.steps is None:
        with left:
            visit.whole_field(t("Timesteps"), 60, 1, 5_000, key="own_steps")
    with right:
        visit.whole_field(t("Seed"), 0, 0, 10**6, key="own_seed")
    _use_button(opened, need, "generate")


_WAYS: Final = {"paste": _paste, "text": _text, "file": _file, "generate": _generate}


def _use_button(opened: Any, need: Wanted, way: str) -> None:
    st.button(
        t("Use this input"),
        key="own_use",
        type="primary",
        on_click=_use,
        args=(opened, need, way),
        width="stretch",
    )


def _use(opened: Any, need: Wanted, way: str, dialect: Dialect | None = None) -> None:
    try:
        sequence, other = _make(opened, need, way, dialect)
    except LstmVizError as error:
        st.session_state[_ERROR] = (way, t.told(error))
        return
    st.session_state[_ERROR] = None
    st.session_state[_OTHER] = None if other is None else (way, other)
    visit.add_sequence(opened.id, sequence)


def _make(
    opened: Any, need: Wanted, way: str, dialect: Dialect | None
) -> tuple[InputData, Dialect | None]:
    """The input, and the dialect in which its text can be read too."""
    if way == "inputs":
        return _all_inputs(opened), None
    note, labels, reading = "", None, Reading(np.zeros(0))
    if way == "paste":
        text = _given("own_text")
        title, words = "pasted", t("what you pasted")
        reading, x = _read_fitting(opened, words, dialect, lambda d: read_noted(text, dialect=d))
    elif way == "text":
        text = _given("own_text")
        vocabulary = read_vocabulary(_given(f"own_vocabulary_{opened.id}"), size=need.tokens)
        ids, unknown = tokens(text, vocabulary)
        title, x = text[:40], fit(np.array(ids), opened.model, t("the text"))
        labels = tuple(vocabulary[number] for number in ids)
        if unknown:
            note = f"Left out, not in the vocabulary: {' '.join(unknown[:10])}"
    elif way == "file":
        file = _given_file()
        title, data = file.name, file.getvalue()
        reading, x = _read_fitting(
            opened, title, dialect, lambda d: read_noted_data(data, title, d)
        )
    else:
        kind = st.session_state.get("own_wave", "noise")
        steps = visit.field_value("own_steps") if need.steps is None else None
        x = generate(kind, need, steps=steps, seed=visit.field_value("own_seed"))
        title = f"generated {kind if need.kind == 'numbers' else 'tokens'}"
    if need.kind == "numbers":
        x, note = scale(x, st.session_state.get("own_scale", "none"))
    elif labels is None and opened.vocabulary and x.shape[1] <= _MOST_LABELS:
        labels = tuple(opened.vocabulary[number] for number in x[0])
    made = InputData(
        arrays=(x,),
        title=f"{title[:_MOST_TITLE]} ({_steps(x.shape[1])})",
        labels=None if labels is None else tuple(label[:_MOST_TITLE] for label in labels),
        note="; ".join(filter(None, (reading.note, note))),
    )
    return made, reading.other


def _read_fitting(
    opened: Any, name: str, dialect: Dialect | None, read: Callable[[Dialect | None], Reading]
) -> tuple[Reading, np.ndarray]:
    """What was read, and as an input; of two readings of a text, one that fits the model."""
    reading = read(dialect)
    try:
        return reading, fit(reading.array, opened.model, name)
    except LstmVizError as error:
        if dialect is not None or reading.other is None:
            raise
        other = read(reading.other)
        try:
            x = fit(other.array, opened.model, name)
        except LstmVizError:
            raise error from None
        return Reading(x, reading.other.words), x


def _steps(count: int) -> str:
    return f"{count} {'step' if count == 1 else 'steps'}"


def _all_inputs(opened: Any) -> InputData:
    file = _given_file()
    arrays = tuple(read_input_data(file.getvalue(), file.name, opened.model))
    steps = next((array.shape[1] for array in arrays if array.ndim == 3), arrays[0].shape[-1])
    return InputData(arrays=arrays, title=f"{file.name[:_MOST_TITLE]} ({_steps(steps)})")


def _given_file() -> Any:
    file = st.session_state.get("own_file")
    if file is None:
        raise LstmVizError(N_("No file is chosen yet: drop one above."))
    return file


def _given(widget: str) -> str:
    return str(st.session_state.get(widget) or "")
