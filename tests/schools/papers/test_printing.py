"""The page for a meeting is one page, however much is written; and what is bound in is in the contents, page by page."""

import datetime as dt
import io

from pypdf import PdfReader

from foundation.documents.binding import Appended, bound, numbered, pages_in
from foundation.documents.typesetting import Contents, Document, Heading, Paragraph, typeset
from schools.papers.pages import sheet
from schools.papers.pages.printing import sheets_pdf
from schools.papers.rules.shapes import Part, clipped
from schools.registers.rules.totals import Totals
from schools.roll.models import Pupil
from tests.schools.papers.keeping import text_of

NOW = dt.datetime(2026, 11, 19, 9, tzinfo=dt.UTC)
WORDS = "The family was offered a place at the breakfast club, and somebody to walk with from the bus. " * 20


def full() -> sheet.Sheet:
    """A page with as much on it as there may be."""
    short, long, why = (clipped(WORDS, most) for most in (sheet.SHORT, sheet.LONG, sheet.WHY))
    numbers = ("100", "120", "83.3%", "10", "10", "20")
    parts = (
        Part(
            "Attendance in 2026/27, marks to 18 November 2026",
            heads=("Half-term", "Attended", "Possible", "Rate", "Authorised", "Unauthorised", "Late"),
            rows=tuple((name, *numbers) for name in ("Autumn 1",) * 6 + ("Year so far",)),
            shares=(1,) * 7,
        ),
        Part(
            "Stage, and why",
            facts=(("Stage", short[:80]), ("Case", short[:90]), ("Why", why), ("Answered", why)),
        ),
        Part(
            "Offered and done",
            heads=("Day", "What", "What came of it"),
            rows=(("30 Sep", short, short),) * (sheet.OFFERS + sheet.EVENTS),
            words=("And 12 earlier offers.",),
            shares=(0, 3, 2),
        ),
        Part(
            "Barriers",
            heads=("Since", "Barrier", "More about it"),
            rows=(("30 Sep", short[:45], short),) * sheet.BARRIERS,
            words=("And 3 more. There is something here that the safeguarding lead keeps: ask them first.",),
            shares=(0, 1, 2),
        ),
        Part(
            "What child and parents say",
            heads=("Day", "Who", "In their words"),
            rows=(("30 Sep", "Ms Alexandra Smith", long),) * sheet.VIEWS,
            shares=(0, 0, 1),
        ),
        Part(
            "Plan",
            heads=("Plan", "What was agreed", "Reviews"),
            rows=(("Personal attendance plan", long, "30 Sep: better; next 30 November 2026"),) * sheet.PLANS,
            shares=(0, 1, 0),
        ),
        Part(
            "Open",
            heads=("What", "Who", "By"),
            rows=((short, "Deputy safeguarding lead", "30 Sep, overdue"),) * sheet.TASKS,
            words=("And 3 more open tasks.",),
            shares=(1, 0, 0),
        ),
    )
    pupil = Pupil(surname="Featherstonehaugh", forename="Alexandra", birth=NOW.date())
    return sheet.Sheet(pupil, "9B", True, None, parts, 0, 3, Totals(present=500, authorised=100))


def test_as_much_as_there_may_be_is_one_page() -> None:
    content = sheets_pdf([full(), full()], title="Pages", school="Alder Academy", today="19 November 2026", made_at=NOW)
    text_of(content, "full")
    assert len(PdfReader(io.BytesIO(content)).pages) == 2


def test_contents_name_what_is_bound_in_with_the_page_it_begins_on() -> None:
    made = [typeset(Document("x", [Heading(f"Letter {number}"), Paragraph(WORDS * number)], NOW)) for number in (1, 8)]
    begins = [("First letter", 1), ("Second letter", 1 + pages_in(made[0]))]
    own = typeset(Document("x", [Heading("Record", listed=False), Contents(bound=begins), Heading("Lines")], NOW))
    assert (pages_in(own), pages_in(made[1]) > 1) == (1, True)
    whole = numbered(bound(own, [Appended(title, one) for (title, _), one in zip(begins, made, strict=True)]), after=1)
    pages = [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(whole)).pages]
    first = pages[0].replace(".", "").replace(" ", "")
    for line in ("Lines1", "Firstletter2", "Secondletter3"):
        assert line in first
    assert "Record1" not in first
    assert "Letter 8" in pages[2]
    assert [page.rpartition("Page ")[2] for page in pages] == [str(number) for number in range(1, len(pages) + 1)]
