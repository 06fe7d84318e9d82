"""Brings the catalogues up to date with the messages in the sources: ``make messages``.

A message that is new has no translation yet; one that is gone from the sources leaves.
"""

from __future__ import annotations

import sys
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.language.messages import messages  # noqa: E402


def up_to_date(path: Path) -> None:
    with path.open("rb") as file:
        old = read_po(file)
    new = Catalog(locale=old.locale, fuzzy=False)
    for context, text in messages():
        plural = isinstance(text, tuple)
        known = old.get(text[0] if plural else text, context)
        empty = ("",) * new.num_plurals if plural else ""
        same = known is not None and known.pluralizable == plural and not known.fuzzy
        new[text] = Message(text, known.string if same else empty, context=context)
    write_text(path, new)
    missing = [message.id for message in new if message.id and not any(message.string)]
    print(f"{path.relative_to(ROOT)}: {len(new)} messages, {len(missing)} without a translation")


def write_text(path: Path, catalogue: Catalog) -> None:
    head = path.read_text(encoding="utf-8").split("\n\n")[0].strip()
    with path.open("wb") as file:
        # No dates and no lines of sources: they would change with every commit.
        write_po(file, catalogue, width=0, no_location=True, omit_header=True, sort_output=True)
    text = path.read_text(encoding="utf-8").strip()
    path.write_text(f"{head}\n\n{text}\n", encoding="utf-8")


if __name__ == "__main__":
    for found in sorted((ROOT / "lstm_viz" / "locales").glob("*/LC_MESSAGES/lstm_viz.po")):
        up_to_date(found)
