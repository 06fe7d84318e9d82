"""Mutations of model files, each decided by a seed; imports nothing of the project."""

from __future__ import annotations

import copy
import io
import json
import random
import zipfile
from contextlib import suppress
from pathlib import Path
from typing import Any

import h5py

Seeds = list[tuple[str, bytes]]
Pool = dict[str, list[Any]]

ODD: list[Any] = [
    *(0, -1, 1, 2, 7, 65, 8192, 8193, 2**31, 2**63 - 1, 1e308, -0.0, 0.5),
    *("", "a", "relu", "hard_sigmoid", "LSTM", "GRU", "Masking", "../x", "<b>", "\ud800"),
    *(True, False, None, [], {}, [[]], [None], [1, 2, 3], [None, None, 3]),
    {"class_name": "__tuple__", "items": [1]},
    {"class_name": "__numpy__", "config": {"value": [1], "dtype": "float32"}},
    {"class_name": "Lambda", "config": {"name": "f"}},
    {"class_name": "__keras_tensor__", "config": {"keras_history": ["lstm", 0, 0]}},
]


def seeds_in(folder: Path) -> Seeds:
    return [
        (path.name, path.read_bytes())
        for path in sorted(folder.rglob("*"))
        if path.suffix in (".keras", ".h5") and path.stat().st_size < 100_000
    ]


def flip(data: bytes, rng: random.Random) -> bytes:
    made = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 4, 16, 64))):
        if made:
            made[rng.randrange(len(made))] = rng.choice((0, 255, rng.randrange(256)))
    return bytes(made)


def cut(data: bytes, rng: random.Random, other: bytes) -> bytes:
    a, b = sorted(rng.randrange(len(data) + 1) for _ in range(2))
    way = rng.randrange(4)
    if way == 0:
        return data[:a]
    if way == 1:
        return data[:a] + data[b:]
    if way == 2:
        return data[:a] + rng.randbytes(rng.randrange(64)) + data[a:]
    return data[:a] + other[a:]


def collect(value: Any, pool: Pool) -> None:
    """Gather the values that stand under each key."""
    if isinstance(value, dict):
        for key, one in value.items():
            pool.setdefault(key, []).append(one)
            collect(one, pool)
    elif isinstance(value, list):
        for one in value:
            collect(one, pool)


def pool_of(seeds: Seeds) -> Pool:
    pool: Pool = {}
    for _, data in seeds:
        with suppress(Exception):
            collect(described(data)[0], pool)
    return pool


def twist(value: Any, rng: random.Random, pool: Pool) -> Any:
    """Change one place of a JSON value."""
    root = [copy.deepcopy(value)]
    places: list[tuple[Any, Any]] = []
    waiting: list[Any] = [root]
    while waiting:
        holder = waiting.pop()
        keys = list(holder) if isinstance(holder, dict) else range(len(holder))
        for key in keys:
            places.append((holder, key))
            if isinstance(holder[key], (dict, list)):
                waiting.append(holder[key])
    holder, key = rng.choice(places)
    way = rng.randrange(7)
    if way >= 5 and isinstance(holder, dict):
        # What another file has there: more of these pass the checks and reach the builder.
        holder[key] = copy.deepcopy(rng.choice(pool.get(key) or ODD))
    elif way == 0 and holder is not root:
        del holder[key]
    elif way == 1 and isinstance(holder, dict):
        holder[rng.choice(("name", "units", "zzz", "layer", "cell", "config"))] = holder[key]
    elif way == 2 and isinstance(holder, list) and holder is not root:
        holder.insert(rng.randrange(len(holder) + 1), copy.deepcopy(holder[key]))
    elif way == 3:
        other, place = rng.choice(places)
        holder[key] = copy.deepcopy(other[place])
    else:
        holder[key] = rng.choice(ODD)
    return root[0]


def packed(members: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return stream.getvalue()


def described(data: bytes) -> tuple[Any, Any]:
    """Return the JSON of a seed and a function that puts other JSON text into it."""
    if data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = {name: archive.read(name) for name in archive.namelist()}
        return json.loads(members["config.json"]), lambda text: packed(
            {**members, "config.json": text}
        )
    stream = io.BytesIO(data)
    with h5py.File(stream, "r+") as file:
        raw = json.loads(file.attrs["model_config"])

    def put(text: bytes) -> bytes:
        changed = io.BytesIO(data)
        with h5py.File(changed, "r+") as file:
            file.attrs["model_config"] = text
        return changed.getvalue()

    return raw, put


def without_description(data: bytes) -> bytes:
    stream = io.BytesIO(data)
    with h5py.File(stream, "r+") as file:
        del file.attrs["model_config"]
    return stream.getvalue()


def mutated(
    seeds: Seeds, pool: Pool, rng: random.Random
) -> tuple[str, bytes, bytes | None]:
    """Return what was done, the file, and the JSON beside it."""
    name, data = rng.choice(seeds)
    way = rng.randrange(7)
    try:
        if way == 0:
            return f"flip {name}", flip(data, rng), None
        if way == 1:
            return f"cut {name}", cut(data, rng, rng.choice(seeds)[1]), None
        if way == 2 and data[:2] == b"PK":
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                members = {one: archive.read(one) for one in archive.namelist()}
            one = rng.choice(list(members))
            members[one] = flip(members[one], rng)
            return f"member {name}", packed(members), None
        raw, put = described(data)
        if way == 3:
            text = flip(json.dumps(raw).encode(), rng)
            return f"text {name}", put(text), None
        changed = raw
        for _ in range(rng.choice((1, 1, 1, 2, 3))):
            changed = twist(changed, rng, pool)
        text = json.dumps(changed).encode()
        if way == 4 and data[:2] != b"PK":
            return f"pair {name}", without_description(data), text
        return f"config {name}", put(text), None
    except Exception:
        # A seed that is broken on purpose has nothing to be twisted.
        return f"flip {name}", flip(data, rng), None
