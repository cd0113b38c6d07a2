"""What every act on a case begins with: who does it and when, and the case held as it stands; and what it leaves behind."""

import datetime as dt
from dataclasses import dataclass
from typing import Any, Final

from foundation.access.roles import Role
from foundation.clock import local
from foundation.refusals import Fault, Overtaken, Refused
from schools.cases.models import Case, Event
from schools.cases.rules import states
from schools.cases.rules.opening import Kind
from schools.journal.operations import promise, record
from schools.roll.models import Pupil
from schools.roll.queries.signing import Signature

#: Outbox topic: something happened in a case, which may count for what is decided of its pupil ({"pupil"}).
CASE_CHANGED: Final = "cases.changed"


@dataclass(frozen=True, slots=True)
class Act:
    """Who acts, and when. `roles` are those they hold that day, for what only some may do: none for the product itself."""

    signed: Signature
    now: dt.datetime
    roles: frozenset[Role] = frozenset()

    @property
    def today(self) -> dt.date:
        return local(self.now).date()

    @property
    def name(self) -> str:
        return self.signed.by.name


def held(case: Case) -> Case:
    """The case as it stands now, held until the transaction ends."""
    return Case.objects.select_for_update(no_key=True).get(pk=case.pk)


def held_open(case: Case) -> Case:
    """The same, of one that is not closed: what is over is reopened before anything is added to it."""
    row = held(case)
    if row.state == states.CLOSED:
        words = "This case has been closed."
        raise Overtaken(words, code="closed", remedy="Reopen it, or open a new one, before adding to it.")
    return row


def refuse(*faults: Fault | None) -> None:
    """Refused with every fault there is; nothing where there is none."""
    if found := [one for one in faults if one is not None]:
        raise Refused.because(*found)


def happened(
    case: Case, kind: str, words: str, *, act: Act, on: dt.date | None = None, more: str = "", key: str = ""
) -> None:
    """Write an event of the case's own into its timeline."""
    Event.objects.create(
        case=case, kind=kind, on=on or act.today, words=words, more=more, key=key, at=act.now, by_name=act.name
    )
    promise(CASE_CHANGED, {"pupil": str(case.pupil_id)})


def audit(what: str, case: Case, act: Act, **details: Any) -> None:
    """The audit line of an act on a case: about its pupil, with keys and codes and no words."""
    record(what, about=("pupil", case.pupil_id), by=act.signed.by, details={"case": str(case.pk), **details})


def note_event(
    pupil: Pupil,
    *,
    kind: str,
    on: dt.date,
    words: str,
    room: str,
    key: str,
    act: Act,
    of: Kind = Kind.ATTENDANCE,
    more: str = "",
) -> bool:
    """How a room above writes into the timeline of a pupil's open case of that kind; once, by its `room` and `key`.

    False where the pupil has no such case, or it was written before.
    """
    case = Case.objects.filter(pupil=pupil, kind=of).exclude(state=states.CLOSED).first()
    if case is None or Event.objects.filter(case=case, room=room, key=key).exists():
        return False
    row = Event(case=case, kind=kind, on=on, words=words, more=more, room=room, key=key, at=act.now, by_name=act.name)
    Event.objects.bulk_create([row], ignore_conflicts=True)
    promise(CASE_CHANGED, {"pupil": str(case.pupil_id)})
    audit("case.noted", case, act, room=room, kind=kind)
    return True
