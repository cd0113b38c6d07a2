"""Beginning a referral, writing it, and what comes of it once it is with the service."""

import uuid
from collections.abc import Mapping

from django.db import transaction

from foundation.database.dated import holds_on
from foundation.database.scope import ALIAS
from foundation.refusals import Fault
from schools.cases.models import Case, Task
from schools.cases.operations.acting import Act, held_open, refuse
from schools.cases.operations.work import end_task
from schools.cases.rules import states as case_states
from schools.cases.rules.wording import LONGEST_NOTE, words_fault
from schools.referrals.models import Referral, Service
from schools.referrals.operations.holding import call_back, check_unsent, held_referral, judge, note, tell
from schools.referrals.queries.known import known_parts
from schools.referrals.rules import states
from schools.referrals.rules.states import REFERRAL
from schools.referrals.rules.wanted import HOME, parts_of
from schools.roll.models import PupilContact


@transaction.atomic(using=ALIAS)
def begin(case: Case, service: Service, *, act: Act) -> Referral:
    """Begin a referral, with what the record of the case knows written in. Refused while one to the service is not over."""
    row = held_open(case)
    refuse(_against(row, service))
    wanted = {one.key for one in parts_of(service.wants)}
    parts = {key: words for key, words in known_parts(row, act.today).items() if key in wanted}
    made = Referral(case=row, service=service, state=REFERRAL.begins, parts=parts, at=act.now, by_name=act.name)
    made.save()
    judge(made, act)
    note("begun", made, act, service=str(service.pk))
    return made


def _against(case: Case, service: Service) -> Fault | None:
    if service.ended_on is not None:
        return Fault("The school works with this service no more.", "retired", "service", remedy="Choose another.")
    if Referral.objects.filter(case=case, service=service, over_on__isnull=True).exists():
        words = "This case has a referral to that service which is not over."
        return Fault(words, "already", "service", remedy="Open that one on the case’s page.")
    return None


@transaction.atomic(using=ALIAS)
def write(referral: Referral, *, parts: Mapping[str, str], rings: uuid.UUID | None, act: Act) -> Referral:
    """Write the parts that are not sensitive, and name whom the service may ring at home (a contact of the pupil)."""
    row = held_referral(referral)
    check_unsent(row)
    keys = {one.key for one in parts_of(row.service.wants) if not one.sensitive and one.key != HOME}
    refuse(*(words_fault(words, key, most=LONGEST_NOTE) for key, words in parts.items()), _no_contact(row, rings, act))
    row.parts = row.parts | {key: words.strip() for key, words in parts.items() if key in keys}
    row.rings_id = rings
    if rings is not None:
        row.rings = PupilContact.objects.filter(contact=rings).select_related("contact")[0].contact
    judge(row, act)
    note("written", row, act)
    return row


def _no_contact(row: Referral, rings: uuid.UUID | None, act: Act) -> Fault | None:
    links = PupilContact.objects.filter(holds_on(act.today), pupil=row.case.pupil_id, contact=rings)
    if rings is None or links.exists():
        return None
    return Fault("That person is no contact of the pupil.", "contact", HOME, remedy="Choose one of the list.")


@transaction.atomic(using=ALIAS)
def write_health(referral: Referral, *, words: str, act: Act) -> Referral:
    """The safeguarding lead or the headteacher writes the sensitive part."""
    row = held_referral(referral)
    check_unsent(row)
    refuse(words_fault(words, "words", most=LONGEST_NOTE, needed="Write what the service has to know."))
    row.health = words.strip()
    judge(row, act)
    note("health_written", row, act)
    return row


@transaction.atomic(using=ALIAS)
def go_without_consent(referral: Referral, *, because: str, act: Act) -> Referral:
    """The safeguarding lead or the headteacher says why it is sent without consent."""
    row = held_referral(referral)
    check_unsent(row)
    refuse(words_fault(because, "because", needed="Write why it is to be sent without consent."))
    row.because, row.because_by, row.because_on = because.strip(), act.name, act.today
    judge(row, act)
    note("without_consent", row, act)
    return row


@transaction.atomic(using=ALIAS)
def ask_for_more(referral: Referral, *, asked: str, act: Act) -> Referral:
    """The service asks for more: it is written down, and the case waits for the school and not for the service."""
    row = held_referral(referral)
    after = REFERRAL.after(row.state, "ask")
    refuse(words_fault(asked, "asked", needed="Write what the service asks for."))
    row.state, row.asked = after, asked.strip()
    end_reply(row, f"{row.service.name} asks for more.", act)
    row.save()
    key = row.versions.order_by("-number")[0].pk
    tell(row, "referral_asked", f"{row.service.name} asks for more", key=key, act=act, more=row.asked)
    note("asked", row, act)
    return row


@transaction.atomic(using=ALIAS)
def answered(referral: Referral, *, accepted: bool, words: str, act: Act) -> Referral:
    """What the service said: it takes the child on, or it does not."""
    row = held_referral(referral, open_case=False)
    after = REFERRAL.after(row.state, "accept" if accepted else "decline")
    needed = "Write what the service said, and what happens next." if accepted else "Write why the service declined."
    refuse(words_fault(words, "words", needed=needed))
    _over(row, after, words, act)
    said = f"{row.service.name} {'accepted' if accepted else 'declined'} the referral"
    tell(row, f"referral_{after}", said, key=row.pk, act=act, more=row.answer)
    note("answered", row, act)
    return row


@transaction.atomic(using=ALIAS)
def take_back(referral: Referral, *, because: str, act: Act) -> Referral:
    """Take a referral back: it is not sent, or the service is to be told that it is withdrawn."""
    row = held_referral(referral, open_case=False)
    after = REFERRAL.after(row.state, "take_back")
    refuse(words_fault(because, "because", needed="Write why it is taken back."))
    was_sent = row.state not in states.UNSENT
    call_back(row, by=act.signed.by, act=act)
    _over(row, after, because, act)
    if was_sent:
        tell(row, "referral_back", f"Referral to {row.service.name} taken back", key=row.pk, act=act, more=row.answer)
    note("taken_back", row, act)
    return row


def _over(row: Referral, after: str, words: str, act: Act) -> None:
    row.state, row.answer, row.over_on = after, words.strip(), act.today
    end_reply(row, f"{REFERRAL.words(after)[0].upper()}{REFERRAL.words(after)[1:]}.", act)
    row.save()


def end_reply(row: Referral, words: str, act: Act) -> None:
    """The task that waited for the service's answer is done. The caller saves."""
    task = row.reply
    row.reply = None
    if task is not None and Task.objects.filter(pk=task.pk, state=case_states.OPEN).exists():
        end_task(task, move="finish", answer=words, act=act)
