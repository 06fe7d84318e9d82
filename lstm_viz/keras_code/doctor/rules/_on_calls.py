"""Findings where layers and cells are called, and what they return is taken apart."""

from __future__ import annotations

from typing import Any, Final

from lstm_viz._language import N_, Text
from lstm_viz.keras_code.doctor.reading import Bare, Event, flat_states
from lstm_viz.keras_code.doctor.reading import _values as v
from lstm_viz.keras_code.doctor.reading._parts import Layer, StateOf
from lstm_viz.keras_code.doctor.reading._results import as_passed
from lstm_viz.keras_code.doctor.rules._states import SYMBOLIC_ERRORS, shown, states_problems
from lstm_viz.keras_code.doctor.rules._told import Told, on, setting_of

_COUNT: Final = {
    "GRU": "unpack-count-gru",
    "SimpleRNN": "unpack-count-gru",
    "Bidirectional LSTM": "unpack-count-bidirectional",
}
_STATE_WORDS: Final = ("state", "states", "initial_states", "init_state", "hidden", "hx")
_STATE_NAMES: Final = (*_STATE_WORDS, "hidden_state", "initial_state", "prev_state", "dec_hidden",
                       "hidden_states", "h", "decoder_state", "enc_state", "encoder_state",
                       "encoder_states")
_KEEP_MASK: Final = ("Dropout", "SpatialDropout1D", "Activation", "BatchNormalization",
                     "LayerNormalization", "GaussianNoise", "Dense")
_LATER: Final = N_("Building the model raises nothing; its first run does.")
_MERGES: Final = ("Concatenate", "Add", "Average", "Multiply", "Maximum", "Minimum", "Subtract",
                  "Dot")
_ATTEND: Final = ("Attention", "AdditiveAttention")
# These fail as well, each in its own way.
_SHAPED: Final = ("Flatten", "Reshape", "RepeatVector", "Permute", "TimeDistributed")
_ONE_INPUT: Final = ("Dense", "LSTM", "GRU", "SimpleRNN", "RNN", "Bidirectional", "Embedding")


@on("call")
def results(event: Event, told: Told) -> None:
    """What a layer gives with return_state=True, or a cell, used as one tensor."""
    layer, (inputs, _) = event.subject, event.value
    name, error = layer.class_name, ""
    parts = list(event.args) if name == "MultiHeadAttention" else v.closed(inputs) or []
    source = getattr(inputs, "origin", None)
    if source is not None and name in _ONE_INPUT:
        count = sum(len(one.values) if isinstance(one, v.Items) else 1 for one in parts)
        error = f"ValueError: … expects 1 input(s), but it received {count} input tensors"
    elif name in _MERGES and all(isinstance(one, (v.Items, v.Tensor)) for one in parts):
        lists = [one for one in parts if isinstance(one, v.Items)]
        source = next((one.origin for one in lists if one.origin), None)
        # Beside a tensor, Keras compares the shapes first, and says something else.
        if source is not None and len(lists) == len(parts):
            kind = "list" if source.cells is not None else "tuple"
            error = f"AttributeError: '{kind}' object has no attribute …"
    elif name in (*_ATTEND, "MultiHeadAttention") and source is None:
        origins = [one.origin for one in parts if isinstance(one, v.Items)]
        source = next((one for one in origins if one is not None), None)
        if name == "Attention" and source is not None:
            error = "AttributeError: 'tuple' object has no attribute 'shape'"
    elif name not in _SHAPED:
        return
    if source is not None:
        code = "cell-result" if source.cell else "result-as-tensor"
        told.report(event, code, "given", layer=source, by=name, error=error)


@on("call")
def recurrent(event: Event, told: Told) -> None:
    """A recurrent layer and its inputs."""
    layer, (inputs, states) = event.subject, event.value
    if not layer.recurrent and layer.class_name not in ("RNN", "Bidirectional"):
        return
    if not event.args and "inputs" in event.named and "sequences" not in event.named:
        told.report(event, "inputs-argument", layer=layer)
    parts = v.closed(inputs) or []
    if len(parts) > 1 and inputs.origin is None and layer.kind is not None:
        told.report(event, "states-in-inputs", "called", layer=layer, count=len(parts))
    x = inputs if isinstance(inputs, v.Tensor) else parts[0] if parts else None
    if isinstance(x, v.Tensor):
        _sequence(event, told, layer, x)
    for word in event.named:
        known = ("initial_state", "mask", "training", "sequences", "inputs", None)
        if word not in known and any(part in word for part in _STATE_WORDS):
            told.report(event, "call-argument", layer=layer, word=word)
    if states is None:
        unused = [word for word in getattr(event.inside, "lost", ()) if word in _STATE_NAMES]
        if unused and event.complete and layer.return_state and layer.stateful is False:
            node = event.inside.node
            told.report(event, "state-unused", layer=layer, word=unused[0], node=node.name,
                        line=node.lineno)
        return
    if layer.cells is not None:
        _cells_left_out(event, told, layer, states)
    if layer.kind is not None:
        _passed_states(event, told, layer, states, x)
    if layer.stateful:
        told.pending.append((event, layer))
    # Padding at the end changes nothing in the outputs before it, only in the last one.
    last = layer.return_sequences is False or layer.class_name == "Bidirectional"
    masked = isinstance(x, v.Tensor) and last and _is_masked(x)
    if masked and len(event.args) < 3 and not {"mask", None} & event.named.keys():
        told.report(event, "mask-dropped", "called", layer=layer)


def _cells_left_out(event: Event, told: Told, layer: Layer, states: Any) -> None:
    """Fewer states than cells: Keras runs as many cells as it gets states for."""
    cells = layer.cells or []
    bare = isinstance(states, v.Tensor) and states.form != "unknown"
    given = [states] if bare else v.closed(states) or []
    sides = 2 if layer.class_name == "Bidirectional" else 1
    wanted, nested = len(cells) * sides, all(isinstance(one, v.Items) for one in given)
    gru = all(isinstance(one, Layer) and one.class_name != "LSTMCell" for one in cells)
    known = nested or (gru and all(isinstance(one, (v.Tensor, v.Items)) for one in given))
    if given and known and len(given) < wanted and len(given) % sides == 0:
        many = Text("one tensor") if bare else Text("a list of {number}", number=len(given))
        where = Text(" in each direction") if sides == 2 else ""
        told.report(event, "cells-left-out", layer=layer, count=len(cells), where=where,
                    many=many, wanted=wanted)


def _sequence(event: Event, told: Told, layer: Layer, x: v.Tensor) -> None:
    before = x.via[-1] if x.via else None
    flat = x.shape is not None and len(x.shape) == 2
    if flat and isinstance(before, Layer) and before.recurrent:
        told.report(event, "return-sequences-missing", "called", layer=layer,
                    before=before.class_name, line=before.line)
    elif flat and (layer.recurrent or layer.class_name == "Bidirectional"):
        told.report(event, "two-axes", "called", layer=layer, shape=shown(x.shape))
    if x.form == "symbolic" and layer.stateful and x.dynamic:
        told.report(event, "stateful-without-batch", "called", layer=layer)


def _is_masked(x: v.Tensor) -> bool:
    """Whether a tensor carries the mask of a Masking or Embedding layer that it came through."""
    for layer in reversed(x.via):
        if not isinstance(layer, Layer):
            return False
        if layer.makes_mask:
            return True
        if not (layer.return_sequences or layer.class_name in _KEEP_MASK):
            return False
    return False


@on("call")
def cell(event: Event, told: Told) -> None:
    """A cell, its input and its states."""
    layer, (_, states) = event.subject, event.value
    if not layer.cell or None in event.named:
        return
    if states is None and not (len(event.args) > 1 or "states" in event.named):
        told.report(event, "cell-without-states", layer=layer)
        return
    if len(event.args) > 2 and isinstance(event.args[2], (v.Tensor, StateOf, v.Items)):
        told.report(event, "cell-states-apart", layer=layer)
        return
    given = as_passed(states, _node_of_states(event.node))
    if given is None:
        return
    flat, name = flat_states(given), layer.class_name
    roles = [one.role for one in flat]
    if name == "LSTMCell" and len(flat) == 1 and flat[0].form in ("array", "symbolic"):
        rule = ("cell-one-tensor",) if isinstance(given, Bare) else ("one-state", "cell")
        told.report(event, *rule, layer=layer)
    if name == "GRUCell" and roles == ["h", "c"]:
        told.report(event, "gru-cell-state", "cell", layer=layer)
    if name == "LSTMCell" and roles == ["c", "h"]:
        names = ", ".join(one.name or "?" for one in flat)
        told.report(event, "cell-states-swapped", layer=layer, names=names)


def _passed_states(event: Event, told: Told, layer: Layer, value: Any, x: v.Tensor | None) -> None:
    """Report what is wrong with states passed to a call of a layer."""
    given = as_passed(value, _node_of_states(event.node))
    if given is None:
        return
    rows = x.shape[0] if x is not None and x.shape else None
    symbolic = any(state.form == "symbolic" for state in flat_states(given))
    rows = rows or (layer.batch if layer.built else None)
    shapes = [state.shape or () for state in flat_states(given) if state.form == "array"]
    if x is not None and x.form == "symbolic" and x.dynamic and layer.cells is None and shapes:
        known = {shape[0] for shape in shapes if len(shape) == 2}
        size = known.pop() if len(known) == 1 else None
        if size is not None and len(shapes) == len(flat_states(given)):
            told.constants.append((event, layer, size))
    second: Any = value.values[1] if isinstance(value, v.Items) and len(value.values) == 2 else None
    source = getattr(second, "source", None)
    if layer.kind == "LSTM" and source and not second.whole and second.role is None:
        if not any(code == "outputs-as-cell" for code, _ in told.found):
            told.report(event, "outputs-as-cell", "passed", layer=source)
        return
    sliced = getattr(value, "origin", None)
    if sliced is not None and layer.kind == sliced.kind == "LSTM" and second is not None:
        # With sequences it is an error, which is told of the sequence.
        if second.role == "h" and sliced.return_sequences is False:
            told.report(event, "output-as-state", layer=sliced)
            return
    for mark in states_problems(given, setting_of(layer, rows=rows), rows=rows,
                                units=layer.units):
        late = symbolic and mark.code in SYMBOLIC_ERRORS
        told.report(
            event, mark.code, problem=mark.problem, layer=layer, rows=rows,
            sizes={"shapes": mark.shapes, "symbolic": symbolic},
            error=SYMBOLIC_ERRORS[mark.code] or mark.error if late else mark.error,
            also=_LATER if late else "",
        )


def _node_of_states(node: Any) -> Any:
    for word in getattr(node, "keywords", ()):
        if word.arg in ("initial_state", "states"):
            return word.value
    return next(iter(getattr(node, "args", [])[1:2]), None)


@on("unpack")
def unpacked(event: Event, told: Told) -> None:
    """A number or an order of names that does not fit."""
    value, names = event.subject, event.args
    if isinstance(value, v.Tensor):
        layer, wanted = value.via[-1] if value.via else None, len(names)
        known = isinstance(layer, Layer) and layer.recurrent and layer.return_state is False
        if known and value.source is layer and value.whole and wanted in (2, 3, 5):
            told.report(event, "unpack-without-return-state", layer=layer, wanted=wanted,
                        error=None if value.form == "symbolic" else "")
        return
    values = v.closed(value)
    if values is None or event.value is not None:
        return
    layer, given = value.origin, len(values)
    if layer is None:
        roles = [getattr(one, "role", None) for one in values]
        asked = [v.role_of(name) for name in names]
        if given == len(names) and {("h", "c"), ("c", "h")} <= set(zip(roles, asked, strict=True)):
            told.report(event, "unpack-order", "model")
        return
    whole = given > 0 and getattr(value.values[0], "source", None) is layer or layer.cell
    wanted = len(names)
    if given != wanted:
        code = _COUNT.get(layer.kind or "", "unpack-count")
        if layer.cell:
            code = "cell-unpack"
        elif layer.cells is not None:
            code = "unpack-nested"
        expected = f"too many values to unpack (expected {wanted})"
        if wanted > given:
            expected = f"not enough values to unpack (expected {wanted}, got {given})"
        told.report(event, code, "returned" if whole else "kept", layer=layer, given=given,
                    wanted=wanted, error=f"ValueError: {expected}")
    elif whole and layer.kind == "LSTM" and layer.cells is None and wanted == 3:
        if [v.role_of(name) for name in names[1:]] == ["c", "h"]:
            told.report(event, "unpack-order", "layer", layer=layer)


@on("item")
def past_the_end(event: Event, told: Told) -> None:
    """An index into what a layer returns that is too large."""
    value = event.subject
    if not isinstance(value, v.Items) or value.origin is None:
        return
    layer = value.origin
    nested: str = Text(", one entry per cell")
    if layer.class_name == "Bidirectional":
        nested = Text(", one entry per cell and direction")
    told.report(event, "result-index", layer=layer, value=event.value, count=len(value.values),
                what=nested if layer.cells is not None else "")


@on("attribute")
def of_results(event: Event, told: Told) -> None:
    """An attribute of a tensor, asked of everything that a layer returned."""
    value: Any = event.subject
    if isinstance(value, v.Items) and value.origin and event.name in ("shape", "dtype", "numpy"):
        kind = "list" if value.origin.cells is not None else "tuple"
        code = "cell-result" if value.origin.cell else "result-as-tensor"
        told.report(event, code, "asked", layer=value.origin, kind=kind)
