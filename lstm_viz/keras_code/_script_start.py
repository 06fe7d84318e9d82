"""The part of a script that starts a model's own layers from given states."""

from __future__ import annotations

import keras

from lstm_viz.keras_code._script_states import StateSource
from lstm_viz.models._graph import Call

_WORDS = '    """The same layers and weights, every recurrent one with its initial state."""'


def start_source(
    model: keras.Model, calls: list[Call], states: StateSource, *, changed: bool = False
) -> list[str]:
    """Source of the function ``start(model, states)``, as short as the model allows.

    With ``changed`` it takes what interventions change too.
    """
    stacked = any(len(direction) > 1 for call in calls for direction in call.cells)
    if stacked or states.by_row:
        spread = _SPREAD
        given = "keras.tree.map_structure(spread, states[{}])"
    else:
        spread = []
        given = "[np.tile(state, (rows, 1)) for state in states[{}]]"
    nested = any("/" in call.path for call in calls)
    masked = any(spec.masked for call in calls for part in call.cells for spec in part)
    # Keras drops the mask of a layer that is called anew with an initial state; a clone keeps it.
    if isinstance(model, keras.Sequential) and not nested and not masked:
        return [*spread, *_sequential(given.format("layer.name"), changed)]
    counted = any("#" in call.path for call in calls)
    return [*spread, *_functional(given.format("name"), nested, counted, changed)]


_SPREAD = [
    "def spread(state):",
    '    """One state for every row of the batch; a state that has rows stays as it is."""',
    "    return np.broadcast_to(state, (rows, state.shape[-1]))",
    "",
    "",
]


def _sequential(given: str, changed: bool) -> list[str]:
    return [
        f"def start(model, states{', changes' if changed else ''}):",
        _WORDS,
        "    y = model.inputs[0]",
        "    for layer in model.layers:",
        *(
            [
                "        name = layer.name",
                "        run = Changed(layer, changes[name]) if name in changes else layer",
            ]
            if changed
            else []
        ),
        "        if layer.name in states:",
        f"            y = {'run' if changed else 'layer'}(y, initial_state={given})",
        "        else:",
        f"            y = {'run' if changed else 'layer'}(y)",
        "    return keras.Model(model.inputs, y)",
    ]


def _functional(given: str, nested: bool, counted: bool, changed: bool) -> list[str]:
    name = "inside + layer.name" if nested else "layer.name"
    count = ["    calls = collections.Counter() if calls is None else calls", ""]
    number = [
        "        calls[name] += 1",
        '        name += f"#{calls[name]}" if calls[name] > 1 else ""',
    ]
    keys = "[*states, *changes]" if changed else "states"
    passed = "states, changes" if changed else "states"
    inner = [
        f'        if any(key.startswith(name + "/") for key in {keys}):',
        f'            layer = start(layer, {passed}, name + "/"' + (", calls)" if counted else ")"),
    ]
    wrap = ["        if name in changes:", "            layer = Changed(layer, changes[name])"]
    extra = (', inside=""' if nested else "") + (", calls=None" if counted else "")
    return [
        f"def start(model, {passed}{extra}):",
        _WORDS,
        *(count if counted else [""]),
        "    def call(layer, *args, **kwargs):",
        f"        name = {name}",
        *(number if counted else []),
        *(inner if nested else []),
        "        if name in states:",
        f"            kwargs[\"initial_state\"] = {given}",
        "            args = args[:1]  # the sequence",
        *(wrap if changed else []),
        "        return layer(*args, **kwargs)",
        "",
        "    graph = keras.Model(model.inputs, model.outputs)",
        "    return keras.models.clone_model(",
        "        graph, clone_function=lambda layer: layer, call_function=call",
        "    )",
    ]
