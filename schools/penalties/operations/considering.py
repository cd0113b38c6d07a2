"""Beginning to consider notices for a pupil, and deciding of each parent apart."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from foundation.database.scope import ALIAS
from foundation.refusals import Fault, Overtaken
from foundation.ui.numbers import counted
from schools.cases.models import Case
from schools.cases.operations.acting import Act, held_open, refuse
from schools.cases.queries.rights import sensitive_policy
from schools.cases.rules.opening import Kind
from schools.cases.rules.wording import words_fault
from schools.penalties.models import Consideration, Penalty, Turn
from schools.penalties.operations.noting import note, tell
from schools.penalties.queries.ledgers import Notices, notices_of
from schools.penalties.queries.parents import Parent, home_authority, parents_of
from schools.penalties.queries.thresholds import ground_on, kept_marks, plain_marks, thresholds, used_of
from schools.penalties.rules.asks import Asks
from schools.penalties.rules.clocks import request_by
from schools.penalties.rules.considering import HARM, against_answers, against_parent, answer_faults
from schools.penalties.rules.resting import still_free
from schools.registers.queries.marks import counted_marks
from schools.registers.rules.codes import NO_REASON_YET
from schools.registers.rules.windows import THRESHOLD_SESSIONS, SlotMark
from schools.roll.models import Contact
from schools.roll.operations.contacts import note_birth
from tenants.policies.rules import notice_states as states
from tenants.policies.rules.notice_ledger import Rate
from tenants.policies.rules.notice_states import PENALTY


@transaction.atomic(using=ALIAS)
def consider(case: Case, *, asks: Asks, act: Act) -> Consideration:
    """Begin to consider notices on the sessions by which the pupil meets the threshold today.

    Refused where it is not met, and where the same sessions have been considered before.
    """
    row = held_open(case)
    ground = ground_on(act.today)
    threshold = thresholds([row.pupil], asks.codes, ground).get(row.pupil_id)
    refuse(_not_attendance(row))
    if threshold is None or not threshold.met or threshold.reached_on is None:
        count = threshold.window.count if threshold is not None else 0
        words = (
            f"The threshold is not met: {counted(count, 'session')} of the {THRESHOLD_SESSIONS} in ten school weeks."
        )
        refuse(Fault(words, "window", remedy="A notice can be considered once it is."))
        raise AssertionError(words)
    newest = Consideration.objects.filter(case__pupil=row.pupil_id).first()
    if newest is not None and covers(newest, threshold.window.marks):
        words = "Notices have been considered on these sessions already."
        raise Overtaken(words, code="considered", remedy="Open that consideration: a parent can still be added to it.")
    made = Consideration.objects.create(
        case=row,
        on=act.today,
        authority=asks.to(home_authority(row.pupil, act.today)),
        codes="".join(sorted(asks.codes)),
        first_week=threshold.window.first_week,
        last_week=threshold.window.last_week,
        marks=plain_marks(threshold.window.marks),
        reached_on=threshold.reached_on,
        request_by=_request_by(threshold.reached_on, asks, act),
        at=act.now,
        by_name=act.name,
    )
    sessions = counted(threshold.window.count, "session")
    words = f"Penalty notices are considered, on {sessions} in ten school weeks"
    tell(row, "penalty_considered", words, key=made.pk, act=act)
    note("considered", row, act, consideration=str(made.pk), sessions=threshold.window.count)
    return made


def covers(row: Consideration, marks: tuple[SlotMark, ...]) -> bool:
    """Whether a consideration holds all of these sessions, whatever their codes were then."""
    held = Counter((mark.date, mark.session) for mark in kept_marks(row.marks))
    return Counter((mark.date, mark.session) for mark in marks) <= held


def _not_attendance(case: Case) -> Fault | None:
    if case.kind == Kind.ATTENDANCE:
        return None
    return Fault("Penalty notices are considered in a case about attendance.", "kind", remedy="Open one for the pupil.")


def _request_by(reached_on: dt.date, asks: Asks, act: Act) -> dt.date | None:
    if asks.within_school_days is None:
        return None
    return request_by(reached_on, asks.within_school_days, ground_on(act.today).calendar)


@dataclass(frozen=True, slots=True)
class Answered:
    """What a person answered of one parent. `outcome` is a move of the table, or nothing while it is left open."""

    answers: Mapping[str, str]
    words: Mapping[str, str]
    outcome: str = ""
    why: str = ""
    birth: dt.date | None = None


@transaction.atomic(using=ALIAS)
def decide(consideration: Consideration, contact: Contact, said: Answered, *, act: Act) -> Penalty:
    """Keep what was answered of one parent and, with an outcome, propose a notice to them or not.

    Refused with everything that stands against it at once. What is refused changes nothing.
    """
    case = held_open(consideration.case)
    row = Consideration.objects.select_for_update(no_key=True).get(pk=consideration.pk)
    parent = next((one for one in parents_of(case.pupil, act.today) if one.contact.contact == contact.pk), None)
    if parent is None:
        words = "They are no parent of this pupil today: parental responsibility, or care of the child, makes one."
        raise Overtaken(words, code="no_parent", remedy="Correct the contact, if it is not so.")
    held = Penalty.objects.filter(consideration=row, contact=contact).first() or Penalty(
        consideration=row, pupil=case.pupil, contact=contact, state=PENALTY.begins, at=act.now
    )
    after = PENALTY.after(held.state, said.outcome or "refer")
    refuse(*answer_faults(said.answers, said.words))
    if said.outcome == "refer":
        refuse(*_against(row, held, parent, said, act))
        _propose(row, held, act)
    elif said.outcome == "drop":
        refuse(words_fault(said.why, "why", needed="Write why no notice to this parent is proposed."))
        held.why, held.over_on = said.why.strip(), act.today
    held.state = after if said.outcome else held.state
    held.relationship, held.by_name = parent.contact.relationship, act.name
    held.answers = {key: chosen for key, chosen in said.answers.items() if key != HARM}
    held.words = {key: words.strip() for key, words in said.words.items()}
    held.harm = said.answers[HARM]
    held.save()
    if said.birth != parent.birth:
        note_birth(contact, said.birth, pupil=case.pupil, today=act.today, by=act.signed.by)
    if said.outcome:
        _decided(held, said, case, act)
    note("answered", case, act, penalty=str(held.pk), state=held.state)
    return held


def _against(row: Consideration, held: Penalty, parent: Parent, said: Answered, act: Act) -> list[Fault | None]:
    """Each thing that stands against proposing a notice to this parent."""
    lead = bool(act.roles & sensitive_policy.reach.school)
    notices = notices_of(held.pupil)
    return [
        *against_answers(said.answers, lead=lead),
        *against_parent(parent.now, lead=lead),
        _waiting(notices),
        notices.ledger(held.contact.pk, act.today, without=held.pk).fault,
        _asked_already(held),
        *_window(resting_on(row, act.today)),
    ]


def _propose(row: Consideration, held: Penalty, act: Act) -> None:
    """With its order and rate; the first of a consideration fixes the sessions that every parent's rests on."""
    ledger = notices_of(held.pupil).ledger(held.contact.pk, act.today, without=held.pk)
    if not row.penalties.filter(state__in=states.STANDING).exists():
        row.marks = plain_marks(resting_on(row, act.today))
        row.save(update_fields=["marks"])
    held.order, held.rate, held.referred_on = ledger.order, (ledger.rate or Rate.FLAT).value, act.today


def resting_on(row: Consideration, on: dt.date) -> list[SlotMark]:
    """Which of the sessions of a consideration count today, with their codes of today."""
    pupil = row.case.pupil
    used = used_of([pupil.pk], without=row.pk).get(pupil.pk, [])
    return still_free(kept_marks(row.marks), _now(row, on), used, frozenset(row.codes))


def _now(row: Consideration, on: dt.date) -> list[SlotMark]:
    """What stands now in the sessions here that a consideration holds."""
    rows = counted_marks(row.first_week, on).filter(pupil_key=row.case.pupil.key)
    return [SlotMark(*one) for one in rows.values_list("date", "session", "code")]


def _window(marks: list[SlotMark]) -> list[Fault]:
    if len(marks) < THRESHOLD_SESSIONS:
        words = (
            f"{counted(len(marks), 'session')} of those it rests on still count, and {THRESHOLD_SESSIONS} are needed."
        )
        return [Fault(words, "window", "outcome", remedy="Do not propose it: the marks have changed since.")]
    if sum(mark.code != NO_REASON_YET for mark in marks) < THRESHOLD_SESSIONS:
        words = "The threshold is met only with sessions that have no reason yet (N), which may become authorised."
        return [Fault(words, "provisional", "outcome", remedy="Settle each N first.")]
    return []


def _waiting(notices: Notices) -> Fault | None:
    if not notices.waiting:
        return None
    number = counted(len(notices.waiting), "notice")
    words = f"{number} of an earlier school of the trust is not put to any contact, so nobody knows whose it is."
    return Fault(words, "notices_wait", "outcome", remedy="Say whose it was, in the ledger on the case’s page.")


def _asked_already(held: Penalty) -> Fault | None:
    other = Penalty.objects.filter(pupil=held.pupil, contact=held.contact, state__in=states.ASKED).exclude(pk=held.pk)
    if not other.exists():
        return None
    words = "Another notice to this parent for this child has not been answered yet."
    return Fault(words, "asked_already", "outcome", remedy="Wait for the authority, or withdraw that one.")


def _decided(held: Penalty, said: Answered, case: Case, act: Act) -> None:
    Turn.objects.create(penalty=held, move=said.outcome, on=act.today, words=held.why, at=act.now, by_name=act.name)
    to = f"to {held.contact.name}"
    if said.outcome == "refer":
        tell(case, "penalty_referred", f"A penalty notice {to} is asked for", key=held.pk, act=act)
    else:
        tell(case, "penalty_dropped", f"No penalty notice {to} is proposed", key=held.pk, act=act, more=held.why)
