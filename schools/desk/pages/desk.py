"""The desk's page: the day so far, and one pupil who stands there."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Final

from foundation.audit.actors import Actor
from foundation.refusals import Fault
from foundation.ui.numbers import clock, counted
from foundation.ui.sentences import Said
from schools.calendar.rules.sessions import SESSION_NAMES
from schools.desk.models import Arrival, Outing, Visit
from schools.desk.operations.arriving import StandsThere
from schools.desk.queries.at_the_door import AtDoor, session_now
from schools.desk.queries.day import Act, Done, arrivals_of, last_act, out_now, outings_of, visitors_now
from schools.desk.rules.lateness import Lateness, Standing, lateness
from schools.roll.queries.placed import PlacedPupil, placed_pupils

#: What is offered while somebody types why they are late. The school's words, and any other do as well.
LATE_REASONS: Final = ("Overslept", "Bus or train", "Traffic", "Appointment", "Family", "Weather", "Feeling unwell")
_LUNCH: Final = {True: "Lunch", False: "No lunch", None: ""}
_ACTS: Final = {
    Act.LATE: "a late arrival",
    Act.OUT: "somebody going out",
    Act.BACK: "somebody coming back",
    Act.VISITOR_IN: "a visitor coming in",
    Act.VISITOR_OUT: "a visitor leaving",
}


@dataclass(frozen=True, slots=True)
class ArrivalLine:
    """Somebody who came late."""

    pupil: uuid.UUID
    name: str
    form: str
    at: dt.datetime
    session: str
    mark: str
    reason: str
    lunch: str
    by: str


@dataclass(frozen=True, slots=True)
class OutLine:
    """Somebody who is out, or was."""

    pupil: uuid.UUID
    name: str
    form: str
    left_at: dt.datetime | None
    back_at: dt.datetime | None
    reason: str
    with_whom: str


@dataclass(frozen=True)
class DeskDay:
    """The day so far. `pupils` are the compact keys of those it names; `undo` is what the reader may take back."""

    arrivals: tuple[ArrivalLine, ...]
    out: tuple[OutLine, ...]
    returned: tuple[OutLine, ...]
    visitors: tuple[Visit, ...]
    pupils: frozenset[int]
    undo: Done | None

    @property
    def said(self) -> Said:
        """How the day stands at the door."""
        lunches = sum(line.lunch == _LUNCH[True] for line in self.arrivals)
        wanted = f" ({counted(lunches, 'wants', 'want')} lunch)" if lunches else ""
        strong = f"{counted(len(self.out), 'pupil')} out, {counted(len(self.visitors), 'visitor')} in"
        return Said(strong=strong, after=f", {len(self.arrivals)} late today{wanted}.")

    @property
    def undo_words(self) -> str:
        return f"{_ACTS[self.undo.act]} at {clock(self.undo.at)}" if self.undo else ""


def desk_day(day: dt.date, by: Actor) -> DeskDay:
    """The day at the desk as it stands. A fixed number of statements, however long the day."""
    arrivals, outings = list(arrivals_of(day)), list(outings_of(day))
    keys = {row.pupil.key for row in arrivals} | {row.pupil.key for row in outings}
    placed = placed_pupils(keys, day, day)
    moved = [_outing(row, placed, day) for row in outings]
    return DeskDay(
        arrivals=tuple(_arrival(row, placed, day) for row in arrivals),
        out=tuple(sorted((one for one in moved if one.back_at is None), key=lambda one: one.left_at or _NEVER)),
        returned=tuple(one for one in moved if one.back_at is not None),
        visitors=tuple(visitors_now(day)),
        pupils=frozenset(keys),
        undo=last_act(by.person_id, day) if by.person_id else None,
    )


_NEVER = dt.datetime.min.replace(tzinfo=dt.UTC)


def _form(key: int, placed: dict[int, PlacedPupil], day: dt.date) -> str:
    stay = placed[key].on(day) if key in placed else None
    return stay.name if stay else ""


def _arrival(row: Arrival, placed: dict[int, PlacedPupil], day: dt.date) -> ArrivalLine:
    return ArrivalLine(
        row.pupil_id,
        str(row.pupil),
        _form(row.pupil.key, placed, day),
        row.at,
        SESSION_NAMES[row.session],
        f"{row.code}, {row.minutes} min" if row.minutes else row.code,
        row.reason,
        _LUNCH[row.lunch],
        row.by_name,
    )


def _outing(row: Outing, placed: dict[int, PlacedPupil], day: dt.date) -> OutLine:
    form = _form(row.pupil.key, placed, day)
    return OutLine(row.pupil_id, str(row.pupil), form, row.left_at, row.back_at, row.reason, row.with_whom)


@dataclass(frozen=True, slots=True)
class AtDesk:
    """One pupil at the desk: what a press of Late would put in the register now, or why nothing; and since when out."""

    door: AtDoor
    late: Lateness | None
    not_late: str
    out_since: dt.datetime | None

    @property
    def likely(self) -> str:
        """The act under the hand as the page opens."""
        if self.out_since:
            return "back"
        return "late" if self.late else "out"


def at_desk(door: AtDoor, *, day: dt.date, now: dt.datetime) -> AtDesk:
    """What the desk may do for a pupil now."""
    found = lateness(session_now(now, day), now)
    out = out_now(day).filter(pupil=door.pupil).first()
    late, fault = (None, found.said) if isinstance(found, Fault) else (found, "")
    return AtDesk(door, late, fault, out.left_at if out else None)


def stands_words(told: StandsThere, *, sees_register: bool) -> str:
    """What is said of a mark that stands there: which one, to who may see it; else only whether it says they are here."""
    if sees_register:
        minutes = f" {told.held.mark.minutes}" if told.held.mark.minutes else ""
        planned = ", planned beforehand" if told.held.mark.planned else ""
        return f"The register has {told.held.mark.code}{minutes} for them{planned}. Nothing is changed."
    if told.standing is Standing.HERE:
        return "The register has them as here already. Nothing is changed."
    return "The register says already why they are not here. Nothing is changed."
