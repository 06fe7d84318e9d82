"""Functions of tensors that are run as they are until a graph of them pays."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from typing import Any, Final

from lstm_viz._tensorflow import tf

# To build the graph of a recurrence takes as long as about so many of its steps without one.
STEPS_OF_A_GRAPH: Final = 96


class Function:
    """A function of tensors.

    Its first runs go operation by operation. Once they have gone through as many timesteps as the
    building of a graph is worth, it is built, and used from then on: a run for once is never
    waited for long, and many runs together take at most twice the time they must. Both agree to
    float32 rounding.

    Parameters
    ----------
    run : callable
        Takes tensors, or lists and dicts of them, and returns such.
    signature : sequence of TensorSpec, or of lists and dicts of them
        What its graph takes.
    """

    def __init__(self, run: Callable[..., Any], signature: Any) -> None:
        self._run, self._signature = run, signature
        self._lock = threading.Lock()
        self._steps = 0
        self._graph: Any = None

    def __call__(self, *arguments: Any, steps: int) -> Any:
        """Run it.

        Parameters
        ----------
        *arguments : tensors or arrays, or lists and dicts of them
        steps : int
            Timesteps that this run goes through.
        """
        with self._lock:
            if self._graph is None:
                self._steps += steps
                if self._steps <= STEPS_OF_A_GRAPH:
                    return self._run(*tf.nest.map_structure(tf.convert_to_tensor, arguments))
                self._graph = in_graph(self._run, self._signature)
        return self._graph(*arguments)


def in_graph(run: Callable[..., Any], signature: Any, *, jit: bool = False) -> Any:
    """Build the graph of a function of tensors; XLA compiles it where asked to."""
    function = tf.function(run, input_signature=signature, jit_compile=jit, autograph=False)
    function.get_concrete_function()
    return function


def timesteps(inputs: Iterable[Any]) -> int:
    """Timesteps of the longest of a model's inputs."""
    return max((array.shape[1] for array in inputs if array.ndim > 1), default=1)
