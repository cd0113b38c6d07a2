"""Files of an import, kept in pieces in the school's own schema, and read back as a stream."""

import hashlib
import io
from collections.abc import Iterator
from typing import Any, BinaryIO, Final

from foundation.refusals import Refused
from schools.intake.models import FileChunk, ImportFile, ImportRun

CHUNK: Final = 1 << 20
LARGEST: Final = 256 << 20
_NAME_LENGTH: Final = 100


def store(run: ImportRun, kind: str, name: str, stream: BinaryIO) -> ImportFile:
    """Keep a file, a megabyte at a time. Refused when it is empty or too large."""
    kept = ImportFile.objects.create(run=run, kind=kind, name=_shown(name), size=0, sha256="")
    digest, size = hashlib.sha256(), 0
    for number, chunk in enumerate(_pieces(stream)):
        digest.update(chunk)
        size += len(chunk)
        if size > LARGEST:
            raise Refused(
                f"The file is larger than {LARGEST >> 20} MB.", code="too_large", remedy="Export one year at a time."
            )
        FileChunk.objects.create(file=kept, number=number, data=chunk)
    kept.size, kept.sha256 = size, digest.hexdigest()
    kept.save(update_fields=["size", "sha256"])
    return kept


def _pieces(stream: BinaryIO) -> Iterator[bytes]:
    while chunk := stream.read(CHUNK):
        yield chunk


def _shown(name: str) -> str:
    """A file's name without folders or anything that does not print; it is shown and never opened."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(letter for letter in last if letter.isprintable())[:_NAME_LENGTH] or "file"


def opened(file: ImportFile) -> BinaryIO:
    """The file as a stream. It reads from the database as it goes, so only inside the school's transaction."""
    return io.BufferedReader(_Stored(file), CHUNK >> 3)


class _Stored(io.RawIOBase):
    """Reads one chunk after another; only the one being read is in memory."""

    def __init__(self, file: ImportFile) -> None:
        self._file = file
        self._at = 0
        self._number = -1
        self._chunk = b""

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._file.size}[whence]
        self._at = max(0, start + offset)
        return self._at

    def readinto(self, buffer: Any, /) -> int:
        number, offset = divmod(self._at, CHUNK)
        if number != self._number:
            found = FileChunk.objects.filter(file=self._file, number=number).values_list("data", flat=True).first()
            self._number, self._chunk = number, bytes(found or b"")
        piece = self._chunk[offset : offset + len(buffer)]
        buffer[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)
