"""What a person answers to a proposal: agreed, decided differently with a reason, put off to a day, or handed on.

Each asks again first: where what is decided now is not what the person saw, nothing is done and they are told what
changed. What is agreed opens or moves the case, gives the stage's actions to somebody, and is what a later change of the
marks is held against.
"""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from django.db import transaction

from foundation.database.scope import ALIAS
from foundation.refusals import Fault, Overtaken, Refused
from foundation.ui.numbers import counted, middle_date
from schools.cases.models import Case
from schools.cases.operations.acting import Act, audit, happened, held_open, refuse
from schools.cases.operations.cases import close, enter_stage, open_case
from schools.cases.rules import states
from schools.cases.rules.opening import Kind, Outcome, Source
from schools.cases.rules.wording import LONGEST, words_fault
from schools.decisions.models import Answer, Decision, HandedOn
from schools.decisions.operations.deciding import Look, hold, look_at
from schools.decisions.operations.standing import Agreed, keep_standing, standing_of
from schools.decisions.operations.tasks import draft_letters, give_actions
from schools.decisions.rules.agreeing import approver_of, may_agree
from schools.decisions.rules.comparing import is_proposal, what_changed
from schools.journal.operations import promise, record
from schools.policy.rules import decisions as rules
from schools.policy.rules.deciding import Pupil as Asked
from schools.policy.rules.decisions import Move
from schools.policy.rules.saying import says
from schools.policy.rules.standing import Exited
from schools.roll.models import Pupil
from schools.staff.models import StaffMember
from tenants.policies.rules.document import CLOSE

#: Outbox topic: a proposal was put before whom the policy has agree to it ({"decision"}).
HANDED_ON: Final = "decisions.handed_on"


@dataclass(frozen=True)
class _Proposal:
    """A proposal that still stands, with the pupil it is about as asked just now."""

    row: Decision
    made: rules.Decision
    asked: Asked

    @property
    def words(self) -> str:
        return says(self.made, self.asked.policy, entered_under=self.asked.entered_under)[:LONGEST]


@transaction.atomic(using=ALIAS)
def agree(decisions: Sequence[Decision], *, owner: StaffMember | None, act: Act) -> int:
    """Agree to proposals, all or none; how many. `owner` has the cases that are opened by it.

    Overtaken where one was answered or does not hold any more; Refused where a case that may close has an open task, and
    where the policy has somebody else agree.
    """
    if not decisions:
        raise Refused("No decision is ticked.", code="none", remedy="Tick at least one.")
    proposals = _standing(decisions, act)
    refuse(*(_not_theirs(one, act) for one in proposals))
    for one in proposals:
        _answer(one, "agree", act)
        if one.made.move is Move.EXIT:
            _leave(one, act)
        else:
            _enter(one, owner, act)
    look_at([row.pupil_id for row in decisions], now=act.now)
    return len(decisions)


@transaction.atomic(using=ALIAS)
def differ(decision: Decision, *, because: str, act: Act) -> Decision:
    """Decide differently: the pupil stays where they are, for a reason, until the facts are others."""
    refuse(words_fault(because, "because", needed="Write why you decide differently."))
    (one,) = _standing([decision], act)
    _answer(one, "differ", act, because=because.strip())
    if (case := _open_case(one.row.pupil_id)) is not None:
        happened(held_open(case), "differed", f"Decided differently: {one.words}"[:500], act=act, more=because.strip())
    return one.row


@transaction.atomic(using=ALIAS)
def put_off(decision: Decision, *, until: dt.date, because: str, act: Act) -> Decision:
    """Put a proposal off to a day, on which it is made again if it still holds."""
    early = Fault("It is put off to a day to come.", "until_past", "until", remedy="Give tomorrow or a later day.")
    refuse(early if until <= act.today else None, words_fault(because, "because"))
    (one,) = _standing([decision], act)
    _answer(one, "put_off", act, because=because.strip(), until=until)
    if one.made.move is Move.UP:
        agreed = replace(one.asked.standing, wait_for=one.made.stage, wait_until=until)
        keep_standing(one.row.pupil_id, agreed, act=act)
    if (case := _open_case(one.row.pupil_id)) is not None:
        words = f"Put off until {middle_date(until)}: {one.words}"[:500]
        happened(held_open(case), "put_off", words, act=act, more=because.strip())
    look_at([decision.pupil_id], now=act.now)
    return one.row


@transaction.atomic(using=ALIAS)
def hand_on(decision: Decision, *, words: str, act: Act) -> None:
    """Put a proposal before whom the policy has agree to it, with a word if there is one; once."""
    refuse(words_fault(words, "words"))
    (one,) = _standing([decision], act)
    if _not_theirs(one, act) is None:
        raise Refused("You may agree to this yourself.", code="own", remedy="Agree, decide differently or put it off.")
    before = HandedOn.objects.filter(decision=one.row).first()
    if before is not None:
        raise Overtaken(
            f"{before.by_name} has handed it on already.", code="handed_on", remedy="It waits for an answer."
        )
    HandedOn.objects.create(
        decision=one.row, words=words.strip(), at=act.now, by_name=act.name, by_position=act.signed.position
    )
    details = {"decision": str(one.row.pk), "stage": one.made.stage}
    record("decision.handed_on", about=("pupil", one.row.pupil_id), by=act.signed.by, details=details)
    promise(HANDED_ON, {"decision": str(one.row.pk)})
    if (case := _open_case(one.row.pupil_id)) is not None:
        happened(held_open(case), "handed_on", f"Handed on: {one.words}"[:500], act=act, more=words.strip())


def _not_theirs(one: _Proposal, act: Act) -> Fault | None:
    """That the policy has somebody else agree to it."""
    policy = one.asked.policy
    approver = approver_of(one.made.stage, policy)
    if approver is None or may_agree(act.roles, one.made, policy):
        return None
    name = policy.document.stage(one.made.stage).name
    words = f"By the policy the {approver.label.lower()} agrees to {name}."
    return Fault(words, "approver", remedy="Hand it on to them, decide differently or put it off.")


def _standing(decisions: Sequence[Decision], act: Act) -> list[_Proposal]:
    """These proposals, held, if each is still the pupil's newest, unanswered, and what would be decided now."""
    look = hold([row.pupil_id for row in decisions], now=act.now)
    if look is None:
        raise Refused("No policy decides today.", code="no_policy", remedy="Ask the trust to approve one.")
    found, gone = [], []
    for row in decisions:
        fault = _gone(row, look)
        if fault is None:
            kept = look.newest[row.pupil_id]
            found.append(_Proposal(kept, look.made(row.pupil_id), look.asked[row.pupil_id]))
        else:
            gone.append(fault)
    if gone:
        raise _overtaken(gone, len(decisions))
    return found


def _gone(row: Decision, look: Look) -> Fault | None:
    """Why a proposal stands no more."""
    remedy = "Look at what is decided now."
    newest, answer = look.newest.get(row.pupil_id), Answer.objects.filter(decision=row.pk).first()
    if answer is not None and answer.state != states.OVERTAKEN:
        words = f"{answer.by_name} has answered already: {states.DECISION.words(answer.state)}."
        return Fault(words, "answered", remedy=remedy)
    if newest is None or newest.pk != row.pk or row.pupil_id not in look.asked:
        return Fault("Something else has been decided since.", "decided_since", remedy=remedy)
    before, now = rules.Decision.read(newest.text), look.made(row.pupil_id)
    if not is_proposal(before):
        return Fault("This decision asks nobody for an answer.", "no_proposal", remedy=remedy)
    if rules.differs(before, now):
        asked = look.asked[row.pupil_id]
        said = says(now, asked.policy, entered_under=asked.entered_under)
        words = " ".join(("The facts have changed since.", *what_changed(before, now)[:10], said))
        return Fault(words, "facts_changed", remedy=remedy)
    return None


def _overtaken(gone: Sequence[Fault], asked: int) -> Overtaken:
    if asked == 1:
        return Overtaken.because(*gone)
    were = "was" if len(gone) == 1 else "were"
    words = f"{counted(len(gone), 'decision')} of these {asked} changed or {were} answered since."
    return Overtaken(words, code="changed", remedy="Nothing was agreed. Look at the list as it stands now.")


def _answer(one: _Proposal, move: str, act: Act, *, because: str = "", until: dt.date | None = None) -> None:
    state = states.DECISION.after(states.PROPOSED, move)
    Answer.objects.create(
        decision=one.row,
        state=state,
        because=because,
        until=until,
        at=act.now,
        by_name=act.name,
        by_position=act.signed.position,
    )
    details = {"decision": str(one.row.pk), "state": state, "stage": one.made.stage}
    record("decision.answered", about=("pupil", one.row.pupil_id), by=act.signed.by, details=details)


def _open_case(pupil: uuid.UUID) -> Case | None:
    return Case.objects.filter(pupil=pupil, kind=Kind.ATTENDANCE).exclude(state=states.CLOSED).first()


def _enter(one: _Proposal, owner: StaffMember | None, act: Act) -> None:
    """The stage is entered: in the pupil's case, or in one that is opened by it."""
    made, stage = one.made, one.asked.policy.document.stage(one.made.stage)
    case = _open_case(one.row.pupil_id)
    if case is None:
        pupil = Pupil.objects.get(pk=one.row.pupil_id)
        days = sorted({mark.date for mark in made.marks})
        case = open_case(
            pupil,
            kind=Kind.ATTENDANCE,
            because=one.words,
            act=act,
            owner=owner,
            source=Source.DECISION,
            evidence=days,
        )
    case = held_open(case)
    enter_stage(case, to=stage.key, words=f"Moved to {stage.name}", more=one.words, act=act)
    agreed = Agreed(
        stage=stage.key,
        since=act.today,
        criterion=made.because[0].criterion,
        policy=one.asked.policy.reference,
        marks=made.marks,
        through=one.asked.facts.through,
        last_exit=one.asked.standing.last_exit,
    )
    keep_standing(one.row.pupil_id, agreed, act=act)
    audit("case.agreed", case, act, decision=str(one.row.pk), stage=stage.key)
    give_actions(case, stage, one.asked.facts.times, act=act)
    draft_letters(case, stage, act=act)


def _leave(one: _Proposal, act: Act) -> None:
    """A stage is left for a lower one, or the case is closed."""
    case, made, policy = _open_case(one.row.pupil_id), one.made, one.asked.policy
    if made.stage == CLOSE and case is not None:
        close(case, outcome=Outcome.IMPROVED, words=one.words, act=act)
        return
    stage = policy.stages[0] if made.stage == CLOSE else policy.document.stage(made.stage)
    if case is not None:
        enter_stage(held_open(case), to=stage.key, words=f"Down to {stage.name}", more=one.words, act=act)
    keep_standing(
        one.row.pupil_id,
        replace(standing_of(stage.key, policy, act), last_exit=Exited(made.was, act.today)),
        act=act,
    )
