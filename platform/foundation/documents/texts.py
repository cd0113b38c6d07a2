"""Texts and tables of text: readable, and no web page under another name."""

import re
from typing import Final

from foundation.refusals import Malformed, Refused

#: How a web page or a drawing begins; looked for where browsers look for it.
_MARKUP: Final = re.compile(rb"<(!doctype|html|head|body|script|iframe|svg|\?xml|meta|object|embed)\b", re.IGNORECASE)
_LOOKED_AT: Final = 1024


def holds_markup(content: bytes) -> bool:
    """Whether a browser might take the file for a page, by how it begins."""
    return _MARKUP.search(content[:_LOOKED_AT].replace(b"\0", b"")) is not None


def check(content: bytes) -> None:
    """Raises unless it is text that people can read."""
    if holds_markup(content):
        raise Refused("This is a web page under the name of a text.", code="markup", remedy="Print it to a PDF.")
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        text = content.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    wrong = sum(not (letter.isprintable() or letter in "\t\r\n\f") for letter in text[: 1 << 16])
    if "\0" in text or wrong > len(text[: 1 << 16]) // 50:
        raise Malformed(
            "This is no text: it holds what no text can.",
            code="content",
            remedy="Open it in the program it comes from, and save it as text or as a PDF.",
        )
