"""Who meets the threshold on a day: a fixed number of statements, for one pupil as for a school."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from schools.calendar.queries import school_calendar
from schools.calendar.rules.academic_year import week_start
from schools.calendar.rules.school_calendar import SchoolCalendar
from schools.moved.queries.carried import carried_of_each
from schools.penalties.models import Consideration
from schools.penalties.rules.threshold import Attended, Elsewhere, Spell, Threshold, threshold_on
from schools.registers.queries.marks import counted_marks
from schools.registers.rules.windows import THRESHOLD_SESSIONS, SlotMark
from schools.roll.models import Admission, Pupil
from tenants.policies.rules.notice_states import STANDING


@dataclass(frozen=True)
class Ground:
    """What is the same for every pupil: the school's calendar, and the day."""

    calendar: SchoolCalendar
    on: dt.date

    @property
    def since(self) -> dt.date:
        """The first day looked at: of the school year before. A window of a pupil who moved may reach far back."""
        return self.calendar.year_span(self.calendar.year_of(self.on) - 1)[0]


def ground_on(day: dt.date) -> Ground:
    """The school on a day. Two statements."""
    return Ground(school_calendar(), day)


def thresholds(
    pupils: Iterable[Pupil], codes: frozenset[str], ground: Ground, *, without: uuid.UUID | None = None
) -> dict[uuid.UUID, Threshold]:
    """How those of these pupils stand who have ten sessions of these codes at all. `without` is a consideration whose own
    sessions are free, as for another parent.
    """
    known = {one.key: one for one in pupils}
    marks = _marks(known, codes, ground)
    elsewhere = _elsewhere([one.pk for one in known.values()])
    asked = [
        one for key, one in known.items() if len(marks[key]) + _there(elsewhere.get(one.pk, ())) >= THRESHOLD_SESSIONS
    ]
    spells = _spells([one.pk for one in asked])
    used = used_of([one.pk for one in asked], without=without)
    weeks: dict[dt.date, list[dt.date]] = {}
    found = {}
    for one in asked:
        attended = Attended(one.birth, spells[one.pk], marks[one.key], elsewhere.get(one.pk, ()), used.get(one.pk, []))
        own = () if attended.elsewhere else _shared_weeks(attended.spells, weeks, ground)
        threshold = threshold_on(attended, ground.calendar, ground.on, codes=codes, weeks=own)
        if threshold is not None:
            found[one.pk] = threshold
    return found


def _shared_weeks(spells: tuple[Spell, ...], weeks: dict[dt.date, list[dt.date]], ground: Ground) -> list[dt.date]:
    """The school weeks since somebody who was nowhere else began: worked out once for each day of beginning."""
    begun = max(min((one.starts_on for one in spells), default=ground.on), ground.since)
    if begun not in weeks:
        days = ground.calendar.school_days(begun, ground.on) if begun <= ground.on else ()
        weeks[begun] = sorted({week_start(day) for day in days})
    return weeks[begun]


def _marks(known: Collection[int], codes: frozenset[str], ground: Ground) -> dict[int, list[SlotMark]]:
    rows = counted_marks(ground.since, ground.on).filter(code__in=sorted(codes), pupil_key__in=list(known))
    found: dict[int, list[SlotMark]] = defaultdict(list)
    for key, on, session, code in rows.order_by().values_list("pupil_key", "date", "session", "code"):
        found[key].append(SlotMark(on, session, code))
    return found


def _elsewhere(pupils: list[uuid.UUID]) -> dict[uuid.UUID, tuple[Elsewhere, ...]]:
    """What somebody here confirmed of weeks at other schools of the trust."""
    return {
        pupil: told
        for pupil, carried in carried_of_each(pupils).items()
        if (
            told := tuple(
                Elsewhere(Spell(one.row.starts_on, one.row.ends_on), one.confirmed.facts.weeks)
                for one in carried
                if one.confirmed is not None
            )
        )
    }


def _there(elsewhere: Iterable[Elsewhere]) -> int:
    return sum(week.unauthorised for one in elsewhere for week in one.weeks)


def _spells(pupils: list[uuid.UUID]) -> dict[uuid.UUID, tuple[Spell, ...]]:
    found: dict[uuid.UUID, tuple[Spell, ...]] = dict.fromkeys(pupils, ())
    rows = Admission.objects.filter(pupil__in=pupils).order_by("starts_on")
    for pupil, starts_on, ends_on in rows.values_list("pupil_id", "starts_on", "ends_on"):
        found[pupil] += (Spell(starts_on, ends_on),)
    return found


def used_of(pupils: list[uuid.UUID], *, without: uuid.UUID | None = None) -> dict[uuid.UUID, list[SlotMark]]:
    """The sessions on which a notice to any parent stands, by pupil."""
    rows = Consideration.objects.filter(case__pupil__in=pupils, penalties__state__in=STANDING).distinct()
    found: dict[uuid.UUID, list[SlotMark]] = defaultdict(list)
    for pupil, key, marks in rows.order_by().values_list("case__pupil_id", "pk", "marks"):
        if key != without:
            found[pupil] += kept_marks(marks)
    return found


def kept_marks(marks: Iterable[tuple[str, int, str]]) -> list[SlotMark]:
    """Marks as a row keeps them, read back."""
    return [SlotMark(dt.date.fromisoformat(on), session, code) for on, session, code in marks]


def plain_marks(marks: Iterable[SlotMark]) -> list[list[object]]:
    """Marks as a row keeps them."""
    return [[mark.date.isoformat(), mark.session, mark.code] for mark in marks]
