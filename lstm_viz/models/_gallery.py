"""The bundled sample models, their sequences and what is known of both."""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np

from lstm_viz.errors import LstmVizError
from lstm_viz.models import reader

if TYPE_CHECKING:
    from lstm_viz.models._recurrent_model import RecurrentModel

# id -> folder and model file.
_SAMPLES: Final = {
    "sunspots": ("sunspots", "model.keras"),
    "flip_flop": ("flip_flop", "model.keras"),
    "counter": ("counter", "model.keras"),
    "characters": ("characters", "model.keras"),
    "digits": ("digits", "model.keras"),
    "autoencoder": ("autoencoder", "model.keras"),
    "classifier": ("autoencoder", "classifier.keras"),
    "stateless": ("stateless", "model.keras"),
    "stateful": ("stateful", "model.keras"),
}


@dataclass(frozen=True, kw_only=True)
class Sequence:
    """One input a sample model is shown on.

    Attributes
    ----------
    name, title, note : str
    x : ndarray
        float32 ``(batch, T, features)`` or int32 token ids ``(batch, T)``.
    target : float32 ndarray of shape ``(batch, T, outputs)`` or None
        The right answer at every timestep, NaN where there is none.
    labels : tuple of str
        What stands on the time axis at t = 1..T.
    """

    name: str
    title: str
    x: np.ndarray
    target: np.ndarray | None
    labels: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Sample:
    """A bundled model, what it learned and the sequences it is shown on.

    Attributes
    ----------
    id, title, summary : str
    trained : bool
    model : RecurrentModel
    sequences : tuple of Sequence
    input_names, output_names : tuple of str
    output_kind : {"value", "class"}
    step_name : str
        What one timestep is: "year", "character", "step".
    vocabulary : tuple of str or None
        Token of each id.
    """

    id: str
    title: str
    summary: str
    trained: bool
    model: RecurrentModel
    sequences: tuple[Sequence, ...]
    input_names: tuple[str, ...]
    output_names: tuple[str, ...]
    output_kind: Literal["value", "class"]
    step_name: str
    vocabulary: tuple[str, ...] | None

    def sequence(self, name: str) -> Sequence:
        """Return one sequence by name.

        Raises
        ------
        LstmVizError
            When the sample has no sequence of that name.
        """
        for sequence in self.sequences:
            if sequence.name == name:
                return sequence
        known = ", ".join(sequence.name for sequence in self.sequences)
        raise LstmVizError(
            "Sample '{sample}' has no sequence '{name}': choose one of {known}.",
            sample=self.id,
            name=name,
            known=known,
        )


def sample_names() -> tuple[str, ...]:
    """Return the ids of the bundled samples."""
    return tuple(_SAMPLES)


def sample_title(name: str) -> str:
    """Return the title of a bundled sample, without opening its model."""
    return str(_about(name)["title"])


def load_sample(name: str) -> Sample:
    """Open a bundled sample.

    Parameters
    ----------
    name : str
        One of `sample_names`.

    Returns
    -------
    Sample

    Raises
    ------
    LstmVizError
        When there is no such sample.
    """
    folder = sample_folder(name)
    file_name = _SAMPLES[name][1]
    about = _about(name)
    return Sample(
        id=name,
        title=about["title"],
        summary=about["summary"],
        trained=about["trained"],
        model=reader.load_model(folder / file_name),
        sequences=sample_sequences(name),
        input_names=tuple(about["input_names"]),
        output_names=tuple(about["output_names"]),
        output_kind=about["output_kind"],
        step_name=about["step_name"],
        vocabulary=tuple(about["vocabulary"]) if about.get("vocabulary") else None,
    )


def sample_sequences(name: str) -> tuple[Sequence, ...]:
    """Return the sequences a bundled sample is shown on, without opening its model."""
    about = _about(name)
    file = sample_folder(name) / about.get("data", "sequences.npz")
    return _sequences(file, about["sequences"])


def sample_test_part(name: str) -> tuple[np.ndarray, np.ndarray | None]:
    """Return inputs that a bundled sample was not trained on, and their classes.

    Returns
    -------
    x : float32 ndarray of shape ``(batch, T, features)``
    classes : ndarray of shape ``(batch,)`` or None
        None where the right answers are no classes.

    Raises
    ------
    LstmVizError
        When there is no such sample, or its test part is not kept.
    """
    file = sample_folder(name) / _about(name).get("data", "sequences.npz")
    with np.load(file, allow_pickle=False) as data:
        if "test_x" not in data:
            raise LstmVizError("The test part of the sample '{name}' is not kept.", name=name)
        x, y = data["test_x"], data.get("test_y")
    # Pixels are kept as whole numbers from 0 to 16.
    values = x.astype(np.float32) / (16 if x.dtype == np.uint8 else 1)
    return values, y if y is not None and y.ndim == 1 else None


def sample_folder(name: str) -> Path:
    """Return the folder that a bundled sample's files are in.

    Raises
    ------
    LstmVizError
        When there is no such sample.
    """
    if name not in _SAMPLES:
        raise LstmVizError(
            "There is no sample model '{name}': choose one of {samples}.",
            name=name,
            samples=', '.join(_SAMPLES),
        )
    return _root() / _SAMPLES[name][0]


def sample_file(name: str) -> str:
    """Return the path of a bundled sample's model file, from the folder of all samples."""
    return "/".join((sample_folder(name).name, _SAMPLES[name][1]))


@functools.cache
def _about(name: str) -> dict[str, Any]:
    folder_name, file_name = _SAMPLES[name]
    card = json.loads((_root() / folder_name / "card.json").read_text(encoding="utf-8"))
    return {**card, **card.get("models", {}).get(file_name, {})}


def _root() -> Path:
    package = Path(__file__).resolve().parents[1]
    for folder in (package.parent / "sample_models", package / "_sample_models"):
        if folder.is_dir():
            return folder
    raise LstmVizError("The bundled sample models are missing: install lstm-viz again.")


def _sequences(path: Path, cards: list[dict[str, Any]]) -> tuple[Sequence, ...]:
    with np.load(path, allow_pickle=False) as data:
        sequences = []
        for card in cards:
            key = card["name"]
            x = data[f"{key}_x"]
            labels = data.get(f"{key}_labels")
            if labels is None:
                labels = np.arange(1, x.shape[1] + 1)
            sequences.append(
                Sequence(
                    name=key,
                    title=card["title"],
                    note=card.get("note", ""),
                    x=x,
                    target=data.get(f"{key}_y"),
                    labels=tuple(map(str, labels)),
                )
            )
    return tuple(sequences)
