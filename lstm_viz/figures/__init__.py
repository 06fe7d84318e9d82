"""Traces -> Plotly figures. Pure functions, each with an explicit template; no Streamlit.

In go traces and what a page knows of names and colours; out come figures, the album of an
experiment and the report. Start with `_signals` for one picture, `_album` for all of an experiment.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lstm_viz._lazy import lazy

if TYPE_CHECKING:
    from lstm_viz.figures._album import answers as answers
    from lstm_viz.figures._album import answers_with_a_sequence as answers_with_a_sequence
    from lstm_viz.figures._album import experiment_pictures as experiment_pictures
    from lstm_viz.figures._album import flat as flat
    from lstm_viz.figures._album import picture_of as picture_of
    from lstm_viz.figures._distances import difference_heatmap as difference_heatmap
    from lstm_viz.figures._distances import difference_lines as difference_lines
    from lstm_viz.figures._distances import distance_figure as distance_figure
    from lstm_viz.figures._drawing import Drawing as Drawing
    from lstm_viz.figures._drawing import Frame as Frame
    from lstm_viz.figures._enlarged import enlarged as enlarged
    from lstm_viz.figures._fans import fan_figure as fan_figure
    from lstm_viz.figures._fans import forgotten_figure as forgotten_figure
    from lstm_viz.figures._input import input_figure as input_figure
    from lstm_viz.figures._lesson import drawn_figure as drawn_figure
    from lstm_viz.figures._lesson import facts_figure as facts_figure
    from lstm_viz.figures._memory import memory_figure as memory_figure
    from lstm_viz.figures._multiples import small_multiples as small_multiples
    from lstm_viz.figures._order import unit_order as unit_order
    from lstm_viz.figures._output import output_drawing as output_drawing
    from lstm_viz.figures._output import output_figure as output_figure
    from lstm_viz.figures._patch_map import patch_map_figure as patch_map_figure
    from lstm_viz.figures._picture import About as About
    from lstm_viz.figures._picture import ExperimentPicture as ExperimentPicture
    from lstm_viz.figures._plotly_js import PLOTLY_FILE as PLOTLY_FILE
    from lstm_viz.figures._plotly_js import TRACES as TRACES
    from lstm_viz.figures._plotly_js import drawing_only as drawing_only
    from lstm_viz.figures._plotly_js import plotly_js as plotly_js
    from lstm_viz.figures._plotly_js import read_once as read_once
    from lstm_viz.figures._print import LARGEST as LARGEST
    from lstm_viz.figures._print import SMALLEST as SMALLEST
    from lstm_viz.figures._print import print_figure as print_figure
    from lstm_viz.figures._print import provenance as provenance
    from lstm_viz.figures._recolor import recolored as recolored
    from lstm_viz.figures._report import recipes_in_words as recipes_in_words
    from lstm_viz.figures._report import report as report
    from lstm_viz.figures._signals import MOST_LINES as MOST_LINES
    from lstm_viz.figures._signals import MOST_UNITS_IN_WORDS as MOST_UNITS_IN_WORDS
    from lstm_viz.figures._signals import SIGNAL_TITLES as SIGNAL_TITLES
    from lstm_viz.figures._signals import heatmap_drawing as heatmap_drawing
    from lstm_viz.figures._signals import lines_drawing as lines_drawing
    from lstm_viz.figures._signals import signal_heatmap as signal_heatmap
    from lstm_viz.figures._signals import signal_lines as signal_lines
    from lstm_viz.figures._signals import signal_title as signal_title
    from lstm_viz.figures._signals import units_in_words as units_in_words
    from lstm_viz.figures._steps import show as show
    from lstm_viz.figures._steps import step_captions as step_captions
    from lstm_viz.figures._style import MARGIN_LEFT as MARGIN_LEFT
    from lstm_viz.figures._style import MARGIN_RIGHT as MARGIN_RIGHT
    from lstm_viz.figures._style import SCENARIO_COLORS as SCENARIO_COLORS
    from lstm_viz.figures._style import ScenarioStyle as ScenarioStyle
    from lstm_viz.figures._style import scenario_styles as scenario_styles
    from lstm_viz.figures._style import template as template
    from lstm_viz.figures._thin import line_width as line_width
    from lstm_viz.figures._transfer import handover_figure as handover_figure
    from lstm_viz.figures._transfer import start_results_figure as start_results_figure
    from lstm_viz.figures._wanted import wanted_figure as wanted_figure

lazy(__name__)
