"""Where a sweep's blocks are kept: in memory, or in a folder from which it can go on."""

from __future__ import annotations

import hashlib
import io
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, Protocol

import numpy as np

from lstm_viz.errors import LstmVizError
from lstm_viz.sweep._plan import Block, Plan
from lstm_viz.sweep._work import Arrays

PLAN_FILE: Final = "sweep.json"
MANIFEST: Final = "blocks.jsonl"
MODEL_FILE: Final = "model.keras"
_BLOCKS: Final = "blocks"
_MOST_TEXT: Final = 2**28


class Store(Protocol):
    """Keeps what blocks gave."""

    plan: Plan

    def done(self) -> set[Block]:
        """Blocks that are there, whole."""

    def put(self, block: Block, arrays: Arrays) -> None:
        """Keep a block."""

    def get(self, block: Block) -> Arrays:
        """What was kept of a block."""

    def put_about(self, about: dict[str, Any]) -> None:
        """Keep what is known of the sequences' baselines."""

    def about(self) -> dict[str, Any] | None:
        """What is known of the sequences' baselines."""


class MemoryStore:
    """Keeps blocks in memory.

    Parameters
    ----------
    plan : Plan
    """

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self._blocks: dict[Block, Arrays] = {}
        self._about: dict[str, Any] | None = None

    def done(self) -> set[Block]:
        """Blocks that are there."""
        return set(self._blocks)

    def put(self, block: Block, arrays: Arrays) -> None:
        """Keep a block."""
        self._blocks[block] = arrays

    def get(self, block: Block) -> Arrays:
        """What was kept of a block."""
        return self._blocks[block]

    def put_about(self, about: dict[str, Any]) -> None:
        """Keep what is known of the sequences' baselines."""
        self._about = about

    def about(self) -> dict[str, Any] | None:
        """What is known of the sequences' baselines."""
        return self._about


class FolderStore:
    """Keeps every block as a file with a checksum, and a line in a manifest.

    A block counts once its line is written, after its file; a file that is missing or damaged, and
    a line that was cut off, count as not done.

    Parameters
    ----------
    folder : Path
    plan : Plan
        Of the sweep in the folder.
    """

    def __init__(self, folder: Path, plan: Plan) -> None:
        self.folder, self.plan = folder, plan
        self._lines = {block: line for block, line in self._read_lines() if self._is_whole(line)}

    @classmethod
    def begin(cls, folder: Path, plan: Plan, *, resume: bool) -> FolderStore:
        """Make a folder for a sweep, or go on with the one that is there.

        Raises
        ------
        LstmVizError
            When the folder holds something else, or cannot be written.
        """
        try:
            folder.mkdir(parents=True, exist_ok=True)
            there = sorted(path.name for path in folder.iterdir())
        except OSError as error:
            raise _unwritable(folder, error) from error
        if PLAN_FILE in there:
            found = read_plan(folder)
            different = plan.difference(found)
            if different:
                raise LstmVizError(
                    f"The folder '{folder}' holds a sweep of {different}: name another folder."
                )
            if not resume:
                raise LstmVizError(
                    f"The folder '{folder}' holds this sweep already: resume it, or name another "
                    "folder."
                )
            # Blocks that are there keep their size; the numbers are the same with any.
            store = cls(folder, found)
            store._write_manifest()
            return store
        if there:
            raise LstmVizError(
                f"The folder '{folder}' is not empty and holds no sweep: name an empty or a new "
                "one."
            )
        try:
            (folder / _BLOCKS).mkdir()
            _write(folder / PLAN_FILE, json.dumps(plan.to_json(), indent=1).encode())
            _write(folder / MANIFEST, b"")
        except OSError as error:
            raise _unwritable(folder, error) from error
        return cls(folder, plan)

    @classmethod
    def open(cls, folder: Path) -> FolderStore:
        """Open the sweep that a folder holds.

        Raises
        ------
        LstmVizError
            When it holds none.
        """
        return cls(folder, read_plan(folder))

    def done(self) -> set[Block]:
        """Blocks that are there, whole."""
        return set(self._lines)

    def put(self, block: Block, arrays: Arrays) -> None:
        """Write a block's file, then its line.

        Raises
        ------
        LstmVizError
            When the folder cannot be written.
        """
        data = packed(arrays)
        line = {
            "sequence": block.sequence,
            "start": block.start,
            "stop": block.stop,
            "file": f"{_BLOCKS}/{block.name}.npz",
            "sha256": hashlib.sha256(data).hexdigest(),
        }
        try:
            _write(self.folder / str(line["file"]), data)
            with (self.folder / MANIFEST).open("ab") as file:
                file.write(json.dumps(line).encode() + b"\n")
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise _unwritable(self.folder, error) from error
        self._lines[block] = line

    def get(self, block: Block) -> Arrays:
        """Read a block.

        Raises
        ------
        LstmVizError
            When its file is not what was written.
        """
        line = self._lines[block]
        path = self.folder / line["file"]
        try:
            data = path.read_bytes()
        except OSError as error:
            raise LstmVizError(f"'{path}' cannot be read: {error.strerror or error}.") from error
        if hashlib.sha256(data).hexdigest() != line["sha256"]:
            raise LstmVizError(
                f"'{path}' is damaged: run the sweep again with this folder, which makes that "
                "block anew."
            )
        return unpacked(data)

    def put_about(self, about: dict[str, Any]) -> None:
        """Keep what is known of the sequences' baselines."""
        try:
            _write(self.folder / "baselines.json", json.dumps(about).encode())
        except OSError as error:
            raise _unwritable(self.folder, error) from error

    def about(self) -> dict[str, Any] | None:
        """What is known of the sequences' baselines."""
        path = self.folder / "baselines.json"
        return _read_json(path) if path.exists() else None

    def put_model(self, data: bytes) -> None:
        """Keep the model's file."""
        try:
            _write(self.folder / MODEL_FILE, data)
        except OSError as error:
            raise _unwritable(self.folder, error) from error

    def model_file(self) -> Path | None:
        """The model's file, where it is kept."""
        path = self.folder / MODEL_FILE
        return path if path.is_file() else None

    def _read_lines(self) -> Iterator[tuple[Block, dict[str, Any]]]:
        known = set(self.plan.blocks())
        path = self.folder / MANIFEST
        text = path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""
        for row in text.splitlines():
            try:
                line = json.loads(row)
                block = Block(sequence=line["sequence"], start=line["start"], stop=line["stop"])
                named = line["file"] == f"{_BLOCKS}/{block.name}.npz"
            except (ValueError, KeyError, TypeError):
                # A run that was killed may have cut its last line off.
                continue
            if block in known and named and isinstance(line.get("sha256"), str):
                yield block, line

    def _is_whole(self, line: dict[str, Any]) -> bool:
        try:
            with (self.folder / line["file"]).open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest() == line["sha256"]
        except OSError:
            return False

    def _write_manifest(self) -> None:
        rows = [json.dumps(line) + "\n" for line in self._lines.values()]
        try:
            _write(self.folder / MANIFEST, "".join(rows).encode())
        except OSError as error:
            raise _unwritable(self.folder, error) from error


def read_plan(folder: Path) -> Plan:
    """The plan of the sweep that a folder holds.

    Raises
    ------
    LstmVizError
        When there is none, or it cannot be read.
    """
    path = folder / PLAN_FILE
    if not path.is_file():
        raise LstmVizError(f"The folder '{folder}' holds no sweep: there is no {PLAN_FILE} in it.")
    return Plan.from_json(_read_json(path))


def packed(arrays: Arrays) -> bytes:
    """Arrays as the bytes of an ``.npz`` file; the same arrays always give the same bytes."""
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)  # type: ignore[arg-type]
    return buffer.getvalue()


def unpacked(data: bytes) -> Arrays:
    """Arrays from the bytes of an ``.npz`` file; nothing in it is run.

    Raises
    ------
    LstmVizError
        When it is none.
    """
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as file:
            return {name: file[name] for name in file.files}
    except Exception as error:
        raise LstmVizError(f"This is no file of a sweep ({error}).") from error


def _read_json(path: Path) -> Any:
    try:
        if path.stat().st_size > _MOST_TEXT:
            raise LstmVizError(f"'{path}' is too large to be the description of a sweep.")
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise LstmVizError(f"'{path}' cannot be read ({error}).") from error


def _write(path: Path, data: bytes) -> None:
    """Write a file that appears under its name only when it is complete."""
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _unwritable(folder: Path, error: OSError) -> LstmVizError:
    return LstmVizError(
        f"The folder '{folder}' cannot be written: {error.strerror or error}. What was done is "
        "kept there; run the same sweep again to go on."
    )
