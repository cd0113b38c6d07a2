"""Planning a home visit, going, telling what was found, and being back."""

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from foundation.phones import Phone
from foundation.refusals import Fault, Refused
from schools.absence.models import Attempt, FirstDay, HandOver, HomeVisit
from schools.absence.operations.attempts import LONGEST_NOTE
from schools.absence.operations.following import hand_over, hold_day
from schools.absence.rules.ladder import Channel
from schools.absence.rules.visits import (
    LONGEST,
    SHORTEST,
    At,
    AtTheDoor,
    Coming,
    Safe,
    State,
    Visitor,
    faults_of_report,
    faults_of_visitors,
    needs_the_lead,
    outcome_of,
)
from schools.journal.operations import record
from schools.roll.models import Pupil
from schools.roll.queries.contacts import ContactOf, contacts_of
from schools.roll.queries.signing import Signature
from schools.staff.operations.notices import notify
from schools.staff.rules.kinds import NoticeKind

#: What the visitors are told, by their posts. It leads to the visit, and names nobody.
VISIT_PLANNED: Final = NoticeKind("visit_planned", "home visit is planned with you", "home visits are planned with you")
ASK_THE_LEAD: Final = (
    "Something stands against speaking to a contact of this child, so the safeguarding lead, a deputy or the headteacher"
    " plans this visit. Hand the child over to them."
)
WORRIED: Final = "The visitors are worried about the child. What they found is on the call sheet."

#: The page of a visit.
AddressOf = Callable[[uuid.UUID], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A visit to be made: who goes, how they are rung beside their work mobiles, where, and what they must know."""

    first: Visitor
    second: Visitor
    address: str
    safety: str
    minutes: int
    phone: Phone | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What was found at the door. `contact` answered, or else `answered` says who; `key` makes it one report."""

    seen: bool
    safe: Safe
    coming: Coming
    key: str
    contact: uuid.UUID | None = None
    answered: At = At.NOBODY
    answered_name: str = ""
    note: str = ""


def plan_visit(
    pupil: Pupil, on: dt.date, plan: Plan, *, address_of: AddressOf, leads: bool, signed: Signature, now: dt.datetime
) -> HomeVisit:
    """Plan a visit to a child who has no reason today; its visitors are told by a notice, as far as they have a post.

    `leads` says that who plans may take hand-overs: where something stands against a contact of the child, only they plan.
    Raises Refused with everything that is wrong, and where a visit is planned or under way already.
    """
    day = hold_day(pupil, on, now=now)
    if day is None or day.ended_at is not None:
        raise Refused("The child has a reason by now, or has come in. Nothing was planned.", code="no_day")
    if (
        needs_the_lead([bool(one.restrictions) or one.restricted_elsewhere for one in contacts_of(pupil, on)])
        and not leads
    ):
        raise Refused(ASK_THE_LEAD, code="ask_the_lead")
    _check(plan)
    if day.visits.filter(back_at__isnull=True, called_off_at__isnull=True).exists():
        raise Refused(
            "A visit to this child is planned or under way already. Open it from the call sheet.", code="open"
        )
    visit = HomeVisit.objects.create(
        day=day,
        first_staff_id=plan.first.post,
        first_name=plan.first.name.strip(),
        second_staff_id=plan.second.post,
        second_name=plan.second.name.strip(),
        phone=plan.phone.typed if plan.phone else "",
        phone_digits=plan.phone.digits if plan.phone else "",
        address=plan.address.strip(),
        safety=plan.safety.strip(),
        minutes=plan.minutes,
        planned_at=now,
        planned_by=signed.by.name,
        planned_person=signed.by.person_id,
    )
    _record("absence.visit_planned", visit, signed)
    posts = [
        one.post for one in (plan.first, plan.second) if one.post is not None and one.person != signed.by.person_id
    ]
    notify(posts, kind=VISIT_PLANNED, count=1, address=address_of(visit.pk), at=now, by=signed.by)
    return visit


def _check(plan: Plan) -> None:
    faults = faults_of_visitors(plan.first, plan.second)
    if plan.phone is None and not (plan.first.mobile or plan.second.mobile):
        words = (
            "Neither has a work mobile in the staff list. Write a number by which they can be rung while they are out."
        )
        faults.append(Fault(words, "no_number", "phone"))
    if not plan.address.strip():
        faults.append(Fault("Say where they go.", "address_missing", "address"))
    if not plan.safety.strip():
        words = "Write what the visitors must know to be safe, or that nothing is known."
        faults.append(Fault(words, "safety_missing", "safety"))
    if not SHORTEST <= plan.minutes <= LONGEST:
        faults.append(Fault(f"They are expected back after {SHORTEST} to {LONGEST} minutes.", "minutes", "minutes"))
    if faults:
        raise Refused.because(*faults)


def note_gone(visit: HomeVisit, *, at: dt.datetime, signed: Signature) -> HomeVisit:
    """They are on their way. Said again, it changes nothing."""
    visit = _held(visit)
    if visit.went_at is None:
        _not_called_off(visit)
        visit.went_at = at
        visit.save(update_fields=["went_at"])
        _record("absence.visit_gone", visit, signed)
    return visit


def note_found(visit: HomeVisit, report: Report, *, at: dt.datetime, signed: Signature, now: dt.datetime) -> HomeVisit:
    """Keep what was found at the door, once: as the visit's report and as an attempt about the child.

    It gives no reason and ends nothing: the reason is asked for as before, and who was brought in is marked by the desk or
    in the register. Where the visitors are worried, the safeguarding lead has the child. A second report of another key is
    refused, so that nobody's words replace a colleague's.
    """
    visit = _held(visit)
    if visit.key and visit.key == report.key:
        return visit
    day = FirstDay.objects.select_for_update(of=("self",), no_key=True).select_related("pupil").get(pk=visit.day_id)
    link = next((one for one in contacts_of(day.pupil, day.date) if one.contact == report.contact), None)
    found = _found(report, link)
    _check_report(visit, report, link, found)
    visit.went_at = visit.went_at or at
    visit.told_at, visit.told_by = at, signed.by.name
    visit.seen, visit.safe, visit.coming = report.seen, report.safe.value, report.coming.value
    visit.contact_id = link.contact if link else None
    visit.answered = "" if link else report.answered.value
    visit.answered_name = report.answered_name.strip() if report.answered is At.OTHER and link is None else ""
    visit.note, visit.key = report.note.strip(), report.key
    visit.save()
    _as_attempt(visit, day, link, found, signed)
    _record("absence.visit_told", visit, signed, seen=report.seen, safe=report.safe.value, coming=report.coming.value)
    if report.safe is Safe.YES and day.safe_at is None:
        day.safe_at, day.safe_by = at, signed.by.name
        day.save(update_fields=["safe_at", "safe_by"])
    if report.safe is Safe.NO:
        hand_over(day, HandOver.Why.CHOICE, now=now, by=signed.by, note=WORRIED)
    return visit


def _found(report: Report, link: ContactOf | None) -> AtTheDoor:
    return AtTheDoor(
        seen=report.seen or report.answered is At.CHILD,
        answered=link is not None or report.answered is At.OTHER,
        may_speak=link is None or not link.restrictions,
        safe=report.safe,
        coming=report.coming,
    )


def _check_report(visit: HomeVisit, report: Report, link: ContactOf | None, found: AtTheDoor) -> None:
    if visit.key:
        words = (
            f"{visit.told_by} has reported this visit already. Tell the office what you want to add; nothing was saved."
        )
        raise Refused(words, code="told")
    _not_called_off(visit)
    faults = faults_of_report(found)
    if report.contact is not None and link is None:
        faults.append(Fault("That person is no contact of the child. Choose one of the list.", "contact", "answered"))
    if report.answered is At.CHILD and link is None and not report.seen:
        faults.append(Fault("A child who answered the door was seen. Say so, or who else answered.", "seen", "seen"))
    if len(report.note.strip()) > LONGEST_NOTE:
        faults.append(Fault(f"A note has at most {LONGEST_NOTE:,} characters. Shorten it.", "note_long", "note"))
    if HomeVisit.objects.filter(key=report.key).exists():
        faults.append(Fault("This report carries the key of another one. Send it again.", "key_reused", "key"))
    if faults:
        raise Refused.because(*faults)


def _as_attempt(
    visit: HomeVisit, day: FirstDay, link: ContactOf | None, found: AtTheDoor, signed: Signature
) -> Attempt:
    assert visit.told_at is not None
    return Attempt.objects.create(
        day=day,
        at=visit.told_at,
        channel=Channel.VISIT,
        contact_id=link.contact if link else None,
        place=link.place if link else None,
        outcome=outcome_of(found),
        note=visit.note,
        safe=found.safe is Safe.YES,
        staff_id=signed.staff,
        by_name=signed.by.name,
        by_position=signed.position,
        key=f"visit-{visit.pk}",
    )


def note_back(visit: HomeVisit, *, at: dt.datetime, signed: Signature) -> HomeVisit:
    """Both are back, or have said that they are safe and on their way. Said again, it changes nothing."""
    visit = _held(visit)
    if visit.back_at is None:
        _not_called_off(visit)
        if visit.went_at is None:
            raise Refused(
                "They have not gone yet. Say first that they are on their way, or call the visit off.", code="not_gone"
            )
        visit.back_at, visit.back_by = max(at, visit.went_at), signed.by.name
        visit.save(update_fields=["back_at", "back_by"])
        _record("absence.visit_back", visit, signed)
    return visit


def call_off(visit: HomeVisit, *, signed: Signature, now: dt.datetime) -> HomeVisit:
    """Nobody goes after all. Refused once they have gone: then they are rung."""
    visit = _held(visit)
    if visit.went_at is not None:
        raise Refused("They have gone already. Ring them, and say here when they are back.", code="gone")
    if visit.called_off_at is None:
        visit.called_off_at, visit.called_off_by = now, signed.by.name
        visit.save(update_fields=["called_off_at", "called_off_by"])
        _record("absence.visit_called_off", visit, signed)
    return visit


def _held(visit: HomeVisit) -> HomeVisit:
    """The visit as it stands, held until the transaction ends."""
    return HomeVisit.objects.select_for_update(no_key=True).get(pk=visit.pk)


def _not_called_off(visit: HomeVisit) -> None:
    if visit.state is State.CALLED_OFF:
        words = f"{visit.called_off_by} called this visit off: the child came in, or nobody goes after all. Ring the school."
        raise Refused(words, code="called_off")


def _record(act: str, visit: HomeVisit, signed: Signature, **details: object) -> None:
    pupil = FirstDay.objects.values_list("pupil_id", flat=True).get(pk=visit.day_id)
    record(act, about=("pupil", pupil), by=signed.by, details={"visit": str(visit.pk), **details})
