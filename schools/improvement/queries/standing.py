"""How a notice stands: the record of its pupil, the support on file, to whom it may go, and what it still lacks."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from foundation.clock import local
from foundation.ui.numbers import middle_date
from schools.absence.rules.messages import ASK_FIRST
from schools.calendar.queries import school_calendar
from schools.cases.models import Case, Offer, Plan, Task
from schools.cases.rules import states as case_states
from schools.cases.rules.plans import PlanKind
from schools.cases.rules.tasks import TaskKind
from schools.correspondence.rules.whom import addressees
from schools.improvement.models import ImprovementNotice
from schools.improvement.rules.contents import Stands
from schools.improvement.rules.period import period_of
from schools.improvement.rules.record import Record, record_of
from schools.policy.models import AuthorityProfile
from schools.policy.queries.profiles import profile_row_on
from schools.registers.queries.as_at import marks_as_at
from schools.registers.rules.windows import SlotMark, penalty_notice_codes, span_at
from schools.roll.models import Pupil
from schools.roll.queries.contacts import ContactOf, contacts_of
from tenants.policies.rules.profile import Profile
from tenants.policies.rules.profile_file import kept_profile

_TALKS = (TaskKind.CONVERSATION, TaskKind.MEETING, TaskKind.VISIT)


@dataclass(frozen=True, slots=True)
class Authority:
    """The school's authority, with what it asks on a day; None where nobody has written that down."""

    slug: str
    name: str
    row: AuthorityProfile | None
    profile: Profile | None


def authority_on(slug: str, name: str, day: dt.date) -> Authority:
    """The authority of that short name on a day."""
    row = profile_row_on(slug, day)
    return Authority(slug, name, row, kept_profile(row.document) if row else None)


def record_now(pupil: Pupil, counts: frozenset[str], now: dt.datetime) -> Record:
    """What the register says of a pupil at this moment. Marks of days ahead are planned and count nowhere."""
    calendar, today = school_calendar(), local(now).date()
    began = calendar.year_span(calendar.year_of(today))[0]
    reach = min((half.starts_on for half in calendar.half_terms), default=began)
    weeks = calendar.school_weeks(min(reach, today), today)
    span = span_at(weeks, today)
    first = min(began, span[0]) if span else began
    marks = marks_of(pupil, first, today, now)
    return record_of(marks, birth=pupil.birth, year_began=began, school_weeks=weeks, on=today, counts=counts)


def marks_of(pupil: Pupil, first: dt.date, last: dt.date, moment: dt.datetime) -> list[SlotMark]:
    """The marks of a pupil as they stood at a moment, of sessions that were due by then."""
    calendar, stood = school_calendar(), marks_as_at([pupil.key], first, last, moment)
    return [
        SlotMark(on, half, one.code) for (_, on, half), one in sorted(stood.items()) if calendar.is_session(on, half)
    ]


def parents_of(pupil: Pupil, today: dt.date) -> tuple[list[ContactOf], list[ContactOf]]:
    """Each parent who may be written to, perhaps once the safeguarding lead has been asked; and those who may not."""
    named = addressees(contacts_of(pupil, today), "each_parent")
    return [one for one in named if one.kinds <= {ASK_FIRST}], [one for one in named if not one.kinds <= {ASK_FIRST}]


def support_of(case: Case) -> tuple[str, str]:
    """What was done with the family and what it took or refused, in words; and what stands on offer. Nothing sensitive."""
    done = Task.objects.filter(case=case, kind__in=_TALKS, state__in=[case_states.DONE, case_states.REFUSED])
    said = [
        (one.ended_at.date(), f"{TaskKind(one.kind).words}{' refused' if one.state == case_states.REFUSED else ''}")
        for one in done
        if one.ended_at is not None
    ]
    offers = list(Offer.objects.filter(case=case))
    said += [
        (one.answered_on, f"{one.what} ({'taken up' if one.state == case_states.TAKEN else 'refused'})")
        for one in offers
        if one.answered_on is not None
    ]
    said += [(one.agreed_on, PlanKind(one.kind).words) for one in Plan.objects.filter(case=case)]
    given = "; ".join(f"{words}, {middle_date(on)}" for on, words in sorted(said))
    made = sorted((one for one in offers if one.state == case_states.MADE), key=lambda one: one.made_on)
    return given, "; ".join(one.what for one in made)


def stands(case: Case, written: Mapping[str, str], authority: Authority, now: dt.datetime) -> Stands:
    """Everything that is asked before it is approved, as it is now."""
    profile, today = authority.profile, local(now).date()
    given, offered = support_of(case)
    return Stands(
        authority.name,
        profile,
        record_now(case.pupil, profile.counted if profile else penalty_notice_codes(), now),
        written,
        supported=bool(given or offered),
        parents=len(parents_of(case.pupil, today)[0]),
        period=period_of(school_calendar(), today, profile.notice_to_improve.weeks) if profile else None,
        case_closed=case.state == case_states.CLOSED,
    )


def since_begun(notice: ImprovementNotice, now: dt.datetime) -> list[SlotMark]:
    """The pupil's marks in the weeks of the notice, as they stand now; none before its first day."""
    today = local(now).date()
    if notice.begins_on is None or notice.ends_on is None or today < notice.begins_on:
        return []
    return marks_of(notice.case.pupil, notice.begins_on, min(today, notice.ends_on), now)


def codes_of(notice: ImprovementNotice) -> frozenset[str]:
    """The codes that count by the profile under which it was approved; those that law names where it was under none."""
    row = AuthorityProfile.objects.filter(authority=notice.authority, version=notice.profile_version or 0).first()
    return kept_profile(row.document).counted if row else penalty_notice_codes()
