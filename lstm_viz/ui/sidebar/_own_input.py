"""A visitor's own input: pasted, from a file or generated."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import streamlit as st

from lstm_viz.errors import LstmVizError
from lstm_viz.experiment import InputData
from lstm_viz.inputs import (
    SCALINGS,
    WAVES,
    Wanted,
    fit,
    generate,
    read_data,
    read_input_data,
    read_noted,
    read_vocabulary,
    scale,
    tokens,
    wanted,
)
from lstm_viz.ui import visit
from lstm_viz.ui._plain import plain

_ERROR: Final = "own_input_error"
_FILE_MIB: Final = 32
_MOST_LABELS: Final = 5_000
_MOST_TITLE: Final = 150


def sequence_widget(model: str) -> str:
    """Session key of the widget that chooses the sequence of a model."""
    return f"sequence_{model}"


def own_input(opened: Any) -> None:
    """Draw the button that opens the ways to give an input."""
    needs = wanted(opened.model)
    if len(needs) > 1:
        _several_inputs(opened, needs)
        return
    if needs[0].kind == "other":
        return
    need = needs[0]
    with st.popover("Your own input", icon=":material/add:", width="stretch"):
        st.caption(f"This model reads {need.words}.")
        first = "text" if need.kind == "tokens" else "paste"
        way = st.segmented_control(
            "Way",
            [first, "file", "generate"],
            default=first,
            required=True,
            key=f"own_way_{opened.id}",
            label_visibility="collapsed",
        )
        if need.kind == "numbers":
            st.selectbox(
                "Scale the features",
                list(SCALINGS),
                format_func=SCALINGS.get,
                key="own_scale",
                help="Models are mostly trained on scaled numbers.",
            )
        _WAYS[way or first](opened, need)
        _show_error()


def _several_inputs(opened: Any, needs: tuple[Wanted, ...]) -> None:
    with st.popover("Your own input", icon=":material/add:", width="stretch"):
        st.caption("This model reads an .npz file with an array under each of these names:")
        names = [tensor.name for tensor in opened.model.keras.inputs]
        st.markdown(
            "\n".join(
                f"- {plain(name)}: {need.words}" for name, need in zip(names, needs, strict=True)
            )
        )
        st.file_uploader(
            "File with all inputs (.npz)", key="own_file", max_upload_size=_FILE_MIB
        )
        _use_button(opened, needs[0], "inputs")
        _show_error()


def _show_error() -> None:
    error = st.session_state.pop(_ERROR, None)
    if error:
        st.error(plain(error))


def _paste(opened: Any, need: Wanted) -> None:
    st.text_area(
        "One row per timestep, one column per feature",
        key="own_text",
        height=120,
        placeholder="0.1, 0.2\n0.3, 0.4\n…",
    )
    _use_button(opened, need, "paste")


def _text(opened: Any, need: Wanted) -> None:
    st.text_area("Text", key="own_text", height=80)
    lines = "\n".join("<space>" if t == " " else t for t in opened.vocabulary or ())
    st.text_area(
        "Vocabulary: line 1 is token id 0",
        value=lines,
        key=f"own_vocabulary_{opened.id}",
        height=100,
    )
    _use_button(opened, need, "text")


def _file(opened: Any, need: Wanted) -> None:
    st.file_uploader(
        "CSV, JSON, .npy or .npz",
        key="own_file",
        max_upload_size=_FILE_MIB,
    )
    _use_button(opened, need, "file")


def _generate(opened: Any, need: Wanted) -> None:
    if need.kind == "numbers":
        st.selectbox("Shape", WAVES, key="own_wave")
    left, right = st.columns(2)
    if need.steps is None:
        left.number_input("Timesteps", 1, 5_000, 60, key="own_steps")
    right.number_input("Seed", 0, 10**6, 0, key="own_seed")
    _use_button(opened, need, "generate")


_WAYS: Final = {"paste": _paste, "text": _text, "file": _file, "generate": _generate}


def _use_button(opened: Any, need: Wanted, way: str) -> None:
    st.button(
        "Use this input",
        key="own_use",
        type="primary",
        on_click=_use,
        args=(opened, need, way),
        width="stretch",
    )


def _use(opened: Any, need: Wanted, way: str) -> None:
    try:
        sequence = _make(opened, need, way)
    except LstmVizError as error:
        st.session_state[_ERROR] = str(error)
        return
    visit.add_sequence(opened.id, sequence)


def _make(opened: Any, need: Wanted, way: str) -> InputData:
    if way == "inputs":
        return _all_inputs(opened)
    note, labels, reading = "", None, ""
    if way == "paste":
        numbers, reading = read_noted(_given("own_text"))
        title, x = "pasted", fit(numbers, opened.model, "what you pasted")
    elif way == "text":
        text = _given("own_text")
        vocabulary = read_vocabulary(_given(f"own_vocabulary_{opened.id}"), size=need.tokens)
        ids, unknown = tokens(text, vocabulary)
        title, x = text[:40], fit(np.array(ids), opened.model, "the text")
        labels = tuple(vocabulary[number] for number in ids)
        if unknown:
            note = f"Left out, not in the vocabulary: {' '.join(unknown[:10])}"
    elif way == "file":
        file = _given_file()
        title, x = file.name, fit(read_data(file.getvalue(), file.name), opened.model, file.name)
    else:
        kind = st.session_state.get("own_wave", "noise")
        steps = st.session_state.get("own_steps")
        x = generate(kind, need, steps=steps, seed=int(st.session_state["own_seed"]))
        title = f"generated {kind if need.kind == 'numbers' else 'tokens'}"
    if need.kind == "numbers":
        x, note = scale(x, st.session_state.get("own_scale", "none"))
    elif labels is None and opened.vocabulary and x.shape[1] <= _MOST_LABELS:
        labels = tuple(opened.vocabulary[number] for number in x[0])
    note = "; ".join(filter(None, (reading, note)))
    return InputData(
        arrays=(x,),
        title=f"{title[:_MOST_TITLE]} ({_steps(x.shape[1])})",
        labels=None if labels is None else tuple(label[:_MOST_TITLE] for label in labels),
        note=note,
    )


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
        raise LstmVizError("No file is chosen yet: drop one above.")
    return file


def _given(widget: str) -> str:
    return str(st.session_state.get(widget) or "")
