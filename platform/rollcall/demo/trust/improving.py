"""One notice to improve at Alder in the first of its three weeks: approved and posted at the end of the week before.

Played by the acts that people would have done, on the school days on which they would have done them.
"""

import contextlib
import datetime as dt
from typing import Final

from django.db import transaction

from foundation.audit.actors import Actor
from foundation.database.scope import ALIAS
from foundation.london import LONDON
from foundation.refusals import Refused
from rollcall.demo.trust import filling
from schools.calendar.queries import school_calendar
from schools.calendar.rules.academic_year import week_start
from schools.cases.models import Case
from schools.cases.operations.acting import Act
from schools.cases.rules import states
from schools.cases.rules.opening import Kind
from schools.improvement.models import ImprovementNotice
from schools.improvement.operations.following import letters_left, run_notice
from schools.improvement.operations.holding import ABOUT
from schools.improvement.operations.notices import approve_notice, begin_notice, write_notice
from schools.improvement.queries.standing import Authority, authority_on
from schools.improvement.rules.contents import Content
from schools.letters.operations import print_letters
from schools.letters.queries.letters import letters_about
from schools.policy.tasks import bring_profiles
from schools.roll.queries.signing import Signature
from schools.staff.models import StaffMember
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work

PLAYED: Final = "demo.improvement"
WORDS: Final = {
    Content.ENOUGH: "No half day missed without our agreement, and at the gate by 8:40 each Monday.",
    Content.SOONER: "A holiday that we have not agreed, or three more days missed without a word to us.",
    Content.OFFERED: "A call at seven each morning, a place at breakfast club, and a talk whenever you want one.",
}


def play(school: School, on: dt.date) -> int:
    """Play it to where it stands, for the first case that it fits; 1, or 0 once that was done or where none fits."""
    bring_profiles(school.trust, [])
    with school_work(school, statement_timeout="1min"):
        if filling.is_done(PLAYED):
            return 0
        authority = authority_on(str(school.authority.slug), school.authority.name, on)
        friday = school_calendar().school_days(on - dt.timedelta(days=40), week_start(on) - dt.timedelta(days=1))[-1]
        found = next((row for case in _cases(friday) if (row := _approved(case, friday, authority))), None)
        if found is not None:
            _sent(found, friday, on)
        filling.done(PLAYED, school)
        return int(found is not None)


def _cases(by: dt.date) -> list[Case]:
    """Open cases about attendance, those at the highest stage first, of pupils who were on a step of support by that day."""
    rows = Case.objects.filter(kind=Kind.ATTENDANCE, opened_on__lt=by).exclude(state=states.CLOSED)
    found = list(rows.exclude(stage="monitor").select_related("pupil", "owner").order_by("opened_on", "pupil__key"))
    return sorted(found, key=lambda case: case.stage != "improve")


def _act(day: dt.date, hour: int, position: str) -> Act:
    post = StaffMember.objects.filter(person_id__isnull=False, position=position).order_by("name")[0]
    signed = Signature(Actor(post.person_id, post.name), post.position, post.pk)
    return Act(signed, dt.datetime.combine(day, dt.time(hour, 20), LONDON))


def _approved(case: Case, day: dt.date, authority: Authority) -> ImprovementNotice | None:
    """A notice of this case, drafted by the officer and approved by the head; None where something is lacking."""
    with contextlib.suppress(Refused), transaction.atomic(using=ALIAS):
        act = _act(day, 10, "Attendance officer")
        row = begin_notice(case, authority=authority, act=act)
        written = {one: words for one, words in row.written.items() if words} | dict(WORDS)
        write_notice(row, written, edits=0, act=act)
        letters = approve_notice(row, authority=authority, edits=1, act=_act(day, 13, "Headteacher"))
        printing = print_letters(letters, by=act.signed.by, now=_act(day, 15, "Attendance officer").now)
        return row if printing.printed else None
    return None


def _sent(row: ImprovementNotice, day: dt.date, on: dt.date) -> None:
    """Its letters have left, and its first day has come."""
    now = _act(day, 16, "Attendance officer").now
    printed = [str(letter.pk) for letter in letters_about(ABOUT, row.pk)]
    letters_left(printed, now=now)
    row.refresh_from_db()
    if row.begins_on is not None and row.begins_on <= on:
        run_notice(str(row.pk), now=dt.datetime.combine(row.begins_on, dt.time(0, 6), LONDON))
