"""The architecture in words, as far as it can be read, for files that are turned down."""

from __future__ import annotations

from typing import Any, Final

from ._refused import shown

_MOST_ROWS: Final = 200
_NUMBERS: Final = {
    "units": "{} units",
    "filters": "{} filters",
    "kernel_size": "kernel of {}",
    "rate": "rate {}",
    "n": "{} times",
}
_EMBEDDING: Final = {"input_dim": "{} tokens", "output_dim": "{} numbers each"}
# Keras 1 had other names for the same settings.
_KERAS_1: Final = {"output_dim": "{} units", "nb_filter": "{} filters"}
_FLAGS: Final = {
    "return_sequences": "answers at every timestep",
    "return_state": "returns its state",
    "go_backwards": "reads backwards",
    "stateful": "stateful",
    "mask_zero": "masks token 0",
}


def rows_of(raw: Any) -> list[tuple[str, str, str]]:
    """Return name, class and settings in words of each layer that a description names.

    Nothing is checked and nothing can fail: this is for showing only.
    """
    rows: list[tuple[str, str, str]] = []
    _add(raw, "", rows, 0)
    return rows


def _add(raw: Any, prefix: str, rows: list[tuple[str, str, str]], depth: int) -> None:
    config = raw.get("config") if isinstance(raw, dict) else None
    layers = config.get("layers") if isinstance(config, dict) else config
    if not isinstance(layers, list) or depth > 8:
        return
    for layer in layers:
        if len(rows) >= _MOST_ROWS or not isinstance(layer, dict):
            return
        settings = layer.get("config")
        settings = settings if isinstance(settings, dict) else {}
        name = prefix + shown(settings.get("name", layer.get("name", "")))
        kind = shown(layer.get("class_name", ""))
        rows.append((shown(name, 120), kind, _words(settings, kind)))
        _add(layer, f"{name}/", rows, depth + 1)


def _words(settings: dict[str, Any], kind: str) -> str:
    parts = []
    inner = settings.get("layer", settings.get("cell"))
    if isinstance(inner, dict):
        inner_kind = shown(inner.get("class_name", "?"))
        parts.append(f"around {inner_kind}")
        if isinstance(inner.get("config"), dict):
            parts.append(_words(inner["config"], inner_kind))
    for key in ("batch_shape", "batch_input_shape"):
        value = settings.get(key)
        if isinstance(value, list) and len(value) <= 5:
            sizes = ", ".join("any" if size is None else shown(size, 12) for size in value)
            parts.append(f"input ({sizes})")
            break
    numbers = {**_NUMBERS, **(_EMBEDDING if kind == "Embedding" else _KERAS_1)}
    for key, words in numbers.items():
        value = settings.get(key)
        if isinstance(value, list) and len(value) == 1:
            value = value[0]
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            one = value == 1 and words in ("{} units", "{} filters")
            parts.append(words.removesuffix("s" if one else "").format(shown(value, 12)))
    for key in ("activation", "recurrent_activation", "inner_activation"):
        if isinstance(settings.get(key), str):
            parts.append(f"{key.replace('_', ' ')} {shown(settings[key], 30)}")
    parts += [words for key, words in _FLAGS.items() if settings.get(key) is True]
    return ", ".join(part for part in parts if part)[:200]
