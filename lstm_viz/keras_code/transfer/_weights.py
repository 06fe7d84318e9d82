"""Weight transfer: the parameters of one model are where another one begins."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import keras

from lstm_viz.errors import LstmVizError
from lstm_viz.keras_code.transfer._cells import cells, parameters
from lstm_viz.keras_code.transfer._match import LayerMatch, chosen_pairs
from lstm_viz.models import RecurrentModel, wrap
from lstm_viz.models._graph import read_variable, stored_states


class WeightTransfer(NamedTuple):
    """A copy of a model with some parameters of another one.

    Parameters
    ----------
    model : RecurrentModel
        The copy.
    report : tuple of LayerMatch
        What the layers have in common, a match for each pair.
    """

    model: RecurrentModel
    report: tuple[LayerMatch, ...]


def transfer_weights(
    source: RecurrentModel,
    target: RecurrentModel,
    *,
    layers: Mapping[str, str] | None = None,
) -> WeightTransfer:
    """Copy a model and give recurrent layers of the copy the parameters of another model.

    That is what Dai and Le (2015), "Semi-supervised sequence learning", did: "the parameters
    obtained from the unsupervised step can be used as a starting point for other supervised
    training models". The copy is a starting point: it is to be trained on its own task next.

    Parameters
    ----------
    source, target : RecurrentModel
        Both are only read.
    layers : mapping of str to str, optional
        Recurrent layer of ``source`` to recurrent layer of ``target``; by default the first pair of
        layers that fits.

    Returns
    -------
    WeightTransfer
        ``(model, report)``: kernel, recurrent kernel and bias of each target layer are those of
        its source layer, bit by bit; everything else is as in ``target``.

    Raises
    ------
    LstmVizError
        When the layers do not exist or their parameters do not fit, or the target cannot be
        copied.
    """
    matches = chosen_pairs(source, target, layers, "weights")
    name = f"{target.name} with parameters of {source.name}"
    copied = wrap(_copy(target), name)
    given, taken = cells(source), cells(copied)
    for match in matches:
        theirs = parameters(given[match.source])
        for what, variable in parameters(taken[match.target]).items():
            variable.assign(read_variable(theirs[what]))
    return WeightTransfer(copied, matches)


def _copy(model: RecurrentModel) -> keras.Model:
    try:
        copied = keras.models.clone_model(model.keras)
        for new, old in zip(_variables(copied), _variables(model.keras), strict=True):
            new.assign(read_variable(old))
    except Exception as error:
        reason = str(error).strip().splitlines()[0][:200] if str(error).strip() else ""
        raise LstmVizError(
            "Model '{model}' cannot be copied, so its parameters are left alone: "
            "{value}", model=model.name, value=reason or type(error).__name__
        ) from error
    return copied


def _variables(model: keras.Model) -> list[Any]:
    # Keras lists the states of stateful layers nowhere but at the layers.
    layers = [layer for layer in model._flatten_layers() if isinstance(layer, keras.layers.RNN)]
    return [*model.variables, *(state for layer in layers for state in stored_states(layer))]
