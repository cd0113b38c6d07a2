"""What a stage is decided from, of many pupils at once: a fixed number of statements, for one pupil as for a thousand.

What of the marks is read counts as the registers' own figures do (`counted_marks`): of days on roll, and not just planned.
No name, birth date or note is among it (`schools.policy.rules.facts`).
"""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from foundation.clock import local
from schools.calendar.rules.sessions import PM, SESSIONS
from schools.decisions.queries.elsewhere import moves_of
from schools.decisions.queries.events import events_of
from schools.leave.models import PartTimeTimetable
from schools.policy.rules.facts import During, Facts, PupilMark, Session
from schools.policy.rules.times import Times
from schools.registers.queries.marks import counted_marks
from schools.registers.queries.sheets import Timetable
from schools.roll.models import Admission, Flag, Placement, Pupil
from schools.roll.rules.compulsory_school_age import compulsory_from, compulsory_until

#: The flags that a policy may name a cohort by. Looked after children are no cohort (`tenants.policies.rules.cohorts`).
_COHORTS: Final = {
    Flag.Kind.FSM6.value: "fsm6",
    Flag.Kind.SEN_K.value: "sen_k",
    Flag.Kind.SEN_E.value: "ehcp",
    Flag.Kind.EAL.value: "eal",
}
PART_TIME: Final = "part_time_plan"
A_DAY: Final = dt.timedelta(days=1)

_Held = Mapping[uuid.UUID, tuple[During, ...]]


@dataclass(frozen=True)
class Ground:
    """What is the same for every pupil of the school at a moment: its calendar, the day, the last session that counts."""

    times: Times
    today: dt.date
    through: Session


def ground_at(now: dt.datetime) -> Ground:
    """The school at a moment. One statement."""
    today, timetable = local(now).date(), Timetable.now()
    times = Times(timetable.calendar)
    lately = [on for on in times.days if on <= today][-2:]
    opened = [Session(on, one) for on in lately for one in SESSIONS if timetable.slot(on, one, now).due]
    return Ground(times, today, max(opened, default=Session(today - A_DAY, PM)))


def facts_of(since: Mapping[uuid.UUID, dt.date], ground: Ground) -> dict[uuid.UUID, Facts]:
    """The facts of those of these pupils who are or were on roll, with the marks of each from their day on."""
    spells = _spells(since, ground.today)
    pupils = {
        one: (key, birth) for one, key, birth in Pupil.objects.filter(pk__in=spells).values_list("pk", "key", "birth")
    }
    marks = _marks({key: since[one] for one, (key, _) in pupils.items()}, ground.today)
    groups, plans = _groups(spells), _plans(spells)
    events, moved = events_of(spells), moves_of(spells)
    return {
        one: Facts(
            times=ground.times,
            marks=tuple(marks.get(key, ())),
            through=ground.through,
            joined_on=spells[one],
            compulsory=(compulsory_from(birth), compulsory_until(birth)),
            groups=groups.get(one, ()),
            plans=plans.get(one, ()),
            events=events.get(one, ()),
            moved=moved.get(one, ()),
        )
        for one, (key, birth) in pupils.items()
    }


def _spells(pupils: Iterable[uuid.UUID], today: dt.date) -> dict[uuid.UUID, dt.date]:
    """The starting day of the newest spell that has begun, of each who has one."""
    rows = Admission.objects.filter(pupil__in=list(pupils), starts_on__lte=today).order_by("starts_on")
    return dict(rows.values_list("pupil_id", "starts_on"))


def _marks(since: Mapping[int, dt.date], today: dt.date) -> dict[int, list[PupilMark]]:
    """What stands of each from their day on, in time order. The version of a mark is the save that made it."""
    found: dict[int, list[PupilMark]] = defaultdict(list)
    if not since:
        return found
    rows = counted_marks(min(since.values()), today).filter(pupil_key__in=list(since))
    ordered = rows.order_by("pupil_key", "date", "session")
    for key, on, session, code, minutes, entry in ordered.values_list(
        "pupil_key", "date", "session", "code", "minutes", "entry_id"
    ):
        if on >= since[key]:
            found[key].append(PupilMark(on, session, code, minutes, entry))
    return found


def _groups(pupils: Iterable[uuid.UUID]) -> _Held:
    """The years they were in, and the flags a policy may ask about, with their days."""
    found: dict[uuid.UUID, list[During]] = defaultdict(list)
    years = Placement.objects.filter(pupil__in=list(pupils)).values_list(
        "pupil_id", "year_group", "starts_on", "ends_on"
    )
    for pupil, year, first, last in years:
        found[pupil].append(During(f"year:{year}", first, last))
    flags = Flag.objects.filter(pupil__in=list(pupils), kind__in=list(_COHORTS))
    for pupil, kind, first, last in flags.values_list("pupil_id", "kind", "starts_on", "ends_on"):
        found[pupil].append(During(_COHORTS[kind], first, last))
    return {pupil: tuple(sorted(held, key=_by_day)) for pupil, held in found.items()}


def _plans(pupils: Iterable[uuid.UUID]) -> _Held:
    """Their part-time timetables, each to its agreed end, or to the earlier one on which it stopped."""
    found: dict[uuid.UUID, list[During]] = defaultdict(list)
    rows = PartTimeTimetable.objects.filter(pupil__in=list(pupils))
    for pupil, first, last, stopped in rows.values_list("pupil_id", "starts_on", "ends_on", "stopped_on"):
        found[pupil].append(During(PART_TIME, first, last if stopped is None else min(last, stopped)))
    return {pupil: tuple(sorted(held, key=_by_day)) for pupil, held in found.items()}


def _by_day(one: During) -> tuple[dt.date, str]:
    return one.first, one.what
