"""The recurrence with the numbers of one unit at one step filled in."""

from __future__ import annotations

import numpy as np

from lstm_viz.tracing import LayerTrace


def equations(layer: LayerTrace, *, step: int, unit: int, sample: int = 0) -> list[str]:
    """Lines of text that say how the unit's state at ``step`` came about.

    Parameters
    ----------
    layer : LayerTrace
    step : int
        0 is the initial state, which no equation leads to.
    unit, sample : int
        Unit of the layer and row of the batch.

    Returns
    -------
    list of str
    """
    state = {name: layer.signal(name)[sample, :, unit] for name in layer.spec.states}
    now = {name: float(values[step]) for name, values in state.items()}
    if step == 0:
        return [f"{name} = {number(now[name])}  (initial state)" for name in reversed(state)]
    if layer.mask is not None and not layer.mask[sample, step - 1]:
        return ["masked: the state is kept"] + [
            f"{name} = {name}_prev = {number(now[name])}" for name in reversed(state)
        ]
    before = {name: float(values[step - 1]) for name, values in state.items()}
    gates = {
        name: float(layer.signal(name)[sample, step - 1, unit])
        for name in layer.spec.signals
        if name not in state
    }
    act = layer.spec.activation
    if layer.spec.kind == "LSTM":
        f, i, g, o = (factor(gates[name]) for name in "figo")
        return [
            f"c = f*c_prev + i*g = {f}*{factor(before['c'])} + {i}*{g} = {number(now['c'])}",
            f"h = o*{act}(c) = {o}*{act}({number(now['c'])}) = {number(now['h'])}",
        ]
    if layer.spec.kind == "GRU":
        z, rest, g = (factor(v) for v in (gates["z"], 1.0 - gates["z"], gates["g"]))
        return [
            f"h = z*h_prev + (1-z)*g = {z}*{factor(before['h'])} + {rest}*{g} = {number(now['h'])}"
        ]
    return [f"h = {act}(W x + U h_prev + b) = {number(now['h'])},  h_prev = {number(before['h'])}"]


def number(value: float) -> str:
    """A number with three decimals, or in powers of ten where that would hide it."""
    if not np.isfinite(value):
        return str(value)
    if value != 0 and (abs(value) < 0.0005 or abs(value) >= 1e5):
        return f"{value:.2e}"
    return f"{value:.3f}"


def factor(value: float) -> str:
    """A number to stand in a product: negative ones in brackets."""
    text = number(value)
    return f"({text})" if text.startswith("-") else text
