"""What a file may be: ten kinds, told by the name's ending and by what is in the file, which must say the same.

The caps are ours, and no law: what a photograph, a letter or a spreadsheet as evidence needs. What stands against a file is
one sentence about that file and one that says what to do; it is refused before any of it is kept.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from foundation.documents import archives, pdfs, pictures, texts
from foundation.refusals import Malformed, Refused

#: Letters of a name that are kept, its ending among them.
LONGEST_NAME: Final = 120
_LISTED: Final = "a PDF, a picture (JPEG, PNG, HEIC, WebP), a document (DOCX, ODT, TXT) or a table (XLSX, CSV)"
_SEND: Final = f"Send {_LISTED}."


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of file. `code` is what rows keep and the ending that a download has."""

    code: str
    words: str
    endings: tuple[str, ...]
    content_type: str


_OFFICE: Final = "application/vnd.openxmlformats-officedocument"
PDF: Final = Kind("pdf", "PDF", ("pdf",), "application/pdf")
JPEG: Final = Kind("jpg", "JPEG picture", ("jpg", "jpeg"), "image/jpeg")
PNG: Final = Kind("png", "PNG picture", ("png",), "image/png")
HEIC: Final = Kind("heic", "HEIC picture", ("heic", "heif"), "image/heic")
WEBP: Final = Kind("webp", "WebP picture", ("webp",), "image/webp")
DOCX: Final = Kind("docx", "Word document", ("docx",), f"{_OFFICE}.wordprocessingml.document")
XLSX: Final = Kind("xlsx", "Excel workbook", ("xlsx",), f"{_OFFICE}.spreadsheetml.sheet")
ODT: Final = Kind("odt", "OpenDocument text", ("odt",), "application/vnd.oasis.opendocument.text")
TXT: Final = Kind("txt", "text file", ("txt",), "text/plain; charset=utf-8")
CSV: Final = Kind("csv", "CSV table", ("csv",), "text/csv; charset=utf-8")
KINDS: Final = (PDF, JPEG, PNG, HEIC, WEBP, DOCX, XLSX, ODT, TXT, CSV)
#: What a list of files says of itself to a machine: we make such, and nobody sends one.
JSON: Final = Kind("json", "JSON list", ("json",), "application/json")
#: All that a file of ours may be.
OURS: Final = (*KINDS, JSON)
#: Codes of those that can follow our own pages in one PDF (`foundation.documents.binding`).
BOUND: Final = frozenset({PDF.code, JPEG.code, PNG.code})
_BY_ENDING: Final = {ending: kind for kind in KINDS for ending in kind.endings}
#: What the box for choosing files offers.
ACCEPTED: Final = ",".join(f".{ending}" for ending in _BY_ENDING)

#: Endings that many will try, and what each is to be instead.
_INSTEAD: Final = {
    "svg": ("SVG drawings can hold programs, so they are not kept.", "Save it as a PNG or a PDF."),
    "html": ("Web pages can hold programs, so they are not kept.", "Print it to a PDF."),
    "doc": ("This is the format of Word before 2007, which can hold macros.", "Save it as a DOCX or a PDF."),
    "xls": ("This is the format of Excel before 2007, which can hold macros.", "Save it as an XLSX or a PDF."),
    "docm": ("Documents with macros are not kept.", "Save it as a DOCX or a PDF."),
    "xlsm": ("Workbooks with macros are not kept.", "Save it as an XLSX or a PDF."),
    "zip": ("Archives are not kept: nobody sees what is in them.", "Send the files in it one by one."),
}
_SAME: Final = {
    "htm": "html",
    "xhtml": "html",
    "svgz": "svg",
    "dotm": "docm",
    "xltm": "xlsm",
    "7z": "zip",
    "rar": "zip",
}


def kind_of(name: str, content: bytes, *, largest: int) -> Kind:
    """What a file is. Raises Refused or Malformed with the one thing that stands against it, and what to do."""
    if not content:
        raise Malformed(
            "The file is empty.", code="empty", remedy="Open it to see whether it holds anything, and send it again."
        )
    if len(content) > largest:
        raise Refused(
            f"The file is larger than {largest >> 20} MB.",
            code="too_large",
            remedy="Send it in parts, or save its pictures smaller.",
        )
    kind = _of_name(name)
    found = _found(content)
    if found != kind and not (found is None and kind in (TXT, CSV)):
        _refuse_other(kind, content)
    _check(kind, content)
    return kind


def _of_name(name: str) -> Kind:
    ending = name.rpartition(".")[2].casefold() if "." in name else ""
    kind = _BY_ENDING.get(ending)
    if kind is not None:
        return kind
    instead = _INSTEAD.get(_SAME.get(ending, ending))
    if instead is not None:
        raise Refused(instead[0], code="kind", remedy=instead[1])
    said = (
        f"Files that end in .{ending} are not kept."
        if ending.isalnum() and len(ending) < 9
        else "The name of the file does not say what it is."
    )
    raise Refused(said, code="kind", remedy=_SEND)


def _found(content: bytes) -> Kind | None:
    """What the first bytes say; None for text and for anything else."""
    if content.startswith(b"%PDF-"):
        return PDF
    if content.startswith(b"PK\x03\x04"):
        return {"docx": DOCX, "xlsx": XLSX, "odt": ODT}.get(archives.office_kind(content))
    found = pictures.kind_by_bytes(content)
    return _BY_ENDING.get(found) if found else None


def _refuse_other(kind: Kind, content: bytes) -> None:
    if kind in (DOCX, XLSX, ODT) and archives.is_old_office(content):
        archives.refuse_old_office(content)
    if kind in (DOCX, XLSX, ODT) and content.startswith(b"PK\x03\x04"):
        archives.check(content, kind.code)  # an archive that is broken says so itself
    raise Malformed(
        f"The file is called .{kind.code}, and what is in it is no {kind.words}.",
        code="content",
        remedy="Open it in the program it comes from, save it as what its name says, and send that.",
    )


def _check(kind: Kind, content: bytes) -> None:
    if kind is PDF:
        pdfs.check(content)
    elif kind in (DOCX, XLSX, ODT):
        archives.check(content, kind.code)
    elif kind in (TXT, CSV):
        texts.check(content)
    else:
        pictures.check(content, kind.code)


_BLANKS: Final = re.compile(r"\s+")


def cleaned_name(given: str, kind: Kind) -> str:
    """A file's name as it is shown: without folders, or what does not print or turns writing round; short, with its ending.

    It is shown and saved as such and never opened by us: the store knows the file by a number.
    """
    last = unicodedata.normalize("NFC", given).replace("\\", "/").rsplit("/", 1)[-1]
    plain = "".join(" " if letter.isspace() else letter for letter in last if letter.isprintable() or letter.isspace())
    stem, dot, ending = _BLANKS.sub(" ", plain).strip().rpartition(".")
    if not dot or ending.casefold() not in kind.endings:
        stem, ending = (stem + dot + ending), kind.code
    stem = stem.strip(" .")[: LONGEST_NAME - len(ending) - 1].rstrip(" .")
    return f"{stem or 'file'}.{ending.casefold()}"
