"""Joining and coming back: the spells on the admission register. Names enter with an agreed starting day and a placement."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import Q

from foundation.audit.actors import Actor
from foundation.database.hiding import whole_lists
from foundation.database.scope import ALIAS
from foundation.refusals import Malformed, Refused
from foundation.upns import parse_upn
from schools.calendar.queries import year_of, year_starts
from schools.journal.operations import record
from schools.roll.models import Admission, Placement, Pupil, RegistrationGroup
from schools.roll.operations.changes import announce
from schools.roll.operations.dated import end_placements
from schools.roll.operations.names import keep_numbers, tell_apart
from schools.roll.operations.schools import settle_school
from schools.roll.queries import not_over
from schools.roll.rules.names import sort_name
from schools.roll.rules.year_group import parse_year_group

OLDEST = 25
YOUNGEST = 1
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Joiner:
    """What the admission register holds of a new pupil. `twin` says it is not the pupil of that name and birthday."""

    surname: str
    forename: str
    birth: dt.date
    sex: str
    preferred: str = ""
    upn: str = ""
    twin: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """A spell to begin: its first day, and where the pupil is placed from it. `year_group` may be the group's.

    `last_school_id` is the last school attended when it was chosen from those of the trust, and names it.
    """

    starts_on: dt.date
    group: RegistrationGroup
    year_group: str = ""
    last_school: str = ""
    last_school_id: uuid.UUID | None = None
    boarder: bool = False


@whole_lists()
@transaction.atomic(using=ALIAS)
def admit_pupil(joiner: Joiner, start: Start, *, today: dt.date, by: Actor) -> Pupil:
    """Put a new pupil on the roll. Refused names the field that stands against it."""
    age = (today - joiner.birth).days // 365
    if not YOUNGEST <= age <= OLDEST:
        raise Refused("Nobody of that age is a pupil. Check the year of birth.", field="birth")
    upn = free_upn(joiner.upn) if joiner.upn.strip() else None
    name = sort_name(joiner.surname, joiner.forename)
    if not joiner.twin and Pupil.objects.filter(sort_name=name, birth=joiner.birth).exists():
        raise Refused(
            "A pupil of this name and date of birth is or was here. Readmit them from their page, "
            "or tick this if it is another child.",
            field="twin",
        )
    _refuse_start(start, birth=joiner.birth, today=today)
    try:
        with transaction.atomic(using=ALIAS):
            pupil = Pupil.objects.create(
                upn=upn,
                surname=joiner.surname,
                forename=joiner.forename,
                preferred=joiner.preferred,
                sort_name=name,
                birth=joiner.birth,
                sex=joiner.sex,
            )
    except IntegrityError:
        # Somebody else has just taken the number.
        raise Refused(_TAKEN, field="upn") from None
    tell_apart()
    pupil.refresh_from_db(fields=["apart"])
    admission = _begin(pupil, start)
    record("pupil.admitted", about=("pupil", pupil.pk), by=by, details=_start_details(admission, start))
    announce(start.starts_on)
    return pupil


@transaction.atomic(using=ALIAS)
def readmit_pupil(pupil: Pupil, start: Start, *, today: dt.date, by: Actor) -> Admission:
    """Put a pupil who has left back on the roll, in a new spell. The old spells stay as they are."""
    pupil = lock(pupil)
    _refuse_start(start, birth=pupil.birth, today=today)
    if pupil.admissions.filter(not_over(start.starts_on)).exists():
        raise Refused("The pupil is on the roll on that day already. Give a day after they left.", field="starts_on")
    end_placements(pupil, start.starts_on - _DAY)
    admission = _begin(pupil, start)
    record("pupil.readmitted", about=("pupil", pupil.pk), by=by, details=_start_details(admission, start))
    announce(start.starts_on)
    return admission


@transaction.atomic(using=ALIAS)
def change_upn(pupil: Pupil, upn: str, *, today: dt.date, by: Actor) -> Pupil:
    """Give a pupil another unique pupil number; the one borne until now stays on record as a former one."""
    pupil = lock(pupil)
    new = free_upn(upn, of=pupil)
    if new == pupil.upn:
        raise Refused("This is the pupil's number already.", field="upn")
    if pupil.upn is not None:
        keep_numbers(pupil, (pupil.former_upn, pupil.upn), until=today, by_name=by.name)
        pupil.former_upn = pupil.upn
    had = pupil.upn is not None
    pupil.upn = new
    try:
        with transaction.atomic(using=ALIAS):
            pupil.save(update_fields=["upn", "former_upn"])
    except IntegrityError:
        raise Refused(_TAKEN, field="upn") from None
    tell_apart()
    record("pupil.upn_changed", about=("pupil", pupil.pk), by=by, details={"had_one": had})
    return pupil


_TAKEN = "Another pupil of this school bears this number. Search for it, or check it against the last school's record."


@whole_lists()
def free_upn(text: str, *, of: Pupil | None = None) -> str:
    """The number in a typed text, as long as nobody else here bears it or bore it. Refused otherwise."""
    try:
        upn = parse_upn(text).value
    except Malformed as fault:
        raise Refused(fault.words, field="upn") from None
    others = Pupil.objects.filter(Q(upn=upn) | Q(former_upn=upn) | Q(former_upns__upn=upn))
    if of is not None:
        others = others.exclude(pk=of.pk)
    if others.exists():
        raise Refused(_TAKEN, field="upn")
    return upn


def lock(pupil: Pupil) -> Pupil:
    """The pupil as they are now, locked until the transaction ends: acts on one pupil's roll go one after another."""
    return Pupil.objects.select_for_update(no_key=True).get(pk=pupil.pk)


def lock_each(pupils: Iterable[uuid.UUID]) -> None:
    """Lock several pupils until the transaction ends, always in the same order, so that two never wait for one another."""
    list(Pupil.objects.select_for_update(no_key=True).filter(pk__in=set(pupils)).order_by("pk"))


def year_group_in(group: RegistrationGroup, year_group: str) -> str:
    """The year group of somebody placed in a group: the group's own, or the one given for a group of mixed ages."""
    given = year_group.strip()
    if not given:
        if group.year_group:
            return group.year_group
        raise Refused("This group has pupils of several years. Choose the pupil's year group.", field="year_group")
    try:
        chosen = parse_year_group(given)
    except Malformed as fault:
        raise Refused(fault.words, field="year_group") from None
    if group.year_group and chosen != group.year_group:
        raise Refused("The group chosen is of another year. Choose the year or the group anew.", field="year_group")
    return chosen


def refuse_group_of_another_year(group: RegistrationGroup, day: dt.date) -> None:
    """Refused unless the group exists in the academic year that holds the day."""
    if group.academic_year != year_of(day):
        raise Refused("This group does not exist on that day. Choose a group of that school year.", field="group")


def _refuse_start(start: Start, *, birth: dt.date, today: dt.date) -> None:
    first = year_starts(year_of(today))
    if start.starts_on < first:
        raise Refused(
            "The starting day is in an earlier school year. Only an import brings in earlier years.", field="starts_on"
        )
    if start.starts_on > today + dt.timedelta(days=366):
        raise Refused("The starting day is more than a year ahead. Check the year.", field="starts_on")
    if start.starts_on <= birth:
        raise Refused("The starting day is before the pupil was born. Check both dates.", field="starts_on")
    refuse_group_of_another_year(start.group, start.starts_on)
    year_group_in(start.group, start.year_group)


def _begin(pupil: Pupil, start: Start) -> Admission:
    last_school, last_school_id = settle_school(start.last_school, start.last_school_id, field="last_school_id")
    admission = Admission.objects.create(
        pupil=pupil,
        starts_on=start.starts_on,
        last_school=last_school,
        last_school_id=last_school_id,
        boarder=start.boarder,
    )
    Placement.objects.create(
        pupil=pupil,
        year_group=year_group_in(start.group, start.year_group),
        group=start.group,
        starts_on=start.starts_on,
    )
    return admission


def _start_details(admission: Admission, start: Start) -> dict[str, str]:
    placed = admission.pupil.placements.get(starts_on=start.starts_on)
    details = {"row": str(admission.pk), "placement": str(placed.pk)}
    return details | {"starts_on": str(start.starts_on), "group": str(start.group.pk)}
