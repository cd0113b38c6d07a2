"""Sending a referral: recorded by who sent it, or as a letter by email; kept as it was sent, and written into the log.

An email goes as every letter does (`schools.letters`): what it rests on is asked again when it is claimed, by
`ground_of_referral`; the referral is sent once it has left, which the worker tells by `letters_left`.
"""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping
from typing import Any, Final, TypedDict

from django.db import transaction

from foundation.audit.actors import SYSTEM
from foundation.clock import local
from foundation.database.functions import new_keys
from foundation.database.scope import ALIAS
from foundation.documents.kinds import PDF
from foundation.documents.typesetting import typeset
from foundation.refusals import Fault, Refused
from schools.calendar.queries import school_calendar
from schools.calendar.rules.school_calendar import CalendarTooShortError
from schools.cases.models import Task
from schools.cases.operations.acting import Act, refuse
from schools.cases.operations.work import add_task, end_task
from schools.cases.rules import states as case_states
from schools.cases.rules.tasks import TaskKind
from schools.documents.operations import keep_own
from schools.letters.models import Letter
from schools.letters.operations import approve, draft, send
from schools.letters.operations.drafting import Addressee
from schools.letters.operations.grounds import Ground
from schools.letters.rules.kinds import Wording
from schools.referrals.models import Referral, Share, Version
from schools.referrals.operations.holding import ABOUT, call_back, held_referral, note, tell
from schools.referrals.queries.papers import document_of, paper_of, parts_told
from schools.referrals.queries.standing import basis_of, lacks
from schools.referrals.rules.kind import REFERRAL_LETTER
from schools.referrals.rules.services import Way
from schools.referrals.rules.states import REFERRAL, once_left, sending
from schools.referrals.rules.wanted import PARTED
from schools.roll.queries.signing import Signature
from schools.staff.models import StaffDuty, StaffMember

#: What files of a referral are of: a version.
SENT: Final = "referral.sent"


class Hands(TypedDict):
    """As `add_task` takes them: one person, or one duty."""

    owner: StaffMember | None
    duty: StaffDuty.Duty | None


def hands_of(row: Referral, act: Act) -> Hands:
    """Who follows a referral up: who has the case, or else whoever leads on attendance."""
    post = row.case.owner
    if post is not None and post.starts_on <= act.today and (post.ends_on is None or act.today <= post.ends_on):
        return {"owner": post, "duty": None}
    return {"owner": None, "duty": StaffDuty.Duty.ATTENDANCE_LEAD}


@transaction.atomic(using=ALIAS)
def send_referral(referral: Referral, *, way: Way, school: str, act: Act) -> Version:
    """Send it today: record that it went in some way but email, with the file of what went; or have it go by email.

    Refused while anything is lacking, for a way by which the service takes nothing, and for email where it is sensitive.
    """
    row = held_referral(referral)
    refuse(*(Fault(one.words, "lacking") for one in lacks(row, act.today)))
    REFERRAL.after(row.state, sending(row.state))
    if way.value not in row.service.ways:
        raise Refused(
            f"This service takes nothing by {way.words}.", code="way", field="way", remedy="Choose another way."
        )
    call_back(row, by=act.signed.by, act=act)
    version = _next_version(row, way, act)
    paper = paper_of(row, version.number, act, school=school)
    if way is Way.EMAIL:
        _by_email(row, version, paper.text, act)
    else:
        pdf, name = typeset(document_of(paper)), f"Referral {version.pk.hex[-6:].upper()} v{version.number}.pdf"
        kept = keep_own(pdf, name=name, kind=PDF, about=(SENT, version.pk), by=act.signed.by, now=act.now)
        version.document, version.sha256, version.sent_on = kept.pk, kept.sha256, act.today
        version.letter = None
        version.save()
        _has_left(row, version, act)
    return version


def _next_version(row: Referral, way: Way, act: Act) -> Version:
    """The version to be sent: that of an email which never left is used again."""
    last = row.versions.order_by("-number").first()
    if last is not None and last.sent_on is None:
        version = last
    else:
        (key,) = new_keys(1)
        version = Version(pk=key, referral=row, number=last.number + 1 if last else 1)
    version.way, version.at, version.by_name = way, act.now, act.name
    version.holds, version.sensitive = parts_told(row)
    version.basis = basis_of(row, act.today)
    return version


def _by_email(row: Referral, version: Version, text: str, act: Act) -> None:
    if version.sensitive:
        words = "It holds what is sensitive, which does not go by ordinary email."
        raise Refused(
            words, code="sensitive", field="way", remedy="Send it by secure mail, by the service’s portal or by post."
        )
    letter = draft(
        REFERRAL_LETTER.name,
        pupil=row.case.pupil,
        to=Addressee(row.service.name, email=row.service.email),
        wording=Wording("Referral", text),
        about=(ABOUT, row.pk),
        by=act.signed.by,
        now=act.now,
    )
    send(approve(letter, signed=act.signed, now=act.now), by=act.signed.by, now=act.now)
    version.letter, version.document, version.sha256 = letter.pk, None, ""
    version.save()
    note("email_asked", row, act, version=version.number)


def _has_left(row: Referral, version: Version, act: Act) -> None:
    """What follows once a version is with the service: state, log, timeline, the policy's own task, and a reply due.

    The log has it whatever became of referral and case while an email was on its way; then somebody has to tell the service.
    """
    assert version.sent_on is not None
    changed = bool(lacks(row, act.today)) or row.over_on is not None
    row.state = once_left(row.state)
    how = Way(version.way).words
    Share.objects.create(
        pupil=row.case.pupil,
        case=row.case,
        version=version,
        whom=row.service.name,
        what=PARTED.join(version.holds),
        how=how,
        basis=version.basis,
        on=version.sent_on,
        at=act.now,
        by_name=version.by_name,
    )
    again = " again, with what was asked for" if version.number > 1 else ""
    said = f"Referred to {row.service.name}{again}, by {how}"
    if not _does_policy_action(row, said, act):
        kind = "referral" if version.number == 1 else "referral_again"
        tell(row, kind, said, key=version.pk, act=act)
    if row.case.state != case_states.CLOSED:
        what, due_on = f"Answer of {row.service.name} to the referral", _due(version.sent_on, row.service.reply_days)
        if changed:
            what, due_on = f"Tell {row.service.name} what has changed since the referral left.", act.today
        due_on = max(due_on, act.today)
        task = add_task(row.case, kind=TaskKind.TASK, what=what, due_on=due_on, act=act, **hands_of(row, act))
        row.reply = row.reply if changed else task
    row.save()
    note("sent", row, act, version=version.number, way=version.way)


def _does_policy_action(row: Referral, said: str, act: Act) -> bool:
    """End the policy's own open task to refer, of which this is the doing; whether there was one."""
    tasks = Task.objects.filter(case=row.case, kind=TaskKind.REFERRAL, state=case_states.OPEN).exclude(action="")
    task = tasks.order_by("due_on", "at").first()
    if task is not None:
        end_task(task, move="finish", answer=f"{said}.", act=act)
    return task is not None


def _due(sent_on: dt.date, days: int) -> dt.date:
    try:
        return school_calendar().add_school_days(sent_on, days)
    except CalendarTooShortError:
        return sent_on + dt.timedelta(weeks=2)


def ground_of_referral(key: uuid.UUID | None, _rests_on: Mapping[str, Any], now: dt.datetime) -> Ground:
    """Whether a referral that is about to go by email still may: consent, restrictions, service and case as they stand."""
    row = held_referral(Referral.objects.select_related("case").get(pk=str(key)), open_case=False)
    found = lacks(row, local(now).date())
    if found:
        return Ground(Fault(found[0].words, "lacking"))
    if row.state not in REFERRAL.move(sending(row.state)).before:
        return Ground(Fault(f"The referral is {REFERRAL.words(row.state)}.", "moved"))
    return Ground()


@transaction.atomic(using=ALIAS)
def letters_left(keys: Collection[str], *, now: dt.datetime) -> None:
    """Of these letters that have left, those that are referrals are with their services. Safe to repeat."""
    act = Act(Signature(SYSTEM, SYSTEM.name), now)
    for version in Version.objects.filter(letter__in=list(keys), sent_on__isnull=True).select_related("referral__case"):
        row = held_referral(version.referral, open_case=False)
        mine = Version.objects.select_for_update(no_key=True).get(pk=version.pk)
        letter = Letter.objects.get(pk=str(version.letter))
        if mine.sent_on is None and letter.dated is not None:
            mine.sent_on = letter.dated
            mine.save(update_fields=["sent_on"])
            _has_left(row, mine, act)
