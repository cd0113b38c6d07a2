"""The XML inside DOCX, XLSX and ODT, read as their programs read it, for what a document fetches, runs or holds besides.

Nothing in it can reach out or grow: a document type is refused, nothing is fetched, no tree is built, libxml2's own limits
on depth and size stay on.
"""

import re
from collections.abc import Callable, Mapping
from typing import Final

from lxml import etree

from foundation.refusals import Malformed, Refused

#: Bytes and elements of all that is read of one document: a text of some thousand pages.
_LARGEST: Final = 16 << 20
_MOST_ELEMENTS: Final = 500_000
AS_PDF: Final = "Save it as a PDF and send that."
_LINKS: Final = frozenset(
    {
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink",
        "http://purl.oclc.org/ooxml/officeDocument/relationships/hyperlink",
    }
)
#: Last words of the types of what a part is made of: whatever the thing itself is called.
_FETCHING: Final = frozenset({"connections", "externallink", "externallinkpath", "querytable"})
_RUNNING: Final = frozenset({"vbaproject", "wordvbadata", "xlmacrosheet", "xlintlmacrosheet", "control"})
_HOLDING: Final = frozenset({"afchunk", "oleobject", "package"})
#: What lies outside: an address, another machine, a path from the root.
_OUTSIDE: Final = re.compile(r"\s*([a-z][a-z0-9+.-]*:|//|\\)", re.IGNORECASE)
_OUTSIDE_ODT: Final = re.compile(r"\s*([a-z][a-z0-9+.-]*:|/|\\|(\./)*\.\.)", re.IGNORECASE)
_HREF: Final = "{http://www.w3.org/1999/xlink}href"
#: In ODT, what a person follows; and what fetches by the name of a program, without an address.
_FOLLOWED: Final = frozenset(
    {
        "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}a",
        "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}a",
    }
)
_OF_A_PROGRAM: Final = frozenset({"dde-source", "dde-connection-decl"})


class Parts:
    """Reads the parts of one document, and of them all no more than a document holds."""

    def __init__(self) -> None:
        self._bytes = 0
        self._elements = 0

    def check_relations(self, content: bytes) -> None:
        """Raises where a part of an Office document is made of something elsewhere, of a program or of another file."""
        self._read(content, _relation)

    def check_odt(self, content: bytes) -> None:
        """Raises where a text of an OpenDocument fetches something."""
        self._read(content, _odt_element)

    def _read(self, content: bytes, check: Callable[[str, Mapping[str, str]], None]) -> None:
        self._bytes += len(content)
        if self._bytes > _LARGEST:
            raise _too_large()

        def start(tag: str, said: Mapping[str, str]) -> None:
            self._elements += 1
            if self._elements > _MOST_ELEMENTS:
                raise _too_large()
            check(tag, said)

        target = _Target(start)
        parser = etree.XMLParser(target=target, resolve_entities=False, no_network=True, load_dtd=False)  # type: ignore[call-overload]
        try:
            etree.fromstring(content, parser)
        except etree.XMLSyntaxError as problem:
            raise _broken() from problem


class _Target:
    """Is told of each element as it begins."""

    def __init__(self, start: Callable[[str, Mapping[str, str]], None]) -> None:
        self.start = start

    def doctype(self, *_named: str | None) -> None:
        """No document of Office or OpenDocument has one; entities come by it."""
        raise _broken()

    def close(self) -> None:
        """There is nothing to give back."""


def macros() -> Refused:
    """It holds programs."""
    return Refused(
        "The file holds macros.", code="macros", remedy="Save it without macros, or as a PDF, and send that."
    )


def fetches() -> Refused:
    """It fetches something from elsewhere."""
    return Refused(
        "The file fetches something from elsewhere when it is opened.",
        code="external",
        remedy="Break its links (in Excel: Data, Edit Links), or save it as a PDF, and send that.",
    )


def nested() -> Refused:
    """It holds another file."""
    return Refused("The file has another file in it.", code="nested", remedy=f"Send that file by itself. {AS_PDF}")


def _relation(tag: str, said: Mapping[str, str]) -> None:
    if _local(tag) != "Relationship":
        return
    kind = said.get("Type", "").strip()
    last = kind.rpartition("/")[2].casefold()
    outside = said.get("TargetMode", "").strip().casefold() == "external" or _OUTSIDE.match(said.get("Target", ""))
    if last in _FETCHING or (outside and kind not in _LINKS):
        raise fetches()
    if last in _RUNNING:
        raise macros()
    if last in _HOLDING:
        raise nested()


def _odt_element(tag: str, said: Mapping[str, str]) -> None:
    if _local(tag) in _OF_A_PROGRAM:
        raise fetches()
    if tag not in _FOLLOWED and _OUTSIDE_ODT.match(said.get(_HREF, "")):
        raise fetches()


def _local(tag: str) -> str:
    """An element's name without its namespace."""
    return tag.rpartition("}")[2]


def _too_large() -> Refused:
    return Refused("The file unpacks into more than a document holds.", code="bomb", remedy=AS_PDF)


def _broken() -> Malformed:
    return Malformed("The file is broken: one of its parts cannot be read.", code="broken", remedy=AS_PDF)
