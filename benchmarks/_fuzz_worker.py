"""The half of `benchmarks.fuzz_reader` that never imports Keras: mutate, fork, read, report.

Started as ``python -I``: every mutated file is read by a fork of this warm process, under the same
limits as a real reading process, so that about 10 ms are enough for one.
"""

from __future__ import annotations

import json
import os
import random
import select
import signal
import sys
import time
from pathlib import Path

# An isolated process finds neither this folder nor the reader by itself.
sys.path[:0] = [sys.argv[1], str(Path(__file__).parent)]

from _mutate import mutated, pool_of, seeds_in  # noqa: E402
from isolated._child import answer, restrict  # noqa: E402
from isolated._limits import Limits  # noqa: E402

LIMITS = Limits()


def read_in_fork(data: bytes, architecture: bytes | None) -> tuple[bytes, int, bool]:
    """Return the answer, how the process ended, and whether it was too slow."""
    out, into = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(out)
        restrict(LIMITS)
        with os.fdopen(into, "wb") as stream:
            stream.write(answer(data, architecture, LIMITS))
        os._exit(0)
    os.close(into)
    parts, last, slow = [], time.monotonic() + LIMITS.wall_seconds, False
    with os.fdopen(out, "rb", buffering=0) as stream:
        while True:
            ready, _, _ = select.select([stream], [], [], max(0.0, last - time.monotonic()))
            if not ready:
                slow = True
                os.kill(child, signal.SIGKILL)
                break
            part = stream.read(1 << 20)
            if not part:
                break
            parts.append(part)
    return b"".join(parts), os.waitpid(child, 0)[1], slow


def main() -> None:
    """Write one line of JSON per file, followed by the answer of those that were accepted."""
    folder, seed, first, count = Path(sys.argv[2]), sys.argv[3], *map(int, sys.argv[4:6])
    seeds = seeds_in(folder)
    pool = pool_of(seeds)
    for number in range(first, first + count):
        rng = random.Random(f"{seed}-{number}")
        what, data, architecture = mutated(seeds, pool, rng)
        start = time.monotonic()
        said, status, slow = read_in_fork(data, architecture)
        length = int.from_bytes(said[8:16], "little")
        header = json.loads(said[16 : 16 + length]) if status == 0 and not slow else {}
        accepted = status == 0 and not slow and header["code"] is None
        line = {
            "number": number,
            "what": what,
            "code": header.get("code"),
            "cause": header.get("cause"),
            "status": status,
            "slow": slow,
            "seconds": round(time.monotonic() - start, 4),
            "answer": len(said) if accepted else 0,
        }
        sys.stdout.buffer.write(json.dumps(line).encode() + b"\n")
        if accepted:
            sys.stdout.buffer.write(said)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
