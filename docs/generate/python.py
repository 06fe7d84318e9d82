"""The Python API: a page for each room that public names come from."""

from __future__ import annotations

import importlib
import inspect
from itertools import chain
from typing import Any, Final

import lstm_viz as lv

# Room, or module of the package itself -> title and a sentence. A room that is not here gets its
# own name as title.
_TITLES: Final = {
    "models": ("Models", "Open a file, or take a model that is in memory."),
    "inputs": ("Inputs", "A person's own data become the input of a model."),
    "states": ("Initial states", "What h0 and c0 are: recipes, values, single units."),
    "interventions": ("Interventions", "Changes made to the state while a model runs."),
    "tracing": ("Traces", "Run a model from initial states and record every number."),
    "compare": ("Compare", "How far runs are apart, and for how long."),
    "dynamics": ("Dynamics", "Fixed points, sensitivity, and a state for a wanted output."),
    "experiment": ("Experiments", "Model, sequence and scenarios as one document."),
    "keras_code": ("Keras code", "Code in plain Keras, mistakes in code, transfer."),
    "sweep": ("Ensembles and sweeps", "Very many initial states."),
    "player": ("The player", "Pictures that move, in a notebook or a file, and bars that edit."),
    "show": ("The app", "Open the page on a model in memory."),
    "take_away": ("Take away", "Files of numbers, the report, the script."),
    "errors": ("Errors", "What is raised, each with one sentence that says what to do."),
}
# Of rooms, beside what stands in `lstm_viz` itself.
_FURTHER: Final = {
    "dynamics": ("lstm_viz.dynamics.Near", "lstm_viz.dynamics.Slow", "lstm_viz.dynamics.Under"),
    "keras_code": ("lstm_viz.keras_code.doctor.Example",),
    "sweep": ("lstm_viz.sweep.local_cluster",),
}
_ORDER: Final = list(_TITLES)


def pages() -> dict[str, str]:
    """Return the text of every page, by its name; ``python`` lists the others."""
    rooms: dict[str, list[str]] = {}
    for name, (module, _) in lv._sources.items():
        if name.startswith("__"):
            continue
        room = module.removeprefix("lstm_viz.").split(".")[0].lstrip("_")
        rooms.setdefault(room, []).append(f"lstm_viz.{name}")
        _is_public(getattr(lv, name), "lstm_viz")
    for name in chain.from_iterable(_FURTHER.values()):
        _is_public(*_found(name))
    rooms = {room: rooms[room] for room in sorted(rooms, key=_place)}
    texts = {f"python_{room}": _room(room, names) for room, names in rooms.items()}
    return {"python": _contents(rooms), **texts}


def _place(room: str) -> int:
    return _ORDER.index(room) if room in _ORDER else len(_ORDER)


def _is_public(thing: Any, module: str) -> None:
    """Let signatures name a class as users import it."""
    if inspect.isclass(thing) and thing.__module__.startswith("lstm_viz."):
        thing.__module__ = module


def _found(name: str) -> tuple[Any, str]:
    module, _, own = name.rpartition(".")
    return getattr(importlib.import_module(module), own), module


def _title(room: str) -> tuple[str, str]:
    return _TITLES.get(room, (room.replace("_", " ").capitalize(), ""))


def _room(room: str, names: list[str]) -> str:
    title, sentence = _title(room)
    parts = [f"# {title}", sentence, "```{eval-rst}", ".. py:currentmodule:: lstm_viz"]
    for name in (*names, *_FURTHER.get(room, ())):
        parts.append(_directive(name))
    return "\n\n".join([*parts, "```"]) + "\n"


def _directive(name: str) -> str:
    thing, _ = _found(name)
    if inspect.isclass(thing):
        options = "\n   :members:" + ("\n   :show-inheritance:" if _is_error(thing) else "")
        return f".. autoclass:: {name}{options}"
    return f".. autofunction:: {name}" if callable(thing) else f".. autodata:: {name}"


def _is_error(thing: type) -> bool:
    return issubclass(thing, Exception)


def _contents(rooms: dict[str, list[str]]) -> str:
    rows = []
    for room, names in rooms.items():
        title, sentence = _title(room)
        links = ", ".join(
            f"{{py:obj}}`{name.removeprefix('lstm_viz.')} <{name}>`" for name in names
        )
        rows.append(f"| [{title}](python_{room}.md) | {sentence} | {links} |")
    tree = "\n".join(f"python_{room}" for room in rooms)
    return f"""# Python

`import lstm_viz as lv`; every name below is `lv.NAME`. They are imported when they are first used,
so that `import lstm_viz` itself does not wait for TensorFlow.

| room | what for | names |
|---|---|---|
{chr(10).join(rows)}

```{{toctree}}
:hidden:

{tree}
```
"""
