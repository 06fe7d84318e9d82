"""Archives around a model: what is inside, and what to do with it."""

from __future__ import annotations

import bz2
import lzma
import zlib
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from ._foreign import checkpoint, foreign, pytorch, saved_model
from ._limits import Limits
from ._refused import Refused, shown

HDF5_MAGIC: Final = b"\x89HDF\r\n\x1a\n"
_ZIP: Final = b"PK\x03\x04"
_HEAD: Final = 4096
_MOST_MEMBERS: Final = 5000
_BLOCK: Final = 512
_PACKERS: Final[tuple[tuple[bytes, str, Callable[[], Any]], ...]] = (
    (b"\x1f\x8b", "gzip", lambda: zlib.decompressobj(31)),
    (b"\x78\x01", "zlib", zlib.decompressobj),
    (b"\x78\x5e", "zlib", zlib.decompressobj),
    (b"\x78\x9c", "zlib", zlib.decompressobj),
    (b"\x78\xda", "zlib", zlib.decompressobj),
    (b"BZh", "bzip2", bz2.BZ2Decompressor),
    (b"\xfd7zXZ\x00", "xz", lambda: lzma.LZMADecompressor(memlimit=2**27)),
)
# Name of a member and its first bytes.
Member = tuple[str, bytes]


def is_tar(data: bytes) -> bool:
    """Tell whether bytes are a tar archive."""
    return data[257:262] == b"ustar"


def packed(data: bytes, limits: Limits) -> Refused | None:
    """Return the refusal of a tar or of a compressed file, None for any other file."""
    if is_tar(data):
        return _around("a tar archive", list(_tar(data)))
    for magic, what, make in _PACKERS:
        if not data.startswith(magic):
            continue
        try:
            inside = make().decompress(data, limits.unpacked_bytes)
        except (OSError, EOFError, ValueError, zlib.error, lzma.LZMAError, MemoryError):
            return Refused(
                "packed",
                f"This is a {what} archive that is damaged or cut off: copy or download it again, "
                "unpack it, and give the model file in it.",
            )
        if is_tar(inside):
            return _around(f"a tar archive packed with {what}", list(_tar(inside)))
        if inside.startswith(HDF5_MAGIC) or inside.startswith(_ZIP):
            kind = "an HDF5 file" if inside.startswith(HDF5_MAGIC) else "a zip or .keras archive"
            return Refused(
                "packed", f"This is {kind} packed with {what}: unpack it and give the file itself."
            )
        return _inside(f"a file packed with {what}", "", inside)
    return None


def around_zip(members: Sequence[Member]) -> Refused | None:
    """Return the refusal of a zip archive around something, None when nothing is known of it."""
    found = _around("a zip archive", members)
    if found is not None and found.code == "packed":
        # The code that this case has had from the start.
        found.code = "zip-member"
    return found if found is None or found.code != "not-a-model" else None


def _around(what: str, members: Sequence[Member]) -> Refused:
    members = [
        (name, head)
        for name, head in members
        if not name.endswith("/") and not name.rsplit("/", 1)[-1].startswith("._")
    ]
    last = {name.rsplit("/", 1)[-1]: name for name, _ in members}
    if "saved_model.pb" in last or "keras_metadata.pb" in last:
        return saved_model("keras_metadata.pb" in last or None)
    if {"data.pkl", "constants.pkl"} & set(last) or {"storages", "tensors", "pickle"} <= set(last):
        return pytorch()
    if {"config.json", "model.weights.h5"} <= set(last):
        folder = last["config.json"].removesuffix("config.json")
        if folder or what != "a zip archive":
            return Refused(
                "packed",
                f"This is {what} of the folder '{shown(folder.rstrip('/') or '.')}' with the parts "
                "of a Keras model: unpack it, put config.json, metadata.json and model.weights.h5 "
                "into a zip archive without any folder, and give that.",
            )
    models = [
        name
        for name, head in members
        if head.startswith(HDF5_MAGIC) or (head.startswith(_ZIP) and name.endswith(".keras"))
    ]
    if models:
        return _holds(what, models, [name for name, _ in members if name.endswith(".json")])
    if any(name.endswith(".index") for name in last) or "checkpoint" in last:
        return checkpoint()
    if len(members) == 1:
        return _inside(what, members[0][0], members[0][1])
    office = "[Content_Types].xml" in last
    return Refused(
        "not-a-model",
        f"This is {'an Office document' if office else what}, without a Keras model in it: give a "
        ".keras or .h5 file that Keras saved.",
    )


def _holds(what: str, models: list[str], descriptions: list[str]) -> Refused:
    first = shown(models[0])
    if len(models) > 1:
        sentence = f"This is {what} with {len(models)} model files, such as '{first}': unpack it "
        return Refused("packed", f"{sentence}and give one of them.")
    sentence = f"This is {what} around '{first}', not a model itself: unpack it and give "
    if len(descriptions) == 1 and not first.endswith(".keras"):
        return Refused(
            "packed",
            f"{sentence}that file, with '{shown(descriptions[0])}' as its JSON if it holds weights "
            "alone.",
        )
    return Refused("packed", f"{sentence}that file.")


def _inside(what: str, name: str, head: bytes) -> Refused:
    """Say what the one thing in an archive is, which unpacking would not help."""
    inner = foreign(head)
    inside = f"In {what}" + (f" ('{shown(name)}')" if name else "")
    return Refused(inner.code, f"{inside}: {inner.sentence[:1].lower()}{inner.sentence[1:]}")


def _tar(data: bytes) -> Iterator[Member]:
    place = 0
    for _ in range(_MOST_MEMBERS):
        header = data[place : place + _BLOCK]
        name = header[:100].split(b"\0", 1)[0].decode("utf-8", "replace")
        size = header[124:135].split(b"\0", 1)[0].strip()
        if len(header) < _BLOCK or not name or not size.isdigit() or set(size) & set(b"89"):
            return
        count = int(size, 8)
        start = place + _BLOCK
        # Long names and attributes stand in entries of their own kinds.
        if header[156:157] in (b"0", b"\0"):
            yield name, data[start : start + min(count, _HEAD)]
        elif header[156:157] == b"5":
            yield name.rstrip("/") + "/", b""
        place = start + -(-count // _BLOCK) * _BLOCK
