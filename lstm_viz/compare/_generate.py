"""Text continued by a token-to-token model, token by token, from several initial states."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from lstm_viz.errors import LstmVizError
from lstm_viz.experiment import MOST_NEW_TOKENS
from lstm_viz.models import RecurrentModel
from lstm_viz.models._graph import functional
from lstm_viz.states import InitialState
from lstm_viz.tracing import Trace, trace

# Feeding back one token at a time and reading the whole text differ by float32 rounding only.
_SAME: Final = 1e-4


@dataclass(frozen=True, kw_only=True)
class Generated:
    """What a model wrote from one initial state.

    Parameters
    ----------
    prompt : int ndarray of shape ``(T,)``
        Token ids that were read first.
    tokens : int ndarray of shape ``(length,)``
        Token ids that were chosen.
    chances : float32 ndarray of shape ``(length, ids)``
        The model's chances of each next token, before any temperature: row k is what it predicts
        after the prompt and the first k tokens.
    vocabulary : tuple of str
        Token of each id; empty where none is known.
    """

    prompt: np.ndarray
    tokens: np.ndarray
    chances: np.ndarray
    vocabulary: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The chosen tokens as text; words are parted by blanks, characters are not."""
        return text_of(self.tokens, self.vocabulary)

    @property
    def surprise(self) -> float:
        """Mean bits per chosen token under the model's own chances."""
        chosen = self.chances[np.arange(len(self.tokens)), self.tokens].astype(np.float64)
        return float(-np.log2(np.maximum(chosen, 1e-30)).mean())


def generate_text(
    model: RecurrentModel,
    prompt: Sequence[int] | np.ndarray,
    initial_states: Mapping[str, InitialState],
    *,
    length: int = 60,
    temperature: float = 0.0,
    seed: int = 0,
    vocabulary: Sequence[str] = (),
    on_progress: Callable[[int, int], bool | None] | None = None,
) -> dict[str, Generated]:
    """Let a model read a prompt from each initial state and go on writing.

    The prompt is run once; after that each chosen token is fed back with the states the model is
    in. At the end the whole text is read again from the initial state in one run, and every
    distribution used has to be the same there.

    Parameters
    ----------
    model : RecurrentModel
        With one input of token ids ``(batch, T)`` and one output of a chance for each id.
    prompt : sequence of int
        At least one token id.
    initial_states : mapping of name to InitialState
    length : int
        New tokens, 1 to 400.
    temperature : float
        0 takes the likeliest token; otherwise tokens are sampled with chances raised to the power
        of 1 / temperature.
    seed : int
        Of the sampling. All initial states get the same random numbers, so that what differs
        comes from the states.
    vocabulary : sequence of str, optional
    on_progress : callable, optional
        Called with the tokens written and ``length``; returning False stops there.

    Returns
    -------
    dict of str to Generated

    Raises
    ------
    LstmVizError
        When the model is no generator, an argument is out of range, or the model reads more than
        its recurrent states carry from one token to the next.
    """
    ids = generator_size(model)
    start = _checked_prompt(prompt, ids)
    if not initial_states:
        raise LstmVizError("There is no initial state to write from: give at least one.")
    is_whole = isinstance(length, int) and not isinstance(length, bool)
    if not is_whole or not 1 <= length <= MOST_NEW_TOKENS:
        raise LstmVizError(
            "The text gets 1 to {most} new tokens, not {length!r}.",
            most=MOST_NEW_TOKENS,
            length=length,
        )
    if not 0 <= temperature <= 100:
        raise LstmVizError(
            "The temperature is a number from 0 up, not {temperature:g}.",
            temperature=temperature,
        )
    # One random number a step, shared by all.
    draws = np.random.default_rng(seed).random(length)
    runs = trace(model, start[np.newaxis], initial_states, compile=False)
    names = list(initial_states)
    states = {
        spec.name: {
            s: np.stack([runs[name][spec.name].signal(s)[0, -1] for name in names])
            for s in spec.states
        }
        for spec in model.layers
    }
    chances = np.stack([_chances(runs[name], ids)[-1] for name in names])
    used, chosen = [], []
    for step in range(length):
        token = np.array([_choose(row, temperature, draws[step]) for row in chances])
        used.append(chances)
        chosen.append(token)
        if on_progress is not None and on_progress(step + 1, length) is False:
            break
        if step + 1 < length:
            run = trace(
                model,
                token[:, np.newaxis],
                InitialState.from_values(model, states),
                compile=False,
            )
            states = {
                spec.name: {s: run[spec.name].signal(s)[:, -1] for s in spec.states}
                for spec in model.layers
            }
            chances = _probabilities(run.output()[:, -1].reshape(len(names), -1))
    written = {
        name: Generated(
            prompt=start,
            tokens=np.array([token[k] for token in chosen]),
            chances=np.stack([rows[k] for rows in used]),
            vocabulary=tuple(vocabulary),
        )
        for k, name in enumerate(names)
    }
    _check(model, initial_states, written, ids)
    return written


def generator_size(model: RecurrentModel) -> int:
    """Number of token ids of a model that reads and writes the same tokens.

    Raises
    ------
    LstmVizError
        When the model cannot go on writing what it reads; the sentence says why.
    """
    graph = functional(model.keras)
    if len(graph.inputs) != 1 or len(graph.outputs) != 1:
        raise LstmVizError("Text is continued by models with one input and one output only.")
    read, written = graph.inputs[0], graph.outputs[0]
    embedding = [layer for layer in model.keras.layers if type(layer).__name__ == "Embedding"]
    if len(read.shape) != 2 or not embedding:
        raise LstmVizError("This model does not read token ids, so there is no text to continue.")
    if read.shape[1] is not None:
        raise LstmVizError(
            "This model reads exactly {read_shape} tokens at a time, so it cannot be fed one "
            "token after the other.", read_shape=read.shape[1]
        )
    if any(spec.direction == "backward" for spec in model.layers):
        raise LstmVizError("A layer reads backwards, from the end of a text that is not written.")
    ids = int(embedding[0].input_dim)
    if len(written.shape) > 3 or written.shape[-1] != ids:
        raise LstmVizError(
            "The model reads {ids} token ids and answers with {written_shape} numbers: what "
            "it answers is not the next token.", ids=ids, written_shape=written.shape[-1]
        )
    return ids


def is_generator(model: RecurrentModel) -> bool:
    """Whether `generate_text` can go on writing what a model reads."""
    try:
        generator_size(model)
    except LstmVizError:
        return False
    return True


def text_of(tokens: Sequence[int] | np.ndarray, vocabulary: Sequence[str]) -> str:
    """Token ids as text; ids without a token are written in angle brackets."""
    words = [
        vocabulary[token] if token < len(vocabulary) and vocabulary[token] else f"<{token}>"
        for token in map(int, tokens)
    ]
    by_character = bool(vocabulary) and all(len(token) <= 1 for token in vocabulary)
    return ("" if by_character else " ").join(words)


def _checked_prompt(prompt: Any, ids: int) -> np.ndarray:
    start = np.asarray(prompt)
    if start.ndim != 1 or not len(start) or start.dtype.kind not in "iu":
        raise LstmVizError("A prompt is a list of at least one token id.")
    if start.min() < 0 or start.max() >= ids:
        raise LstmVizError("The prompt has a token id outside 0 to {ids}.", ids=ids - 1)
    return start.astype(np.int32)


def _chances(run: Trace, ids: int) -> np.ndarray:
    return _probabilities(run.output()[0].reshape(-1, ids))


def _probabilities(outputs: np.ndarray) -> np.ndarray:
    """Outputs as they are where they are probabilities, else their softmax."""
    if not np.isfinite(outputs).all():
        raise LstmVizError("The model's chances are no finite numbers: use a smaller state.")
    are_chances = np.all(outputs >= 0) and np.allclose(outputs.sum(axis=-1), 1, atol=1e-3)
    if are_chances:
        return outputs
    wide = outputs.astype(np.float64)
    powers = np.exp(wide - wide.max(axis=-1, keepdims=True))
    return (powers / powers.sum(axis=-1, keepdims=True)).astype(np.float32)


def _choose(chances: np.ndarray, temperature: float, draw: float) -> int:
    if temperature == 0:
        return int(np.argmax(chances))
    with np.errstate(divide="ignore"):
        weights = np.log(chances.astype(np.float64)) / temperature
    powers = np.exp(weights - weights.max())
    total = np.cumsum(powers)
    return int(min(np.searchsorted(total, draw * total[-1], side="right"), len(chances) - 1))


def _check(
    model: RecurrentModel,
    initial_states: Mapping[str, InitialState],
    written: Mapping[str, Generated],
    ids: int,
) -> None:
    """Read each whole text again and compare the distributions."""
    for name, found in written.items():
        whole = np.concatenate([found.prompt, found.tokens[:-1]]).astype(np.int32)
        run = trace(model, whole[np.newaxis], initial_states[name], compile=False)
        again = _chances(run, ids)[len(found.prompt) - 1 :]
        apart = float(np.abs(again - found.chances).max())
        if not apart < _SAME:
            raise LstmVizError(
                "This model reads more of the text than its recurrent states carry on, so text "
                "fed back token by token is not what it would write: chances differ by "
                "{apart:.2g}.",
                apart=apart,
            )
