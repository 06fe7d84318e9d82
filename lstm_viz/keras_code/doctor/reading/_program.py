"""A whole program: its statements in order, then the functions that nothing calls."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from lstm_viz.errors import LstmVizError
from lstm_viz.keras_code.doctor.reading._functions import run, run_uncalled
from lstm_viz.keras_code.doctor.reading._parts import Layer, Model
from lstm_viz.keras_code.doctor.reading._statements import forget, read
from lstm_viz.keras_code.doctor.reading._values import Const
from lstm_viz.keras_code.doctor.reading._world import Event, TooLong, World

# Where models and layers are those of another library, names tell nothing about Keras.
_OTHERS: Final = ("torch", "chainer", "mxnet", "jax", "flax", "paddle", "theano", "lasagne")


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What was read.

    Attributes
    ----------
    layers, models : tuple
        Recurrent layers and models that the code makes.
    calls : int
        Calls of layers with an initial state.
    whole : bool
        Whether all of it was read.
    """

    layers: tuple[Layer, ...]
    models: tuple[Model, ...]
    calls: int
    whole: bool


def read_code(tree: ast.Module, listen: Callable[[Event], None]) -> Reading:
    """Follow a program, and tell a listener of what it does.

    Parameters
    ----------
    tree : ast.Module
    listen : callable of Event

    Returns
    -------
    Reading

    Raises
    ------
    LstmVizError
        When the code is nested too deeply.
    """
    world = World(listen=listen, guess=_may_guess(tree))
    world.scope.names["__name__"] = Const("__main__")
    world.read = read
    world.execute = lambda function, given: run(world, function, given)
    whole = True
    try:
        read(world, tree.body)
        forget(world)
        run_uncalled(world)
    except TooLong:
        whole = False
    except RecursionError as error:
        raise LstmVizError(
            "The code is nested too deeply to be read: paste the part that makes and runs the "
            "model."
        ) from error
    return Reading(layers=tuple(world.layers), models=tuple(world.models), calls=world.calls,
                   whole=whole)


def _may_guess(tree: ast.Module) -> bool:
    modules: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            modules.update(alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            modules.add((node.module or "").partition(".")[0])
    known: Any = modules & {"keras", "tensorflow", "tf_keras"}
    return not modules & set(_OTHERS) and bool(known or not modules - {"numpy"})
