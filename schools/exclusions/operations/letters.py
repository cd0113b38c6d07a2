"""Letters to parents about an exclusion: drafted to each whom somebody chose, and recorded as given once one has left.

The letters' room has them approved, printed or sent, and asks about restrictions each time.
"""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Final

from django.db import transaction

from foundation.database.scope import ALIAS
from foundation.refusals import Fault, Overtaken, Refused
from schools.exclusions.models import Exclusion, Notice
from schools.exclusions.operations.absences import hold
from schools.exclusions.operations.notices import Given, give_notice
from schools.exclusions.rules.letters import kind_for
from schools.exclusions.rules.notices import About, How, To
from schools.exclusions.rules.periods import Kind
from schools.letters.models import Letter
from schools.letters.operations import draft
from schools.letters.operations.withdrawing import withdraw_about
from schools.letters.queries import letters_about
from schools.letters.rules.states import State
from schools.roll.queries.signing import Signature

#: What these letters are about, to the letters' room.
NOTICE: Final = "exclusion.notice"
#: The states of a letter that surely left.
_LEFT: Final = frozenset({State.PRINTED, State.HANDED_OVER, State.DELIVERED})


@dataclass(slots=True)
class Drafting:
    """What came of drafting: how many letters there are, and why there is none to each of the others."""

    drafted: int = 0
    left: list[Fault] = field(default_factory=list)


def draft_letters(
    row: Exclusion, contacts: Collection[uuid.UUID], values: Mapping[str, str], *, signed: Signature, now: dt.datetime
) -> Drafting:
    """Draft the notice to each of these contacts of the pupil. Refused where none is owed, and where none was drafted.

    Who has such a letter already, that was not withdrawn, gets no other.
    """
    row = hold(row)
    if row.kind == Kind.INTERNAL:
        raise Refused("An internal placement is no exclusion, and no notice of it is owed.", code="not_owed")
    if row.decided_at is None:
        raise Refused("The headteacher has not decided. Nobody is told before.", code="not_decided")
    if row.cancelled_at is not None:
        raise Refused("It is cancelled: tell them that.", code="cancelled")
    written = {one.contact_id for one in letters_about(NOTICE, row.pk) if one.state != State.WITHDRAWN}
    made = Drafting()
    for contact in contacts:
        if contact in written:
            made.left.append(Fault("There is a letter to them already.", "written", "contacts"))
            continue
        try:
            with transaction.atomic(using=ALIAS):
                kind, about = kind_for(Kind(row.kind)).name, (NOTICE, row.pk)
                draft(kind, pupil=row.pupil, contact=contact, values=values, about=about, by=signed.by, now=now)
        except Refused as refused:
            made.left.append(refused.first)
        else:
            made.drafted += 1
    if not made.drafted:
        raise Refused.because(*(made.left or [Fault("Choose whom the letters are to.", "nobody", "contacts")]))
    return made


def letters_of(row: Exclusion) -> list[tuple[Letter, bool]]:
    """The letters about an exclusion, and of each whether its leaving waits to be recorded."""
    recorded = set(Notice.objects.filter(exclusion=row, to=To.PARENTS).values_list("proof", flat=True))
    return [(one, one.state in _LEFT and _proof(one) not in recorded) for one in letters_about(NOTICE, row.pk)]


def record_letter(row: Exclusion, letter: uuid.UUID, *, address: str, signed: Signature, now: dt.datetime) -> Notice:
    """Record that a letter which has left was given: its own words, and itself as what shows it.

    An email was given when it was sent; a printed one now, when somebody says that it was posted or handed over. Overtaken
    for one that has not left, and for one recorded already.
    """
    Exclusion.objects.select_for_update(no_key=True).get(pk=row.pk)
    found = next((one for one, waits in letters_of(row) if one.pk == letter and waits), None)
    if found is None:
        raise Overtaken("There is nothing to record of that letter.", code="not_left", remedy="Look at it again.")
    printed = found.state == State.PRINTED
    given = Given(
        to=To.PARENTS,
        about=About.EXCLUDED,
        how=How.LETTER if printed else How.EMAIL,
        given_at=now if printed else found.claimed_at or found.state_at,
        whom=found.to_name,
        proof=_proof(found),
        words=f"{found.heading}\n\n{found.body}",
    )
    return give_notice(row, given, address=address, signed=signed, now=now)


def withdraw_letters(row: Exclusion, *, signed: Signature, now: dt.datetime) -> None:
    """Have no letter about an exclusion go that was cancelled; who has one already is told by another notice."""
    withdraw_about(NOTICE, row.pk, why="The exclusion was cancelled", by=signed.by, now=now)


def _proof(letter: Letter) -> str:
    way = "by email" if letter.state != State.PRINTED else "handed over" if letter.by_hand else "posted"
    return f"Letter {letter.reference}, {way}"
