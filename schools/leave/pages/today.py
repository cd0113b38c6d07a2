"""What Today shows of leave: pupils who have not come back, absence without leave to confirm, and requests to decide."""

import datetime as dt

from foundation.ui.numbers import counted, middle_date
from foundation.ui.sentences import Said
from schools.leave.models import LeaveRequest
from schools.leave.pages.words import days_words, request_address
from schools.leave.queries.requests import begins_at, waiting
from schools.leave.queries.taken import Away, NotBack, away_without_leave, not_returned
from schools.registers.pages.today_missing import read_timetable
from schools.roll.pages.today_lists import Answer, Asked, Line, Lines, Tag
from schools.roll.queries.placed import PlacedPupil, placed_pupils


def not_back(asked: Asked) -> Answer:
    """Pupils who have not returned ten school days after their leave ended: an alarm, with how many enquiries were made."""
    found = not_returned(asked.today, calendar=asked.once(read_timetable).calendar)
    placed = _placed([one.request for one in found], asked.today)

    def line(one: NotBack) -> Line:
        joint = "with the authority" if one.joint else "none with the authority"
        tag = Tag("now", "not back", f"due {middle_date(one.due_on)}")
        cells = (tag, middle_date(one.ended_on), f"{counted(one.enquiries, 'enquiry', 'enquiries')}, {joint}")
        return _line(one.request, placed, cells, act="Make enquiries", now=True, at="#enquiries")

    heads = ("Pupil", "State", "Leave ended", "Enquiries", "Next")
    lede = (Said(strong=counted(len(found), "pupil"), after=" not back from leave.", href="#not-returned"),)
    return Answer(
        heads,
        Lines(found, line),
        aside="ten school days after it ended; ground (h) needs joint enquiries",
        hint=Tag("now", "enquire") if found else "",
        lede=lede if found else (),
    )


def away(asked: Asked) -> Answer:
    """Sessions away that were asked for and not granted, or that ran on beyond the grant: offered as G, for a person."""
    found = away_without_leave(asked.today, calendar=asked.once(read_timetable).calendar)
    placed = _placed([one.request for one in found], asked.today)

    def line(one: Away) -> Line:
        tag = Tag("now", "refused and away") if one.refused else Tag("now", "beyond the grant")
        cells = (tag, one.request.stretch.said, days_words(one.sessions))
        return _line(one.request, placed, cells, act="Say what it was", now=True, at="#away")

    heads = ("Pupil", "State", "Asked for", "Away", "Next")
    return Answer(
        heads,
        Lines(found, line),
        aside="offered as G; a person says what it was",
        hint=Tag("now", f"{len(found)} to confirm") if found else "",
    )


def to_decide(asked: Asked) -> Answer:
    """Requests that nobody has decided, the soonest to begin first: once it has begun it cannot be granted."""
    found = list(waiting())
    placed = _placed(found, asked.today)
    times = asked.once(read_timetable)
    begins = {row.pk: begins_at(row.stretch.first, times) for row in found}
    soon = asked.today + dt.timedelta(days=2)

    def line(row: LeaveRequest) -> Line:
        if begins[row.pk] <= asked.now:
            tag = Tag("now", "has begun")
        else:
            tag = Tag("soon", "begins soon") if row.starts_on <= soon else Tag("requested", "waits")
        return _line(row, placed, (tag, row.stretch.said, row.meaning.label), act="Decide", now=tag.state == "now")

    return Answer(
        ("Pupil", "State", "When", "For", "Next"),
        Lines(found, line),
        aside="before it begins",
        hint=Tag("requested", f"{len(found)} to decide") if found else "",
        until=min((moment for moment in begins.values() if moment > asked.now), default=None),
    )


def _placed(rows: list[LeaveRequest], today: dt.date) -> dict[int, PlacedPupil]:
    return placed_pupils({row.pupil.key for row in rows}, today, today)


def _line(
    row: LeaveRequest,
    placed: dict[int, PlacedPupil],
    cells: tuple[Tag | str, ...],
    *,
    act: str,
    now: bool,
    at: str = "",
) -> Line:
    found = placed.get(row.pupil.key)
    address = f"{request_address(row.pk)}{at}"
    return Line(
        key=str(row.pk),
        head=str(row.pupil),
        note=found.form if found else "",
        address=address,
        pupil=row.pupil.key,
        contact_first=found.contact_first if found else False,
        cells=cells,
        act=act,
        act_address=address,
        now=now,
    )
