"""Running a model with everything recorded: model, input and initial state in, `Trace` out.

In go a `RecurrentModel`, its input and initial states; out comes a `Trace` of states, gates and
outputs at every timestep, equal to `predict`. Start with `_run`; `_walk` follows the model's graph,
`_layers` runs a recurrent layer, `_recurrence` is the equations.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lstm_viz._lazy import lazy

if TYPE_CHECKING:
    from lstm_viz.tracing._changed import Interventions as Interventions
    from lstm_viz.tracing._changed import given_interventions as given_interventions
    from lstm_viz.tracing._cost import Cost as Cost
    from lstm_viz.tracing._cost import cost_of as cost_of
    from lstm_viz.tracing._differentiable import run_graph as run_graph
    from lstm_viz.tracing._entered import layer_inputs as layer_inputs
    from lstm_viz.tracing._function import Function as Function
    from lstm_viz.tracing._run import trace as trace
    from lstm_viz.tracing._runner import Runner as Runner
    from lstm_viz.tracing._runner import output_names as output_names
    from lstm_viz.tracing._trace import LayerTrace as LayerTrace
    from lstm_viz.tracing._trace import Trace as Trace
    from lstm_viz.tracing._trace import Traces as Traces

lazy(__name__)
