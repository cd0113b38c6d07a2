"""A letter as a PDF, a hundred in one file, and a panel's pack with uploads: beside the typesetter alone."""

import datetime as dt
import io
from collections.abc import Callable

from pypdf import PdfReader

from foundation.documents.binding import Appended, bound, stamped
from foundation.documents.typesetting import Break, Document, Heading, Letter, Paragraph, Table, typeset
from tests.benchmarks.measuring import Act, Bench

AT = dt.datetime(2026, 11, 30, 9, tzinfo=dt.UTC)
HUNDRED = 100
WORDS = "Words of a letter, of which a paragraph holds some. " * 8


def letter(number: int) -> Letter:
    body = "\n\n".join([f"Dear Ms {number}", *[WORDS] * 4])
    return Letter(
        ["Alder Academy", "1 School Lane"], ["Ms Brown", "1 Elm Road"], "30 November 2026", "Ours", "About Kai", body
    )


def made(*blocks: object) -> bytes:
    return typeset(Document("Letters", blocks, AT))  # type: ignore[arg-type]


def pages(at_least: int) -> Callable[[bytes], str]:
    """Right is a PDF with so many pages or more."""

    def judge(pdf: bytes) -> str:
        found = len(PdfReader(io.BytesIO(pdf)).pages)
        assert found >= at_least, found
        return f"{found} pages"

    return judge


def test_letters_and_packs(bench: Bench) -> None:
    number = iter(range(1_000_000))  # none is the one before: nothing is remembered of it
    rows = [[str(row), "Suspension", "PP", WORDS[:60]] for row in range(120)]
    pack = (Heading("Ledger"), Table("Every suspension", ["No.", "What", "Why", "Words"], rows), Break())
    upload = made(*[Paragraph(WORDS * 30)] * 10)
    ten = [Appended(f"Upload {at}", upload) for at in range(10)]

    def ours() -> bytes:
        return made(*pack, Heading("Letters"), Paragraph(f"{next(number)} {WORDS * 20}"))

    whole = bound(ours(), ten)
    plain = Act("its words alone", lambda: made(Paragraph(f"{next(number)} {WORDS * 4}")), right=pages(1))
    one = Act("one letter", lambda: made(letter(next(number))), right=pages(1))
    hundred = Act(
        "a hundred in one file",
        lambda: made(*(letter(next(number)) for _ in range(HUNDRED))),
        right=pages(HUNDRED),
        each=HUNDRED,
    )
    own = Act("our pages", ours, right=pages(3))
    bind = Act("a pack with ten uploads", lambda: bound(ours(), ten), right=pages(13))
    stamp = Act("a copy stamped", lambda: stamped(whole, f"Copy of G Wynn {next(number)}"), right=pages(13))
    bench.turns("Letters and packs", plain, one, hundred, own, bind, stamp, rounds=7, warm=1)
    bench.line("one letter beside its words alone", one, plain, most=20)
    bench.line("a letter of a hundred in one file beside one alone", hundred, one)
    bench.line("a pack with ten uploads beside our pages", bind, own)
    bench.line("whose copy it is, on each page, beside the pack", stamp, bind)
