"""Letters and packs as PDF: tagged, the same bytes each time, and what people wrote is never more than text."""

import datetime as dt
import io
import re
import socket

import pytest
from PIL import Image
from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.generic import DecodedStreamObject, NameObject, NumberObject, RectangleObject

from foundation.documents.binding import Appended, bound, stamped
from foundation.documents.typesetting import (
    Break,
    Bullets,
    Document,
    Facts,
    Heading,
    Letter,
    Paragraph,
    Table,
    paragraphs,
    typeset,
)
from foundation.refusals import Malformed, Refused

AT = dt.datetime(2026, 11, 30, 9, tzinfo=dt.UTC)
# What a program of the typesetter, a template, a page or a shell would make something of.
HOSTILE = (
    "#strong[x]",
    '#read("/etc/passwd")',
    '#image("http://127.0.0.1:1/x.png")',
    '#import "@preview/example:0.1.0": add',
    "#sys.inputs $x^2$ *bold* _it_ `raw` \\ @label <label> // gone",
    "{{ settings.SECRET_KEY }} {% include 'x' %} {pupil_name}",
    "<img src=http://127.0.0.1:1/x> <script>alert(1)</script> file:///etc/passwd",
    '"}] #panic("out") \\u{41} "',
)


def text_of(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def letter(body: str, **more: object) -> Letter:
    said = {"sender": ["Alder High School"], "to": ["Ms A"], "date": "30 November 2026", "reference": "Ours"}
    return Letter(**said | {"heading": "About Mia", "body": body} | more)


def made(*blocks: object, **more: object) -> bytes:
    return typeset(Document("A title", blocks, AT, **more))


@pytest.mark.parametrize("words", HOSTILE)
def test_what_people_wrote_is_printed_as_it_is(words: str) -> None:
    said = text_of(
        typeset(Document(words, [letter(words, to=[words], heading=words, signature=[words])], AT, footer=words))
    )
    assert said.replace("\n", " ").count(words) == 5
    assert "root:" not in said


def test_no_address_that_people_wrote_is_asked_or_linked_to() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.setblocking(False)
        here = f"http://127.0.0.1:{listening.getsockname()[1]}/x.png"
        said = [*HOSTILE, here, f'#image("{here}")', f"<img src={here}>", f"#link[{here}]"]
        everything = "\n\n".join(said)
        blocks = (Heading(everything), Paragraph(everything), Bullets(said), Facts([(everything, everything)]))
        reader = PdfReader(io.BytesIO(made(*blocks, Table(everything, said, [said]), letter(everything, to=said))))
        with pytest.raises(BlockingIOError):
            listening.accept()
    assert [one for page in reader.pages for one in page.get("/Annots", ()) if "/A" in one.get_object()] == []


def test_a_document_is_tagged_and_says_its_title_and_language() -> None:
    root = PdfReader(io.BytesIO(made(letter("Dear Ms A,\n\nWe write.")))).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] == True  # noqa: E712 - a PDF's own truth, which is no singleton
    assert root["/Lang"] == "en-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert roles(root["/StructTreeRoot"]) >= {"/H1", "/P"}


def roles(node: object) -> set[str]:
    """The kinds of everything below a node of a document's tree."""
    found = {node["/S"]} if "/S" in node else set()
    kids = node.get("/K", [])
    for one in kids if isinstance(kids, list) else [kids]:
        kid = one.get_object() if hasattr(one, "get_object") else one
        if hasattr(kid, "get"):
            found |= roles(kid)
    return found


def test_the_same_document_is_the_same_file() -> None:
    assert made(letter("Same.")) == made(letter("Same."))
    assert made(letter("Same.")) != made(letter("Other."))


def test_each_of_many_letters_counts_its_own_pages_and_has_a_bookmark() -> None:
    long = "\n\n".join(["Words of a long letter. " * 20] * 12)
    reader = PdfReader(io.BytesIO(made(letter(long), letter("Short.", heading="About Kai"), numbered=False)))
    assert [one.title for one in reader.outline] == ["About Mia", "About Kai"]
    assert [reader.get_destination_page_number(one) for one in reader.outline] == [0, 2]
    assert ["Page" in page.extract_text() for page in reader.pages] == [False, True, False]


def test_a_pack_has_its_headings_as_bookmarks_and_its_tables_head_on_every_page() -> None:
    rows = [[str(number), "Hit another pupil"] for number in range(80)]
    content = made(Heading("Ledger"), Table("Every suspension", ["No.", "Reason"], rows), Break(), Heading("Letters"))
    reader = PdfReader(io.BytesIO(content))
    assert [one.title for one in reader.outline] == ["Ledger", "Letters"]
    assert sum("Reason" in page.extract_text() for page in reader.pages) == len(reader.pages) - 1 > 1
    assert {"/Table", "/TH", "/TD", "/Caption"} <= roles(reader.trailer["/Root"]["/StructTreeRoot"])


def test_names_of_europe_greece_russia_and_the_arab_world_can_be_printed() -> None:
    said = text_of(made(Paragraph("Łukasz Ørsted Żółć Þór Çelik Nguyễn Ελένη Дмитрий")))
    assert "Łukasz Ørsted Żółć Þór Çelik" in said
    made(Paragraph("محمد"))


@pytest.mark.parametrize(("words", "named"), [("Ms 中", "中"), ("a\x01b", "U+0001"), ("hello 😀", "😀")])
def test_what_no_font_draws_is_refused_by_name(words: str, named: str) -> None:
    with pytest.raises(Refused) as refused:
        made(Paragraph(words))
    assert refused.value.first.code == "undrawn"
    assert named in refused.value.first.said


def test_words_are_in_paragraphs_where_a_line_is_empty() -> None:
    assert paragraphs("\nDear Ms A,\r\n\r\nOne\ntwo \n \n\nThree\n") == [["Dear Ms A,"], ["One", "two"], ["Three"]]
    assert paragraphs(" \n") == []


def test_a_row_too_short_is_our_own_fault() -> None:
    with pytest.raises(ValueError, match="as many cells"):
        Table("x", ["A", "B"], [["1"]])


def test_uploads_follow_with_a_bookmark_each_and_our_tags_stay() -> None:
    upload = made(Heading("Theirs"), Paragraph("Said by a witness"))
    reader = PdfReader(
        io.BytesIO(bound(made(Heading("Ours")), [Appended("Statement", upload), Appended("Map", upload)]))
    )
    assert [one.title for one in reader.outline] == ["Ours", "Statement", "Map"]
    assert [reader.get_destination_page_number(one) for one in reader.outline] == [0, 1, 2]
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert "/H1" in roles(root["/StructTreeRoot"])
    assert "Said by a witness" in reader.pages[1].extract_text()


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "LA", "P", "1", "CMYK", "I;16"])
def test_a_picture_is_a_page_of_its_own(mode: str) -> None:
    kind = "JPEG" if mode == "CMYK" else "PNG"
    out = io.BytesIO()
    Image.new(mode, (600, 300), (0, 0, 0, 255) if mode == "CMYK" else 0).save(out, kind)
    reader = PdfReader(io.BytesIO(bound(made(Heading("Ours")), [Appended("A bruise", out.getvalue())])))
    assert [one.title for one in reader.outline] == ["Ours", "A bruise"]
    ((_, drawn),) = [(one.name, one.image) for one in reader.pages[1].images]
    assert [round(float(side)) for side in reader.pages[1].mediabox[2:]] == [842, 595]
    assert drawn.size == (2339, 1654)
    seen = drawn.convert("L").getpixel((1170, 827))
    assert (seen > 250) == (mode in ("RGBA", "LA"))  # there nothing is drawn at all


def test_a_picture_in_a_pack_is_upright_and_says_nothing_of_where_it_was_taken() -> None:
    photo, out = Image.new("RGB", (2000, 3000), "white"), io.BytesIO()
    photo.paste("black", (0, 0, 2000, 300))
    told = Image.Exif()
    told[0x0112], told[0x010E] = 6, "at 1 Elm Road"  # to be turned by a quarter, and a description
    photo.save(out, "JPEG", exif=told)
    pack = bound(made(Heading("Ours")), [Appended("A bruise", out.getvalue())])
    (drawn,) = [one.image for one in PdfReader(io.BytesIO(pack)).pages[1].images]
    assert drawn.size == (2339, 1654)
    assert [drawn.convert("L").getpixel((across, 827)) > 128 for across in (200, 1170, 2139)] == [True, True, False]
    assert b"Elm Road" in out.getvalue()
    assert b"Elm Road" not in pack


@pytest.mark.parametrize(
    "content", [b"", b"GIF89a", b"%PDF-1.7\nnothing", made(Paragraph("x"))[:900], b"\xff\xd8\xff\xe0"]
)
def test_what_cannot_be_bound_is_refused_with_its_place(content: bytes) -> None:
    upload = made(Paragraph("fine"))
    with pytest.raises(Malformed) as refused:
        bound(upload, [Appended("First", upload), Appended("Second", content)])
    assert refused.value.first.row == 2
    assert "Second" in refused.value.first.words


def test_every_page_bears_whose_copy_it_is_and_no_reader_is_read_it() -> None:
    pack = bound(made(Heading("Ours")), [Appended("Theirs", made(Paragraph("upload")))])
    content = stamped(pack, "Copy of G Wynn, #strong[governor]")
    reader = PdfReader(io.BytesIO(content))
    assert all("Copy of G Wynn, #strong[governor]" in page.extract_text() for page in reader.pages)
    assert all(b"/Artifact BMC q 1 0 0 1" in page.get_contents().get_data() for page in reader.pages)
    assert [one.title for one in reader.outline] == ["Ours", "Theirs"]
    assert "/StructTreeRoot" in reader.trailer["/Root"]


def test_a_stamp_stands_at_the_foot_of_pages_of_any_size_turned_or_cut() -> None:
    writer = PdfWriter(clone_from=io.BytesIO(made(Paragraph("upload"))))
    for width, height, turned in ((300, 200, 0), (200, 300, 90), (400, 400, 180)):
        writer.add_blank_page(width, height).rotate(turned)
    moved = writer.add_blank_page(500, 500)
    moved.mediabox.lower_left, moved.mediabox.upper_right = (100, 100), (600, 600)
    out = io.BytesIO()
    writer.write(out)
    reader = PdfReader(io.BytesIO(stamped(out.getvalue(), "Copy of G Wynn")))
    for page in reader.pages:
        assert "Copy of G Wynn" in page.extract_text()
        assert page.rotation == 0
        left, bottom, right, top = map(float, page.mediabox)
        laid = re.search(rb"q 1 0 0 1 (\S+) (\S+) cm (/RollcallStamp\d+) Do Q EMC\s*$", page.get_contents().get_data())
        assert (float(laid[1]), float(laid[2])) == (left, bottom)
        stamp = page["/Resources"]["/XObject"][laid[3].decode()]
        assert [round(float(side)) for side in stamp["/BBox"]] == [0, 0, round(right - left), round(top - bottom)]
    assert "upload" in reader.pages[0].extract_text()


@pytest.mark.parametrize(
    ("cropped", "turned", "seen"),
    [
        ((100, 150, 300, 350), 0, (100, 150, 300, 350)),
        ((100, 150, 300, 250), 90, (0, 0, 100, 200)),
        ((300, 350, 100, 150), 0, (100, 150, 300, 350)),
        ((-50, -50, 300, 900), 0, (0, 0, 300, 400)),
        ((500, 500, 600, 600), 0, (0, 0, 400, 400)),
    ],
)
def test_a_stamp_stands_in_what_is_seen_of_an_upload(
    cropped: tuple[int, ...], turned: int, seen: tuple[int, ...]
) -> None:
    page = PageObject.create_blank_page(width=400, height=400)
    page[NameObject("/CropBox")] = RectangleObject(cropped)
    pack = bound(made(Heading("Ours")), [Appended("Theirs", pages(page.rotate(turned)))])
    page = PdfReader(io.BytesIO(stamped(pack, "Copy of G Wynn"))).pages[1]
    said = page.get_contents().get_data()
    laid = re.search(rb"q 1 0 0 1 (\S+) (\S+) cm (/RollcallStamp\d+) Do Q EMC\s*$", said)
    stamp = page["/Resources"]["/XObject"][laid[3].decode()]
    assert (float(laid[1]), float(laid[2])) == seen[:2]
    assert [round(float(side)) for side in stamp["/BBox"]] == [0, 0, seen[2] - seen[0], seen[3] - seen[1]]
    assert [round(float(side)) for side in page.cropbox] == [*seen]


def pages(*some: PageObject) -> bytes:
    """A PDF of these pages."""
    writer, out = PdfWriter(), io.BytesIO()
    for page in some:
        writer.add_page(page)
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize("drawn", [b"q q 0 0 0 0 0 0 cm", b"Q Q .001 0 0 .001 9999 9999 cm", b"BT (never ended", b""])
def test_nothing_that_an_upload_draws_reaches_what_is_laid_over_it(drawn: bytes) -> None:
    page, content = PageObject.create_blank_page(width=400, height=400), DecodedStreamObject()
    content.set_data(drawn)
    page[NameObject("/Contents")] = content
    page[NameObject("/StructParents")] = NumberObject(0)
    pack = stamped(bound(made(Heading("Ours")), [Appended("Theirs", pages(page))]), "Copy of G Wynn")
    theirs = PdfReader(io.BytesIO(pack)).pages[1]
    acts = [act for _, act in theirs.get_contents().operations]
    assert acts == [b"q", b"Do", b"Q", b"BMC", b"q", b"cm", b"Do", b"Q", b"EMC"]
    assert "Copy of G Wynn" in theirs.extract_text()
    assert "/StructParents" not in theirs
