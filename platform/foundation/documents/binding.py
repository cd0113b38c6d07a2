"""PDFs put together: uploads appended to pages of ours with a bookmark each, and words stamped on every page.

Typst embeds no PDF under PDF/UA, so what was uploaded follows by pypdf. The tags of our own pages stay; an upload's own
tags do not, and it is read as it lies. What an upload draws is drawn apart from the page it is put on, so that whatever it
leaves open ends there. A stamp is an artifact: no screen reader is told of it on every page.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, ContentStream, DecodedStreamObject, DictionaryObject, NameObject, RectangleObject

from foundation.documents.kinds import BOUND
from foundation.documents.pictures import as_pdf, kind_by_bytes
from foundation.documents.typesetting import compiled
from foundation.refusals import Malformed

_STAMP: Final = Path(__file__).with_name("stamp.typ")


@dataclass(frozen=True, slots=True)
class Appended:
    """A file that follows our own pages: what its bookmark says, and its bytes, a PDF or a picture (`BOUND`)."""

    title: str
    content: bytes


def bound(first: bytes, appended: Sequence[Appended]) -> bytes:
    """Our own PDF with these after it, a bookmark each; a picture is a page. Malformed, with its place, for one that cannot
    be read."""
    writer = PdfWriter(clone_from=io.BytesIO(first))
    for place, one in enumerate(appended, start=1):
        try:
            pages = _pages(one.content)
            begins = len(writer.pages)
            for page in pages:
                _append(writer, _inert(page))
        except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError, OSError):
            # pypdf meets what is broken with whatever Python says of it.
            raise Malformed(
                f"“{one.title}” cannot be bound.", code="unbound", row=place, remedy="Save it anew as a PDF."
            ) from None
        writer.add_outline_item(title=one.title, page_number=begins)
    return _written(writer)


def stamped(content: bytes, words: str) -> bytes:
    """A PDF of ours with words at the foot of every page: whose copy it is.

    The stamp is drawn once for each size of page and named by each page of it: no page's own content is read, which would
    take most of the time.
    """
    writer = PdfWriter(clone_from=io.BytesIO(content))
    stamps: dict[tuple[float, float], tuple[str, Any]] = {}
    for page in writer.pages:
        if page.rotation:
            page.transfer_rotation_to_content()
        box = page.mediabox
        size = round(float(box.width), 2), round(float(box.height), 2)
        if size not in stamps:
            drawn = _drawn(words, *size)
            form = _form(writer, drawn.mediabox, drawn["/Resources"].clone(writer), drawn.get_contents())
            stamps[size] = f"/RollcallStamp{len(stamps)}", form
        _lay_over(writer, page, *stamps[size])
    return _written(writer)


def pages_in(content: bytes) -> int:
    """How many pages a file takes when it is bound. Malformed for one that cannot be read."""
    try:
        return len(_pages(content))
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError, OSError):
        raise Malformed("A file cannot be bound.", code="unbound", remedy="Save it anew as a PDF.") from None


def numbered(content: bytes, *, after: int) -> bytes:
    """A PDF of ours whose pages after the first so many, which bear their numbers, bear theirs too."""
    writer = PdfWriter(clone_from=io.BytesIO(content))
    for number, page in enumerate(writer.pages, start=1):
        if number <= after:
            continue
        if page.rotation:
            page.transfer_rotation_to_content()
        drawn = _drawn(f"Page {number}", float(page.mediabox.width), float(page.mediabox.height))
        form = _form(writer, drawn.mediabox, drawn["/Resources"].clone(writer), drawn.get_contents())
        _lay_over(writer, page, "/RollcallNumber", form)
    return _written(writer)


def _append(writer: PdfWriter, page: PageObject) -> None:
    """Put a page of an upload after the others: as large as what is seen of it, with what it draws as one thing.

    Operators that are out of balance, or words that never end, so change nothing of what is drawn after it.
    """
    contents, seen = page.get_contents(), _seen(page)
    for name in ("/Contents", "/StructParents", "/CropBox", "/BleedBox", "/TrimBox", "/ArtBox"):
        page.pop(name, None)
    page[NameObject("/MediaBox")] = seen
    added = writer.add_page(page)
    if contents is not None:
        own = added.raw_get("/Resources") if "/Resources" in added else DictionaryObject()
        named = DictionaryObject({NameObject("/Upload"): _form(writer, seen, own, contents)})
        added[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): named})
        added[NameObject("/Contents")] = _stream(writer, "/Upload Do")


def _seen(page: PageObject) -> RectangleObject:
    """What of a page is shown and printed: its crop box as far as it lies on the page, or else the page."""
    media, crop = _upright(page.mediabox), _upright(page.cropbox)
    left, bottom = max(media[0], crop[0]), max(media[1], crop[1])
    right, top = min(media[2], crop[2]), min(media[3], crop[3])
    return RectangleObject((left, bottom, right, top) if left < right and bottom < top else media)


def _upright(box: RectangleObject) -> tuple[float, float, float, float]:
    """A box by its lower left and upper right corner, whichever two the file names."""
    (left, right), (bottom, top) = sorted(map(float, box[0::2])), sorted(map(float, box[1::2]))
    return left, bottom, right, top


def _lay_over(writer: PdfWriter, page: PageObject, name: str, form: Any) -> None:
    """Have a page draw the stamp after what it draws itself."""
    resources = page.setdefault(NameObject("/Resources"), DictionaryObject()).get_object()
    drawn = resources.setdefault(NameObject("/XObject"), DictionaryObject()).get_object()
    drawn[NameObject(name)] = form
    own = page.get("/Contents")
    held = own.get_object() if own is not None else ArrayObject()
    streams = list(held) if isinstance(held, ArrayObject) else [own]
    left, bottom = float(page.mediabox.left), float(page.mediabox.bottom)
    over = f"Q /Artifact BMC q 1 0 0 1 {left:.2f} {bottom:.2f} cm {name} Do Q EMC"
    page[NameObject("/Contents")] = ArrayObject([_stream(writer, "q"), *streams, _stream(writer, over)])


def _stream(writer: PdfWriter, text: str) -> Any:
    made = DecodedStreamObject()
    made.set_data(f"\n{text}\n".encode("ascii"))
    return writer._add_object(made)  # noqa: SLF001 - pypdf has no other way to add one


def _form(writer: PdfWriter, box: RectangleObject, resources: Any, drawn: ContentStream | None) -> Any:
    """What a page draws as something that pages may name."""
    made = DecodedStreamObject()
    made.set_data(drawn.get_data() if drawn is not None else b"")
    made.update(
        {
            NameObject("/Type"): NameObject("/XObject"),
            NameObject("/Subtype"): NameObject("/Form"),
            NameObject("/BBox"): RectangleObject(box),
            NameObject("/Resources"): resources,
        }
    )
    return writer._add_object(made.flate_encode())  # noqa: SLF001 - the same


def _drawn(words: str, width: float, height: float) -> PageObject:
    """The stamp for a page of some size."""
    given = {"words": words, "width": str(width), "height": str(height)}
    return PdfReader(io.BytesIO(compiled(_STAMP.read_bytes(), given, made_at=0))).pages[0]


def _pages(content: bytes) -> list[PageObject]:
    if kind_by_bytes(content) in BOUND:
        content = as_pdf(content)
    reader = PdfReader(io.BytesIO(content), strict=False)
    pages = list(reader.pages)
    if not pages:
        message = "no page"
        raise ValueError(message)
    return pages


def _inert(page: PageObject) -> PageObject:
    """A page that does nothing when it is opened or touched."""
    page.pop("/AA", None)
    for one in page.get("/Annots") or ():
        annotation = one.get_object()
        if isinstance(annotation, DictionaryObject):
            annotation.pop("/A", None)
            annotation.pop("/AA", None)
    return page


def _written(writer: PdfWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
