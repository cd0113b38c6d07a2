"""Preparing a paper for somebody outside the school, approving it as it is read, and handing it over.

Every step is an audit line about the pupil: the paper's key and kind, and how much of it is sensitive or restricted.
"""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any, Final

from django.db import transaction

from foundation.clock import local
from foundation.database.scope import ALIAS
from foundation.refusals import Fault, Overtaken, Refused
from schools.cases.models import Case, Note
from schools.cases.operations.acting import Act, audit, note_event, refuse
from schools.cases.operations.support import past_fault
from schools.cases.rules.opening import Kind
from schools.cases.rules.wording import words_fault
from schools.journal.operations import promise
from schools.papers.models import Paper
from schools.papers.rules.kinds import LONGEST_NAME, LONGEST_PURPOSE, LONGEST_SUMMARY, Chosen, How, PaperKind, State
from schools.papers.rules.shapes import LeftOut, Part
from schools.roll.queries.contacts import ContactOf, contacts_of

#: Outbox topic: a paper was approved and is to be made ({"paper"}).
MAKE: Final = "papers.make"
_BARRED: Final = Fault(
    "Something stands against giving this person anything about the child.",
    "barred",
    "contact",
    remedy="Ask the safeguarding lead.",
)


@transaction.atomic(using=ALIAS)
def prepare_record(case: Case, *, contact: ContactOf | None, asked_on: dt.date, act: Act) -> Paper:
    """Begin the record that somebody of the family asked for; without a contact, the child did."""
    refuse(
        past_fault(asked_on, "asked_on", act.today),
        _BARRED if contact is not None and contact.restrictions else None,
    )
    pupil = case.pupil
    child = f"{pupil.preferred or pupil.forename} {pupil.surname}"
    paper = Paper.objects.create(
        case=case,
        kind=PaperKind.FAMILY.value,
        contact_id=contact.contact if contact else None,
        recipient=contact.name if contact else child,
        purpose="The family asks for what the school holds of this case",
        asked_on=asked_on,
        at=act.now,
        by_name=act.name,
    )
    _audit("paper.prepared", paper, act)
    return paper


@transaction.atomic(using=ALIAS)
def prepare_for_agency(
    case: Case,
    *,
    kind: PaperKind,
    recipient: str,
    organisation: str,
    purpose: str,
    asked_on: dt.date,
    summary: str,
    chosen: Collection[Chosen],
    act: Act,
    notes: Collection[Note] = (),
) -> Paper:
    """Begin a chronology and summary for another agency's meeting. Restricted notes are chosen one by one, and for child
    protection alone."""
    nothing = Fault("Choose what goes into it.", "nothing", "chosen")
    open_notes = Fault("Restricted notes go to child protection meetings alone.", "restricted", "notes")
    refuse(
        words_fault(recipient, "recipient", most=LONGEST_NAME, needed="Write who gets it."),
        words_fault(organisation, "organisation", most=LONGEST_NAME, needed="Write whom they work for."),
        words_fault(purpose, "purpose", most=LONGEST_PURPOSE, needed="Write what it is for."),
        words_fault(summary, "summary", most=LONGEST_SUMMARY, needed="Write a short summary."),
        None if chosen else nothing,
        open_notes if notes and not kind.is_restricted else None,
    )
    paper = Paper.objects.create(
        case=case,
        kind=kind.value,
        recipient=recipient.strip(),
        organisation=organisation.strip(),
        purpose=purpose.strip(),
        asked_on=asked_on,
        summary=summary.strip(),
        chosen=[one.value for one in Chosen if one in chosen],
        notes=[note.pk for note in notes if note.case_id == case.pk and note.restricted],
        at=act.now,
        by_name=act.name,
    )
    _audit("paper.prepared", paper, act)
    return paper


@transaction.atomic(using=ALIAS)
def put_back(paper: Paper, *, keys: Collection[str], offered: Collection[str], act: Act) -> Paper:
    """Say which of what is left out belongs in the paper after all; of what it offers, and nothing else."""
    row = _held(paper, State.DRAFT)
    row.put_back = sorted((set(row.put_back) | set(keys)) & (set(offered) | set(row.put_back)))
    row.save(update_fields=["put_back"])
    _audit("paper.put_back", row, act, lines=len(row.put_back))
    return row


@transaction.atomic(using=ALIAS)
def leave_out_again(paper: Paper, *, act: Act) -> Paper:
    """Take back whatever was put back."""
    row = _held(paper, State.DRAFT)
    row.put_back = []
    row.save(update_fields=["put_back"])
    _audit("paper.put_back", row, act, lines=0)
    return row


@transaction.atomic(using=ALIAS)
def approve(
    paper: Paper,
    *,
    parts: Sequence[Part],
    bound: Sequence[tuple[str, str]],
    left_out: Sequence[LeftOut],
    digest: str,
    read: str,
    act: Act,
) -> Paper:
    """Approve a paper as it was read; the worker makes it of that and of nothing later.

    `read` is the digest of what the approver had before them: Overtaken where it says something else by now.
    """
    row = _held(paper, State.DRAFT)
    if read != digest:
        words = "Something of it has changed since you looked."
        raise Overtaken(words, code="changed", remedy="Read it again, and approve it then.")
    refuse(_barred_now(row, act))
    row.parts = [part.plain for part in parts]
    row.bound = [list(one) for one in bound]
    row.left_out = [{"key": one.key, "on": str(one.on), "because": one.because.value} for one in left_out]
    row.state, row.approved_at, row.approved_by = State.APPROVED.value, act.now, act.name
    row.approved_position = act.signed.position
    row.save()
    _audit("paper.approved", row, act, bound=len(bound), left_out=len(left_out))
    promise(MAKE, {"paper": str(row.pk)})
    return row


@transaction.atomic(using=ALIAS)
def drop(paper: Paper, *, act: Act) -> Paper:
    """Say that a paper is not needed after all. What was handed over stays on record."""
    row = _held(paper, State.DRAFT, State.APPROVED)
    row.state = State.DROPPED.value
    row.save(update_fields=["state"])
    _audit("paper.dropped", row, act)
    return row


@transaction.atomic(using=ALIAS)
def hand_over(paper: Paper, *, on: dt.date, how: How, act: Act) -> Paper:
    """Say who got it, when and how. A case's timeline says so too, but of child protection nothing."""
    row = _held(paper, State.APPROVED)
    if row.document is None:
        raise Refused("It is still being made.", code="not_made", remedy="Try again in a minute.")
    assert row.approved_at is not None
    early = Fault("That is before it was approved.", "early", "on", remedy="Check the day.")
    refuse(
        past_fault(on, "on", act.today), early if on < local(row.approved_at).date() else None, _barred_now(row, act)
    )
    row.state, row.handed_on, row.handed_how, row.handed_by = State.HANDED.value, on, how.value, act.name
    row.save(update_fields=["state", "handed_on", "handed_how", "handed_by"])
    _audit("paper.handed", row, act, on=on.isoformat(), how=how.value)
    kind = PaperKind(row.kind)
    if not kind.is_restricted:
        words = f"{kind.words}: paper handed to {row.recipient} {how.words}"
        of, key = Kind(row.case.kind), str(row.pk)
        note_event(row.case.pupil, kind="paper", on=on, words=words[:500], room="papers", key=key, act=act, of=of)
    return row


def _barred_now(paper: Paper, act: Act) -> Fault | None:
    """What stands by now against giving it to whom it is for."""
    if paper.contact_id is None:
        return None
    held = next((one for one in contacts_of(paper.case.pupil, act.today) if one.contact == paper.contact_id), None)
    if held is None:
        words = "This person is no contact of the child any more."
        return Fault(words, "no_contact", "contact", remedy="Ask the safeguarding lead.")
    return _BARRED if held.restrictions else None


def _held(paper: Paper, *states: State) -> Paper:
    """The paper as it stands, held, in one of these states."""
    rows = Paper.objects.select_for_update(of=("self",), no_key=True).select_related("case__pupil")
    row = rows.get(pk=paper.pk)
    if row.state not in states:
        said = State(row.state).words
        raise Overtaken(f"This paper is {said} already.", code="state", remedy="Look at it again, or prepare another.")
    return row


def _audit(what: str, paper: Paper, act: Act, **details: Any) -> None:
    sensitive = Chosen.SENSITIVE.value in paper.chosen
    said = {"paper": str(paper.pk), "kind": paper.kind, "sensitive": sensitive, "restricted": len(paper.notes)}
    audit(what, paper.case, act, **said, **details)
