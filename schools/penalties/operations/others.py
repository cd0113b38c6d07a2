"""Notices of other schools and authorities, written down with their source or put to a contact; and legal steps."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import transaction

from foundation.database.dated import holds_on
from foundation.database.scope import ALIAS
from foundation.refusals import Fault, Overtaken
from foundation.ui.numbers import middle_date
from schools.cases.models import Case
from schools.cases.operations.acting import Act, held, refuse
from schools.cases.rules.wording import words_fault
from schools.penalties.models import LONGEST_NAME, LegalStep, OtherNotice
from schools.penalties.operations.noting import note, tell
from schools.penalties.queries.ledgers import Waiting, notices_of
from schools.penalties.rules.steps import StepKind, days_faults
from schools.roll.models import Contact, PupilContact
from tenants.policies.rules.notice_states import ISSUED, PENALTY


@dataclass(frozen=True, slots=True)
class Written:
    """A notice as somebody writes it down. `state` is one that a notice has once it is issued."""

    contact: uuid.UUID
    issued_on: dt.date
    state: str
    issuer: str
    source: str


@transaction.atomic(using=ALIAS)
def write_notice(case: Case, said: Written, *, act: Act) -> OtherNotice:
    """Write down a notice that another school or authority had issued. Refused without its source."""
    row = held(case)
    refuse(*_faults(row, said, act.today))
    contact = Contact.objects.get(pk=said.contact)
    made = OtherNotice.objects.create(
        pupil=row.pupil,
        contact=contact,
        issued_on=said.issued_on,
        state=said.state,
        issuer=said.issuer.strip(),
        source=said.source.strip(),
        at=act.now,
        by_name=act.name,
    )
    words = f"A penalty notice to {contact.name} of {middle_date(said.issued_on)}, by {made.issuer}, is written down"
    tell(row, "penalty_elsewhere", words, key=made.pk, act=act, more=made.source)
    note("elsewhere_written", row, act, notice=str(made.pk), state=made.state)
    return made


def _faults(case: Case, said: Written, today: dt.date) -> list[Fault | None]:
    to_come = said.issued_on > today
    twice = OtherNotice.objects.filter(pupil=case.pupil, contact=said.contact, issued_on=said.issued_on).exists()
    return [
        Fault("That day is to come.", "to_come", "issued_on", remedy="Write the day of first issue.")
        if to_come
        else None,
        Fault("A notice to them of that day is written down already.", "twice", "issued_on") if twice else None,
        _no_contact(case, said.contact, today),
        words_fault(said.issuer, "issuer", most=LONGEST_NAME, needed="Write which authority or school had it issued."),
        words_fault(said.source, "source", needed="Write from where you know of it."),
    ]


def _no_contact(case: Case, contact: uuid.UUID | None, today: dt.date) -> Fault | None:
    links = PupilContact.objects.filter(holds_on(today), pupil=case.pupil_id, contact=contact)
    if contact is not None and links.exists():
        return None
    return Fault(
        "That person is no contact of the pupil today.", "contact", "contact", remedy="Choose one of the list."
    )


@transaction.atomic(using=ALIAS)
def restate(notice: OtherNotice, case: Case, *, state: str, source: str, act: Act) -> OtherNotice:
    """Write down how such a notice stands now. One of an earlier school of the trust is said by that school itself."""
    row = held(case)
    kept = OtherNotice.objects.select_for_update(no_key=True).get(pk=notice.pk)
    carried = "How this one stands, the earlier school says itself." if kept.from_school is not None else ""
    refuse(
        Fault(carried, "carried", "state") if carried else None,
        words_fault(source, "source", needed="Write from where you know of it."),
    )
    kept.state, kept.source, kept.by_name = state, source.strip(), act.name
    kept.save(update_fields=["state", "source", "by_name"])
    words = f"The penalty notice of {middle_date(kept.issued_on)} by {kept.issuer}: {PENALTY.words(state)}"
    tell(row, f"penalty_{state}", words, key=f"{kept.pk} {act.now.isoformat()}", act=act, more=kept.source)
    note("elsewhere_restated", row, act, notice=str(kept.pk), state=state)
    return kept


@transaction.atomic(using=ALIAS)
def put_to(case: Case, waiting: Waiting, *, contact: uuid.UUID | None, whose: str, act: Act) -> OtherNotice:
    """Say to whom a notice of an earlier school of the trust went: to a contact, or to somebody who is none here."""
    row = held(case)
    still = any(
        one.carried.row.pk == waiting.carried.row.pk and one.notice == waiting.notice
        for one in notices_of(row.pupil).waiting
    )
    if not still:
        raise Overtaken("Somebody has put this notice to a contact since this page was opened.", code="settled")
    if contact is None:
        refuse(words_fault(whose, "whose", most=LONGEST_NAME, needed="Write to whom it went, or choose a contact."))
    else:
        refuse(_no_contact(row, contact, act.today))
    name = waiting.carried.row.from_name
    made = OtherNotice.objects.create(
        pupil=row.pupil,
        contact_id=contact,
        whose="" if contact else whose.strip(),
        issued_on=waiting.notice.issued_on,
        state=ISSUED,
        issuer=name,
        source=f"carried over from {name}",
        from_school=waiting.carried.row.from_school,
        relationship=waiting.notice.relationship,
        order=waiting.notice.order,
        at=act.now,
        by_name=act.name,
    )
    tell(row, "penalty_put", f"Whose the penalty notice of {name} was is written down", key=made.pk, act=act)
    note("carried_put", row, act, notice=str(made.pk), contact=contact is not None)
    return made


@dataclass(frozen=True, slots=True)
class Step:
    """A legal step as somebody writes it down."""

    kind: StepKind
    contact: uuid.UUID | None
    made_on: dt.date
    ends_on: dt.date | None
    words: str


@transaction.atomic(using=ALIAS)
def write_step(case: Case, said: Step, *, act: Act) -> LegalStep:
    """Write down what a court or an authority did. Its papers are added on its page."""
    row = held(case)
    refuse(
        *days_faults(said.made_on, said.ends_on, act.today),
        words_fault(said.words, "words", needed="Write what was ordered or decided."),
        _no_contact(row, said.contact, act.today) if said.contact is not None else None,
    )
    made = LegalStep.objects.create(
        case=row,
        kind=said.kind.value,
        contact_id=said.contact,
        made_on=said.made_on,
        ends_on=said.ends_on,
        words=said.words.strip(),
        at=act.now,
        by_name=act.name,
    )
    tell(row, f"legal_{said.kind.value}"[:20], said.kind.words, key=made.pk, act=act, on=said.made_on, more=made.words)
    note("step_written", row, act, step=str(made.pk), kind=said.kind.value)
    return made
