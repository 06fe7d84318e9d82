"""What holds for a whole description, and the small questions that all of it asks."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from ._fields import At, name, repaired
from ._limits import Limits
from ._notes import Note
from ._refused import shown

_ROOTS: Final = ("keras", "tf_keras", "tensorflow.keras", "tensorflow.python.keras")
_INSIDE: Final = frozenset(
    """layers models src.models.functional src.models.sequential src.engine.functional
    src.engine.sequential engine.functional engine.sequential""".split()
)
_MODULES: Final = frozenset(_ROOTS) | {f"{root}.{part}" for root in _ROOTS for part in _INSIDE}
FLOATS: Final = frozenset({"float32", "float64", "float16", "bfloat16", "mixed_float16"}) | {
    "mixed_bfloat16"
}
INTEGERS: Final = frozenset({"int8", "int16", "int32", "int64", "uint8", "uint16", "uint32"})


@dataclass
class Reading:
    """What holds for the whole file.

    Attributes
    ----------
    limits : Limits
    keras2 : bool
        Whether Keras 2 wrote it.
    standalone : bool
        Whether it was Keras 2 before it moved into TensorFlow.
    version : str
        As in the file; empty where it does not say.
    backend : str or None
        What Keras 2 computed with, where the file says so.
    notes : list of Note
        What was repaired or assumed.
    """

    limits: Limits
    keras2: bool
    standalone: bool
    version: str
    backend: str | None
    notes: list[Note] = field(default_factory=list)
    count: int = 0

    def note(self, code: str, /, **values: object) -> None:
        """Add a note once."""
        note = Note(code, **values)
        if note not in self.notes:
            self.notes.append(note)

    @property
    def writer(self) -> str:
        """The version in words."""
        return f"Keras {self.version}" if self.version else f"Keras {2 if self.keras2 else 3}"


def from_keras(raw: dict[str, Any], class_name: str) -> bool:
    """Tell whether an entry claims a class of Keras, not one of its maker's own."""
    module, registered = raw.get("module"), raw.get("registered_name")
    known = module is None or (isinstance(module, str) and module in _MODULES)
    return known and registered in (None, class_name)


def dtype_name(value: Any) -> str | None:
    """Return the number type of a layer, in whichever form Keras wrote it."""
    if isinstance(value, dict):
        config = value.get("config")
        value = config.get("name") if isinstance(config, dict) else value.get("class_name")
    return value if value is None or isinstance(value, str) else repr(value)


def name_of(raw: dict[str, Any]) -> str:
    """Return the name of an entry for a sentence; it is not checked."""
    config = raw.get("config")
    found = config.get("name") if isinstance(config, dict) else None
    return shown(found if isinstance(found, str) else raw.get("name", raw.get("class_name")))


def checked_name(value: Any, reading: Reading) -> str:
    """Return the name that a layer of the file has here."""
    made = name(value, At("", "name", reading.limits, reading.keras2))
    if made != value:
        reading.note("layer-name", old=shown(value), new=made)
    return made


def model_name(value: Any, reading: Reading) -> str:
    """Return the name that a model of the file has here; nothing in a file refers to it."""
    made = repaired(value[:128], "model") if isinstance(value, str) and value else "model"
    if made != value:
        reading.note("model-name", old=shown(value), new=made)
    return made
