"""Placing a pupil elsewhere, and what follows in the registers: plans, which a provider confirms session by session."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Final

from django.db import transaction

from foundation.clock import local
from foundation.database.scope import ALIAS
from foundation.refusals import Fault, Refused
from schools.journal.operations import record
from schools.provision.models import Provider, ProvisionPlacement, Review
from schools.provision.operations.asking import ask_from, restate_day
from schools.provision.operations.planning import put_plans
from schools.provision.rules.elsewhere import code_fault, dates_fault, sessions_between, slots_fault
from schools.roll.models import Pupil
from schools.roll.queries import due_elsewhere
from schools.roll.queries.signing import Signature

#: Pupils placed in one act, which the officer waits for and nobody else plans beside: four classes, some 25 statements each
#: pupil. Our bound.
MOST_TOGETHER: Final = 120


@dataclass(frozen=True, slots=True)
class Agreed:
    """What was agreed of a placement, as somebody types it."""

    provider: Provider
    code: str
    slots: tuple[int, ...]
    starts_on: dt.date
    ends_on: dt.date
    purpose: str
    referred_on: dt.date | None = None
    referred_by: str = ""
    evidence: str = ""
    portal_reference: str = ""
    cost: Decimal | None = None
    cost_per: str = ""


@dataclass(frozen=True, slots=True)
class Due:
    """A visit or review that is due."""

    kind: str
    on: dt.date


@dataclass(slots=True)
class Placed:
    """A placement, and of how many sessions the register could not take what was planned, because of what stands there."""

    row: ProvisionPlacement
    not_standing: int = 0
    reviews: list[Review] = field(default_factory=list)


@transaction.atomic(using=ALIAS)
def place(
    pupil: Pupil, agreed: Agreed, *, review: Due | None, may_amend: bool, signed: Signature, now: dt.datetime
) -> Placed:
    """Place a pupil at a provider: it is planned in each session agreed, and asked about on each day.

    Sessions that have begun wait for confirmation too. Refused whole when any of it may not be.
    """
    placed = _place(pupil, agreed, review=review, may_amend=may_amend, signed=signed, now=now)
    _follow(placed.row, now)
    return placed


@transaction.atomic(using=ALIAS)
def place_together(
    pupils: Collection[Pupil], agreed: Agreed, *, may_amend: bool, signed: Signature, now: dt.datetime
) -> list[Placed]:
    """Place many pupils at once as one was agreed: a class on a trip. All of them, or Refused with what stands against each.

    Each has a placement of their own, which can be changed or ended apart from the others.
    """
    if not pupils:
        raise Refused("Name at least one pupil.", code="nobody", field="who")
    # All are held before the provider is, as `place` holds one: two such acts wait for each other in one order.
    held = list(Pupil.objects.filter(pk__in=[one.pk for one in pupils]).select_for_update(no_key=True).order_by("key"))
    if len(held) > MOST_TOGETHER:
        words = f"That is {len(held)} pupils: at most {MOST_TOGETHER} are placed in one act."
        raise Refused(words, code="too_many", field="who", remedy="Name fewer, and the others after them.")
    made: list[Placed] = []
    faults: list[Fault] = []
    for pupil in held:
        try:
            made.append(_place(pupil, agreed, review=None, may_amend=may_amend, signed=signed, now=now))
        except Refused as refused:
            faults += [replace(one, words=f"{pupil}: {one.words}", field="who") for one in refused.faults]
    if faults:
        raise Refused.because(*faults)
    _follow(made[0].row, now)
    return made


@transaction.atomic(using=ALIAS)
def _place(
    pupil: Pupil, agreed: Agreed, *, review: Due | None, may_amend: bool, signed: Signature, now: dt.datetime
) -> Placed:
    """Place one pupil; the provider is not asked yet."""
    agreed = _hold(pupil, agreed)
    _check(pupil, agreed, None)
    row = ProvisionPlacement(pupil=pupil, made_at=now, made_by=signed.by.name)
    _put(row, agreed)
    placed = Placed(row)
    if review is not None:
        placed.reviews.append(Review.objects.create(placement=row, kind=review.kind, due_on=review.on))
    placed.not_standing = put_plans(row, may_amend=may_amend, signed=signed, now=now)
    record("provision.placed", about=("pupil", pupil.pk), by=signed.by, details={"placement": str(row.pk)})
    return placed


@transaction.atomic(using=ALIAS)
def change(row: ProvisionPlacement, agreed: Agreed, *, may_amend: bool, signed: Signature, now: dt.datetime) -> Placed:
    """Change what was agreed: other sessions, another last day, what is known of the referral.

    Sessions no longer agreed are no longer expected; what has been entered of them stays. The provider stays too: for
    another one this is ended and a new one made.
    """
    agreed = _hold(row.pupil, agreed)
    held = ProvisionPlacement.objects.select_for_update(no_key=True).get(pk=row.pk)
    if agreed.provider.pk != held.provider_id:
        raise Refused("For another provider end this placement and make a new one.", code="provider", field="provider")
    _check(held.pupil, agreed, held)
    _put(held, agreed)
    placed = Placed(held, put_plans(held, may_amend=may_amend, signed=signed, now=now))
    record("provision.changed", about=("pupil", held.pupil_id), by=signed.by, details={"placement": str(held.pk)})
    _follow(held, now)
    return placed


def _hold(pupil: Pupil, agreed: Agreed) -> Agreed:
    """What was agreed, with its provider as it stands now: until this is done nobody else places the pupil, ends the use of
    the provider, or sends it a link that does not know of the pupil."""
    Pupil.objects.select_for_update(no_key=True).get(pk=pupil.pk)
    return replace(agreed, provider=Provider.objects.select_for_update(no_key=True).get(pk=agreed.provider.pk))


def _put(row: ProvisionPlacement, agreed: Agreed) -> None:
    plain = {name: getattr(agreed, name) for name in agreed.__slots__}
    for name, value in plain.items():
        setattr(row, name, list(value) if name == "slots" else value)
    row.save()


def _check(pupil: Pupil, agreed: Agreed, own: ProvisionPlacement | None) -> None:
    """Raise Refused with everything that stands against what was agreed."""
    found = [dates_fault(agreed.starts_on, agreed.ends_on), slots_fault(agreed.slots)]
    faults = [one for one in found if one is not None]
    if not faults:
        away = due_elsewhere([pupil.pk], agreed.starts_on, agreed.ends_on).get(pupil.pk, [])
        dual = all(
            any(other.holds(on, session) for other in away)
            for on, session in sessions_between(agreed.slots, agreed.starts_on, agreed.ends_on)
        )
        of_school = agreed.provider.kind == Provider.Kind.SCHOOL
        fault = code_fault(agreed.code, of_school=of_school, at_other_school=dual) or _taken(pupil, agreed, own)
        faults = [fault] if fault is not None else []
    ended = agreed.provider.ended_on
    if ended is not None and agreed.ends_on > ended:
        faults.append(Fault("The school does not use this provider after its last day.", "provider_ended", "provider"))
    if agreed.cost is not None and not agreed.cost_per:
        faults.append(Fault("Say what the cost is of.", "cost_per", "cost_per"))
    if faults:
        raise Refused.because(*faults)


def _taken(pupil: Pupil, agreed: Agreed, own: ProvisionPlacement | None) -> Fault | None:
    """Why a pupil cannot be in two places at once, or None."""
    others = ProvisionPlacement.objects.filter(
        pupil=pupil, starts_on__lte=agreed.ends_on, ends_on__gte=agreed.starts_on, slots__overlap=list(agreed.slots)
    )
    if own is not None:
        others = others.exclude(pk=own.pk)
    other = others.select_related("provider").first()
    if other is None:
        return None
    words = f"The pupil is placed at {other.provider.name} in some of these sessions."
    return Fault(words, "placed_already", "slots", remedy="Choose other sessions, or end that placement first.")


def _follow(row: ProvisionPlacement, now: dt.datetime) -> None:
    """Ask the provider on the days to come, and let the link that is out today say who is expected now."""
    restate_day(row.provider, local(now).date(), now=now)
    ask_from(max(row.starts_on, local(now).date()), now=now)


@transaction.atomic(using=ALIAS)
def add_review(row: ProvisionPlacement, due: Due, *, signed: Signature) -> Review:
    """Have the placement looked at again on a day. Refused when that is planned already."""
    if due.on < row.starts_on:
        raise Refused("The placement has not begun by then.", code="too_early", field="due_on")
    made, new = Review.objects.get_or_create(placement=row, kind=due.kind, due_on=due.on)
    if not new:
        raise Refused("That is planned for this day already.", code="planned", field="due_on")
    record("provision.review_planned", about=("pupil", row.pupil_id), by=signed.by, details={"review": str(made.pk)})
    return made


@transaction.atomic(using=ALIAS)
def note_review(
    review: Review, *, on: dt.date, note: str, again: dt.date | None, signed: Signature, today: dt.date
) -> None:
    """Write down that a visit or review was held, what came of it, and when the next is due."""
    row = Review.objects.select_for_update(no_key=True).select_related("placement").get(pk=review.pk)
    if row.done_on is not None:
        raise Refused("It is written down already.", code="done")
    if on > today:
        raise Refused("That day is still to come.", code="ahead", field="done_on")
    if not note.strip():
        raise Refused("Write what came of it.", code="no_note", field="note")
    if again is not None and again <= on:
        raise Refused("The next is due after this one.", code="order", field="again")
    row.done_on, row.note, row.by_name = on, note.strip(), signed.by.name
    row.save(update_fields=["done_on", "note", "by_name"])
    if again is not None:
        Review.objects.get_or_create(placement=row.placement, kind=row.kind, due_on=again)
    about = ("pupil", row.placement.pupil_id)
    record("provision.reviewed", about=about, by=signed.by, details={"review": str(row.pk)})
