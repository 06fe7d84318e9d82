"""The `.keras` archive: three members, read into memory within bounds, never unpacked to disk."""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import Final

from ._limits import Limits
from ._packed import around_zip
from ._refused import Refused, shown

CONFIG: Final = "config.json"
METADATA: Final = "metadata.json"
WEIGHTS: Final = "model.weights.h5"
_MIB: Final = 2**20
# Starts each line of an archive's list of members.
_ENTRY: Final = b"PK\x01\x02"
_MOST_LISTED: Final = 50_000
_MOST_NAMED: Final = 5000
_MOST_HEADS: Final = 64
_METHODS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_IS_OTHER: Final = frozenset({"saved_model.pb", "keras_metadata.pb"})


def open_archive(data: bytes, limits: Limits) -> dict[str, bytes]:
    """Return the members of a `.keras` archive.

    Parameters
    ----------
    data : bytes
        The archive.

    Returns
    -------
    dict of str to bytes
        ``config.json``, ``metadata.json`` (may be missing) and ``model.weights.h5``.

    Raises
    ------
    Refused
        When the archive is damaged, is something else, or asks for more than allowed.
    """
    listed = data.count(_ENTRY)
    if listed > _MOST_LISTED:
        # Listing them alone would take seconds and hundreds of MiB.
        raise _too_many(listed, limits)
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except Exception:
        # The module raises far more than BadZipFile on damaged directories.
        raise _damaged() from None
    with archive:
        infos = archive.infolist()
        _check_kind(archive)
        if len(infos) > limits.members:
            raise _too_many(len(infos), limits)
        names = [info.filename for info in infos]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            raise Refused(
                "zip-duplicate",
                f"The archive holds '{shown(twice)}' twice: it is ambiguous. Save the model again "
                "with Keras.",
            )
        strange = next((name for name in names if name not in (CONFIG, METADATA, WEIGHTS)), None)
        missing = next((name for name in (CONFIG, WEIGHTS) if name not in names), None)
        if strange is not None and missing is None:
            raise Refused(
                "zip-member",
                f"The archive holds '{shown(strange)}', which a Keras model of layers with numbers "
                "does not have: save the model without vocabularies and other files.",
            )
        if missing is not None:
            raise Refused(
                "zip-missing",
                f"The archive holds no {missing}: it is not a whole Keras model. Save it with "
                "model.save('my_model.keras').",
            )
        _check_sizes(infos, limits)
        return {info.filename: _member(archive, info) for info in infos}


def _check_kind(archive: zipfile.ZipFile) -> None:
    infos = archive.infolist()[:_MOST_NAMED]
    names = [info.filename for info in infos]
    if CONFIG in names or WEIGHTS in names:
        # It is, or was to be, a model itself.
        refused = around_zip([(name, b"") for name in names]) if _IS_OTHER & set(names) else None
    elif names and all(name.endswith(".npy") for name in names):
        refused = Refused(
            "not-a-model",
            "This is a NumPy archive of arrays, not a model: use it as an input, or give a "
            ".keras or .h5 file here.",
        )
    else:
        heads = {info.filename: _head(archive, info) for info in infos[:_MOST_HEADS]}
        refused = around_zip([(name, heads.get(name, b"")) for name in names])
    if refused is not None:
        raise refused


def _head(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    if info.flag_bits & 0x41 or info.compress_type not in _METHODS:
        return b""
    try:
        with archive.open(info) as stream:
            return stream.read(4096)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError):
        return b""


def _check_sizes(infos: list[zipfile.ZipInfo], limits: Limits) -> None:
    for info in infos:
        if info.flag_bits & 0x1 or info.flag_bits & 0x40:
            raise Refused(
                "zip-encrypted",
                f"{info.filename} in the archive is encrypted: save the model without a password.",
            )
        if info.compress_type not in _METHODS:
            raise Refused(
                "zip-method",
                f"{info.filename} in the archive is packed by an unusual method: pack it by "
                "'deflate', or not at all, as Keras does.",
            )
        packed = max(info.compress_size, 1)
        if info.file_size > _MIB and info.file_size > limits.compression_ratio * packed:
            raise Refused(
                "zip-limit",
                f"{info.filename} unpacks to {info.file_size / _MIB:,.0f} MiB, more than "
                f"{limits.compression_ratio} times its packed size: weights of a trained model do "
                "not.",
            )
    total = sum(info.file_size for info in infos)
    if total > limits.unpacked_bytes:
        raise Refused(
            "zip-limit",
            f"The archive unpacks to {total / _MIB:,.0f} MiB, "
            f"{limits.unpacked_bytes / _MIB:,.0f} MiB are allowed: use a smaller model.",
        )


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    try:
        with archive.open(info) as stream:
            data = stream.read(info.file_size + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError):
        raise _damaged() from None
    except NotImplementedError:
        raise Refused(
            "zip-method", f"{info.filename} in the archive is packed by an unusual method."
        ) from None
    if len(data) != info.file_size:
        raise _damaged()
    return data


def _too_many(count: int, limits: Limits) -> Refused:
    return Refused(
        "zip-limit",
        f"The archive has {count:,} members, {limits.members} are allowed: a Keras model has "
        "three.",
    )


def _damaged() -> Refused:
    return Refused(
        "zip-damaged",
        "The archive is damaged or cut off: copy or download the file again.",
    )
