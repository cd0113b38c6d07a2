"""Files that are kept, and files that are not: made here, each with the one thing that stands against it."""

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable
from functools import partial

from tests.files_store import PDF, pdf, picture

RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_ODF = "urn:oasis:names:tc:opendocument:xmlns"
ODT = " ".join(
    f"xmlns:{name}='{named}'"
    for name, named in {
        "office": f"{_ODF}:office:1.0",
        "text": f"{_ODF}:text:1.0",
        "draw": f"{_ODF}:drawing:1.0",
        "style": f"{_ODF}:style:1.0",
        "xlink": "http://www.w3.org/1999/xlink",
    }.items()
)
_TYPES = '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
_MAIN = {
    "docx": ("word/document.xml", "<w:document xmlns:w='w'><w:body/></w:document>"),
    "xlsx": ("xl/workbook.xml", "<workbook><sheets><sheet name='One' sheetId='1'/></sheets></workbook>"),
    "odt": ("content.xml", f"<office:document-content {ODT}/>"),
}


def packed(members: dict[str, bytes | str | zipfile.ZipInfo], *, how: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An archive of these members."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", how) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return made.getvalue()


def office(kind: str, more: dict[str, bytes | str] | None = None, *, main: str = "") -> bytes:
    """A small document of Office or OpenDocument, with more members in it or another main part."""
    name, usual = _MAIN[kind]
    first = (
        {"mimetype": "application/vnd.oasis.opendocument.text"} if kind == "odt" else {"[Content_Types].xml": _TYPES}
    )
    return packed({**first, name: main or usual, **(more or {})})


def odt_text(content: str) -> str:
    """A text of OpenDocument with this in it."""
    return f"<office:document-content {ODT}>{content}</office:document-content>"


def made_of(relations: str) -> str:
    """The part of a document that names what it is made of."""
    return f'<?xml version="1.0"?><Relationships>{relations}</Relationships>'


def relation(kind: str, target: str, *, mode: str = "External") -> str:
    """One thing that a document is made of."""
    return made_of(f'<Relationship Id="r1" Type="{RELS}/{kind}" Target="{target}" TargetMode="{mode}"/>')


def heic(width: int = 4032, height: int = 3024) -> bytes:
    """The boxes of a HEIC picture that say what it is and how large; nothing unpacks the rest."""

    def box(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content) + 8) + name + content

    size = box(b"ispe", struct.pack(">III", 0, width, height))
    meta = box(b"meta", struct.pack(">I", 0) + box(b"iprp", box(b"ipco", size)))
    return box(b"ftyp", b"heic\0\0\0\0mif1heic") + meta + box(b"mdat", b"\1" * 64)


def flood() -> bytes:
    """A PNG of a few hundred bytes that says it has 900 million points."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    head = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 99)) + chunk(b"IEND", b"")


def linked() -> bytes:
    """A document with a link to a file of whoever opens it."""
    link = zipfile.ZipInfo("word/media/image1.png")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    made = io.BytesIO(office("docx"))
    with zipfile.ZipFile(made, "a") as archive:
        archive.writestr(link, "/etc/passwd")
    return made.getvalue()


def lying(size: int) -> bytes:
    """A document whose list of parts says that what comes out of one, 5,000 bytes, is of another size."""
    said = office("docx", {"word/media/image1.bin": b"x" * 5000})
    at = said.rindex(b"PK\x01\x02")
    return said[: at + 24] + struct.pack("<I", size) + said[at + 28 :]


def overlapping() -> bytes:
    """A document two of whose parts are the same bytes: a bomb of the better kind."""
    said = office("docx", {"word/media/a.bin": b"x" * 5000})
    at = said.rindex(b"PK\x01\x02")
    entry = said[at : said.index(b"PK\x05\x06")].replace(b"word/media/a.bin", b"word/media/b.bin")
    end = said.index(b"PK\x05\x06")
    count = struct.unpack_from("<H", said, end + 8)[0] + 1
    size = struct.unpack_from("<I", said, end + 12)[0] + len(entry)
    tail = said[end : end + 8] + struct.pack("<HHI", count, count, size) + said[end + 16 :]
    return said[:end] + entry + tail


def locked_office() -> bytes:
    """How Office keeps a workbook behind a password."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 500


def locked_zip() -> bytes:
    """An archive whose parts say that they are encrypted."""
    said = bytearray(office("xlsx"))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = said.find(mark)
        while at >= 0:
            said[at + place] |= 1
            at = said.find(mark, at + 4)
    return bytes(said)


def packed_object(content: bytes) -> bytes:
    """A PDF with an object that is packed into a stream, where nothing is read from outside."""
    inner = b"9 0 " + content
    body = zlib.compress(inner)
    stream = b"<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>stream\n%s\nendstream " % (len(body), body)
    made = bytearray(b"%PDF-1.7\n")
    places = []
    for number, one in enumerate(
        (
            b"<</Type/Catalog/Pages 2 0 R/OpenAction 9 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]>>",
            stream,
        ),
        1,
    ):
        places.append(len(made))
        made += b"%d 0 obj%sendobj\n" % (number, one)
    start = len(made)
    rows = [(0, 0, 255), *((1, place, 0) for place in places), *[(0, 0, 0)] * 4, (2, 4, 0), (1, start, 0)]
    table = zlib.compress(b"".join(struct.pack(">BHB", *row) for row in rows))
    said = b"<</Type/XRef/Size 11/W[1 2 1]/Root 1 0 R/Filter/FlateDecode/Length %d>>stream\n%s\nendstream "
    made += b"10 0 obj" + said % (len(table), table) + b"endobj\nstartxref\n%d\n%%%%EOF\n" % start
    return bytes(made)


KEPT: dict[str, Callable[[], bytes]] = {
    "letter.pdf": lambda: PDF,
    "LETTER.PDF": lambda: PDF,
    "packed.pdf": lambda: packed_object(b"<</S/GoTo/D[3 0 R/Fit]/EF1 3 0 R/JS-2 3 0 R>>"),
    "scan.pdf": lambda: pdf(
        b"<</Length 40>>stream\n" + b"\x00/JS \xff/Launch /EmbeddedFiles \x00".ljust(40) + b"\nendstream "
    ),
    "photo.jpg": lambda: picture("JPEG"),
    "photo.jpeg": lambda: picture("JPEG"),
    "phone.jpg": lambda: picture("JPEG") + b"\0\0Samsung trailer" + picture("JPEG"),
    "scan.png": lambda: picture("PNG"),
    "photo.heic": heic,
    "photo.webp": lambda: picture("WEBP"),
    "letter.docx": lambda: office("docx"),
    "links.docx": lambda: office(
        "docx", {"word/_rels/document.xml.rels": relation("hyperlink", "https://school.example/")}
    ),
    "parts.docx": lambda: office(
        "docx", {"word/_rels/document.xml.rels": relation("image", "media/a.png", mode="Internal")}
    ),
    "links.odt": lambda: office(
        "odt",
        {"styles.xml": odt_text("<draw:image xlink:href='Pictures/a.png'/>")},
        main=odt_text("<text:a xlink:href='https://school.example/'>the school</text:a>"),
    ),
    "table.xlsx": lambda: office("xlsx"),
    "blank.xlsx": lambda: office("xlsx", {"xl/worksheets/sheet1.xml": "<c/>" * 100_000}),
    "letter.odt": lambda: office("odt"),
    "note.txt": "Zoë was at the dentist’s.\n".encode,
    "old.txt": lambda: "Zoë was at the dentist’s.\r\n".encode("cp1252"),
    "wide.txt": lambda: "Zoë".encode("utf-16"),
    "times.csv": lambda: b"name,time\nA,9:30\n",
}


def related(text: bytes | str) -> bytes:
    """A document whose text is made of what this says."""
    return office("docx", {"word/_rels/document.xml.rels": text})


def odt(content: str) -> bytes:
    """An OpenDocument text with this in it."""
    return office("odt", main=odt_text(content))


def stored_odt(content: str) -> bytes:
    """The same, packed as large as it is."""
    return packed({"mimetype": "x", "content.xml": odt_text(content)}, how=zipfile.ZIP_STORED)


_IMAGE = f"Type='{RELS}/image' Target='x'"
#: What a document is made of, as the eye or a pattern would not see it.
_HIDDEN = [
    (made_of(f"""<Relationship Id='/hyperlink"' {_IMAGE} TargetMode='External'/>"""), "external"),
    (made_of(f"<Relationship a='>' {_IMAGE} TargetMode='External'/>"), "external"),
    (made_of(f"<r:Relationship xmlns:r='r' {_IMAGE} TargetMode='External'/>"), "external"),
    (made_of(f"<Relationship {_IMAGE} TargetMode='&#69;xternal'/>"), "external"),
    (relation("image", "https://x.example/i.png", mode="Internal"), "external"),
    (relation("image", r"\\x.example\i.png", mode="Internal"), "external"),
    (relation("attachedTemplate", "x").replace(RELS, "https://x.example/hyperlink"), "external"),
    (relation("connections", "a.xml", mode="Internal"), "external"),
    (relation("vbaProject", "a.bin", mode="Internal"), "macros"),
    (relation("package", "a.bin", mode="Internal"), "nested"),
    (relation("aFChunk", "a.htm", mode="Internal"), "nested"),
    ("<!DOCTYPE a [<!ENTITY e 'External'>]><a/>", "broken"),
    ("<Relationships>", "broken"),
]
#: What an OpenDocument text fetches.
_FETCHED = [
    "<draw:image a='&gt;' xlink:href='http://x.example/i'/>",
    "<draw:image xlink:href='../i.png'/>",
    "<draw:image xlink:href='//x.example/i.png'/>",
    "<text:alphabetical-index-auto-mark-file xlink:href='file:///etc/passwd'/>",
    "<office:dde-source/>",
]

_B41, _B42, _B43 = "B 41", "B 42", "B 43"
#: What stands against each: the case, the name, the file, and the code of the one fault that is told.
REFUSED: list[tuple[str, str, Callable[[], bytes], str]] = [
    (_B41, "empty.pdf", lambda: b"", "empty"),
    (_B42, "program.pdf", lambda: b"MZ\x90\0" + b"\0" * 100, "content"),
    (_B42, "program.jpg", lambda: b"\x7fELF" + b"\0" * 100, "content"),
    (_B42, "program.txt", lambda: b"MZ\x90\0" + b"\0" * 100, "content"),
    (_B42, "photo.png", lambda: picture("JPEG"), "content"),
    (_B42, "letter.docx", lambda: office("xlsx"), "content"),
    (_B42, "letter.exe", lambda: b"MZ", "kind"),
    (_B43, "../../x", lambda: PDF, "kind"),
    (_B43, "letter\u202efdp.exe", lambda: PDF, "kind"),
    ("svg", "drawing.svg", lambda: b"<svg/>", "kind"),
    ("html", "page.html", lambda: b"<html>", "kind"),
    ("html", "page.txt", lambda: b"\xef\xbb\xbf <!DOCTYPE html><script>1</script>", "markup"),
    ("html", "page.csv", lambda: "<svg onload='x'>".encode("utf-16"), "markup"),
    ("F 105", "old.xlsx", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old_office"),
    ("F 105", "old.xls", lambda: b"\xd0\xcf\x11\xe0", "kind"),
    ("F 106", "locked.xlsx", locked_office, "password"),
    ("F 106", "locked.docx", locked_zip, "password"),
    ("F 106", "packed.xlsx", locked_zip, "password"),
    ("F 106", "locked.odt", lambda: office("odt", {"META-INF/manifest.xml": "<m:encryption-data/>"}), "password"),
    ("F 107", "macros.docm", lambda: office("docx"), "kind"),
    ("F 107", "macros.docx", lambda: office("docx", {"word/vbaProject.bin": b"x"}), "macros"),
    ("F 107", "macros.xlsx", lambda: office("xlsx", {"xl/macrosheets/sheet1.xml": b"x"}), "macros"),
    ("F 107", "macros.odt", lambda: office("odt", {"Basic/Standard/Module1.xml": b"x"}), "macros"),
    ("F 108", "fetch.xlsx", lambda: office("xlsx", {"xl/externalLinks/externalLink1.xml": b"x"}), "external"),
    (
        "F 108",
        "template.docx",
        lambda: office("docx", {"word/_rels/settings.xml.rels": relation("attachedTemplate", "https://x.example/t")}),
        "external",
    ),
    (
        "F 108",
        "image.odt",
        lambda: office("odt", main=odt_text("<draw:image xlink:href='https://x.example/i.png'/>")),
        "external",
    ),
    ("F 109", "bomb.docx", lambda: office("docx", {"word/media/a.bin": b"\0" * (8 << 20)}), "bomb"),
    ("F 109", "many.docx", lambda: office("docx", {f"word/{number}": b"" for number in range(1_001)}), "bomb"),
    ("F 110", "nested.docx", lambda: office("docx", {"word/media/a.bin": packed({"a": b"a"})}), "nested"),
    ("F 110", "embedded.docx", lambda: office("docx", {"word/embeddings/a.xlsx": office("xlsx")}), "nested"),
    ("F 111", "slip.docx", lambda: office("docx", {"../../../tmp/x": b"x"}), "slip"),
    ("F 111", "slip.xlsx", lambda: office("xlsx", {"/etc/x": b"x"}), "slip"),
    ("F 111", "slip.odt", lambda: office("odt", {"..\\x": b"x"}), "slip"),
    ("F 112", "link.docx", linked, "symlink"),
    ("F 113", "less.docx", lambda: lying(50), "broken"),
    ("F 113", "more.docx", lambda: lying(50_000), "lying"),
    ("F 113", "overlapping.docx", overlapping, "lying"),
    ("F 114", "sheets.xlsx", lambda: office("xlsx", main="<workbook><sheets/></workbook>"), "no_sheets"),
    ("F 117", "flood.png", flood, "pixel_flood"),
    ("F 117", "flood.heic", lambda: heic(60_000, 60_000), "pixel_flood"),
    ("F 118", "both.pdf", lambda: PDF[:9] + b"<html><script>1</script>" + PDF[9:], "polyglot"),
    ("F 118", "after.pdf", lambda: PDF + b"<html><script>1</script>", "polyglot"),
    ("F 118", "zip.pdf", lambda: PDF + packed({"a": b"a"}), "polyglot"),
    ("F 118", "zip.png", lambda: picture("PNG") + packed({"a": b"a"}), "polyglot"),
    ("F 118", "page.jpg", lambda: b"\xff\xd8\xff\xe0\0\x10<script>1</script>" + picture("JPEG")[20:], "polyglot"),
    ("F 118", "before.docx", lambda: b"PK\x03\x04MZ" + office("docx"), "polyglot"),
    ("pdf", "script.pdf", lambda: pdf(b"<</S/JavaScript/JS(app.alert\\(1\\))>>"), "program"),
    ("pdf", "hidden.pdf", lambda: pdf(b"<</S/J#61vaScript>>"), "program"),
    ("pdf", "packed.pdf", lambda: packed_object(b"<</S/JavaScript/JS(1)>>"), "program"),
    ("pdf", "launch.pdf", lambda: pdf(b"<</S/Launch/F(cmd.exe)>>"), "program"),
    ("pdf", "form.pdf", lambda: pdf(b"<</Fields[]/XFA 5 0 R>>"), "program"),
    ("pdf", "elsewhere.pdf", lambda: pdf(b"<</S/GoToR/F(//x.example/a.pdf)/D[0/Fit]>>"), "external"),
    ("pdf", "inside.pdf", lambda: pdf(b"<</S/GoToE/T<</R/C>>>>"), "external"),
    ("pdf", "packed_way.pdf", lambda: packed_object(b"<</S/GoToR/F(//x.example/a.pdf)>>"), "external"),
    ("pdf", "film.pdf", lambda: pdf(b"<</S/Rendition/OP 0>>"), "program"),
    ("pdf", "old_film.pdf", lambda: pdf(b"<</Type/Annot/Subtype/Movie/Movie<</F(a.mpg)>>>>"), "program"),
    ("pdf", "embedded.pdf", lambda: pdf(b"<</Type/Filespec/F(a.exe)/EF<</F 5 0 R>>>>"), "embedded"),
    ("pdf", "attached.pdf", lambda: pdf(b"<</Names<</EmbeddedFiles 5 0 R>>>>"), "embedded"),
    ("pdf", "cut.pdf", lambda: PDF[:-20], "broken"),
    ("pdf", "nothing.pdf", lambda: b"%PDF-1.7\nnothing\n%%EOF\n", "broken"),
    ("picture", "cut.jpg", lambda: picture("JPEG")[:30], "broken"),
    ("picture", "cut.heic", lambda: heic()[:-10], "broken"),
    ("archive", "cut.docx", lambda: office("docx")[:200], "broken"),
    *(("relation", f"{number}.docx", partial(related, text), code) for number, (text, code) in enumerate(_HIDDEN, 1)),
    ("relation", "shout.docx", lambda: office("docx", {"word/_rels/a.RELS": relation("image", "x.png")}), "external"),
    ("relation", "wide.docx", lambda: related(relation("image", "x.png").encode("utf-16")), "external"),
    ("fetch", "connections.xlsx", lambda: office("xlsx", {"xl/connections.xml": b"x"}), "external"),
    ("fetch", "query.xlsx", lambda: office("xlsx", {"xl/queryTables/queryTable1.xml": b"x"}), "external"),
    *(("fetch", f"{number}.odt", partial(odt, text), "external") for number, text in enumerate(_FETCHED, 1)),
    (
        "fetch",
        "styles.odt",
        lambda: office("odt", {"styles.xml": odt_text("<style:background-image xlink:href='http://x.example/i'/>")}),
        "external",
    ),
    (
        "archive",
        "case.docx",
        lambda: office("docx", {"word/_rels/a.rels": b"<a/>", "word/_RELS/a.rels": b"<b/>"}),
        "lying",
    ),
    ("archive", "long.odt", lambda: stored_odt(" " * (16 << 20)), "bomb"),
    ("archive", "many.odt", lambda: stored_odt("<a/>" * 500_000), "bomb"),
]
