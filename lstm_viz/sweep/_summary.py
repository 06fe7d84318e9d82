"""A sweep on one sequence in one small file: fans, and a row of numbers for each member."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any, Final

import numpy as np

from lstm_viz.compare import LEVELS, Ensemble, Fan
from lstm_viz.errors import LstmVizError
from lstm_viz.sweep._plan import Plan
from lstm_viz.sweep._store import packed, unpacked

MOST_SUMMARY_BYTES: Final = 64 * 2**20
_FANS: Final = ("distances", "relative")
_ROWS: Final = ("start", "final", "largest", "horizon", "final_outputs", "other_answer")


def write_summary(path: Path, plan: Plan, sequence: str, found: Ensemble) -> None:
    """Write a summary.

    Raises
    ------
    LstmVizError
        When the file cannot be written.
    """
    about = {"plan": plan.to_json(), "sequence": sequence, "kinds": found.kinds}
    arrays = {"about": np.frombuffer(json.dumps(about).encode(), np.uint8)}
    for field in _FANS:
        for name, fan in getattr(found, field).items():
            arrays[f"{field}/{name}"] = fan.quantiles
    arrays |= {f"forgotten/{name}": values for name, values in found.forgotten.items()}
    for (name, unit), fan in found.outputs.items():
        arrays[f"outputs/{name}/{unit}"] = fan.quantiles
        if fan.baseline is not None:
            arrays[f"baseline/{name}/{unit}"] = fan.baseline
    for field in _ROWS:
        for name, values in getattr(found, field).items():
            arrays[f"{field}/{name}"] = values
    try:
        path.write_bytes(packed(arrays))
    except OSError as error:
        raise LstmVizError(f"'{path}' cannot be written: {error.strerror or error}.") from error


def read_summary(data: bytes) -> tuple[Plan, str, Ensemble]:
    """Read a summary that may come from anywhere; nothing in it is run.

    Parameters
    ----------
    data : bytes
        At most 64 MiB.

    Returns
    -------
    tuple of (Plan, str, Ensemble)
        The ensemble's ``member`` raises: a model is needed, see `Plan.member`.

    Raises
    ------
    LstmVizError
        When it is no summary of a sweep.
    """
    if len(data) > MOST_SUMMARY_BYTES:
        raise LstmVizError(f"A summary has at most {MOST_SUMMARY_BYTES // 2**20} MiB.")
    _check_size(data)
    arrays = unpacked(data)
    try:
        about = json.loads(bytes(arrays.pop("about")))
        plan, sequence = Plan.from_json(about["plan"]), str(about["sequence"])
        kinds: dict[str, Any] = {str(name): str(kind) for name, kind in about["kinds"].items()}
        if not set(kinds.values()) <= {"argmax", "half", "sign"}:
            raise ValueError("unknown kind of answer")
        if any(array.dtype.kind not in "fb" for array in arrays.values()):
            raise ValueError("not numbers")
        return plan, sequence, _ensemble(plan, kinds, arrays)
    except LstmVizError:
        raise
    except (KeyError, ValueError, TypeError, IndexError, AttributeError, RecursionError) as error:
        raise LstmVizError(
            "This is no summary of a sweep: open a file summary-000.npz from a sweep's folder."
        ) from error


def _ensemble(plan: Plan, kinds: dict[str, Any], arrays: dict[str, np.ndarray]) -> Ensemble:
    def named(field: str) -> dict[str, np.ndarray]:
        start = f"{field}/"
        return {k.removeprefix(start): v for k, v in arrays.items() if k.startswith(start)}

    def fan(values: np.ndarray, first: int, baseline: np.ndarray | None = None) -> Fan:
        if values.ndim != 2 or len(values) != len(LEVELS):
            raise ValueError("no quantiles")
        if baseline is not None and baseline.shape != values.shape[1:]:
            raise ValueError("baseline of another length")
        steps = np.arange(first, first + values.shape[1])
        return Fan(steps=steps, quantiles=values, baseline=baseline)

    def first(name: str) -> int:
        return 1 if name.startswith("output ") else 0

    rows: dict[str, Any] = {field: named(field) for field in _ROWS}
    for field in _ROWS:
        for name, values in rows[field].items():
            if len(values) != plan.n or values.ndim != (2 if field == "final_outputs" else 1):
                raise ValueError(f"{field} of {name} has another size")
    fans: dict[str, Any] = {
        field: {name: fan(values, first(name)) for name, values in named(field).items()}
        for field in _FANS
    }
    distances = set(fans["distances"])
    if any(set(rows[field]) != distances for field in _ROWS[:4]):
        raise ValueError("numbers of members are missing")
    baselines = named("baseline")
    outputs = {
        (name, int(unit)): fan(values, 1, baselines.get(key))
        for key, values in named("outputs").items()
        for name, _, unit in [key.rpartition("/")]
    }
    return Ensemble(
        n=plan.n,
        layer=plan.layer,
        threshold=plan.threshold,
        forgotten=named("forgotten"),
        outputs=outputs,
        kinds=kinds,
        member=_no_model,
        **fans,
        **rows,
    )


def _no_model(k: int) -> Any:
    raise LstmVizError("A summary holds no model: members are drawn from its plan.")


def _check_size(data: bytes) -> None:
    """See what the arrays would take before they are read."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            size = sum(entry.file_size for entry in file.infolist())
            count = len(file.infolist())
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise LstmVizError(
            "This is no summary of a sweep: open a file summary-000.npz from a sweep's folder."
        ) from error
    if size > 4 * MOST_SUMMARY_BYTES or count > 10_000:
        raise LstmVizError("This summary would take too much memory.")
