"""Documents as tagged PDF (PDF/UA-1), typeset by Typst from plain values.

What people wrote reaches the typesetter as data, in one JSON text, and is never part of its program: a pupil called
`#strong[x]` is printed so. The program (`document.typ`) is ours, lies beside this module, and imports nothing; the root it
may read below is an empty folder; the fonts are those that the package brings, so that a page is the same everywhere. ADR
0037 says what was weighed.
"""

import dataclasses
import datetime as dt
import json
import re
import tempfile
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, ClassVar, Final

import typst

from foundation.refusals import Fault, Refused

_PROGRAM: Final = Path(__file__).with_name("document.typ")
_UNDRAWN: Final = re.compile(r"the text `\"(?P<text>.+?)\"` could not be displayed")
# One compiler serves every document, one at a time: it keeps what it has parsed, which is most of the work.
_one_at_a_time: Final = threading.Lock()


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading, which is a bookmark too. Level 1 is a part of the document; contents leave one out that is not `listed`."""

    kind: ClassVar[str] = "heading"
    words: str
    level: int = 1
    listed: bool = True


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Words; their line breaks stay."""

    kind: ClassVar[str] = "paragraph"
    words: str


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list of things, one a line."""

    kind: ClassVar[str] = "bullets"
    items: Sequence[str]


@dataclass(frozen=True, slots=True)
class Facts:
    """Pairs of a term and words."""

    kind: ClassVar[str] = "facts"
    pairs: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Table:
    """A table under its caption; without one where a heading says it. Every row has as many cells as the head."""

    kind: ClassVar[str] = "table"
    caption: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    #: Of each column its share of the room that is left; 0 is as wide as its words. None: each is.
    shares: Sequence[int] = ()

    def __post_init__(self) -> None:
        if any(len(row) != len(self.head) for row in self.rows):
            wrong = "every row of a table has as many cells as its head"
            raise ValueError(wrong)


@dataclass(frozen=True, slots=True)
class Break:
    """A new page begins."""

    kind: ClassVar[str] = "break"


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter, on pages of its own that count from 1: who writes, to whom, about what.

    `to` is as it is to be seen in the window of an envelope. `body` is in paragraphs, with an empty line between two.
    """

    kind: ClassVar[str] = "letter"
    sender: Sequence[str]
    to: Sequence[str]
    date: str
    reference: str
    heading: str
    body: str
    closing: str = "Yours sincerely"
    signature: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Contents:
    """The document's own headings of level 1, each with its page; and what is bound behind it.

    `bound` are titles, each with how many pages after our own last one it begins (1 is the next).
    """

    kind: ClassVar[str] = "contents"
    words: str = "Contents"
    bound: Sequence[tuple[str, int]] = ()


Block = Heading | Paragraph | Bullets | Facts | Table | Break | Letter | Contents


@dataclass(frozen=True, slots=True)
class Document:
    """What is typeset. `title` is what a reader of the file is told; `footer` stands on every page.

    `made_at` stands in the file, so that the same document is the same file byte for byte whenever it is made. A `dense`
    one is set smaller, with less around it: what people have before them at a meeting.
    """

    title: str
    blocks: Sequence[Block]
    made_at: dt.datetime
    footer: str = ""
    numbered: bool = True
    dense: bool = False


def typeset(document: Document) -> bytes:
    """The document as a PDF. Refused, with what to write instead, for a character that no font of ours can draw."""
    inputs = {"document": json.dumps(_said(document))}
    return compiled(_program(), inputs, made_at=int(document.made_at.timestamp()))


def compiled(program: bytes, inputs: dict[str, str], *, made_at: int) -> bytes:
    """What a program of ours makes of these texts."""
    with _one_at_a_time:
        try:
            made = _compiler().compile(
                program, format="pdf", sys_inputs=inputs, pdf_standards=["ua-1"], timestamp=made_at
            )
        except typst.TypstError as fault:
            undrawn = _UNDRAWN.search(fault.message)
            if undrawn is None:
                raise
            raise Refused(
                f"“{_named(undrawn['text'])}” cannot be printed.",
                code="undrawn",
                remedy="Write it in letters of our alphabet, or leave it out.",
            ) from None
    assert isinstance(made, bytes)
    return made


def undrawn(*words: str) -> Fault | None:
    """What stands against printing these words: a character that no font of ours can draw; None where there is none."""
    try:
        typeset(Document("Words", [Paragraph(one) for one in words], dt.datetime.fromtimestamp(0, dt.UTC)))
    except Refused as refused:
        return refused.first
    return None


def paragraphs(words: str) -> list[list[str]]:
    """Words in paragraphs, each in its lines. An empty line ends a paragraph."""
    found = re.split(r"\n[ \t]*\n+", words.replace("\r\n", "\n").strip("\n"))
    return [[line.rstrip() for line in one.split("\n")] for one in found if one.strip()]


@cache
def _compiler() -> typst.Compiler:
    """The compiler, which reads below an empty folder that is gone again: there is nothing to be read."""
    with tempfile.TemporaryDirectory(prefix="rollcall-typst-") as nowhere:
        return typst.Compiler(root=nowhere, font_paths=typst.Fonts(include_system_fonts=False))


@cache
def _program() -> bytes:
    return _PROGRAM.read_bytes()


def _said(document: Document) -> dict[str, Any]:
    return {
        "title": document.title,
        "footer": document.footer,
        "numbered": document.numbered,
        "dense": document.dense,
        "blocks": [_block(one) for one in document.blocks],
    }


def _block(block: Block) -> dict[str, Any]:
    said = {"kind": block.kind, **dataclasses.asdict(block)}
    if isinstance(block, Letter):
        said |= {"body": paragraphs(block.body), "to": _full(block.to), "sender": _full(block.sender)}
    if isinstance(block, Paragraph):
        said["lines"] = block.words.replace("\r\n", "\n").split("\n")
    return said


def _full(lines: Iterable[str]) -> list[str]:
    return [line.strip() for line in lines if line.strip()]


def _named(text: str) -> str:
    """A character as it is told to a person: itself, or its number where it has no shape."""
    escape = re.fullmatch(r"\\u\{([0-9a-f]+)\}", text)
    return f"character U+{escape[1].upper():0>4}" if escape else text
