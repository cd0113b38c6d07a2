"""Records of an XML file, one at a time, with nothing in it able to reach out or to grow.

No document type gets this far (`survey`). Entities are not resolved, nothing is fetched (neither DTD, nor schema
location, nor XInclude, which is never run), and libxml2's own limits on depth and size stay on. Records are dropped as
they are done with, and the parser is fed no more than a megabyte between two: what has no end, be it an attribute list,
a text or rubbish between records, is given up there.
"""

import io
import re
from collections.abc import Iterator
from typing import Any, Final

from lxml import etree

from foundation.refusals import Malformed
from integrations.exchange.contract import ByteStream
from integrations.exchange.survey import Survey

LARGEST_RECORD: Final = 1 << 20
_DROPPED_TOGETHER: Final = 100
_PEEK: Final = 1 << 16
_TAIL: Final = 200
_END_TAG = re.compile(rb"</[\w.-]+\s*>\s*$")


class _Meter:
    """Feeds the parser, and gives up when it has been fed too much since the last record."""

    def __init__(self, stream: ByteStream, look: Survey) -> None:
        self._stream = stream
        self._look = look
        self.since_record = 0

    def read(self, size: int) -> bytes:
        """The next bytes for the parser."""
        if self.since_record > LARGEST_RECORD:
            raise Malformed(
                f"The file goes on for more than {LARGEST_RECORD >> 20} MB without a complete record.",
                code="endless_record",
                remedy=self._look.send_again,
            )
        block = self._stream.read(size)
        self.since_record += len(block)
        return block


def root_of(stream: ByteStream, look: Survey) -> str:
    """The name of the outermost element. Malformed when the file is not XML."""
    stream.seek(look.starts_at)
    parser = etree.XMLPullParser(events=("start",), **_safely(look))
    try:
        parser.feed(stream.read(_PEEK))
        for _, element in parser.read_events():
            return str(element.tag)
    except etree.XMLSyntaxError as error:
        raise _not_well_formed(error, stream, look) from None
    raise Malformed("The file starts like XML, but no element begins in it.", code="not_xml", remedy=look.send_again)


def text_of(stream: ByteStream, look: Survey) -> str:
    """All the text of a small file, at most its first 500 characters: what a system says instead of a report."""
    stream.seek(look.starts_at)
    return " ".join("".join(etree.fromstring(stream.read(_PEEK), etree.XMLParser(**_safely(look))).itertext()).split())[
        :500
    ]


def records(stream: ByteStream, look: Survey, tag: str) -> Iterator[etree._Element]:
    """Each element of that name below the root. It may not be kept: every few hundred are dropped together."""
    stream.seek(look.starts_at)
    meter = _Meter(stream, look)
    parsing = etree.iterparse(meter, events=("end",), tag=tag, remove_comments=True, remove_pis=True, **_safely(look))  # type: ignore[call-overload]
    try:
        for number, (_, element) in enumerate(parsing, 1):
            meter.since_record = 0
            yield element
            if number % _DROPPED_TOGETHER == 0:
                parent = element.getparent()
                # Those behind it may be parsed already, and are still to come.
                del parent[: parent.index(element)]
    except etree.XMLSyntaxError as error:
        raise _not_well_formed(error, stream, look) from None


def _safely(look: Survey) -> dict[str, Any]:
    return {
        "resolve_entities": False,
        "no_network": True,
        "load_dtd": False,
        "dtd_validation": False,
        "attribute_defaults": False,
        "huge_tree": False,
        "recover": False,
        "encoding": look.encoding,
    }


def _not_well_formed(error: etree.XMLSyntaxError, stream: ByteStream, look: Survey) -> Malformed:
    """libxml2's complaint in our words. Its own may repeat what stands in the file."""
    said, line, remedy = str(error.msg).lower(), error.lineno, look.send_again
    if "depth" in said:
        return Malformed("Elements are nested deeper than in any report.", code="too_deep", row=line, remedy=remedy)
    if "huge" in said or "too long" in said:
        return Malformed(
            "A value in the file is longer than in any report.", code="endless_record", row=line, remedy=remedy
        )
    if not _ends_with_an_end_tag(stream):
        return Malformed(
            "The file stops before its end: it was cut short on its way.", code="cut_short", row=line, remedy=remedy
        )
    return Malformed(
        "The file is not well-formed XML; the first fault is here.", code="not_well_formed", row=line, remedy=remedy
    )


def _ends_with_an_end_tag(stream: ByteStream) -> bool:
    stream.seek(0, io.SEEK_END)
    stream.seek(max(0, stream.tell() - _TAIL))
    return _END_TAG.search(stream.read(_TAIL)) is not None
