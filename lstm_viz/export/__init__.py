"""Numbers to take away: NumPy, CSV and Parquet files that carry the experiment that made them.

In go traces and their experiment; out come bytes or files that say what made them. Start with
`_named`, then the kind of file: `_table`, `_npz`, `_script_zip`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lstm_viz._lazy import lazy

if TYPE_CHECKING:
    from lstm_viz.export._named import MOST_NUMBERS as MOST_NUMBERS
    from lstm_viz.export._named import experiment_of as experiment_of
    from lstm_viz.export._named import experiment_text as experiment_text
    from lstm_viz.export._named import input_of as input_of
    from lstm_viz.export._named import named as named
    from lstm_viz.export._npz import traces_npz as traces_npz
    from lstm_viz.export._script_zip import script_zip as script_zip
    from lstm_viz.export._table import MOST_CSV_ROWS as MOST_CSV_ROWS
    from lstm_viz.export._table import MOST_PARQUET_ROWS as MOST_PARQUET_ROWS
    from lstm_viz.export._table import table_rows as table_rows
    from lstm_viz.export._table import traces_csv as traces_csv
    from lstm_viz.export._table import traces_parquet as traces_parquet
    from lstm_viz.export._table import write_csv as write_csv
    from lstm_viz.export._table import write_parquet as write_parquet

lazy(__name__)
