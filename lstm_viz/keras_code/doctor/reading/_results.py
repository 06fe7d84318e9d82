"""What layers are given as states, and what they give for their inputs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from lstm_viz.keras_code.doctor.reading import _parts as p
from lstm_viz.keras_code.doctor.reading import _values as v
from lstm_viz.keras_code.doctor.reading._arrays import int_of, state_tensor

_SAME_SHAPE: Final = ("Dropout", "Activation", "BatchNormalization", "Masking", "ReLU",
                      "LayerNormalization", "SpatialDropout1D", "GaussianNoise", "LeakyReLU")
# Of what layers give, by the shape of their input and their units.
_SHAPES: Final[dict[str, Callable[[p.Shape, int | None], p.Shape]]] = {
    "Dense": lambda shape, units: (*shape[:-1], units),
    "Embedding": lambda shape, units: (*shape, units),
    "RepeatVector": lambda shape, units: (shape[0], None, shape[-1]),
}
_MOST_VIA: Final = 60


def width_of(layer: p.Layer) -> int | None:
    """Return how many features a layer gives, where that is known."""
    if not layer.units or layer.cells is not None or layer.merge == "?":
        return None
    both = layer.class_name == "Bidirectional" and layer.merge == "concat"
    return layer.units * (2 if both else 1)


def cell_result(cell: p.Layer, inputs: Any, states: Any) -> Any:
    """Return what a cell gives: its output, and its new states."""
    rows = inputs.shape[0] if isinstance(inputs, v.Tensor) and inputs.shape else None
    form = inputs.form if isinstance(inputs, v.Tensor) and inputs.form == "symbolic" else "array"
    via = (*_via(inputs), cell)[-_MOST_VIA:]
    made = [
        v.Tensor(shape=(rows, cell.units), form=form, role=role, via=via,
               largest=1.0 if role == "h" else None)
        for role in p.STATES[cell.class_name.removesuffix("Cell")]
    ]
    after: Any = v.items(made)
    if cell.class_name != "LSTMCell" and not isinstance(states, v.Items):
        after = made[0] if isinstance(states, v.Tensor) else v.UNKNOWN
    return v.items([made[0].changed(role=None, content=made[0].content), after], origin=cell)


def initial_states(layer: p.Layer, given: v.Arguments) -> Any:
    """Return what ``get_initial_state`` gives: zeros, in a list."""
    kind = layer.class_name.removesuffix("Cell") if layer.cell else layer.kind
    plain = given.complete and len(given.args) < 2 and {*given.named} <= {"batch_size"}
    if kind not in p.RECURRENT or layer.own or not plain:
        return v.UNKNOWN
    shape = (int_of(given.get(0, "batch_size")), layer.units)
    return v.items(v.Tensor(shape=shape, role=role, largest=0.0) for role in p.STATES[kind])


def _via(inputs: Any) -> tuple[Any, ...]:
    if isinstance(inputs, v.Tensor):
        return inputs.via
    # Where it comes from cannot be told.
    return (p.Layer(class_name="?"),)


def returned(layer: p.Layer, x: v.Tensor | None, run: p.Run | None) -> Any:
    """Return what a recurrent layer gives: its output, and perhaps its states."""
    form = x.form if x is not None and x.form in ("symbolic", "unknown") else "array"
    rows = x.shape[0] if x is not None and x.shape else None
    steps = x.shape[1] if x is not None and x.shape and len(x.shape) > 1 else None
    both = 2 if layer.class_name == "Bidirectional" else 1
    width = width_of(layer)
    via = (*_via(x), layer)[-_MOST_VIA:]
    shape: p.Shape | None = None
    if layer.return_sequences is not None and layer.recurrent:
        shape = (rows, steps, width) if layer.return_sequences else (rows, width)
    dynamic = x is not None and x.dynamic
    output = v.Tensor(shape=shape, form=form, via=via, largest=1.0, source=layer, run=run,
                    dynamic=dynamic)
    if layer.return_state is None or layer.merge == "?":
        return v.UNKNOWN
    if not layer.return_state:
        return output

    def state(role: Any, units: int | None = layer.units) -> v.Tensor:
        return v.Tensor(shape=(rows, units), form=form, role=role, via=via, dynamic=dynamic,
                      largest=1.0 if role == "h" else None)

    if layer.cells is not None:
        if not all(isinstance(one, p.Layer) and one.cell for one in layer.cells):
            return v.UNKNOWN
        nested = [
            v.items([state(role, one.units) for role in p.STATES[one.class_name[:-4]]],
                    origin=layer)
            for one in layer.cells * both
        ]
        return v.items([output, *nested], origin=layer)
    names = p.STATES.get(layer.kind or "")
    return v.UNKNOWN if names is None else v.items([output, *map(state, names)], origin=layer)


def plain_call(layer: p.Layer, inputs: Any) -> Any:
    """Return what another layer gives."""
    name = layer.class_name
    if isinstance(inputs, v.Items):
        if name in _SAME_SHAPE and inputs.origin is not None:
            return inputs
        return _merged(layer, v.closed(inputs))
    if not isinstance(inputs, v.Tensor):
        if name in ("Dense", "Embedding", "Dropout"):
            return v.Tensor(form="unknown", via=(*_via(inputs), layer))
        return v.UNKNOWN
    via = (*inputs.via, layer)[-_MOST_VIA:]
    shape = inputs.shape
    source = inputs.source if name in (*_SAME_SHAPE, "Lambda") else None
    kept: dict[str, Any] = {"via": via, "form": inputs.form, "dynamic": inputs.dynamic}
    if name in _SAME_SHAPE:
        return inputs.changed(**kept)
    if name in _SHAPES:
        return v.Tensor(shape=_SHAPES[name](shape, layer.units) if shape else None, **kept)
    return v.Tensor(source=source, whole=False, **kept)


def _merged(layer: p.Layer, parts: list[Any] | None) -> Any:
    if not parts or not all(isinstance(one, v.Tensor) for one in parts):
        return v.UNKNOWN
    via = tuple(dict.fromkeys(layer for one in parts for layer in one.via))
    shape = parts[0].shape
    sizes = [one.shape[-1] if one.shape else None for one in parts]
    roles = {one.role for one in parts}
    if layer.class_name in ("Concatenate", "concatenate") and shape:
        shape = (*shape[:-1], None if None in sizes else sum(sizes))
    elif layer.class_name not in ("Add", "Average", "Multiply", "Maximum"):
        shape = None
    return v.Tensor(
        shape=shape,
        form=parts[0].form,
        via=(*via, layer)[-_MOST_VIA:],
        role=roles.pop() if len(roles) == 1 else None,
    )


def mixed(first: v.Tensor, *more: Any, shape: p.Shape | None = None) -> v.Tensor:
    """Return what an operation makes of tensors; on symbolic ones it is a layer of its own."""
    others = [one for one in more if isinstance(one, v.Tensor)]
    symbolic = "symbolic" in (first.form, *(one.form for one in others))
    via = tuple(dict.fromkeys(part for one in (first, *others) for part in one.via))
    if symbolic:
        via = (*via, p.Layer(class_name="?"))
    return v.Tensor(shape=shape, form="symbolic" if symbolic else first.form,
                  via=via[-_MOST_VIA:], run=first.run, source=first.source, whole=False)


def through(x: Any, made: Any) -> Any:
    """Return what a layer of the person's own gives: its parts are hidden in it."""
    if not isinstance(made, v.Tensor) or made.form != "symbolic":
        return made
    return made.changed(via=(*_via(x), p.Layer(class_name="?", own=True)))


def as_passed(value: Any, node: Any) -> p.Given | None:
    """Return the states as they are passed; None if that cannot be told."""
    if isinstance(value, v.Record):
        return p.Bare(state=p.Passed(form="dict"))
    if isinstance(value, (p.StatesOf, p.StateOf)):
        return None
    if not isinstance(value, v.Items):
        state = one_state(value, _name(node))
        return None if state is None or state.form == "unknown" else p.Bare(state=state)
    if value.open:
        return None
    entries: list[Any] = []
    nodes = getattr(node, "elts", ())
    if len(nodes) != len(value.values):
        nodes = [None] * len(value.values)
    for one, inner in zip(value.values, nodes, strict=True):
        if isinstance(one, v.Items) and not _is_numbers(one):
            nested = as_passed(one, inner)
            if nested is None or isinstance(nested, p.Bare):
                return None
            entries.append(nested)
        else:
            entries.append(one_state(one, _name(inner)) or p.Passed(form="unknown"))
    return entries


def _is_numbers(value: v.Items) -> bool:
    flat = value.values[:50]
    return bool(flat) and not value.open and all(
        (isinstance(one, v.Const) and isinstance(one.value, (int, float)))
        or (isinstance(one, v.Items) and _is_numbers(one))
        for one in flat
    )


def one_state(value: Any, name: str) -> p.Passed | None:
    """Return what is known of one state."""
    if isinstance(value, v.Tensor):
        return value.named(name)
    if isinstance(value, p.StateOf):
        return state_tensor(value.layer, value.index).named(name)
    if isinstance(value, v.Const):
        return p.Passed(name=name, form="none" if value.value is None else "unknown")
    if isinstance(value, v.Items) and _is_numbers(value):
        return p.Passed(name=name, form="list")
    label = value.label if isinstance(value, v.Unknown) else ""
    return p.Passed(name=name or label, role=v.role_of(name or label), form="unknown")


def _name(node: Any) -> str:
    return getattr(node, "id", "") or getattr(node, "attr", "")
