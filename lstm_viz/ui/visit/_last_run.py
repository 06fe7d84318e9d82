"""The last run of a visit, by its values: a moving hand and then the page ask for the same one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from weakref import ref

from lstm_viz.interventions import Intervention
from lstm_viz.models import RecurrentModel
from lstm_viz.states import InitialState
from lstm_viz.tracing import Traces, trace


class LastRun:
    """Runs scenarios, unless the same were run just before; one run is kept.

    Whoever asks holds the lock of all tracing.
    """

    def __init__(self) -> None:
        # Weak: a model that leaves the visit leaves memory.
        self._model: Any = None
        self._x: Any = None
        self._entered: object = None
        self._traces: Traces | None = None

    def of(
        self,
        model: RecurrentModel,
        x: Any,
        states: Mapping[str, InitialState],
        interventions: Mapping[str, Sequence[Intervention]],
    ) -> Traces:
        """The traces of all scenarios; what they depend on is compared bit for bit.

        Parameters
        ----------
        model : RecurrentModel
        x : array or list of arrays
            The same object for the same input.
        states : mapping of scenario to InitialState
        interventions : mapping of scenario to sequence of Intervention

        Raises
        ------
        LstmVizError
            When an initial state or an intervention does not fit.
        """
        entered = [
            (key, _bits(model, state), repr(tuple(interventions.get(key, ()))))
            for key, state in states.items()
        ]
        same = self._model is not None and self._model() is model and self._x is x
        if self._traces is None or not same or self._entered != entered:
            self._traces = trace(model, x, states, interventions=interventions)
            self._model, self._x, self._entered = ref(model), x, entered
        return self._traces


def _bits(model: RecurrentModel, state: InitialState) -> list[object]:
    """What a run takes from a state: values by layer, or that the model has its own."""
    layers = [state.values(spec.name) for spec in model.layers]
    return [
        values and [(values[s].shape, values[s].tobytes()) for s in sorted(values)]
        for values in layers
    ]
