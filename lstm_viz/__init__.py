"""See and set the initial state of a Keras LSTM.

>>> import lstm_viz as lv
>>> model = lv.load_model("model.keras")                       # or lv.wrap(keras_model)
>>> start = lv.InitialState.normal(model, scale=0.5, seed=7)
>>> trace = lv.trace(model, x, start)
>>> trace["lstm"].c                                            # (batch, T + 1, units)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lstm_viz._lazy import lazy

if TYPE_CHECKING:
    from lstm_viz._show import Dashboard as Dashboard
    from lstm_viz._show import show as show
    from lstm_viz._take_away import report as report
    from lstm_viz._take_away import save as save
    from lstm_viz._take_away import script as script
    from lstm_viz._version import __version__ as __version__
    from lstm_viz.compare import Comparison as Comparison
    from lstm_viz.compare import DirectPath as DirectPath
    from lstm_viz.compare import Distance as Distance
    from lstm_viz.compare import Ensemble as Ensemble
    from lstm_viz.compare import Extreme as Extreme
    from lstm_viz.compare import Fan as Fan
    from lstm_viz.compare import Generated as Generated
    from lstm_viz.compare import OtherAnswers as OtherAnswers
    from lstm_viz.compare import PatchMap as PatchMap
    from lstm_viz.compare import Visited as Visited
    from lstm_viz.compare import compare as compare
    from lstm_viz.compare import generate_text as generate_text
    from lstm_viz.compare import patch_map as patch_map
    from lstm_viz.compare import visited_states as visited_states
    from lstm_viz.dynamics import Exponents as Exponents
    from lstm_viz.dynamics import FixedPoints as FixedPoints
    from lstm_viz.dynamics import FoundState as FoundState
    from lstm_viz.dynamics import Sensitivity as Sensitivity
    from lstm_viz.dynamics import find_state as find_state
    from lstm_viz.dynamics import fixed_points as fixed_points
    from lstm_viz.dynamics import lyapunov_exponents as lyapunov_exponents
    from lstm_viz.dynamics import sensitivity as sensitivity
    from lstm_viz.errors import LstmVizError as LstmVizError
    from lstm_viz.experiment import CompareView as CompareView
    from lstm_viz.experiment import DynamicsView as DynamicsView
    from lstm_viz.experiment import Experiment as Experiment
    from lstm_viz.experiment import InputData as InputData
    from lstm_viz.experiment import Scenario as Scenario
    from lstm_viz.experiment import View as View
    from lstm_viz.interventions import Add as Add
    from lstm_viz.interventions import Clamp as Clamp
    from lstm_viz.interventions import Intervention as Intervention
    from lstm_viz.interventions import Lesion as Lesion
    from lstm_viz.interventions import Scale as Scale
    from lstm_viz.interventions import Set as Set
    from lstm_viz.interventions import Splice as Splice
    from lstm_viz.keras_code.doctor import Finding as Finding
    from lstm_viz.keras_code.doctor import Report as Report
    from lstm_viz.keras_code.doctor import diagnose as diagnose
    from lstm_viz.keras_code.transfer import LayerMatch as LayerMatch
    from lstm_viz.keras_code.transfer import MatchRow as MatchRow
    from lstm_viz.keras_code.transfer import WeightTransfer as WeightTransfer
    from lstm_viz.keras_code.transfer import transfer_state as transfer_state
    from lstm_viz.keras_code.transfer import transfer_weights as transfer_weights
    from lstm_viz.models import LayerRow as LayerRow
    from lstm_viz.models import LayerSpec as LayerSpec
    from lstm_viz.models import Limits as Limits
    from lstm_viz.models import ModelRefused as ModelRefused
    from lstm_viz.models import RecurrentModel as RecurrentModel
    from lstm_viz.models import load_model as load_model
    from lstm_viz.models import wrap as wrap
    from lstm_viz.player import Editor as Editor
    from lstm_viz.player import Player as Player
    from lstm_viz.player import edit as edit
    from lstm_viz.player import player as player
    from lstm_viz.states import InitialState as InitialState
    from lstm_viz.states import Normal as Normal
    from lstm_viz.states import Recipe as Recipe
    from lstm_viz.states import Uniform as Uniform
    from lstm_viz.states import state_from_words as state_from_words
    from lstm_viz.states import state_to_words as state_to_words
    from lstm_viz.sweep import Sweep as Sweep
    from lstm_viz.sweep import ensemble as ensemble
    from lstm_viz.sweep import open_sweep as open_sweep
    from lstm_viz.sweep import sweep as sweep
    from lstm_viz.tracing import LayerTrace as LayerTrace
    from lstm_viz.tracing import Trace as Trace
    from lstm_viz.tracing import Traces as Traces
    from lstm_viz.tracing import trace as trace

lazy(__name__)
