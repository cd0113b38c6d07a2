"""A first look at the bytes of a file, before anything interprets them.

One pass in blocks finds the encoding and refuses what no later step should have to survive: UTF-16, zero bytes, a
document type (the door to every XML bomb), a line without end.
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from foundation.refusals import Malformed, Refused
from integrations.exchange.contract import ByteStream
from integrations.exchange.other_kinds import refuse_other_kinds
from schools.intake.rules.problems import a_report_of

BLOCK: Final = 1 << 17
LARGEST: Final = 256 << 20

UTF8: Final = "utf-8"
WINDOWS: Final = "windows-1252"

# What a declaration in the file may say, and what it is then read as. Windows-1252 only adds to ISO 8859-1.
_DECLARED: Final = {
    "utf-8": UTF8,
    "utf8": UTF8,
    "us-ascii": UTF8,
    "ascii": UTF8,
    "iso-8859-1": WINDOWS,
    "latin1": WINDOWS,
    "windows-1252": WINDOWS,
    "cp1252": WINDOWS,
}
_DECLARATION = re.compile(rb"""\s*<\?xml\b[^>]*?\bencoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_MULTIBYTE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_NOT_WINDOWS = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
_UTF16_MARKS: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)
_SAVE_AGAIN: Final = "Export it from {system} again, or save it as “CSV UTF-8 (comma delimited)”."


@dataclass(frozen=True, slots=True)
class Survey:
    """What the bytes of a file are.

    `starts_at` is where its text starts, after a byte order mark. `assumed` says that nothing in the file names the
    encoding: it is not UTF-8, and Windows-1252 is by far the likeliest, but a person must confirm it. `system` is what
    people call the system that should have written it.
    """

    system: str
    size: int
    is_xml: bool
    encoding: str
    assumed: bool
    starts_at: int

    @property
    def send_again(self) -> str:
        """What to do about a report that was damaged on its way."""
        return _send_again(self.system)


def _send_again(system: str) -> str:
    return f"Export the report from {system} again and send it unchanged."


def survey(stream: ByteStream, *, system: str) -> Survey:
    """Look through a file of a system's once. Malformed when it is nothing that can be read."""
    stream.seek(0)
    head = stream.read(BLOCK)
    refuse_other_kinds(head, system)
    _refuse_other_encodings(head, system)
    starts_at = len(codecs.BOM_UTF8) if head.startswith(codecs.BOM_UTF8) else 0
    if not head[starts_at:].strip():
        raise Malformed(
            "The file is empty.", code="empty_file", remedy="Export the report again and check that it shows pupils."
        )
    is_xml = head[starts_at:].lstrip().startswith(b"<")
    text = _Text(system)
    size, last = 0, b""
    for block in _blocks(stream, head):
        size += len(block)
        if size > LARGEST:
            raise Refused(
                f"The file is larger than {LARGEST >> 20} MB.", code="too_large", remedy="Export one year at a time."
            )
        text.take(block)
        if is_xml:
            _refuse_document_type(last + block, system)
        else:
            _refuse_endless_line(block, text.lines)
        last = block[-16:]
    declared = _declared(head[starts_at:], system) if is_xml else None
    encoding, assumed = text.verdict(declared=UTF8 if starts_at else declared)
    return Survey(system, size, is_xml, encoding, assumed, starts_at)


def _blocks(stream: ByteStream, head: bytes) -> Iterator[bytes]:
    block = head
    while block:
        yield block
        block = stream.read(BLOCK)


class _Text:
    """What has been learnt about a file's encoding."""

    def __init__(self, system: str) -> None:
        self.lines = 1
        self._system = system
        self._decoder = codecs.getincrementaldecoder(UTF8)()
        self._pending = False
        self._multibyte = False
        self._broken_line = 0
        self._neither_line = 0

    def take(self, block: bytes) -> None:
        """Take in the next block."""
        position = block.find(b"\0")
        if position >= 0:
            raise Malformed(
                "The file holds a zero byte, which text never does: it is damaged, or not text.",
                code="zero_byte",
                row=self._line(block, position),
                remedy=_SAVE_AGAIN.format(system=self._system),
            )
        if self._pending or not block.isascii():
            self._high(block)
        self.lines += block.count(b"\n")

    def _high(self, block: bytes) -> None:
        if not self._broken_line:
            try:
                self._decoder.decode(block)
            except UnicodeDecodeError as error:
                self._broken_line = self._line(block, error.start)
            else:
                self._multibyte = self._multibyte or not block.isascii()
                self._pending = bool(self._decoder.getstate()[0])
                return
        self._pending = False
        self._multibyte = self._multibyte or _MULTIBYTE.search(block) is not None
        strange = _NOT_WINDOWS.search(block)
        if strange is not None and not self._neither_line:
            self._neither_line = self._line(block, strange.start())

    def _line(self, block: bytes, position: int) -> int:
        return self.lines + block.count(b"\n", 0, position)

    def verdict(self, *, declared: str | None) -> tuple[str, bool]:
        """The encoding, and whether it is only assumed. Malformed when there is no saying."""
        if self._pending:
            self._broken_line = self.lines
        if not self._broken_line:
            if declared == WINDOWS and self._multibyte:
                raise self._contradiction(1, "Windows-1252 or ISO 8859-1", "UTF-8")
            return UTF8, False
        if declared == UTF8:
            raise self._contradiction(self._broken_line, "UTF-8", "something else")
        if self._multibyte or self._neither_line:
            raise Malformed(
                "The file holds bytes that are neither UTF-8 nor Windows-1252 text, so a name in it is damaged.",
                code="damaged_text",
                row=self._neither_line or self._broken_line,
                remedy=_SAVE_AGAIN.format(system=self._system),
            )
        return WINDOWS, declared is None

    def _contradiction(self, row: int, declared: str, actual: str) -> Malformed:
        return Malformed(
            f"The file says that it is {declared}, but its bytes are {actual}.",
            code="encoding_contradicted",
            row=row,
            remedy=f"Export it from {self._system} again and send it unchanged; opening and saving it in an editor causes"
            " this.",
        )


def _declared(head: bytes, system: str) -> str | None:
    """The encoding an XML declaration names, as it will be read; None when there is no declaration."""
    found = _DECLARATION.match(head)
    if found is None:
        return None
    name = found[1].decode("ascii").lower()
    if name not in _DECLARED:
        raise Malformed(
            f"The file says that its encoding is {name}, which is not one that {system} writes.",
            code="encoding_unsupported",
            remedy=f"Export it from {system} again and send it unchanged.",
        )
    return _DECLARED[name]


def _refuse_other_encodings(head: bytes, system: str) -> None:
    start = head[:200]
    mostly_zeros = start.count(0) * 3 > len(start)
    if head.startswith(_UTF16_MARKS) or mostly_zeros:
        raise Malformed(
            "The file is UTF-16 (“Unicode text” in Windows).", code="utf16", remedy=_SAVE_AGAIN.format(system=system)
        )


def _refuse_document_type(text: bytes, system: str) -> None:
    if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
        raise Malformed(
            f"The file declares a document type or entities, which {a_report_of(system)} never does.",
            code="document_type",
            remedy=_send_again(system),
        )


def _refuse_endless_line(block: bytes, lines: int) -> None:
    if len(block) == BLOCK and b"\n" not in block and b"\r" not in block:
        raise Malformed(
            f"A line is longer than {BLOCK >> 10} kB.",
            code="endless_line",
            row=lines,
            remedy="A line holds one row; check for a stray quotation mark, and export again.",
        )
