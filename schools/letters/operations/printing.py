"""Printing approved letters: from then on they have left, under the letterhead and the date of that moment."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field

from foundation.audit.actors import Actor
from foundation.clock import local
from foundation.database.functions import new_keys
from foundation.documents.typesetting import undrawn
from foundation.refusals import Fault, Refused
from foundation.ui.numbers import clock, middle_date
from schools.letters.models import Letter
from schools.letters.operations.events import against, move, note
from schools.letters.operations.filing import file_later
from schools.letters.operations.grounds import faults_of_grounds
from schools.letters.queries.standing import standings_of
from schools.letters.queries.templates import Head, letterhead_now
from schools.letters.rules.standing import Standing
from schools.letters.rules.states import Act, State


@dataclass(slots=True)
class Printing:
    """What came of printing some letters: those printed together, and why each of the others was not."""

    batch: uuid.UUID
    printed: list[Letter] = field(default_factory=list)
    left: list[tuple[Letter, Fault]] = field(default_factory=list)


def print_letters(letters: Sequence[Letter], *, by_hand: bool = False, by: Actor, now: dt.datetime) -> Printing:
    """Print these letters, each whose state and addressee allow it. Refused, and nothing printed, when none does.

    `by_hand`: they are handed over, so that no postal address is needed.
    """
    keys, gone = [one.pk for one in letters], faults_of_grounds(letters, now)
    rows = list(
        Letter.objects.select_for_update(of=("self",), no_key=True)
        .filter(pk__in=keys)
        .select_related("pupil", "contact")
        .order_by("pupil__sort_name", "pk")
    )
    (batch,) = new_keys(1)
    day, printing = local(now).date(), Printing(batch)
    standings, head = standings_of(rows, day), letterhead_now()
    # All at once, as each setting costs as much as a query; one by one where something cannot be printed, to find whose.
    names = [words for one in standings.values() for words in (one.name, *one.lines)]
    is_drawn = undrawn(*names, *head.lines) is None
    for row in rows:
        standing = standings[row.pk]
        fault = against(row, Act.PRINT) or gone.get(row.pk) or _against_leaving_now(row, now)
        fault = fault or standing.against_printing(by_hand=by_hand)
        fault = fault or (None if is_drawn else undrawn_on(standing, head))
        if fault is not None:
            printing.left.append((row, fault))
            continue
        row.batch, row.by_hand = batch, by_hand
        leaves(row, standing, head, day)
        move(row, State.PRINTED, now)
        row.save()
        note(row, "printed", by=by, now=now, words="To be handed over" if by_hand else "")
        printing.printed.append(row)
    if not printing.printed:
        raise Refused.because(*([fault for _, fault in printing.left] or [Fault("Choose letters to print.", "none")]))
    file_later(printing.printed)
    return printing


def _against_leaving_now(letter: Letter, now: dt.datetime) -> Fault | None:
    """Why it cannot leave yet: from its approval on it is held for the hours that its text gives it."""
    if letter.leaves_from is None or letter.leaves_from <= now:
        return None
    words = f"It is held until {clock(letter.leaves_from)} on {middle_date(local(letter.leaves_from).date())}."
    return Fault(words, "held", remedy="Until then somebody may still withdraw it.")


def undrawn_on(standing: Standing, head: Head) -> Fault | None:
    """What of the addressee or the letterhead cannot be printed. The words were looked at as they were approved."""
    return undrawn(standing.name, *standing.lines, *head.lines)


def leaves(letter: Letter, standing: Standing, head: Head, day: dt.date) -> None:
    """Fix what the letter bears as it leaves: to whom and where, its date, the letterhead."""
    letter.to_name, letter.to_address = standing.name, "\n".join(standing.lines)
    letter.dated, letter.head = day, {"lines": head.lines}
    letter.sha256, letter.document = "", None
