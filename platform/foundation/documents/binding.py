"""PDFs put together: uploads appended to pages of ours with a bookmark each, and words stamped on every page.

Typst embeds no PDF under PDF/UA, so what was uploaded follows by pypdf. The tags of our own pages stay; an upload's own
tags do not, and it is read as it lies. A stamp is an artifact: no screen reader is told of it on every page.
"""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from pypdf import PageObject, PdfReader, PdfWriter, Transformation
from pypdf.errors import PyPdfError
from pypdf.generic import DictionaryObject

from foundation.documents.typesetting import compiled
from foundation.refusals import Malformed

_STAMP: Final = Path(__file__).with_name("stamp.typ")


@dataclass(frozen=True, slots=True)
class Appended:
    """A file that follows our own pages: what its bookmark says, and its bytes, a PDF."""

    title: str
    content: bytes


def bound(first: bytes, appended: Sequence[Appended]) -> bytes:
    """Our own PDF with these after it, a bookmark each. Malformed, with its place, for one that is no readable PDF."""
    writer = PdfWriter(clone_from=io.BytesIO(first))
    for place, one in enumerate(appended, start=1):
        try:
            pages = _pages(one.content)
            begins = len(writer.pages)
            for page in pages:
                writer.add_page(_inert(page))
        except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError, OSError):
            # pypdf meets what is broken with whatever Python says of it.
            raise Malformed(
                f"“{one.title}” cannot be read as a PDF.", code="pdf", row=place, remedy="Save it anew as a PDF."
            ) from None
        writer.add_outline_item(title=one.title, page_number=begins)
    return _written(writer)


def stamped(content: bytes, words: str) -> bytes:
    """A PDF of ours with words at the foot of every page: whose copy it is."""
    writer = PdfWriter(clone_from=io.BytesIO(content))
    stamp = _stamps(words)
    for page in writer.pages:
        if page.rotation:
            page.transfer_rotation_to_content()
        box = page.mediabox
        drawn = stamp(round(float(box.width), 2), round(float(box.height), 2))
        page.merge_transformed_page(drawn, Transformation().translate(float(box.left), float(box.bottom)))
    return _written(writer)


def _pages(content: bytes) -> list[PageObject]:
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


def _stamps(words: str) -> Callable[[float, float], PageObject]:
    """Draws the stamp for a page of some size; once for all pages of one size."""

    @cache
    def draw(width: float, height: float) -> PageObject:
        given = {"words": words, "width": str(width), "height": str(height)}
        return PdfReader(io.BytesIO(compiled(_STAMP.read_bytes(), given, made_at=0))).pages[0]

    return draw


def _written(writer: PdfWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
