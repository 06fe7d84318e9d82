"""Changes made while a model runs: words, JSON or Python in, checked arrays for the run out.

In go interventions as objects, words or JSON; out come, for one run, which numbers are changed
where. Start with `_kinds`; `_change` fits them to a model.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lstm_viz._lazy import lazy

if TYPE_CHECKING:
    from lstm_viz.interventions._arrays import STAGES as STAGES
    from lstm_viz.interventions._arrays import arrays_of as arrays_of
    from lstm_viz.interventions._arrays import unchanged_arrays as unchanged_arrays
    from lstm_viz.interventions._change import Change as Change
    from lstm_viz.interventions._change import changes_of as changes_of
    from lstm_viz.interventions._change import check_interventions as check_interventions
    from lstm_viz.interventions._change import last_step as last_step
    from lstm_viz.interventions._change import resolved as resolved
    from lstm_viz.interventions._fields import MOST_INTERVENTIONS as MOST_INTERVENTIONS
    from lstm_viz.interventions._kinds import KINDS as KINDS
    from lstm_viz.interventions._kinds import Add as Add
    from lstm_viz.interventions._kinds import Clamp as Clamp
    from lstm_viz.interventions._kinds import Intervention as Intervention
    from lstm_viz.interventions._kinds import Lesion as Lesion
    from lstm_viz.interventions._kinds import Scale as Scale
    from lstm_viz.interventions._kinds import Set as Set
    from lstm_viz.interventions._kinds import Splice as Splice
    from lstm_viz.interventions._kinds import as_tuple as as_tuple
    from lstm_viz.interventions._kinds import intervention_from_json as intervention_from_json
    from lstm_viz.interventions._order import sources_of as sources_of
    from lstm_viz.interventions._order import waves as waves
    from lstm_viz.interventions._order import with_source as with_source
    from lstm_viz.interventions._sentence import in_words as in_words
    from lstm_viz.interventions._words import interventions_from_words as interventions_from_words
    from lstm_viz.interventions._words import interventions_to_words as interventions_to_words

lazy(__name__)
