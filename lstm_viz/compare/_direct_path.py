"""What the forget gates alone carry of a first difference, and what comes in through the gates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from lstm_viz._language import Text
from lstm_viz.errors import LstmVizError
from lstm_viz.tracing import LayerTrace

# The gate that multiplies the kept state, and that state.
_KEEPING: Final = {"LSTM": ("f", "c"), "GRU": ("z", "h")}


@dataclass(frozen=True, kw_only=True)
class DirectPath:
    """The difference of two runs in c (LSTM) or h (GRU), split into two parts that add up to it.

    With both runs' means written with a bar, ``c_t = f_t c_{t-1} + i_t g_t`` gives exactly

        dc_t = fbar_t dc_{t-1} + [cbar_{t-1} df_t + d(i_t g_t)],

    so ``dc_t = (fbar_1 ... fbar_t) dc_0 + (all brackets, carried on alike)``. The first part is
    the direct path, Hochreiter and Schmidhuber's (1997) error carousel with the forget gates of
    Gers et al. (2000). It obeys ``||direct_t|| <= bound_t ||dc_0||`` with ``bound_t`` the largest
    product of mean forget gates among the units. That is a bound on the whole difference only
    where both runs have the same gates and candidates, for then the brackets are 0; otherwise
    ``||dc_t|| <= ||direct_t|| + ||through gates_t||`` is all that holds, with the second part
    measured.

    Parameters
    ----------
    signal : {"c", "h"}
        The state that is split.
    gate : {"f", "z"}
        The gate that keeps it.
    share : float64 ndarray of shape ``(T + 1, units)``
        Product of the mean keeping gates; row 0 is 1.
    direct, through_gates : float64 ndarray of shape ``(T + 1,)``
        Euclidean size of each part.
    whole : float64 ndarray of shape ``(T + 1,)``
        Euclidean size of the difference itself.
    """

    signal: str
    gate: str
    share: np.ndarray
    direct: np.ndarray
    through_gates: np.ndarray
    whole: np.ndarray

    @property
    def bound(self) -> np.ndarray:
        """``bound_t ||dc_0||``: what the direct path can be at most, shape ``(T + 1,)``."""
        return np.abs(self.share).max(axis=1) * self.whole[0]

    def words(self) -> str:
        """What carries the difference, in a sentence."""
        last = len(self.whole) - 1
        if not self.whole[0] > 0:
            return Text(
                "{signal} begins the same, so the gates {gate} have nothing to carry.",
                signal=self.signal,
                gate=self.gate,
            )
        kept = 100 * self.bound[-1] / self.whole[0]
        return Text(
            "By the gates {gate} alone, at most {kept:.2g} % of the first difference in {signal} "
            "is left at step {last}. That bounds the direct path only: the two runs also have "
            "other gates, and what comes in through them is {through:.2g} there, the direct part "
            "{direct:.2g}.",
            gate=self.gate,
            kept=kept,
            signal=self.signal,
            last=last,
            through=self.through_gates[-1],
            direct=self.direct[-1],
        )


def direct_path(first: LayerTrace, second: LayerTrace, *, sample: int = 0) -> DirectPath:
    """Split the difference of two runs into the direct path and the rest.

    Parameters
    ----------
    first, second : LayerTrace
        Of one layer, an LSTM or a GRU, on one input.
    sample : int
        Row of the batch.

    Returns
    -------
    DirectPath

    Raises
    ------
    LstmVizError
        When the layer has no such gate, or the runs have different shapes.
    """
    gate, signal = _keeping(first)
    a, b = (layer.signal(signal)[sample].astype(np.float64) for layer in (first, second))
    if a.shape != b.shape:
        raise LstmVizError(
            "Runs of shapes {a_shape} and {b_shape} cannot be compared.",
            a_shape=a.shape,
            b_shape=b.shape,
        )
    gates = (_gates(first, gate, sample) + _gates(second, gate, sample)) / 2
    share = np.concatenate([np.ones((1, gates.shape[1])), np.cumprod(gates, axis=0)])
    direct = share * (b[0] - a[0])
    return DirectPath(
        signal=signal,
        gate=gate,
        share=share,
        direct=_size(direct),
        through_gates=_size(b - a - direct),
        whole=_size(b - a),
    )


def forget_share(layer: LayerTrace, *, sample: int = 0) -> np.ndarray:
    """Share of c0 that is still in c_t by way of the forget gates alone: their product.

    It is what the direct path keeps (Hochreiter and Schmidhuber 1997, Gers et al. 2000); h0 and c0
    also act through the gates, so this is no bound on the whole difference of two runs.

    Returns
    -------
    ndarray of shape (T + 1, units)
        float64, row 0 is 1; masked steps keep everything.

    Raises
    ------
    LstmVizError
        When the layer has no forget gate.
    """
    if "f" not in layer.spec.signals:
        raise LstmVizError("Layer '{layer}' has no forget gate.", layer=layer.spec.name)
    gates = _gates(layer, "f", sample)
    return np.concatenate([np.ones((1, gates.shape[1])), np.cumprod(gates, axis=0)])


def has_direct_path(layer: LayerTrace) -> bool:
    """Whether a layer has a gate that keeps its state."""
    return layer.spec.kind in _KEEPING


def _keeping(layer: LayerTrace) -> tuple[str, str]:
    if not has_direct_path(layer):
        raise LstmVizError(
            "Layer '{layer}' ({kind}) has no gate that keeps its state.",
            layer=layer.spec.name,
            kind=layer.spec.kind,
        )
    return _KEEPING[layer.spec.kind]


def _gates(layer: LayerTrace, gate: str, sample: int) -> np.ndarray:
    gates = layer.signal(gate)[sample].astype(np.float64)
    if layer.mask is None:
        return gates
    return np.where(layer.mask[sample][:, np.newaxis], gates, 1.0)


def _size(values: np.ndarray) -> np.ndarray:
    return np.sqrt((values**2).sum(axis=1))
