"""The files of a frozen bundle: one PDF, and two tables for machines. The same evidence makes the same bytes."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from foundation.clock import local
from foundation.documents.typesetting import Block, Document, Facts, Heading, Paragraph, Table, typeset
from foundation.ui.numbers import clock, middle_date, short_date
from foundation.ui.spreadsheets import csv_text
from schools.bundles.rules.evidence import Evidence, Reading
from schools.bundles.rules.kinds import BundleKind
from schools.calendar.rules.academic_year import week_start
from schools.calendar.rules.sessions import SESSION_NAMES
from schools.papers.pages.printing import blocks_of
from schools.papers.rules.shapes import Part

#: What stands in the extract where a session was due and nothing was recorded, and where none was held.
MISSING, NONE_HELD = "–", ""
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")


def bundle_pdf(evidence: Evidence) -> bytes:
    """All of it on paper, with the digest of the evidence on its first page and at the foot of each."""
    kind = BundleKind(evidence.kind)
    footer = f"{kind.words}, version {evidence.number}. Evidence {evidence.digest[:16]}."
    return typeset(Document(kind.words, list(_blocks(evidence, kind)), evidence.as_at, footer=footer, dense=True))


def _blocks(evidence: Evidence, kind: BundleKind) -> Iterator[Block]:
    yield Heading(kind.words, listed=False)
    yield Paragraph(as_at_words(evidence))
    yield Facts([*evidence.about, ("Asks", f"the authority {kind.asks}"), ("SHA-256 of the evidence", evidence.digest)])
    yield from blocks_of(evidence.parts, level=2)
    yield from _extract(evidence)
    yield from blocks_of([chronology_part(evidence)], level=2)
    if evidence.statement:
        yield Heading("Statement", level=2)
        for words in evidence.statement.split("\n\n"):
            yield Paragraph(words)
    if evidence.signed:
        yield Heading("Signed", level=2)
        yield Paragraph("\n".join(evidence.signed))
    if evidence.attached:
        rows = [(str(place), one.name, one.sha256) for place, one in enumerate(evidence.attached, 1)]
        yield from blocks_of([Part("Sent with it", heads=("", "File", "SHA-256"), rows=tuple(rows), shares=(0, 1, 1))])


def as_at_words(evidence: Evidence) -> str:
    """Of what moment it is."""
    at = local(evidence.as_at)
    return (
        f"{evidence.school}. Register and record of the case as they stood on {middle_date(at.date())} at {clock(at)}. "
        "Whatever is changed later is not in here."
    )


def chronology_part(evidence: Evidence) -> Part:
    """What happened, in the order of time."""
    rows = tuple((middle_date(one.on), one.what, one.more, one.by) for one in evidence.chronology)
    heads = ("Day", "What", "In full", "By")
    return Part("In the order of time", heads=heads, rows=rows, none="Nothing is recorded.", shares=(0, 2, 3, 0))


def _extract(evidence: Evidence) -> Iterator[Block]:
    yield Heading("Register extract", level=2)
    if evidence.signed:
        yield Paragraph("Certified as a true extract of the register by whoever signed below.")
    yield Table("", ("Week of", *_DAYS), weeks(evidence.readings), (0, 1, 1, 1, 1, 1))
    yield Paragraph(f"Morning, then afternoon. {MISSING} is a session that was due and holds no mark.")
    key = sorted({(one.code, one.words) for one in evidence.readings if one.code})
    yield Heading("Codes", level=3)
    yield Facts(key)


def weeks(readings: Sequence[Reading]) -> list[tuple[str, ...]]:
    """The extract week by week: the codes of each day, morning and afternoon."""
    rows = []
    for monday, held in groupby(readings, key=lambda one: week_start(one.date)):
        days: dict[int, dict[int, str]] = {}
        for one in held:
            minutes = f" ({one.minutes} min)" if one.minutes else ""
            days.setdefault(one.date.weekday(), {})[one.session] = f"{one.code or MISSING}{minutes}"
        cells = (" ".join(days.get(day, {}).get(session, NONE_HELD) for session in (1, 2)).strip() for day in range(5))
        rows.append((f"{short_date(monday)} {monday.year}", *cells))
    return rows


def register_csv(evidence: Evidence) -> bytes:
    """The extract, a line a session."""
    rows: list[Sequence[str | int | None]] = [("date", "session", "code", "meaning", "minutes_late", "counted")]
    rows += [
        (one.date.isoformat(), SESSION_NAMES[one.session], one.code, one.words, one.minutes, int(one.counted))
        for one in evidence.readings
    ]
    return csv_text(rows).encode()


def chronology_csv(evidence: Evidence) -> bytes:
    """The chronology, a line an event."""
    rows: list[Sequence[str]] = [("date", "what", "in_full", "by")]
    rows += [(one.on.isoformat(), one.what, one.more, one.by) for one in evidence.chronology]
    return csv_text(rows).encode()
