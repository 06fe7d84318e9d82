"""The connections of a Functional model, in the two forms Keras has written them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from ._reading import Reading
from ._refused import Refused, shown
from ._spec import Call, Input, Layer, Tensor
from ._table import MODELS, RECURRENT

_OPERATION_SETTINGS: Final = frozenset({"name", "axis", "keepdims", "dtype"})
_INPUT_ARGUMENTS: Final = ("inputs", "sequences", "sequence", "x")
# Name of a layer, number of its call, number of the call's output.
Reference = tuple[str, int, int]


class _RawCall:
    """A call as the file has it, with references by name."""

    def __init__(self) -> None:
        self.tensors: list[Reference] = []
        self.many = False
        self.initial_state: list[Reference] | None = None
        self.mask: Reference | None = None


def connect(
    model: Layer,
    config: dict[str, Any],
    reading: Reading,
    read: Callable[[Any], Layer],
    read_input: Callable[[Any], Input],
) -> None:
    """Fill in a Functional model's inputs, layers, calls and outputs.

    Parameters
    ----------
    model : Layer
        To be filled.
    config : dict
        With ``layers``, ``input_layers`` and ``output_layers``.
    reading : Reading
    read, read_input : function
        Read one layer, one InputLayer.

    Raises
    ------
    Refused
        When the layers are not connected to a graph without loops.
    """
    inputs: dict[str, Input] = {}
    raw_calls: dict[str, list[_RawCall]] = {}
    layers: dict[str, int] = {}
    ignored: set[str] = set()
    for entry in config["layers"]:
        key = _key(entry, {*inputs, *layers, *ignored})
        if entry.get("class_name") == "InputLayer":
            inputs[key] = read_input(entry)
            continue
        if _is_operation(entry):
            ignored.add(key)
            continue
        layer = read(entry)
        layers[key] = len(model.layers)
        model.layers.append(layer)
        nodes = entry.get("inbound_nodes", [])
        if not isinstance(nodes, list):
            raise _broken(key)
        raw_calls[key] = [_parse_call(node, key, layer, reading) for node in nodes]
    wanted = _references(config.get("input_layers"), "inputs")
    outputs = _references(config.get("output_layers"), "outputs")
    if not wanted or not outputs:
        raise Refused(
            "graph", f"Model '{model.name}' has no inputs or no outputs: save the model again."
        )
    for reference in wanted:
        if reference[0] not in inputs:
            raise _missing(reference[0])
    order = [reference[0] for reference in wanted]
    if len(set(order)) != len(order) or set(order) != set(inputs):
        raise Refused(
            "graph", f"The inputs of model '{model.name}' do not fit its layers: save it again."
        )
    model.inputs = [inputs[key] for key in order]
    _number(model, raw_calls, layers, ignored, order, outputs, reading)
    _token_inputs(model)


def _number(
    model: Layer,
    raw_calls: dict[str, list[_RawCall]],
    layers: dict[str, int],
    ignored: set[str],
    order: list[str],
    outputs: list[Reference],
    reading: Reading,
) -> None:
    """Put the calls into running order and turn names into numbers."""
    total = sum(len(calls) for calls in raw_calls.values())
    if total > reading.limits.calls:
        raise Refused(
            "limit",
            f"Model '{model.name}' calls layers {total:,} times, {reading.limits.calls:,} are "
            "allowed: use a smaller model.",
        )
    offsets = _offsets(raw_calls, outputs)
    done: dict[tuple[str, int], int] = {(key, 0): n for n, key in enumerate(order)}
    known = {*order, *layers}

    def resolve(reference: Reference) -> Tensor | None:
        """Return the tensor, None if it is not made yet."""
        key, call, output = reference
        if key in ignored:
            raise Refused(
                "operation",
                f"'{shown(key)}' is a calculation between layers: this page runs only built-in "
                "layers, so use one such as Add or Concatenate.",
                in_python=True,
            )
        if key not in known:
            raise _missing(key)
        made = done.get((key, call - offsets.get(key, 0)))
        return None if made is None else (made, output)

    def resolve_all(references: list[Reference]) -> list[Tensor] | None:
        """Return the tensors, None as long as one of them is not made."""
        found = [tensor for tensor in map(resolve, references) if tensor is not None]
        return found if len(found) == len(references) else None

    waiting = [(key, n, call) for key, calls in raw_calls.items() for n, call in enumerate(calls)]
    while waiting:
        later = []
        for key, n, raw in waiting:
            tensors = resolve_all(raw.tensors)
            states = resolve_all(raw.initial_state or [])
            # A mask that a calculation between layers makes is left out.
            masks = [one for one in (raw.mask,) if one is not None and one[0] not in ignored]
            mask = resolve_all(masks)
            if tensors is None or states is None or mask is None:
                later.append((key, n, raw))
                continue
            done[key, n] = len(model.inputs) + len(model.calls)
            given = None if raw.initial_state is None else states
            model.calls.append(Call(layers[key], tensors, raw.many, given, next(iter(mask), None)))
        if len(later) == len(waiting):
            raise Refused(
                "graph",
                f"Layer '{shown(later[0][0])}' of model '{model.name}' waits for itself, or for a "
                "call that does not exist: save the model again.",
            )
        waiting = later
    resolved = resolve_all(outputs)
    if resolved is None:
        raise Refused(
            "graph", f"An output of model '{model.name}' is never computed: save the model again."
        )
    model.outputs = resolved


def _offsets(raw_calls: dict[str, list[_RawCall]], outputs: list[Reference]) -> dict[str, int]:
    """Return the number of each layer's first call: Keras 2 counts a nested model's from 1."""
    lowest: dict[str, int] = {}
    used = list(outputs)
    for calls in raw_calls.values():
        for call in calls:
            used += [*call.tensors, *(call.initial_state or ())]
    for key, number, _ in used:
        lowest[key] = min(number, lowest.get(key, number))
    return lowest


def _token_inputs(model: Layer) -> None:
    """Let inputs that only feed embeddings be token ids."""
    for number, entry in enumerate(model.inputs):
        readers = [
            model.layers[call.layer].kind
            for call in model.calls
            if any(tensor[0] == number for tensor in call.tensors)
        ]
        if readers and set(readers) == {"Embedding"}:
            entry.dtype = "int32"


def _parse_call(node: Any, key: str, layer: Layer, reading: Reading) -> _RawCall:
    call = _RawCall()
    if isinstance(node, dict):
        args, kwargs = node.get("args"), node.get("kwargs", {})
        if not isinstance(args, list) or not isinstance(kwargs, dict):
            raise _broken(key)
        kwargs = dict(kwargs)
        if not args:
            named = next((one for one in _INPUT_ARGUMENTS if one in kwargs), None)
            args = [kwargs.pop(named)] if named else []
        if len(args) == 2 and layer.kind in RECURRENT and "initial_state" not in kwargs:
            kwargs["initial_state"] = args.pop()
        if len(args) != 1:
            raise _broken(key)
        call.many = isinstance(args[0], (list, tuple)) or _is_tuple(args[0])
        call.tensors = _tensors(args[0], key)
    elif isinstance(node, list) and node:
        kwargs = {}
        if _is_reference(node):
            # Some layers of tf.keras wrote a single input without a list around it.
            node = [node]
        for one in node:
            call.tensors.append(_reference(one, key))
            if len(one) > 3:
                if not isinstance(one[3], dict):
                    raise _broken(key)
                kwargs |= one[3]
        if layer.kind in RECURRENT and len(call.tensors) > 1:
            call.initial_state = call.tensors[1:]
            call.tensors = call.tensors[:1]
        call.many = len(call.tensors) > 1
    else:
        raise _broken(key)
    _keywords(call, kwargs, key, layer, reading)
    return call


def _keywords(
    call: _RawCall, kwargs: dict[str, Any], key: str, layer: Layer, reading: Reading
) -> None:
    for word, value in kwargs.items():
        if word == "initial_state" and value is not None and layer.kind in RECURRENT:
            call.initial_state = _tensors(value, key)
        elif word == "mask" and value is not None:
            masks = _tensors(value, key, skip_none=True)
            # One mask per input of a merging layer is derived again from the inputs.
            call.mask = masks[0] if len(masks) == 1 else None
        elif word == "training" and (value is None or isinstance(value, bool)):
            if value:
                reading.note("training", layer=layer.name)
        elif value is not None:
            raise Refused(
                "graph",
                f"Layer '{layer.name}' is called with {shown(word, 40)}=, which is not supported.",
                in_python=True,
            )


def _tensors(value: Any, key: str, skip_none: bool = False) -> list[Reference]:
    if _is_tuple(value):
        value = value.get("items")
    if isinstance(value, list) and not _is_reference(value):
        found = []
        for one in value:
            if one is None and skip_none:
                continue
            found += _tensors(one, key, skip_none)
        return found
    return [_reference(value, key)]


def _is_tuple(value: Any) -> bool:
    return isinstance(value, dict) and value.get("class_name") == "__tuple__"


def _is_reference(value: list[Any]) -> bool:
    return len(value) in (3, 4) and isinstance(value[0], str)


def _reference(value: Any, key: str) -> Reference:
    if isinstance(value, dict) and value.get("class_name") == "__keras_tensor__":
        config = value.get("config")
        value = config.get("keras_history") if isinstance(config, dict) else None
    if not isinstance(value, list) or not _is_reference(value):
        raise Refused(
            "graph",
            f"Layer '{shown(key)}' is called with something other than outputs of layers: use only "
            "built-in layers.",
            in_python=True,
        )
    if not all(type(n) is int and 0 <= n < 10_000 for n in value[1:3]):
        raise _broken(key)
    return value[0], value[1], value[2]


def _references(value: Any, what: str) -> list[Reference]:
    if isinstance(value, dict) and not _is_tuple(value):
        # Keras feeds named inputs in the order of their names.
        return [one for key in sorted(value) for one in _references(value[key], what)]
    return [] if value is None else _tensors(value, what)


def _key(entry: Any, seen: set[str]) -> str:
    config = entry.get("config") if isinstance(entry, dict) else None
    key = entry.get("name") if isinstance(entry, dict) else None
    if key is None and isinstance(config, dict):
        key = config.get("name")
    if not isinstance(key, str):
        raise Refused("config", "A layer in the file has no name: save the model again.")
    if key in seen:
        raise Refused("name", f"Two layers are called '{shown(key)}': give each its own name.")
    return key


def _is_operation(entry: dict[str, Any]) -> bool:
    """Tell whether an entry is a calculation, as Keras 3 writes it for a mask.

    It is left out, because Keras derives masks again; whatever else needs it is refused.
    """
    module, config, kind = (entry.get(key) for key in ("module", "config", "class_name"))
    if isinstance(module, str):
        return ".ops." in module
    # In .h5 files only the settings tell an operation from a layer, even of the same name.
    plain = isinstance(config, dict) and set(config) <= _OPERATION_SETTINGS
    return plain and kind != "InputLayer" and not (isinstance(kind, str) and kind in MODELS)


def _broken(key: str) -> Refused:
    return Refused(
        "graph", f"The connections of layer '{shown(key)}' cannot be read: save the model again."
    )


def _missing(key: str) -> Refused:
    return Refused(
        "graph", f"The model needs a layer '{shown(key)}' that is not in the file: save it again."
    )
