"""A zip from anybody: its members within bounds, and one kind of error for all that is wrong."""

from __future__ import annotations

import io
import zipfile
from typing import Final

from lstm_viz.errors import LstmVizError

# Starts each line of an archive's list of members.
_ENTRY: Final = b"PK\x01\x02"


class Archive:
    """The members of a zip, read into memory.

    Parameters
    ----------
    data : bytes
    most : int
        Members it may list.
    damaged, many : str
        What to say of one that is damaged or unusual, and of one with too many members.

    Attributes
    ----------
    members : list of zipfile.ZipInfo

    Raises
    ------
    LstmVizError
        With one of these sentences.
    """

    def __init__(self, data: bytes, *, most: int, damaged: str, many: str) -> None:
        self._damaged = damaged
        # To list very many takes seconds and hundreds of MiB; a few may be there by chance.
        if data.count(_ENTRY) > 2 * most + 100:
            raise LstmVizError(many)
        try:
            self._opened = zipfile.ZipFile(io.BytesIO(data))
        except Exception as error:
            # The module raises far more than BadZipFile on damaged directories.
            raise LstmVizError(damaged) from error
        self.members = self._opened.infolist()
        if len(self.members) > most:
            raise LstmVizError(many)

    def read(self, member: zipfile.ZipInfo, most: int) -> bytes | None:
        """Return what a member holds, None when that is more than ``most`` bytes.

        The size that a zip states of itself may be a lie, so it is not believed.
        """
        # Other methods set memory aside as the file tells them to.
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise LstmVizError(self._damaged)
        try:
            with self._opened.open(member) as stream:
                data = stream.read(most + 1)
        except Exception as error:
            raise LstmVizError(self._damaged) from error
        return data if len(data) <= most else None
