"""Reads a catalogue of translations as text, so that nothing has to be compiled or kept in step."""

from __future__ import annotations

import ast
import gettext
import io
import re
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Final

_KEYWORD: Final = re.compile(r'(msgctxt|msgid_plural|msgid|msgstr)(?:\[(\d+)\])?\s+(".*")')
# As gettext's own files have them: between context and message, and between plural forms.
_CONTEXT: Final = "\x04"
_FORM: Final = "\x00"
_MAGIC: Final = 0x950412DE
_HEAD: Final = 28


def read_catalogue(path: Path) -> gettext.GNUTranslations:
    """Return the translations of a ``.po`` file; those marked as fuzzy are left out.

    Raises
    ------
    ValueError
        If a line is none of such a file.
    """
    return gettext.GNUTranslations(io.BytesIO(_compiled(dict(_entries(path)))))


def _entries(path: Path) -> Iterator[tuple[str, str]]:
    """Key and translation of every message, as a compiled catalogue has them."""
    for block in re.split(r"\n\s*\n", path.read_text(encoding="utf-8")):
        lines = [line for line in block.splitlines() if line.strip()]
        if any(line.startswith("#,") and "fuzzy" in line for line in lines):
            continue
        fields: dict[str, str] = {}
        last = ""
        for line in (line for line in lines if not line.startswith("#")):
            found = _KEYWORD.fullmatch(line)
            if found:
                last = found[1] + (found[2] or "")
                fields[last] = ast.literal_eval(found[3])
            elif line.startswith('"') and last:
                fields[last] += ast.literal_eval(line)
            else:
                raise ValueError(f"{path.name} has a line that is none of a catalogue: {line[:60]}")
        if "msgid" in fields:
            yield _key(fields), _told(fields)


def _key(fields: dict[str, str]) -> str:
    context = fields["msgctxt"] + _CONTEXT if "msgctxt" in fields else ""
    plural = _FORM + fields["msgid_plural"] if "msgid_plural" in fields else ""
    return context + fields["msgid"] + plural


def _told(fields: dict[str, str]) -> str:
    if "msgstr" in fields:
        return fields["msgstr"]
    forms = sorted(name for name in fields if name.startswith("msgstr"))
    return _FORM.join(fields[form] for form in forms)


def _compiled(messages: dict[str, str]) -> bytes:
    """The bytes of a compiled catalogue (``.mo``), which the standard library reads."""
    every = sorted((key.encode(), told.encode()) for key, told in messages.items() if told)
    tables, texts = [b"", b""], b""
    start = _HEAD + 16 * len(every)
    for place in (0, 1):
        for entry in every:
            tables[place] += struct.pack("<2I", len(entry[place]), start + len(texts))
            texts += entry[place] + b"\x00"
    head = struct.pack("<7I", _MAGIC, 0, len(every), _HEAD, _HEAD + 8 * len(every), 0, 0)
    return head + tables[0] + tables[1] + texts
