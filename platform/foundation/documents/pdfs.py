"""PDFs: whole, open without a password, and holding no program, no way to another file and no page for a browser."""

import io
import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from foundation.documents.texts import holds_markup
from foundation.refusals import Malformed, Refused

#: Objects of a file that are looked through, pages that it may have, and bytes that its packed objects may come to.
_MOST_OBJECTS: Final = 50_000
_MOST_PAGES: Final = 2_000
_MOST_UNPACKED: Final = 64 << 20
#: What runs when a reader opens the file or a page, or is pressed. Links to addresses are none.
_RUNS: Final = frozenset(
    {
        "/JavaScript",
        "/JS",
        "/Launch",
        "/RichMedia",
        "/SubmitForm",
        "/ImportData",
        "/XFA",
        "/Rendition",
        "/Movie",
    }
)
_EMBEDS: Final = frozenset({"/EmbeddedFiles", "/EmbeddedFile", "/FileAttachment", "/EF"})
#: Opens another file: one that lies elsewhere, as a reader reaches it, or one within.
_LEADS_ON: Final = frozenset({"/GoToR", "/GoToE"})
#: A whole name: one that goes on with a number or a dash is another.
_NAME: Final = re.compile(rb"/[A-Za-z]+(?![^\s\0/<>\[\](){}%])")
_PRINT: Final = "Print it to a new PDF and send that."


def check(content: bytes) -> None:
    """Raises unless it can be opened by whoever may, without a password and without harm."""
    end = content.rfind(b"%%EOF")
    if end < 0:
        raise Malformed("The PDF is cut off: its end is missing.", code="broken", remedy="Save it again and send that.")
    after = content[end + 5 :]
    if holds_markup(content) or after.strip(b"\0\r\n\t \x1a") or b"PK\x05\x06" in content[-66_000:]:
        raise Refused("The file is a PDF and something else at once.", code="polyglot", remedy=_PRINT)
    _opened(content)


def _refuse_programs(names: Iterable[str]) -> None:
    found = set(names)
    if found & _RUNS:
        raise Refused("The PDF holds a program.", code="program", remedy=_PRINT)
    if found & _EMBEDS:
        raise Refused("The PDF has another file in it.", code="embedded", remedy=f"Send that file by itself. {_PRINT}")
    if found & _LEADS_ON:
        raise Refused("The PDF opens another file.", code="external", remedy=_PRINT)


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
        names = {*_names(reader), *_packed_names(reader)}
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
    _refuse_programs(names)


def _names(reader: Any) -> Iterator[str]:
    """Every name in the objects that lie open, each looked at by itself; what is drawn on pages is not unpacked."""
    from pypdf.generic import IndirectObject  # noqa: PLC0415 - as above

    places = [(number, generation) for generation, numbers in reader.xref.items() for number in numbers]
    if len(places) > _MOST_OBJECTS:
        raise Refused(f"The PDF has more than {_MOST_OBJECTS:,} parts.", code="bomb", remedy=_PRINT)
    for number, generation in places:
        yield from _names_in(reader.get_object(IndirectObject(number, generation, reader)))


def _names_in(part: Any) -> Iterator[str]:
    """The names in one object, those it points at left out."""
    waiting = [part]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            yield from map(str, one)
            waiting.extend(dict.values(one))
        elif isinstance(one, list):
            waiting.extend(list.__iter__(one))
        elif isinstance(one, str) and one.startswith("/"):
            yield str(one)


def _packed_names(reader: Any) -> Iterator[str]:
    """What stands in the object streams of a file, unpacked: a name in them is not seen from outside."""
    unpacked = 0
    for number in sorted({number for number, _place in reader.xref_objStm.values()}):
        content = reader.get_object(number).get_data()
        unpacked += len(content)
        if unpacked > _MOST_UNPACKED:
            raise Refused("The PDF unpacks into far more than it is.", code="bomb", remedy=_PRINT)
        yield from (found.decode() for found in _NAME.findall(_unescaped(content)))


def _unescaped(content: bytes) -> bytes:
    """With the letters that names may write as #xx: /J#61vaScript is a name like the other."""
    return re.sub(rb"#([0-9A-Fa-f]{2})", lambda found: bytes([int(found[1], 16)]), content)
