"""What belongs to one visitor: the experiment and its history, caches, own models, jobs.

In goes what a visitor chose, opened or edited, as pages tell it; out comes the experiment on show
and what was computed of it. `_experiment` is where to start reading; `_arrivals` shows what links,
files and other models do to it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lstm_viz._lazy import lazy

if TYPE_CHECKING:
    from lstm_viz.ui.visit._arrivals import arrivals as arrivals
    from lstm_viz.ui.visit._arrivals import incoming as incoming
    from lstm_viz.ui.visit._arrivals import notice as notice
    from lstm_viz.ui.visit._arrivals import open_model as open_model
    from lstm_viz.ui.visit._arrivals import reading_of as reading_of
    from lstm_viz.ui.visit._arrivals import receive as receive
    from lstm_viz.ui.visit._arrivals import set_notice as set_notice
    from lstm_viz.ui.visit._arrivals import told_name as told_name
    from lstm_viz.ui.visit._charts import chart as chart
    from lstm_viz.ui.visit._charts import drawn_charts as drawn_charts
    from lstm_viz.ui.visit._charts import forget_charts as forget_charts
    from lstm_viz.ui.visit._end import ENDED_VISITS as ENDED_VISITS
    from lstm_viz.ui.visit._end import LOOK_EVERY as LOOK_EVERY
    from lstm_viz.ui.visit._end import free_after_visit as free_after_visit
    from lstm_viz.ui.visit._experiment import current as current
    from lstm_viz.ui.visit._experiment import experiment as experiment
    from lstm_viz.ui.visit._experiment import history as history
    from lstm_viz.ui.visit._experiment import layer_of as layer_of
    from lstm_viz.ui.visit._experiment import one_step as one_step
    from lstm_viz.ui.visit._experiment import opened as opened
    from lstm_viz.ui.visit._experiment import put as put
    from lstm_viz.ui.visit._experiment import settle as settle
    from lstm_viz.ui.visit._fields import field_value as field_value
    from lstm_viz.ui.visit._fields import half_width_text as half_width_text
    from lstm_viz.ui.visit._fields import number_field as number_field
    from lstm_viz.ui.visit._fields import set_field as set_field
    from lstm_viz.ui.visit._fields import show_number as show_number
    from lstm_viz.ui.visit._fields import typed_field as typed_field
    from lstm_viz.ui.visit._fields import whole_field as whole_field
    from lstm_viz.ui.visit._interventions import acting_in as acting_in
    from lstm_viz.ui.visit._interventions import acting_interventions as acting_interventions
    from lstm_viz.ui.visit._interventions import comes_after as comes_after
    from lstm_viz.ui.visit._interventions import without_interventions as without_interventions
    from lstm_viz.ui.visit._jobs import Job as Job
    from lstm_viz.ui.visit._language import LANGUAGE_PARAMETER as LANGUAGE_PARAMETER
    from lstm_viz.ui.visit._language import asked_language as asked_language
    from lstm_viz.ui.visit._language import choose_language as choose_language
    from lstm_viz.ui.visit._language import chosen_language as chosen_language
    from lstm_viz.ui.visit._language import language as language
    from lstm_viz.ui.visit._language import t as t
    from lstm_viz.ui.visit._language import translate as translate
    from lstm_viz.ui.visit._last_run import LastRun as LastRun
    from lstm_viz.ui.visit._left_out import say_without_interventions as say_without_interventions
    from lstm_viz.ui.visit._lessons_path import LESSONS as LESSONS
    from lstm_viz.ui.visit._lists import select_list as select_list
    from lstm_viz.ui.visit._material import OwnModel as OwnModel
    from lstm_viz.ui.visit._material import OwnSequence as OwnSequence
    from lstm_viz.ui.visit._material import material_ids as material_ids
    from lstm_viz.ui.visit._material import own_model as own_model
    from lstm_viz.ui.visit._material import title_of as title_of
    from lstm_viz.ui.visit._place import GOAL_FRAGMENT as GOAL_FRAGMENT
    from lstm_viz.ui.visit._place import address as address
    from lstm_viz.ui.visit._place import choose_model as choose_model
    from lstm_viz.ui.visit._place import choose_place as choose_place
    from lstm_viz.ui.visit._place import chosen_model as chosen_model
    from lstm_viz.ui.visit._place import go_to as go_to
    from lstm_viz.ui.visit._place import goal as goal
    from lstm_viz.ui.visit._place import set_address as set_address
    from lstm_viz.ui.visit._place import set_goal as set_goal
    from lstm_viz.ui.visit._place import want_page as want_page
    from lstm_viz.ui.visit._place import wanted_page as wanted_page
    from lstm_viz.ui.visit._presenting import hidden_parts as hidden_parts
    from lstm_viz.ui.visit._presenting import presenting as presenting
    from lstm_viz.ui.visit._presenting import set_presenting as set_presenting
    from lstm_viz.ui.visit._scenarios import add_scenario as add_scenario
    from lstm_viz.ui.visit._scenarios import edited_scenario as edited_scenario
    from lstm_viz.ui.visit._scenarios import put_state as put_state
    from lstm_viz.ui.visit._scenarios import starting_state as starting_state
    from lstm_viz.ui.visit._scenarios import state_of as state_of
    from lstm_viz.ui.visit._scenarios import states_changed as states_changed
    from lstm_viz.ui.visit._sequences import add_sequence as add_sequence
    from lstm_viz.ui.visit._sequences import choose_sequence as choose_sequence
    from lstm_viz.ui.visit._settings import Settings as Settings
    from lstm_viz.ui.visit._shared_models import SHARED_MODELS as SHARED_MODELS
    from lstm_viz.ui.visit._undo import redo as redo
    from lstm_viz.ui.visit._undo import undo as undo
    from lstm_viz.ui.visit._units import choose_first_units as choose_first_units
    from lstm_viz.ui.visit._units import chosen_units as chosen_units
    from lstm_viz.ui.visit._visitor_models import MODELS as MODELS
    from lstm_viz.ui.visit._visitor_models import MOST_A_VISIT as MOST_A_VISIT
    from lstm_viz.ui.visit._visitor_models import Registry as Registry
    from lstm_viz.ui.visit._visitor_models import collect as collect
    from lstm_viz.ui.visit._visitor_models import empty as empty
    from lstm_viz.ui.visit._visitor_models import file_id as file_id
    from lstm_viz.ui.visit._visitor_models import is_file_id as is_file_id
    from lstm_viz.ui.visit._visitor_models import with_model as with_model
    from lstm_viz.ui.visit._widgets import fold as fold
    from lstm_viz.ui.visit._widgets import follow as follow
    from lstm_viz.ui.visit._widgets import is_dark as is_dark
    from lstm_viz.ui.visit._widgets import renew_widgets as renew_widgets
    from lstm_viz.ui.visit._widgets import tied as tied
    from lstm_viz.ui.visit._widgets import widgets_version as widgets_version
    from lstm_viz.ui.visit._work import InParts as InParts
    from lstm_viz.ui.visit._work import wait_a_moment as wait_a_moment
    from lstm_viz.ui.visit._work import worked as worked

lazy(__name__)
