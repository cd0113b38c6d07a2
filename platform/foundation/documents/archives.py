"""DOCX, XLSX and ODT: archives, so first of all nothing that an archive can do to whoever opens it.

Every member is unpacked once, counted while it comes out, and thrown away; nothing is written and no name is used as a
path. Of the XML no more is read than what it fetches, runs or holds besides (`foundation.documents.parts`).
"""

import io
import re
import stat
import zipfile
import zlib
from typing import Final

from foundation.documents.parts import AS_PDF, Parts, fetches, macros, nested
from foundation.refusals import Malformed, Refused

MOST_MEMBERS: Final = 1_000
MOST_UNPACKED: Final = 200 << 20
#: How many times its packed size a member may come to; small ones, of blanks and repetition, come to more and may.
MOST_TIMES: Final = 100
_SMALL: Final = 1 << 20
_PIECE: Final = 1 << 16
_PACKED: Final = (b"PK\x03\x04", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"BZh", b"\xfd7zXZ")
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MACROS: Final = re.compile(r"vbaproject\.bin$|vbadata\.xml$|/macrosheets/|^basic/|^scripts/|/activex/", re.IGNORECASE)
_EMBEDDED: Final = re.compile(r"/embeddings/|^object \d+/|^objectreplacements/", re.IGNORECASE)
_FETCHING: Final = re.compile(r"^xl/(externallinks/|querytables/|connections\.xml$)", re.IGNORECASE)
_MAIN: Final = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "odt": "content.xml"}
#: The texts that are read, beside what each part is made of, as archives call them whatever their case.
_TYPES: Final = "[content_types].xml"
_MANIFEST: Final = "meta-inf/manifest.xml"
_ODT_TEXTS: Final = ("content.xml", "styles.xml")
_READ: Final = frozenset({*_MAIN.values(), *_ODT_TEXTS, _TYPES, _MANIFEST})


def office_kind(content: bytes) -> str:
    """`docx`, `xlsx` or `odt` by what the archive says it holds; empty for any other and for a broken one."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return ""
    return next((kind for kind, main in _MAIN.items() if main in names and _is_whole(kind, names)), "")


def _is_whole(kind: str, names: set[str]) -> bool:
    return ("mimetype" if kind == "odt" else "[Content_Types].xml") in names


def is_old_office(content: bytes) -> bool:
    """A container of Office before 2007, which also holds what Office has locked by a password."""
    return content.startswith(_OLE)


def refuse_old_office(content: bytes) -> None:
    """Say which of the two it is."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise _locked()
    raise Malformed(
        "The file is of Office before 2007, whatever its name says.",
        code="old_office",
        remedy="Open it, save it in the newer format or as a PDF, and send that.",
    )


def _locked() -> Refused:
    return Refused(
        "The file is locked by a password.",
        code="password",
        remedy="Take the password off, or save it as a PDF, and send that.",
    )


def check(content: bytes, kind: str) -> None:
    """Raises unless the archive is whole, holds nothing that runs or is fetched, and unpacks into what it says."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            _check_form(content, archive, members)
            names = [member.filename for member in members]
            _check_names(names)
            texts = _unpacked(archive, members)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        ValueError,
        OSError,
        NotImplementedError,
        RuntimeError,
    ) as problem:
        raise Malformed(
            "The file is broken: what is packed in it cannot be unpacked.", code="broken", remedy=AS_PDF
        ) from problem
    _check_texts(texts, kind)


def _check_form(content: bytes, archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> None:
    """What the archive says of itself, before anything of it is unpacked."""
    if len(members) > MOST_MEMBERS:
        raise Refused(f"The file holds more than {MOST_MEMBERS:,} parts.", code="bomb", remedy=AS_PDF)
    if len({member.filename.casefold() for member in members}) < len(members) or archive.comment:
        raise Refused("The file holds one part twice, or a note where none belongs.", code="lying", remedy=AS_PDF)
    if any(member.flag_bits & 0x1 for member in members):
        raise _locked()
    if any(stat.S_ISLNK(member.external_attr >> 16) for member in members):
        raise Refused("The file holds a link to a file elsewhere.", code="symlink", remedy=AS_PDF)
    if any(_leads_out(member.orig_filename) for member in members):
        raise Refused("The file holds a part whose name leads out of it.", code="slip", remedy=AS_PDF)
    end = 0
    for member in sorted(members, key=lambda one: one.header_offset):
        if member.header_offset < end or member.header_offset + member.compress_size > len(content):
            raise Refused("Parts of the file lie over one another.", code="lying", remedy=AS_PDF)
        end = member.header_offset + 30 + member.compress_size
    if members and min(member.header_offset for member in members) != 0:
        raise Refused("The file is a document and something else at once.", code="polyglot", remedy=AS_PDF)


def _leads_out(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return "\\" in name or name.startswith("/") or ".." in parts or ":" in parts[0] or "\0" in name


def _check_names(names: list[str]) -> None:
    if any(_MACROS.search(name) for name in names):
        raise macros()
    if any(_FETCHING.search(name) for name in names):
        raise fetches()
    if any(_EMBEDDED.search(name) for name in names):
        raise nested()


def _unpacked(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> dict[str, bytes]:
    """Unpack every member, counting as it comes out; keep the texts that are read, by their names in small letters."""
    texts: dict[str, bytes] = {}
    whole = 0
    for member in members:
        kept = bytearray()
        size = 0
        name = member.filename.casefold()
        keep = name.endswith(".rels") or name in _READ
        with archive.open(member) as opened:
            while piece := opened.read(_PIECE):
                if size == 0 and piece.startswith(_PACKED):
                    raise Refused(
                        "The file has an archive in it.",
                        code="nested",
                        remedy=f"Send what is in it by itself. {AS_PDF}",
                    )
                size += len(piece)
                whole += len(piece)
                if whole > MOST_UNPACKED or (size > _SMALL and size > MOST_TIMES * max(member.compress_size, 1)):
                    raise Refused("The file unpacks into far more than it is.", code="bomb", remedy=AS_PDF)
                if keep:
                    kept += piece
        if size != member.file_size:
            raise Refused("The file says of its parts what is not so.", code="lying", remedy=AS_PDF)
        if keep:
            texts[name] = bytes(kept)
    return texts


def _check_texts(texts: dict[str, bytes], kind: str) -> None:
    """What the document's own texts say: that it fetches nothing, is not locked, and has something to show."""
    if b"macroEnabled" in texts.get(_TYPES, b"").replace(b"\0", b""):
        raise macros()
    if b"encryption-data" in texts.get(_MANIFEST, b""):
        raise _locked()
    parts = Parts()
    for name, text in texts.items():
        if name.endswith(".rels"):
            parts.check_relations(text)
        elif kind == "odt" and name in _ODT_TEXTS:
            parts.check_odt(text)
    if kind == "xlsx" and not re.search(rb"<(\w+:)?sheet\b", texts.get(_MAIN["xlsx"], b"").replace(b"\0", b"")):
        raise Malformed("The workbook has no sheets.", code="no_sheets", remedy=AS_PDF)
