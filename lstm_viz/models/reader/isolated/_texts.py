"""Texts under a model's name: pointers to a file, web pages, JSON of another kind."""

from __future__ import annotations

import re
from typing import Any, Final

from ._refused import Refused, shown

_HEAD: Final = 2048
_LFS: Final = re.compile(rb"version https?://[\w./\-]*(git-lfs|hawser)[\w./\-]*\r?\n")
_LFS_SIZE: Final = re.compile(rb"^size (\d{1,18})\r?$", re.MULTILINE)
_MARKUP: Final = re.compile(r"<(!doctype|!--|\?xml|[a-z][\w:]*[\s>/])", re.IGNORECASE)
_HTML: Final = re.compile(r"<(!doctype html|html|head|body|script|meta|title)\b", re.IGNORECASE)
_DOWNLOAD: Final = (
    "open the page in a browser and download the file itself (\"Download\" or \"Raw\"), not its "
    "address."
)
_GIVE: Final = "give a .keras or .h5 file that Keras saved."


def text_refusal(data: bytes) -> Refused | None:
    """Return the refusal of a text that is not JSON, None when it is no text."""
    head = data[:_HEAD]
    if _LFS.match(head):
        size = _LFS_SIZE.search(head)
        stands = f", which stands for a file of {int(size[1]):,} bytes" if size else ""
        return Refused(
            "lfs-pointer",
            f"This is a Git LFS pointer{stands}: run git lfs pull in the repository, or download "
            "the file itself from its page there.",
        )
    if b"/annex/objects/" in head and len(data) < _HEAD:
        return Refused(
            "lfs-pointer",
            "This is a git-annex pointer, which stands for a file: run git annex get in the "
            "repository, and give the file that it brings.",
        )
    if head.startswith(b"outs:") and b"md5:" in head:
        return Refused(
            "lfs-pointer",
            "This is a DVC pointer, which stands for a file: run dvc pull in the repository, and "
            "give the file that it brings.",
        )
    text = _decoded(head)
    if text is None:
        return None
    start = text.lstrip()
    if _HTML.search(start[:400]) and start.startswith("<"):
        return Refused(
            "web-page", f"This is a web page, not the file that it links to: {_DOWNLOAD}"
        )
    if _MARKUP.match(start):
        return Refused(
            "web-page", f"This is XML, perhaps a server's answer, not the file: {_DOWNLOAD}"
        )
    if start.startswith("[InternetShortcut]"):
        return Refused("web-page", f"This is a link to a page, not the file: {_DOWNLOAD}")
    if start.startswith(("model_checkpoint_path:", "all_model_checkpoint_paths:")):
        return Refused(
            "tf-checkpoint",
            "This names TensorFlow checkpoints and holds none: build the model and load the "
            "checkpoint in the program that wrote it, and save it with "
            "model.save('my_model.keras').",
        )
    if re.match(r"node \{|saved_model_schema_version", start):
        return Refused(
            "saved-model",
            "This is the text of a TensorFlow graph, which keeps no layers: if it was made from a "
            "Keras model, save that with model.save('my_model.keras') in the program that made it.",
        )
    if re.match(r"(class_name|backend): ", start):
        return Refused(
            "architecture-alone",
            "This is a model's YAML, which is not read: load it in the Keras that wrote it, and "
            "save the whole model with model.save('my_model.h5').",
        )
    first = shown(start.split("\n", 1)[0].strip(), 40)
    return Refused("not-a-model", f"This is text ('{first}'), not a Keras model: {_GIVE}")


def json_refusal(raw: Any) -> Refused | None:
    """Return the refusal of JSON that does not describe a Keras model, None when it may."""
    if isinstance(raw, dict) and "modelTopology" in raw:
        layers = raw.get("format", "layers-model") == "layers-model"
        way = (
            "convert it with tensorflowjs_converter --input_format tfjs_layers_model "
            "--output_format keras, and give the .h5 file that it writes."
            if layers
            else "save the Keras model it was made from with model.save('my_model.keras')."
        )
        return Refused("tfjs", f"This is a TensorFlow.js model: {way}")
    if isinstance(raw, dict) and isinstance(raw.get("class_name"), str):
        if raw["class_name"] == "Tokenizer":
            return Refused("not-a-model", f"This is a Keras Tokenizer, not a model: {_GIVE}")
        return None
    if isinstance(raw, dict) and "keras_version" in raw and "date_saved" in raw:
        return Refused(
            "not-a-model",
            "This is metadata.json, one part of a .keras file: give the whole .keras file.",
        )
    return Refused("not-a-model", f"This is {_what_json(raw)}, not a Keras model: {_GIVE}")


def _what_json(raw: Any) -> str:
    if not isinstance(raw, dict):
        return "a list in JSON" if isinstance(raw, list) else "a single value in JSON"
    if "nbformat" in raw:
        return "a Jupyter notebook"
    if "model_type" in raw or "architectures" in raw:
        return "the settings of a Hugging Face model"
    if "lstm_viz" in raw or "scenarios" in raw:
        return "an experiment that LSTM Viz saved"
    for key in ("message", "error", "detail"):
        if isinstance(raw.get(key), str) and len(raw) <= 6:
            return f"a server's answer in JSON ('{shown(raw[key], 40)}')"
    return "JSON"


def _decoded(head: bytes) -> str | None:
    """Return the text that a file starts with, None when it is not text."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = head[: len(head) // 2 * 2].decode("utf-16", "replace")
    else:
        text = head.decode("utf-8-sig", "ignore")
        if len(text.encode()) < len(head) - 6:
            return None
    control = sum(not (c.isprintable() or c in "\t\r\n\f") for c in text)
    return text if text.strip() and control == 0 else None
