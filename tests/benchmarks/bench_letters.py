"""A letter as a PDF, a hundred in one file, and a panel's pack with uploads: beside the typesetter alone."""

import datetime as dt
import time
from collections.abc import Callable

from foundation.documents.binding import Appended, bound, stamped
from foundation.documents.typesetting import Break, Document, Heading, Letter, Paragraph, Table, typeset
from tests.benchmarks.figures import line

AT = dt.datetime(2026, 11, 30, 9, tzinfo=dt.UTC)
WORDS = "Words of a letter, of which a paragraph holds some. " * 8


def letter(number: int) -> Letter:
    body = "\n\n".join([f"Dear Ms {number}", *[WORDS] * 4])
    return Letter(
        ["Alder Academy", "1 School Lane"], ["Ms Brown", "1 Elm Road"], "30 November 2026", "Ours", "About Kai", body
    )


def made(*blocks: object) -> bytes:
    return typeset(Document("Letters", blocks, AT))  # type: ignore[arg-type]


def best(act: Callable[[], object], times: int = 5) -> float:
    """Milliseconds of the quickest of some."""
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        act()
        taken.append((time.perf_counter() - began) * 1000)
    return min(taken)


def test_letters_and_packs() -> None:
    number = iter(range(10_000))  # none is the one before: nothing is remembered of it
    one = best(lambda: made(letter(next(number))))
    hundred = best(lambda: made(*(letter(next(number)) for _ in range(100))), 3)
    rows = [[str(row), "Suspension", "PP", WORDS[:60]] for row in range(120)]
    pack = (Heading("Ledger"), Table("Every suspension", ["No.", "What", "Why", "Words"], rows), Break())
    ours = best(lambda: made(*pack, Heading("Letters"), Paragraph(f"{next(number)} {WORDS * 20}")), 3)
    first, upload = made(*pack), made(*[Paragraph(WORDS * 30)] * 10)
    bind = best(lambda: bound(first, [Appended(f"Upload {at}", upload) for at in range(10)]), 3)
    whole = bound(first, [Appended(f"Upload {at}", upload) for at in range(10)])
    stamp = best(lambda: stamped(whole, "Copy of G Wynn"), 3)
    plain = best(lambda: made(Paragraph(f"{next(number)} {WORDS * 4}")))
    print("\nletters and packs")
    print(line("one letter; yardstick: its words alone", one, plain, unit="ms", aim=20 / plain))
    print(line("a hundred in one file; yardstick: one by one", hundred, 100 * one, unit="ms"))
    print(line("a pack, ten uploads bound; yardstick: our pages", ours + bind, ours, unit="ms"))
    print(line("whose copy it is, on each page; yardstick: bound", stamp, ours + bind, unit="ms"))
