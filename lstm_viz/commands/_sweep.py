"""``lstm-viz sweep``: very many initial states, in blocks, from which it can go on."""

from __future__ import annotations

import argparse
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from lstm_viz import inputs, models
from lstm_viz.commands._arguments import ArgumentMistake, Parser, existing, mistakes, teller
from lstm_viz.errors import LstmVizError

if TYPE_CHECKING:
    from lstm_viz.models import RecurrentModel

_DESCRIPTION: Final = """\
Run a model from very many random initial states on one or more sequences, in blocks.
Every block is a file in the folder of --out; a run that was stopped or killed goes on
from there with --resume. The numbers are the same to the last bit whatever runs them."""
_EPILOG: Final = """\
examples:
  lstm-viz sweep sunspots --states "normal(0.5, seed=3)" -n 100000 --out sweep/
  lstm-viz sweep my.keras --input a.npy --input b.npy --states "uniform(1)" --out sweep/ \\
      --workers 2
  lstm-viz sweep sunspots --states "normal(0.5, seed=3)" -n 100000 --out sweep/ --resume

exit codes: 0 fine, 1 trouble while working, 2 a mistake in the arguments."""
_TELL_EVERY: Final = 2.0
_KEEP: Final = "final,outputs,distance"


def parser() -> argparse.ArgumentParser:
    """Arguments of ``lstm-viz sweep``."""
    made = Parser("sweep", description=_DESCRIPTION, epilog=_EPILOG)
    made.add_argument("model", metavar="MODEL", help="a bundled model, or a .keras or .h5 file")
    made.add_argument(
        "--input",
        metavar="FILE",
        action="append",
        default=[],
        help="a sequence: .npy, .npz, .csv or .json; several are run one after the other\n"
        "(default: the bundled model's first sequence, or a generated one)",
    )
    made.add_argument(
        "--sequence",
        metavar="NAME",
        action="append",
        default=[],
        help="a bundled model's sequence; several are run one after the other",
    )
    made.add_argument(
        "--states",
        metavar="SPEC",
        required=True,
        help="the recipe members are drawn from: normal(0.5, seed=3) or uniform(1)",
    )
    made.add_argument("-n", type=int, default=10_000, metavar="N", help="members (default: 10000)")
    made.add_argument("--layer", metavar="NAME", help="layer whose states are compared")
    made.add_argument(
        "--baseline",
        metavar="SPEC",
        help="the initial state that all are compared with (default: the model's own)",
    )
    made.add_argument(
        "--threshold",
        type=float,
        default=0.01,
        metavar="SHARE",
        help="share of the start that counts as forgotten (default: 0.01)",
    )
    made.add_argument(
        "--keep", metavar="LIST", default=_KEEP, help=f"of {_KEEP} (default: all)"
    )
    made.add_argument("--block", type=int, default=256, metavar="N", help="members of a block")
    where = made.add_mutually_exclusive_group()
    where.add_argument("--workers", type=int, metavar="N", help="run on N processes here (Dask)")
    where.add_argument("--scheduler", metavar="ADDRESS", help="run on a Dask cluster, tcp://...")
    made.add_argument("--out", metavar="FOLDER", required=True, help="folder for the blocks")
    made.add_argument("--resume", action="store_true", help="go on with what --out holds")
    made.add_argument("--quiet", action="store_true", help="no progress on stderr")
    return made


def run(given: argparse.Namespace) -> None:
    """Run the sweep and tell what it found.

    Raises
    ------
    ArgumentMistake
        When an argument is wrong.
    LstmVizError
        When something does not fit, or the folder or the cluster fails.
    """
    if given.workers is not None and not 1 <= given.workers <= 256:
        raise ArgumentMistake(f"--workers is 1 to 256, not {given.workers}.")
    if given.model not in models.sample_names():
        existing(given.model, "model")
    for file in given.input:
        existing(file, "input")
    # What loads TensorFlow comes after the arguments were looked at.
    from lstm_viz.states import Normal, Uniform, recipe_from_words, state_from_words
    from lstm_viz.sweep import duration, estimate, sweep

    with mistakes():
        states = recipe_from_words(given.states)
    if not isinstance(states, (Normal, Uniform)):
        raise ArgumentMistake(f"--states '{given.states}' is not random: use normal or uniform.")
    out = Path(given.out).expanduser()
    say = teller(given)
    model, sequences = _opened(given)
    keep = tuple(part.strip() for part in given.keep.split(",") if part.strip())
    asked: dict[str, Any] = {
        "n": given.n, "keep": keep, "layer": given.layer, "block": given.block,
        "threshold": given.threshold,
    }  # fmt: skip
    with mistakes():
        if given.baseline is not None:
            asked["baseline"] = state_from_words(model, given.baseline, read_file=_bytes)
        found = estimate(model, sequences, states, **asked)
    say(found.words())
    _check_disk(out, found.disk)
    if found.workers_pay and given.workers is None and given.scheduler is None:
        say(f"--workers 2 would need about {duration(found.with_workers(2))}")
    with _client(given) as client:
        done = sweep(
            model,
            sequences,
            states,
            **asked,
            client=client,
            out=out,
            resume=given.resume,
            on_progress=None if given.quiet else _progress(say),
        )
    for name in done.names:
        ensemble = done.ensemble(name)
        for signal in ensemble.distances:
            print(f"{name}, {signal}: {ensemble.words(signal)}")
    print(f"Written to {out}: lstm_viz.open_sweep opens it, the page Compare its summary.")


def _opened(given: argparse.Namespace) -> tuple[RecurrentModel, dict[str, Any]]:
    """The model and its sequences, by name."""
    if given.model in models.sample_names():
        sample = models.load_sample(given.model)
        with mistakes():
            named = [sample.sequence(name) for name in given.sequence]
        model = sample.model
        own: dict[str, Any] = {one.name: one.x for one in named or sample.sequences[:1]}
    elif given.sequence:
        raise ArgumentMistake("--sequence is for bundled models: give your own with --input.")
    else:
        model = models.load_model(existing(given.model, "model"))
        own = {"generated": inputs.default_input(model)}
    sequences: dict[str, Any] = {}
    for file in given.input:
        path = existing(file, "input")
        if path.name in sequences:
            raise ArgumentMistake(f"Two inputs have the name '{path.name}': rename one.")
        sequences[path.name] = inputs.read_input(path, model)
    if sequences and given.sequence:
        raise ArgumentMistake("Give --input or --sequence, not both.")
    return model, sequences or own


def _bytes(name: str) -> bytes:
    return existing(name, "state").read_bytes()


def _check_disk(out: Path, needed: int) -> None:
    """See whether the blocks will fit, before anything is run.

    Raises
    ------
    LstmVizError
        When they will not.
    """
    there = next(folder for folder in (out, *out.absolute().parents) if folder.is_dir())
    free = shutil.disk_usage(there).free
    if needed > free:
        raise LstmVizError(
            f"The blocks need {needed / 1e9:.3g} GB, '{out}' has {free / 1e9:.3g} GB left: keep "
            "less (--keep), or choose another folder."
        )


def _progress(say: Callable[[str], None]) -> Callable[[int, int], None]:
    from lstm_viz.sweep import duration

    begun: list[tuple[float, int]] = []
    told = [0.0]

    def tell(done: int, total: int) -> None:
        now = time.monotonic()
        if not begun:
            begun.append((now, done))
            if done:
                say(f"{done:,} of {total:,} members are done already")
            return
        if now - told[0] < _TELL_EVERY and done < total:
            return
        told[0] = now
        start, first = begun[0]
        rate = (done - first) / max(now - start, 1e-9)
        left = duration((total - done) / rate) if rate else "unknown"
        say(f"{done:,} of {total:,} members, {rate:,.0f} a second, {left} left")

    return tell


@contextmanager
def _client(given: argparse.Namespace) -> Iterator[Any]:
    from lstm_viz.sweep import connected, local_cluster

    if given.workers is not None:
        with local_cluster(given.workers) as client:
            yield client
    elif given.scheduler is not None:
        with connected(given.scheduler) as client:
            yield client
    else:
        yield None
