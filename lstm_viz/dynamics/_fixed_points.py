"""Fixed points of a recurrent layer under a held input."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lstm_viz.dynamics._fixed_point_result import FixedPoints
from lstm_viz.dynamics._fixed_point_run import FixedPointRun, Stopped
from lstm_viz.models import RecurrentModel


def fixed_points(
    model: RecurrentModel,
    layer: str | None = None,
    x: Any = None,
    near: Any = None,
    starts: int = 512,
    seed: int = 0,
    *,
    on_progress: Callable[[int, int], bool | None] | None = None,
) -> FixedPoints:
    """Find the states of a layer that a step under a held input leaves as they are.

    Levenberg-Marquardt in float64 from many starts on the equation with c eliminated, then again
    from means of what was found, until nothing is new. Sussillo and Barak (2013) look for the same
    points by minimising the speed; a point is accepted here only where one step changes no number
    by more than 1e-9. Stacked layers are searched from the bottom: every fixed point of the layers
    below is one held input of the layer above.

    Parameters
    ----------
    model : RecurrentModel
    layer : str, optional
        The first recurrent layer by default; of a Bidirectional, name one direction.
    x : number, array, list or mapping, optional
        One timestep that is held: ``(features,)`` or a token id, zeros by default; or what the
        layer itself reads, ``{layer: values}``.
    near : input, Trace or Traces, optional
        Which visited states to start from; by default those of the bundled sequences of a sample
        model, else of generated inputs.
    starts : int
        1 to 4,096.
    seed : int
        Of the starts' noise.
    on_progress : callable, optional
        Called after every block with the starts done and their number; returning False stops.

    Returns
    -------
    FixedPoints

    Raises
    ------
    LstmVizError
        When something does not fit the model, the held input is masked, or the layer reads what
        another one makes of the whole sequence.
    Stopped
        When ``on_progress`` returned False.
    """
    run = FixedPointRun(model, layer, x=x, near=near, starts=starts, seed=seed)
    while not run.finished:
        run.step()
        if on_progress is not None and on_progress(run.done, run.n) is False and not run.finished:
            raise Stopped(f"Stopped after {run.done} of {run.n} starts.")
    return run.result()
