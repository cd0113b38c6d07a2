"""Writing movers' rows, as the trust. Only schools' workers do; each may be repeated and then changes nothing."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from foundation.audit.actors import SYSTEM
from foundation.database.functions import new_keys
from tenants.journal.operations import record
from tenants.movers.models import Mover
from tenants.movers.queries import Unheard
from tenants.movers.rules import Known, kept_until


@dataclass(frozen=True, slots=True)
class Leaver:
    """Somebody who left a school, and what it tells of them. `known` is under every key, the newest first."""

    known: tuple[Known, ...]
    for_school: uuid.UUID
    starts_on: dt.date
    ends_on: dt.date
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Question:
    """A pupil who came on a day and whose last school `from_school` is, known as in `Leaver`."""

    known: tuple[Known, ...]
    from_school: uuid.UUID
    came_on: dt.date


def tell(
    leavers: Sequence[Leaver], *, trust_id: uuid.UUID, from_school: uuid.UUID, version: int, now: dt.datetime
) -> None:
    """Have these, and nobody else, stand as what a school tells: written, written anew, taken back.

    What a reading with a higher `version` wrote stays. Rows under an older key are rewritten under the newest.
    """
    held = _held(from_school)
    fresh = [leaver for leaver in leavers if not any(known in held for known in leaver.known)]
    Mover.objects.bulk_create(
        [
            Mover(
                id=key,
                trust_id=trust_id,
                mover=leaver.known[0].mover,
                key_number=leaver.known[0].key_number,
                from_school=from_school,
                for_school=leaver.for_school,
                written_at=now,
                expires_on=kept_until(leaver.ends_on),
            )
            for key, leaver in zip(new_keys(len(fresh)), fresh, strict=True)
        ],
        ignore_conflicts=True,
    )
    # Only now is every row there, whoever made it, and held: a worker that wrote meanwhile has the other version.
    held = _held(from_school)
    wanted = {known: leaver for leaver in leavers for known in leaver.known}
    said: set[Known] = set()
    for known, row in held.items():
        leaver = wanted.get(known)
        if leaver is not None and leaver.known[0] in said:
            row.delete()  # asked under one key while told under another: one row says it
        elif row.version < version:
            row.version = version
            _state(row, leaver, now)
        said |= {leaver.known[0]} if leaver is not None else set()


def _held(from_school: uuid.UUID) -> dict[Known, Mover]:
    rows = Mover.objects.filter(from_school=from_school).select_for_update().order_by("pk")
    return {Known(row.key_number, row.mover): row for row in rows}


def _state(row: Mover, leaver: Leaver | None, now: dt.datetime) -> None:
    """Have a row say what is now to be said; a question that has no answer stays as it is."""
    before = (row.facts, row.starts_on, row.ends_on)
    if leaver is not None:
        row.key_number, row.mover = leaver.known[0].key_number, leaver.known[0].mover
        row.facts, row.starts_on, row.ends_on = leaver.facts, leaver.starts_on, leaver.ends_on
        row.expires_on = kept_until(leaver.ends_on)
        row.for_school = row.for_school if row.asked else leaver.for_school
    elif row.facts is not None:
        row.facts = row.starts_on = row.ends_on = None
        row.asked = False
    if (row.facts, row.starts_on, row.ends_on) != before:
        row.written_at, row.heard = now, False
        _note("mover_taken_back" if leaver is None else "mover_told", row)
    row.save()


def _note(act: str, row: Mover) -> None:
    """A line at the trust, which tells the two schools and not the pupil."""
    details = {"for_school": str(row.for_school)}
    record(
        act,
        by=SYSTEM,
        about_kind="mover",
        about_id=row.pk,
        details=details,
        trust_id=row.trust_id,
        school_id=row.from_school,
    )


def ask(questions: Iterable[Question], *, trust_id: uuid.UUID, by_school: uuid.UUID, now: dt.datetime) -> None:
    """Ask the last schools of these, unless they have told or been asked already."""
    wanted = list(questions)
    movers = [known.mover for question in wanted for known in question.known]
    held = set(Mover.objects.filter(mover__in=movers).values_list("from_school", "key_number", "mover"))
    fresh = [
        question
        for question in wanted
        if not any((question.from_school, known.key_number, known.mover) in held for known in question.known)
    ]
    made = Mover.objects.bulk_create(
        [
            Mover(
                id=key,
                trust_id=trust_id,
                mover=question.known[0].mover,
                key_number=question.known[0].key_number,
                from_school=question.from_school,
                for_school=by_school,
                asked=True,
                written_at=now,
                expires_on=kept_until(question.came_on),
            )
            for key, question in zip(new_keys(len(fresh)), fresh, strict=True)
        ],
        ignore_conflicts=True,
    )
    for row in made:
        _note("mover_asked", row)


def note_heard(woken: Collection[Unheard]) -> None:
    """The schools whose turn it was have been woken for these changes; what was taken back goes for good."""
    for one in woken:
        row = Mover.objects.filter(pk=one.key, written_at=one.written_at)
        row.filter(facts__isnull=True, asked=False).delete()
        row.update(heard=True)


def forget_expired(today: dt.date, *, trust_id: uuid.UUID) -> int:
    """Delete what is past its last day, of all schools of the trust; how many rows."""
    gone = Mover.objects.filter(expires_on__lt=today).delete()[0]
    if gone:
        record(
            "movers_expired",
            by=SYSTEM,
            about_kind="trust",
            about_id=trust_id,
            details={"rows": gone},
            trust_id=trust_id,
        )
    return gone
