"""What keeps the child away, what child and parent say, and what was offered and answered."""

import datetime as dt

from django.db import transaction

from foundation.database.scope import ALIAS
from foundation.refusals import Fault, Overtaken
from schools.cases.models import Barrier, BarrierKind, Case, Offer, View
from schools.cases.operations.acting import Act, audit, happened, held_open, refuse
from schools.cases.rules import states
from schools.cases.rules.wording import words_fault
from schools.roll.queries.contacts import ContactOf


def past_fault(on: dt.date, field: str, today: dt.date) -> Fault | None:
    """What stands against a day on which something happened: it is today or before."""
    return (
        Fault("That day is still to come.", "ahead", field, remedy="Give today or a day before.")
        if on > today
        else None
    )


@transaction.atomic(using=ALIAS)
def note_barrier(case: Case, *, kind: BarrierKind, words: str, act: Act) -> Barrier:
    """Note something that keeps the child away. A sensitive one leaves nothing in the timeline."""
    row = held_open(case)
    refuse(words_fault(words, "words"))
    if Barrier.objects.filter(case=row, kind=kind, ended_on__isnull=True).exists():
        refuse(Fault("This barrier is noted already.", "already", "kind", remedy="Choose another of the list."))
    barrier = Barrier.objects.create(
        case=row,
        kind=kind,
        sensitive=kind.sensitive,
        words=words.strip(),
        on=act.today,
        at=act.now,
        by_name=act.name,
    )
    if not kind.sensitive:
        happened(row, "barrier", f"Barrier noted: {kind.name}", act=act, more=barrier.words, key=str(barrier.pk))
    audit("case.barrier", row, act, barrier=str(barrier.pk), sensitive=kind.sensitive)
    return barrier


@transaction.atomic(using=ALIAS)
def end_barrier(barrier: Barrier, *, act: Act) -> Barrier:
    """Say that it keeps the child away no more."""
    case = held_open(barrier.case)
    row = Barrier.objects.select_for_update(no_key=True).select_related("kind").get(pk=barrier.pk)
    if row.ended_on is not None:
        raise Overtaken("Somebody has said so already.", code="ended", remedy="Look at the case again.")
    row.ended_on, row.ended_by = act.today, act.name
    row.save(update_fields=["ended_on", "ended_by"])
    if not row.sensitive:
        happened(case, "barrier_gone", f"Barrier gone: {row.kind.name}", act=act, key=f"{row.pk} gone")
    audit("case.barrier_gone", case, act, barrier=str(row.pk))
    return row


@transaction.atomic(using=ALIAS)
def write_view(
    case: Case, *, whose: View.Whose, words: str, on: dt.date, act: Act, contact: ContactOf | None = None
) -> View:
    """Write down what the child or a parent says, in their words."""
    row = held_open(case)
    refuse(
        words_fault(words, "words", needed="Write what they said, in their words."),
        past_fault(on, "on", act.today),
    )
    view = View.objects.create(
        case=row,
        whose=whose,
        contact_id=contact.contact if contact is not None else None,
        words=words.strip(),
        on=on,
        at=act.now,
        by_name=act.name,
    )
    said = contact.name if contact is not None else whose.label
    happened(row, "view", f"{said} was heard", act=act, on=on, key=str(view.pk))
    audit("case.view", row, act, view=str(view.pk), whose=whose.value)
    return view


@transaction.atomic(using=ALIAS)
def make_offer(case: Case, *, what: str, made_on: dt.date, act: Act) -> Offer:
    """Write down help that was offered to the family."""
    row = held_open(case)
    refuse(
        words_fault(what, "what", needed="Write what was offered."),
        past_fault(made_on, "made_on", act.today),
    )
    offer = Offer.objects.create(case=row, what=what.strip(), made_on=made_on, at=act.now, by_name=act.name)
    happened(row, "offer", "Help offered", act=act, on=made_on, more=offer.what, key=str(offer.pk))
    audit("case.offer", row, act, offer=str(offer.pk))
    return offer


@transaction.atomic(using=ALIAS)
def answer_offer(offer: Offer, *, move: str, on: dt.date, answer: str, act: Act) -> Offer:
    """Write down that the family took an offer up, or refused it and what they said."""
    case = held_open(offer.case)
    row = Offer.objects.select_for_update(no_key=True).get(pk=offer.pk)
    after = states.OFFER.after(row.state, move)
    early = Fault("It was answered before it was made.", "order", "on", remedy="Check the day.")
    refuse(
        words_fault(answer, "answer", needed="Write what the family said." if after == states.REFUSED else ""),
        past_fault(on, "on", act.today),
        early if on < row.made_on else None,
    )
    row.state, row.answered_on, row.answer = after, on, answer.strip()
    row.save(update_fields=["state", "answered_on", "answer"])
    words = f"Offer {states.OFFER.words(after)}"
    happened(case, "refused" if after == states.REFUSED else "taken", words, act=act, on=on, more=row.answer)
    audit("case.offer_answered", case, act, offer=str(row.pk), state=after)
    return row
