"""PDFs: whole, open without a password, and holding no program, no other file and no page for a browser."""

import io
import re
from typing import Any, Final

from foundation.documents.texts import holds_markup
from foundation.refusals import Malformed, Refused

#: Objects of a file that are looked through, and pages that it may have.
_MOST_OBJECTS: Final = 50_000
_MOST_PAGES: Final = 2_000
#: What runs when a reader opens the file or a page, or is pressed. Links to addresses are none.
_RUNS: Final = re.compile(rb"/(JavaScript|JS|Launch|RichMedia|SubmitForm|ImportData)(?![A-Za-z0-9])")
_EMBEDS: Final = re.compile(rb"/(EmbeddedFiles?|FileAttachment)(?![A-Za-z0-9])")
_PRINT: Final = "Print it to a new PDF and send that."


def check(content: bytes) -> None:
    """Raises unless it can be opened by whoever may, without a password and without harm."""
    end = content.rfind(b"%%EOF")
    if end < 0:
        raise Malformed("The PDF is cut off: its end is missing.", code="broken", remedy="Save it again and send that.")
    after = content[end + 5 :]
    if holds_markup(content) or after.strip(b"\0\r\n\t \x1a") or b"PK\x05\x06" in content[-66_000:]:
        raise Refused("The file is a PDF and something else at once.", code="polyglot", remedy=_PRINT)
    names = _unescaped(content)
    _refuse_programs(names)
    _opened(content)


def _refuse_programs(names: bytes) -> None:
    if _RUNS.search(names):
        raise Refused("The PDF holds a program.", code="program", remedy=_PRINT)
    if _EMBEDS.search(names):
        raise Refused("The PDF has another file in it.", code="embedded", remedy=f"Send that file by itself. {_PRINT}")


def _unescaped(content: bytes) -> bytes:
    """With the letters that names may write as #xx: /J#61vaScript is a name like the other."""
    return re.sub(rb"#([0-9A-Fa-f]{2})", lambda found: bytes([int(found[1], 16)]), content)


def _opened(content: bytes) -> None:
    """Read it as a reader would, with what lies in its packed objects."""
    from pypdf import PdfReader  # noqa: PLC0415 - for those who send PDFs alone
    from pypdf.errors import PyPdfError  # noqa: PLC0415 - as above

    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted:
            raise Refused(
                "The PDF is locked by a password.",
                code="password",
                remedy="Open it, print it to a new PDF without a password, and send that.",
            )
        pages = len(reader.pages)
        packed = _packed_names(reader)
    except Refused:
        raise
    except (
        PyPdfError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        IndexError,
        RecursionError,
        OSError,
    ) as problem:
        raise Malformed("The PDF cannot be opened.", code="broken", remedy=_PRINT) from problem
    if not 0 < pages <= _MOST_PAGES:
        said = "The PDF has no pages." if pages == 0 else f"The PDF has more than {_MOST_PAGES} pages."
        raise Refused(said, code="pages", remedy="Send what matters of it.")
    _refuse_programs(packed)


def _packed_names(reader: Any) -> bytes:
    """What stands in the object streams of a file, unpacked: a name in them is not seen from outside."""
    streams = {number for number, _place in list(reader.xref_objStm.values())[:_MOST_OBJECTS]}
    found = bytearray()
    for number in sorted(streams):
        found += reader.get_object(number).get_data()
        if len(found) > 64 << 20:
            raise Refused("The PDF unpacks into far more than it is.", code="bomb", remedy=_PRINT)
    return _unescaped(bytes(found))
