"""Attendance and sickness: their returns are raised, followed and let go as marks change and days pass."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q

from foundation.ui.numbers import days as half_days
from schools.calendar.queries import school_calendar
from schools.calendar.rules.school_calendar import SchoolCalendar
from schools.returns.models import Return
from schools.returns.operations.finding import Found, follow_found
from schools.returns.queries.absences import Watched, watched
from schools.returns.queries.illness import illness_of
from schools.returns.queries.settings import Settings, Versions, settings_versions
from schools.returns.rules.attendance import Listed, listed
from schools.returns.rules.clocks import Period, period_of
from schools.returns.rules.kinds import OPEN, Kind, State
from schools.returns.rules.sickness import Sickness

GONE = "A mark, a day of the calendar or the roll has changed, and this does not hold any more."
#: Of how long ago attendance returns are still held to the marks, or found, once they are not open any more.
HELD_TO_MARKS = dt.timedelta(days=62)


@dataclass(frozen=True)
class _Look:
    """What marks are looked at with: the school's calendar, all that it has set, and the day."""

    calendar: SchoolCalendar
    versions: Versions
    today: dt.date

    @cached_property
    def periods(self) -> list[Period]:
        """This period, and earlier ones of which marks may still come: since returns are made here, two months at most.

        Where another interval was agreed since, an earlier period ends with the day before the newer ones begin.
        """
        since = max(self.versions.now.looks_from(self.today), self.today - HELD_TO_MARKS)
        found = [period_of(self.versions.now.interval, self.today)]
        while (day := found[-1].first - dt.timedelta(days=1)) >= since:
            found.append(Period(period_of(self.versions.on(day).interval, day).first, day))
        return found

    def settings_of(self, period: Period) -> Settings:
        """What a period is judged by: what held on its last day, so that a measure stated later takes nothing back."""
        return self.versions.on(period.last) if period.last < self.today else self.versions.now


def look_at_marks(now: dt.datetime, today: dt.date, *, among: Collection[int] | None = None) -> dict[str, int]:
    """Have every pupil whose marks call for it an attendance or a sickness return, and nobody else; of all, or of these.

    What counts is absence on days on which a pupil was on the roll and of compulsory school age, whatever has become of them
    since. Sickness, which looks ahead, is newly asked about only of who is both today.
    """
    look = _Look(school_calendar(), settings_versions(), today)
    rows = _looked_at(today, among)
    # A decision about an illness, and a forecast that was sent, stand whatever the marks say later.
    followed = [row for row in rows if row.kind == Kind.ATTENDANCE or row.state in (*OPEN, State.RETREATED)]
    judged = {min(period.last, today): look.settings_of(period).measure for period in look.periods}
    mine = watched(look.calendar, today, judged, among=among, also=_looked_from(followed))
    by_pupil: dict[uuid.UUID, list[Return]] = defaultdict(list)
    for row in rows:
        by_pupil[row.pupil_id].append(row)
    found: list[Found] = []
    for one in mine:
        found += _attendance(one, by_pupil[one.id], look)
        found += _sickness(one, by_pupil[one.id], look)
    return follow_found(found, followed, gone=GONE, now=now)


def _looked_at(today: dt.date, among: Collection[int] | None) -> list[Return]:
    """The attendance returns that the marks may change, and every sickness return, however old what was decided is; held."""
    lately = Q(starts_on__gte=today - HELD_TO_MARKS) | Q(due_on__gte=today - HELD_TO_MARKS)
    wanted = Q(kind=Kind.SICKNESS) | Q(kind=Kind.ATTENDANCE) & (Q(state__in=OPEN) | lately)
    mine = Q() if among is None else Q(pupil__key__in=among)
    rows = Return.objects.filter(wanted, mine).select_related("pupil").order_by("pk")
    return list(rows.select_for_update(of=("self",), no_key=True))


def _looked_from(rows: Iterable[Return]) -> dict[int, dt.date]:
    """The earliest day that any return of a pupil is about, by their key."""
    found: dict[int, dt.date] = {}
    for row in rows:
        on = _period(row).first if row.kind == Kind.ATTENDANCE else row.starts_on
        found[row.pupil.key] = min(on, found.get(row.pupil.key, on))
    return found


def _period(row: Return) -> Period:
    return Period(*(dt.date.fromisoformat(row.facts[key]) for key in ("from", "to")))


def _attendance(one: Watched, rows: Iterable[Return], look: _Look) -> list[Found]:
    """What the returns of the periods looked at say of a pupil, and those that were made of earlier ones."""
    held = {row.about: row for row in rows if row.kind == Kind.ATTENDANCE}
    now, *before = look.periods
    periods: dict[dt.date, Period] = {}
    for period in (now, *map(_period, held.values()), *before):
        periods.setdefault(period.first, period)
    found = []
    for period in periods.values():
        settings = look.settings_of(period)
        says = listed(look.calendar, period, look.today, one.marks, settings.measure)
        if says is not None:
            found += [_listed(one, period, says, about, settings) for about in _abouts(one, period, says, held)]
    return found


def _abouts(one: Watched, period: Period, says: Listed, held: dict[str, Return]) -> list[str]:
    """The keys of a period's returns of a pupil: one, and a further one when a new ground has come since it was sent."""
    first = f"{one.id}:{period.first}"
    row, again = held.get(first), held.get(f"{first}:again")
    if row is None or row.state != State.SENT:
        return [first]
    grew = set(says.grounds) - set(row.facts.get("grounds", ()))
    return [first, f"{first}:again"] if grew or again is not None else [first]


def _listed(one: Watched, period: Period, says: Listed, about: str, settings: Settings) -> Found:
    at_once = says.tenth is not None and says.tenth >= period.first and settings.ten_days_at_once
    due = says.tenth if at_once and says.tenth is not None else period.last
    fields = {
        "began": says.began.isoformat(),
        "ended": says.ended.isoformat() if says.ended else "",
        "days": str(says.days),
        "sessions": str(says.sessions),
        "codes": " ".join(says.codes),
        "grounds": ", ".join(ground.words for ground in says.grounds),
    }
    facts = {
        "from": period.first.isoformat(),
        "to": period.last.isoformat(),
        "grounds": [ground.value for ground in says.grounds],
        "missed": says.missed,
        "possible": says.possible,
        "fields": fields,
    }
    return Found(Kind.ATTENDANCE, one.id, about, says.began, due, facts)


def _sickness(one: Watched, rows: Iterable[Return], look: _Look) -> list[Found]:
    """What is to be asked about illness of this school year, and of an earlier one that still waits for a person."""
    mine = [row for row in rows if row.kind == Kind.SICKNESS]
    settled = [row.starts_on for row in mine if row.state in (State.SENT, State.NOT_NEEDED)]
    waits: dict[int, Return | None] = {look.calendar.year_of(look.today): None}
    for row in mine:
        if row.state in OPEN:
            waits[look.calendar.year_of(min(row.starts_on, look.today))] = row
    may_be_ill = one.on_roll and one.of_age(look.today)
    found = []
    for year, waiting in waits.items():
        if waiting is None and not may_be_ill:
            continue
        day = min(look.today, look.calendar.year_span(year)[1])
        asked = illness_of(one, look.calendar, day, settled)
        if asked is not None and not asked.near:
            found.append(_ill(one, asked, waiting, look.today))
    return found


def _ill(one: Watched, asked: Sickness, waits: Return | None, today: dt.date) -> Found:
    """One is asked about at a time, and stays the same thing when its first day moves."""
    about = waits.about if waits is not None else f"{one.id}:{asked.starts_on}"
    # The law gives no number of days: it is due when it is foreseeable, and that is now.
    due = waits.due_on if waits is not None else today
    facts = {
        "why": asked.why.value,
        "sessions": asked.sessions,
        "ahead": asked.ahead,
        "fields": {"began": asked.starts_on.isoformat(), "days": half_days(asked.sessions - asked.ahead)},
    }
    return Found(Kind.SICKNESS, one.id, about, asked.starts_on, due, facts)
