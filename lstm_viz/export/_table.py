"""Traces as a tidy table in a file: CSV and Parquet, written in pieces."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import IO, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from lstm_viz.errors import LstmVizError
from lstm_viz.experiment import Experiment
from lstm_viz.export._named import experiment_text, named
from lstm_viz.tracing import Trace

EXPERIMENT_KEY: Final = b"lstm_viz_experiment"
MOST_CSV_ROWS: Final = 4_000_000
MOST_PARQUET_ROWS: Final = 40_000_000
_PIECE: Final = 500_000
_SCHEMA: Final = (
    ("scenario", pa.dictionary(pa.int32(), pa.string())),
    ("sample", pa.int32()),
    ("layer", pa.dictionary(pa.int32(), pa.string())),
    ("signal", pa.dictionary(pa.int32(), pa.string())),
    ("unit", pa.int32()),
    ("t", pa.int32()),
    ("value", pa.float32()),
)


def write_csv(
    file: IO[bytes],
    traces: Mapping[str, Trace],
    experiment: Experiment | None = None,
    *,
    layers: Iterable[str] | None = None,
) -> int:
    """Write traces as a tidy CSV table, in pieces: memory stays small.

    Read it with ``pandas.read_csv(file, comment="#")``. The first line is a comment with the
    experiment's JSON. Columns are scenario, sample, layer, signal, unit, t and value; t = 0 is the
    initial state, unknown values are empty. Every float32 has as many digits as bring it back
    exactly. A name that a spreadsheet would take for a formula gets an apostrophe in front.

    Parameters
    ----------
    file : binary file
    traces : mapping of scenario id, or name, to Trace
    experiment : Experiment, optional
    layers : iterable of str, optional
        Only these recurrent layers; by default all of them, and the outputs.

    Returns
    -------
    int
        Number of rows.
    """
    text = experiment_text(experiment)
    if text:
        file.write(f"# lstm-viz experiment: {text}\n".encode())
    rows = 0
    for piece in _pieces(named(traces, experiment), layers):
        for column in ("scenario", "layer", "signal"):
            piece[column] = [_no_formula(piece[column].iloc[0])] * len(piece)
        # Quotes around every name, so that a # in one of them begins no comment.
        piece.to_csv(file, index=False, header=rows == 0, quoting=csv.QUOTE_NONNUMERIC)
        rows += len(piece)
    return rows


def write_parquet(
    file: IO[bytes],
    traces: Mapping[str, Trace],
    experiment: Experiment | None = None,
    *,
    layers: Iterable[str] | None = None,
) -> int:
    """Write traces as a tidy Parquet table, in pieces: memory stays small.

    Read it with ``pandas.read_parquet(file)``. Columns as of `write_csv`: names are categories,
    sample, unit and t int32, value float32. The file's metadata holds the experiment's JSON under
    ``lstm_viz_experiment``.

    Parameters
    ----------
    file : binary file
    traces : mapping of scenario id, or name, to Trace
    experiment : Experiment, optional
    layers : iterable of str, optional
        Only these recurrent layers; by default all of them, and the outputs.

    Returns
    -------
    int
        Number of rows.
    """
    schema = pa.schema(_SCHEMA, metadata={EXPERIMENT_KEY: experiment_text(experiment).encode()})
    rows = 0
    with pq.ParquetWriter(file, schema) as writer:
        for piece in _pieces(named(traces, experiment), layers):
            table = pa.Table.from_pandas(piece, preserve_index=False)
            writer.write_table(table.cast(schema).replace_schema_metadata(schema.metadata))
            rows += len(piece)
    return rows


def traces_csv(
    traces: Mapping[str, Trace],
    experiment: Experiment | None = None,
    *,
    layers: Iterable[str] | None = None,
) -> bytes:
    """The table of `write_csv` as bytes.

    Raises
    ------
    LstmVizError
        When it has more than 4 million rows; `write_csv` to a file has no such limit.
    """
    return _as_bytes(write_csv, traces, experiment, layers, MOST_CSV_ROWS, "A CSV file")


def traces_parquet(
    traces: Mapping[str, Trace],
    experiment: Experiment | None = None,
    *,
    layers: Iterable[str] | None = None,
) -> bytes:
    """The table of `write_parquet` as bytes.

    Raises
    ------
    LstmVizError
        When it has more than 40 million rows; `write_parquet` to a file has no such limit.
    """
    return _as_bytes(
        write_parquet, traces, experiment, layers, MOST_PARQUET_ROWS, "A Parquet file"
    )


def _as_bytes(
    write: Callable[..., int],
    traces: Mapping[str, Trace],
    experiment: Experiment | None,
    layers: Iterable[str] | None,
    most: int,
    what: str,
) -> bytes:
    chosen = None if layers is None else tuple(layers)
    _check_rows(traces, chosen, most, what)
    buffer = io.BytesIO()
    write(buffer, traces, experiment, layers=chosen)
    return buffer.getvalue()


def _pieces(
    traces: Mapping[str, Trace], layers: Iterable[str] | None
) -> Iterator[pd.DataFrame]:
    """Tables of one scenario, layer and signal each, of at most about half a million rows."""
    for scenario, trace in traces.items():
        for layer, signal, first, values in _blocks(trace, layers):
            flat = values.reshape(-1)
            shape = (*values.shape[:2], int(np.prod(values.shape[2:])))
            for start in range(0, flat.size, _PIECE):
                part = flat[start : start + _PIECE]
                place = np.arange(start, start + part.size)
                sample, step, unit = np.unravel_index(place, shape)
                yield pd.DataFrame(
                    {
                        "scenario": [scenario] * part.size,
                        "sample": sample.astype(np.int32),
                        "layer": [layer] * part.size,
                        "signal": [signal] * part.size,
                        "unit": unit.astype(np.int32),
                        "t": (step + first).astype(np.int32),
                        "value": part,
                    }
                )


def _blocks(
    trace: Trace, layers: Iterable[str] | None
) -> Iterator[tuple[str, str, int, np.ndarray]]:
    for name in trace.layer_names if layers is None else layers:
        layer = trace[name]
        for signal, values in layer.signals.items():
            yield name, signal, 0 if signal in layer.spec.states else 1, values
    if layers is None:
        for name, values in trace.all_outputs.items():
            yield "output", name, 1, values


def table_rows(traces: Mapping[str, Trace], layers: Iterable[str] | None = None) -> int:
    """Number of rows of the table, told without making it."""
    chosen = None if layers is None else tuple(layers)
    return sum(v.size for trace in traces.values() for *_, v in _blocks(trace, chosen))


def _check_rows(
    traces: Mapping[str, Trace], layers: Iterable[str] | None, most: int, what: str
) -> None:
    rows = table_rows(traces, layers)
    if rows > most:
        raise LstmVizError(
            f"{what} of these traces has {rows / 1e6:.0f} million rows, at most "
            f"{most // 10**6} million are offered here: take the .npz file, fewer layers, or write "
            "it with 'lstm-viz trace --out'."
        )


def _no_formula(name: str) -> str:
    return f"'{name}" if name.startswith(("=", "+", "-", "@")) else name
