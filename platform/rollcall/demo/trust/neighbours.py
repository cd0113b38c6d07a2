"""What Birch has told Eastshire and Cedar has told Westmoor in Rollcall, and what the officers of both made of it.

Of Birch: a part-time timetable whose review is over its day, an illness of fifteen school days, and somebody who left.
Of Cedar: ten days without an explanation, once over its date and once due today, a leaver, an illness, a pupil who is new,
three who are educated elsewhere, and a meeting to come.

Played by the acts that people would have done, on the school days on which they would have done them.
"""

import contextlib
import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Final, TypeVar

from django.db import transaction

from foundation.database.scope import ALIAS
from foundation.refusals import Refused
from rollcall.demo.trust import filling
from rollcall.demo.trust.at_work import Days, days_of
from rollcall.demo.trust.between import answered, seen, tell_return, told
from rollcall.demo.trust.marking import mark
from rollcall.demo.trust.moments import clock_at
from rollcall.demo.trust.noticing import reached
from rollcall.demo.trust.renaming import rename_family
from rollcall.demo.trust.returning import plain
from rollcall.demo.trust.roll import ELSEWHERE
from rollcall.demo.trust.showing import MEETS, due_today
from schools.calendar.rules.sessions import AM, PM, SESSIONS
from schools.leave.models import PartTimeTimetable
from schools.leave.operations.part_time import Agreed, agree
from schools.leave.operations.planning import Act as LeaveAct
from schools.provision.models import ProvisionPlacement
from schools.registers.models import Mark
from schools.registers.operations import marks_changed
from schools.returns.models import Return
from schools.returns.operations.absences import look_at_marks
from schools.returns.operations.moves import look_at_moves
from schools.returns.operations.settings import set_settings
from schools.returns.queries.settings import Settings
from schools.returns.queries.values import SchoolFacts, values_of
from schools.returns.rules.fields import check
from schools.returns.rules.kinds import Kind
from schools.roll.models import Pupil
from schools.roll.operations.leavers import Leaving, remove_from_roll
from schools.roll.operations.names import tell_apart
from schools.sharing.operations.sharing import About
from schools.sharing.queries.offering import offered
from schools.sharing.rules.meeting import meeting_key
from schools.sharing.rules.returned import purpose_of
from tenants.shares.models import Share
from tenants.shares.rules.purposes import Purpose
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work

Made = TypeVar("Made")

PLAYED: Final = "demo.neighbours"
#: School days that are looked back to: where a school has no more of them, nothing is played.
BACK: Final = 22
CAST: Final = (("Halle", "Brant", "F"), ("Emre", "Aydin", "M"), ("Dev", "Chandra", "M"))
AFTERNOONS: Final = (2, 4, 6, 8, 10)
PURPOSE: Final = "To come back step by step after six weeks in hospital."
WIDER: Final = "A key worker at the door each morning, and one whole day more in each week."
#: How long an illness is expected to last from the day on which it is told.
ILL_FOR: Final = dt.timedelta(days=21)
PLANS: Final = 3


def play_birch(school: School, on: dt.date) -> int:
    """Birch and Eastshire; of how many it was told. Nothing once that was done."""
    with school_work(school, statement_timeout="1min"):
        days = None if filling.is_done(PLAYED) else days_of(on)
        if days is None:
            return 0
        halle, emre, dev = _named(on) if days.now >= BACK else (None, None, None)
        part_time = _made(_part_time, halle, days, on)
        sickness = _made(_ill, emre, days, on)
        leaver = _made(_leaves, dev, days, on)
    count = 0
    if part_time is not None:
        about = About(purpose=Purpose.PART_TIME, source=part_time.pk, pupil=part_time.pupil)
        count += _acknowledged(told(about, school, days.act(14)), school, days, 13)
    if sickness is not None:
        count += _acknowledged(tell_return(sickness, school, days.act(3), typed=_expected(days, 3)), school, days, 2)
    if leaver is not None:
        count += _acknowledged(tell_return(leaver, school, days.act(4)), school, days, 3)
    _done(school, days)
    return count


def play_cedar(school: School, on: dt.date) -> int:
    """Cedar and Westmoor; of how many it was told. Nothing once that was done."""
    with school_work(school, statement_timeout="1min"):
        days = None if filling.is_done(PLAYED) else days_of(on)
        if days is None:
            return 0
        due = due_today(school, days, on)
        found = _found(school, days, due + 1)
        begun = set(ProvisionPlacement.objects.filter(starts_on__lte=days.ago(8)).values_list("pk", flat=True))
        plans = [one for one in offered(on) if one.purpose is Purpose.ELSEWHERE and one.source in begun][:PLANS]
    count = 0
    for one in plans:
        about = About(purpose=one.purpose, source=one.source, pupil=one.pupil)
        count += _acknowledged(told(about, school, days.act(7)), school, days, 6)
    lately = sorted(found.get(Purpose.TEN_DAYS, ()), key=lambda row: row.starts_on, reverse=True)
    for row, ago in zip(lately, (due + 1, due), strict=False):
        count += tell_return(row, school, days.act(ago)) is not None
    for row in found.get(Purpose.LEAVER, ())[:1]:
        count += _acknowledged(tell_return(row, school, days.act(5)), school, days, 4)
    for row in found.get(Purpose.SICKNESS, ())[:1]:
        count += _acknowledged(tell_return(row, school, days.act(4), typed=_expected(days, 4)), school, days, 3)
    for row in found.get(Purpose.NEW_PUPIL, ())[:1]:
        count += tell_return(row, school, days.act(1)) is not None
    meeting = About(purpose=Purpose.MEETING, source=meeting_key(days.to_come(MEETS)))
    count += told(meeting, school, days.act(2, by=days.head)) is not None
    _done(school, days)
    return count


def _done(school: School, days: Days) -> None:
    seen(school, days.ago(1), days.act(0, turn=1))
    with school_work(school):
        filling.done(PLAYED, school)


def _acknowledged(share: Share | None, school: School, days: Days, ago: int) -> bool:
    """Have the officer acknowledge it so many school days ago; whether there is anything to be acknowledged."""
    if share is not None:
        answered(share, school, "acknowledge", days.act(ago, turn=1).now)
    return share is not None


def _expected(days: Days, ago: int) -> dict[str, str]:
    """What a person writes of an illness on the day on which the authority is told."""
    return {"until": (days.ago(ago) + ILL_FOR).isoformat(), "evidence": "yes"}


def _named(on: dt.date) -> list[Pupil | None]:
    """Three pupils of whom nothing else is known, called as the cast needs them; None where there is nobody."""
    free = [one for one in plain(on) if reached(one, on)]
    found: list[Pupil | None] = []
    for forename, surname, sex in CAST:
        pupil = next((one for one in free if one.sex == sex), None)
        if pupil is not None:
            free.remove(pupil)
            rename_family(pupil, forename, surname)
        found.append(pupil)
    tell_apart()
    return found


def _made(
    make: Callable[[Pupil, Days, dt.date], Made | None], pupil: Pupil | None, days: Days, on: dt.date
) -> Made | None:
    """What is made of a pupil; None without one, or where the days of a holiday stand against it."""
    with contextlib.suppress(Refused), transaction.atomic(using=ALIAS):
        return make(pupil, days, on) if pupil is not None else None
    return None


def _part_time(pupil: Pupil, days: Days, on: dt.date) -> PartTimeTimetable:
    """Mornings alone for five weeks; the review that was due yesterday was not held."""
    starts, act = days.ago(15), days.act(16)
    parent = reached(pupil, act.today)[0].contact
    for ago in range(15, 0, -1):
        mark([(pupil, days.ago(ago), PM, "C2", None)], days.owner, days.act(ago, turn=4).now)
    agreed = Agreed(
        contact=parent.contact,
        agreed_on=act.today,
        purpose=PURPOSE,
        wider_plan=WIDER,
        slots=AFTERNOONS,
        hours=Decimal(15),
        starts_on=starts,
        ends_on=days.to_come(8),
        reviews=[days.ago(1)],
    )
    with clock_at(act.now):
        row = agree(pupil, agreed, act=LeaveAct(act.signed, act.now))
    marks_changed([on], pupils={pupil.key})
    return row


def _ill(pupil: Pupil, days: Days, on: dt.date) -> Return | None:
    """Ill since eighteen school days, of which the authority is told after the fifteenth."""
    for ago in range(18, 0, -1):
        mark(
            [(pupil, days.ago(ago), session, "I", None) for session in SESSIONS], days.owner, days.act(ago, turn=5).now
        )
    if Mark.objects.filter(pupil_key=pupil.key, date=on, session=AM).exists():
        mark([(pupil, on, AM, "I", None)], days.owner, days.act(0).now)
    marks_changed([on], pupils={pupil.key})
    now = days.act(3, turn=0).now
    look_at_marks(now, now.date(), among={pupil.key})
    return Return.objects.filter(pupil=pupil, kind=Kind.SICKNESS).first()


def _leaves(pupil: Pupil, days: Days, _on: dt.date) -> Return | None:
    """Gone to a school in Westmoor. Returns are made here since that week: who came and left before was told otherwise."""
    act = days.act(5)
    with clock_at(act.now):
        set_settings(Settings(since=act.today), leads=False, by=act.signed.by)
        leaving = Leaving(last_day=act.today, ground="a", destination=ELSEWHERE)
        remove_from_roll(pupil, leaving, today=act.today, by=act.signed.by)
        look_at_moves(act.now, act.today)
    return Return.objects.filter(pupil=pupil, kind=Kind.DELETION).first()


def _found(school: School, days: Days, ago: int) -> dict[Purpose, list[Return]]:
    """What Cedar has to tell as of so many school days ago, by purpose, the most urgent first; what lacks nothing, or only
    what a person writes of an illness."""
    now = days.act(ago, turn=0).now
    with clock_at(now):
        look_at_moves(now, now.date())
        look_at_marks(now, now.date())
        rows = list(Return.objects.select_related("pupil").order_by("due_on", "pk"))
        values = values_of(rows, now.date(), SchoolFacts(school.name, school.laestab, school.authority.name))
    found: dict[Purpose, list[Return]] = {}
    pupils = set()
    for row in rows:
        kind = Kind(row.kind)
        purpose = purpose_of(kind, row.facts)
        is_whole = kind is Kind.SICKNESS or not check(kind, values[row.pk])
        if purpose is not None and is_whole and row.pupil_id not in pupils:
            pupils.add(row.pupil_id)
            found.setdefault(purpose, []).append(row)
    return found
