"""What a case of this room holds: enquiries of every source, the facts of a removal, and why a name may not leave on one."""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Final

from django.db.models import QuerySet

from foundation import clock
from schools.absence.models import Attempt, HandOver
from schools.absence.models.visits import HomeVisit
from schools.calendar.queries import school_calendar
from schools.calendar.rules.school_calendar import SchoolCalendar
from schools.cases.models import Case, Task
from schools.cases.rules import states as case_states
from schools.cases.rules.opening import Kind
from schools.leave.queries.taken import NotBack, not_returned, not_seen_since
from schools.missing.models import Consent, Enquiry, Evidence, HomeEducation, Removal, Search
from schools.missing.queries.marking import Marked, marked_of
from schools.missing.rules import checklist, grounds
from schools.missing.rules.enquiries import Made, Result, Side, kinds
from schools.missing.rules.grounds import Facts
from schools.missing.rules.home_education import Bar, Intent, Speaker, Talk
from schools.missing.rules.states import APPROVED, ASKED, REMOVAL
from schools.registers.models import Mark
from schools.returns.models import Return
from schools.returns.rules.kinds import Kind as ReturnKind
from schools.roll.models import Admission, Pupil
from schools.staff.models import StaffDuty

ILLNESS: Final = "I"


def search_of(case: Case) -> Search | None:
    """The case's search; None where nobody has begun one."""
    return Search.objects.filter(case=case).first()


def intent_row(case: Case) -> HomeEducation | None:
    """What is held of home education; None where nothing is."""
    return HomeEducation.objects.filter(case=case).first()


def notice_of(case: Case) -> Return | None:
    """The notice to the authority that the case queued."""
    kind = {Kind.CME: ReturnKind.CME, Kind.EHE: ReturnKind.EHE}.get(Kind(case.kind))
    return Return.objects.filter(kind=kind, about=about(case)).first() if kind else None


def about(case: Case) -> str:
    """What a notice of the case is about, in the words of `schools.returns`."""
    return f"case:{case.pk}"


def from_log(pupil: Pupil, since: dt.date) -> list[Made]:
    """Enquiries that the first-day log holds since a day: attempts to reach a contact, and home visits. Two queries.

    Where it was said that the child is safe, or they were seen, that is something to follow: the child is missing since.
    """
    by_channel = {channel: kind.key for kind in kinds().values() for channel in kind.log}
    rows = Attempt.objects.filter(day__pupil=pupil, day__date__gte=since).values_list("channel", "day__date", "safe")
    found = [_logged(by_channel[channel], on, lead=safe) for channel, on, safe in rows if channel in by_channel]
    if "visit" in by_channel:
        visits = HomeVisit.objects.filter(day__pupil=pupil, day__date__gte=since, told_at__isnull=False)
        found += [
            _logged(by_channel["visit"], on, lead=bool(seen)) for on, seen in visits.values_list("day__date", "seen")
        ]
    return sorted(set(found), key=lambda one: one.on)


def _logged(kind: str, on: dt.date, *, lead: bool) -> Made:
    return Made(kind, Side.SCHOOL, on, Result.LEAD if lead else Result.NOTHING)


def made_of(rows: Sequence[Enquiry]) -> list[Made]:
    """Enquiries of the case, as the rules have them: on the day they were answered, else made."""
    return [Made(row.kind, Side(row.side), row.answered_on or row.on, Result(row.result)) for row in rows]


def not_back(pupil: Pupil, calendar: SchoolCalendar, today: dt.date) -> NotBack | None:
    """Leave of the pupil that ended ten school days ago or more with no return since."""
    request = not_seen_since(today).filter(pupil=pupil).order_by("-granted_to").first()
    found = not_returned(today, request=request, calendar=calendar) if request is not None else []
    return found[0] if found else None


def signs_of_sickness(pupil: Pupil, since: dt.date, today: dt.date) -> list[str]:
    """What the record itself says of sickness since the child was missing. Two queries."""
    signs = []
    if Mark.objects.filter(pupil_key=pupil.key, planned=True, code=ILLNESS, date__gte=today).exists():
        signs.append("illness is entered for days to come")
    if Return.objects.filter(pupil=pupil, kind=ReturnKind.SICKNESS, starts_on__gte=since, ended_at=None).exists():
        signs.append("a sickness return says that they are ill")
    return signs


def steps_done(case: Case, search: Search, notice: Return | None) -> frozenset[str]:
    """The steps of the checklist that are there."""
    done = set()
    handed = HandOver.objects.filter(day__pupil=case.pupil_id, day__date__gte=search.first_day).exists()
    if handed or Task.objects.filter(case=case, duty=StaffDuty.Duty.DEPUTY_SAFEGUARDING_LEAD).exists():
        done.add(checklist.LEAD)
    if search.seen_on is not None:
        done.add(checklist.LAST_SEEN)
    if notice is not None and notice.sent_on is not None:
        done.add(checklist.NOTICE)
    if search.cause_known is not None:
        done.add(checklist.SICKNESS)
    return frozenset(done)


def intent_of(case: Case, row: HomeEducation | None) -> Intent:
    """What is held of home education, as the rules have it. Two queries."""
    notice = notice_of(case)
    if row is None:
        return Intent()
    return Intent(
        spoke=Speaker(row.spoke) if row.spoke else None,
        written_on=row.written_on,
        talk_offered_on=row.offered_on,
        talk=Talk(row.talk) if row.talk else None,
        bars=None if row.bars is None else frozenset(map(Bar, row.bars)),
        consents=frozenset(map(Bar, Consent.objects.filter(case=case).values_list("bar", flat=True))),
        authority_told=notice is not None and notice.sent_on is not None,
    )


def facts_of(case: Case, ref: str, calendar: SchoolCalendar, today: dt.date, found: Marked | None = None) -> Facts:
    """What a removal of the case on this ground rests on today. A fixed number of statements."""
    marks = found or marked_of(case.pupil, calendar, today)
    evidence = Evidence.objects.filter(case=case).count()
    if ref == grounds.HOME_EDUCATED:
        return Facts(run=marks.run, evidence=evidence, intent=intent_of(case, intent_row(case)))
    made = made_of(list(Enquiry.objects.filter(case=case)))
    if ref not in grounds.GUARDED:
        return Facts(run=marks.run, evidence=evidence, made=made)
    search, leave = search_of(case), not_back(case.pupil, calendar, today) if ref == grounds.AFTER_LEAVE else None
    since = search.first_day if search is not None else case.opened_on
    if leave is not None:
        made += [Made("other", Side(one.made), one.on, Result.NOTHING) for one in leave.request.enquiries.all()]
    whole = leave.due_on if leave is not None else marks.run.twentieth
    asked = search is not None and search.cause_on is not None and whole is not None and search.cause_on >= whole
    return Facts(
        run=marks.run,
        leave_ended=leave.ended_on if leave is not None else None,
        no_sickness=not search.cause_known if search is not None and asked else None,
        signs=signs_of_sickness(case.pupil, since, today),
        made=[*made, *from_log(case.pupil, since)],
        evidence=evidence,
    )


def removal_refused(pupil: uuid.UUID, ref: str) -> str | None:
    """Why a pupil may not leave the roll on a ground, as far as this room knows; None where nothing here stands against it.

    Grounds (f), (h) and (i) need a removal that the headteacher approved and whose facts hold today; any other ground for
    which a case is gathering what it asks for waits for that.
    """
    rows = list(Removal.objects.filter(case__pupil=pupil, ground=ref).select_related("case__pupil"))
    if any(_carried_out(row) for row in rows) and not Admission.objects.filter(pupil=pupil, ends_on=None).exists():
        return None
    live = next((row for row in rows if row.case.state != case_states.CLOSED), None)
    if live is None:
        return grounds.needs_a_case(ref) if ref in grounds.GUARDED else None
    if live.state != APPROVED:
        words = f"The removal on this ground is {REMOVAL.words(live.state)}, so the name stays on the roll."
        return f"{words} The headteacher approves it in the pupil’s case."
    lacks = grounds.lacking(ref, facts_of(live.case, ref, school_calendar(), clock.today()))
    return f"The removal was approved, and what it rested on no longer holds. {lacks[0]}" if lacks else None


def _carried_out(row: Removal) -> bool:
    """Whether the spell it was approved for has ended on its ground: to put right how that is recorded is no new removal."""
    if row.state != APPROVED or row.spell is None:
        return False
    return Admission.objects.filter(pk=row.spell, ends_on__isnull=False, leaving_ground=row.ground).exists()


def asked_of_head() -> QuerySet[Removal]:
    """The removals that wait for the headteacher."""
    rows = Removal.objects.filter(state=ASKED).exclude(case__state=case_states.CLOSED)
    return rows.select_related("case__pupil").order_by("asked_on", "pk")
