"""Pictures: what they are by their first bytes, how large they are when opened, and that they are nothing else besides."""

import io
import struct
import warnings
from collections.abc import Iterator
from typing import Final

from foundation.documents.texts import holds_markup
from foundation.refusals import Malformed, Refused

#: Picture points that may be opened: phones make up to 50 million, scanners of an A3 page 35.
MOST_POINTS: Final = 60_000_000
_HEIC_BRANDS: Final = frozenset({b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1", b"hevc", b"hevx"})
_PILLOW: Final = {"jpg": "JPEG", "png": "PNG", "webp": "WEBP"}
_CONTAINERS: Final = {b"meta": 4, b"iprp": 0, b"ipco": 0}
#: A page of A4 in dots, and how many of them make an inch: what a printer shows of a photograph. Margins in dots.
_PAGE: Final = (1654, 2339)
_AN_INCH: Final = 200
_MARGIN: Final = 100


def kind_by_bytes(content: bytes) -> str:
    """`jpg`, `png`, `webp` or `heic`; empty for what is none of them."""
    if content.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "webp"
    if content[4:8] == b"ftyp" and content[8:12] in _HEIC_BRANDS:
        return "heic"
    return ""


def check(content: bytes, kind: str) -> None:
    """Raises unless the picture can be opened without harm, and is no page, document or archive besides."""
    if holds_markup(content) or b"%PDF-" in content[:1024] or b"PK\x05\x06" in content[-66_000:]:
        raise Refused(
            "The file is a picture and something else at once.",
            code="polyglot",
            remedy="Take a picture of what the screen shows, or save it anew, and send that.",
        )
    width, height = _heic_size(content) if kind == "heic" else _size(content, _PILLOW[kind])
    if width * height > MOST_POINTS:
        raise Refused(
            f"The picture has more than {MOST_POINTS // 1_000_000} million points ({width} by {height}).",
            code="pixel_flood",
            remedy="Save it smaller and send it again.",
        )


def as_pdf(content: bytes) -> bytes:
    """A page of A4 with a JPEG or PNG on it, upright and no larger than fits. ValueError for what cannot be drawn.

    It is a drawing of the picture: what else a camera writes into a file, such as where it was, is not in it.
    """
    from PIL import Image, ImageOps  # noqa: PLC0415 - for packs with pictures alone

    try:
        with Image.open(io.BytesIO(content), formats=["JPEG", "PNG"]) as opened:
            opened.draft("RGB", _PAGE)
            picture = opened if opened.mode in ("L", "RGB", "RGBA") else opened.convert("RGBA")
            # Made smaller first: to turn or paint a large one takes as much memory again.
            picture.thumbnail((max(_PAGE), max(_PAGE)))
            ImageOps.exif_transpose(picture, in_place=True)
            width, height = _PAGE if picture.height >= picture.width else (_PAGE[1], _PAGE[0])
            picture.thumbnail((width - 2 * _MARGIN, height - 2 * _MARGIN))
            page = Image.new("RGB", (width, height), "white")
            at = (width - picture.width) // 2, (height - picture.height) // 2
            page.paste(picture, at, picture if picture.mode == "RGBA" else None)
    except Exception as problem:
        # As above: Pillow raises whatever a broken file leads it into.
        message = "no picture that can be drawn"
        raise ValueError(message) from problem
    made = io.BytesIO()
    page.save(made, "PDF", resolution=_AN_INCH, quality=85)
    return made.getvalue()


def _broken() -> Malformed:
    return Malformed("The picture cannot be opened.", code="broken", remedy="Take or save it anew, and send that.")


def _size(content: bytes, named: str) -> tuple[int, int]:
    """Width and height as the file says them; the points themselves are not unpacked."""
    from PIL import Image  # noqa: PLC0415 - for those who send pictures alone

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=[named]) as picture:
                size = picture.size
                if size[0] * size[1] <= MOST_POINTS:
                    picture.verify()
    except Image.DecompressionBombError as flood:
        raise Refused(
            f"The picture has more than {MOST_POINTS // 1_000_000} million points.",
            code="pixel_flood",
            remedy="Save it smaller and send it again.",
        ) from flood
    except Exception as problem:
        # Pillow raises whatever a broken file leads it into: OSError, SyntaxError, struct.error and more.
        raise _broken() from problem
    return size


def _heic_size(content: bytes) -> tuple[int, int]:
    """The largest picture that a HEIC file says it holds. Nothing here can unpack one; its boxes are read."""
    found = [size for size in _extents(content, 0, len(content)) if size != (0, 0)]
    if not found:
        raise _broken()
    return max(found, key=lambda size: size[0] * size[1])


def _extents(content: bytes, start: int, end: int, depth: int = 0) -> Iterator[tuple[int, int]]:
    """Width and height of every `ispe` box. Boxes must fill what they are in, or the file is broken."""
    while start < end:
        if end - start < 8:
            raise _broken()
        length, name = struct.unpack_from(">I4s", content, start)
        head = 8
        if length == 1 and end - start >= 16:
            (length,), head = struct.unpack_from(">Q", content, start + 8), 16
        elif length == 0:
            length = end - start
        if length < head or start + length > end:
            raise _broken()
        if name == b"ispe" and length >= head + 12:
            yield struct.unpack_from(">II", content, start + head + 4)
        elif name in _CONTAINERS and depth < len(_CONTAINERS):
            yield from _extents(content, start + head + _CONTAINERS[name], start + length, depth + 1)
        start += length
