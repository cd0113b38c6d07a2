"""Putting invented families into a school's schema, and what else the roll holds of its pupils: a dozen statements."""

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from django.db import connections

from foundation.audit.actors import SYSTEM
from foundation.database.scope import ALIAS
from rollcall.demo.trust.families import YOUNG_CARER, Family, Tie, families_of
from rollcall.demo.trust.invention import SEED, InventedSchool
from schools.roll.models import (
    Contact,
    ContactPhone,
    ContactRestriction,
    DualRegistration,
    FormerUpn,
    Household,
    HouseholdPupil,
    PupilContact,
    RestrictedFlag,
)
from schools.roll.operations.contact_first import follow_flags

OTHER_SCHOOL: Final = "Larch House pupil referral unit"
#: The sessions of a week by weekday, as dual registrations number them: 1 is Monday morning, 10 Friday afternoon.
SLOTS_OF: Final = {weekday: (2 * weekday + 1, 2 * weekday + 2) for weekday in range(5)}
NUMBER_GIVEN_AFTER: Final = dt.timedelta(days=40)  # from a temporary UPN to the permanent one

#: The primary key of each pupil, by the number of the enrolment.
PupilIds = Mapping[int, uuid.UUID]


def enter_families(invented: InventedSchool, ids: PupilIds, *, seed: int = SEED) -> None:
    """Homes, contacts and restrictions, restricted flags with their signs, former numbers, registrations at two schools."""
    families = families_of(seed, invented.pupils, invented.today)
    _enter_homes(families, ids)
    _enter_contacts(families, ids)
    RestrictedFlag.objects.bulk_create(_flags(families, ids, invented.today))
    follow_flags(list(ids.values()))
    DualRegistration.objects.bulk_create(_dual(invented, ids))
    FormerUpn.objects.bulk_create(_former(invented, ids))


def _keys() -> Iterator[uuid.UUID]:
    """Keys for rows that others of the same making name: the database gives a bulk's keys only afterwards."""
    while True:
        with connections[ALIAS].cursor() as cursor:
            cursor.execute("SELECT uuidv7() FROM generate_series(1, 2000)")
            yield from (key for (key,) in cursor.fetchall())


def _enter_homes(families: Iterable[Family], ids: PupilIds) -> None:
    keys = _keys()
    homes = [(family, Household(id=next(keys), address=address)) for family in families for address in family.homes]
    Household.objects.bulk_create(home for _, home in homes)
    HouseholdPupil.objects.bulk_create(
        HouseholdPupil(household=home, pupil_id=ids[pupil.number], starts_on=pupil.starts_on)
        for family, home in homes
        for pupil in family.pupils
    )


def _enter_contacts(families: Iterable[Family], ids: PupilIds) -> None:
    keys = _keys()
    ties = [
        (family, priority, tie, _contact(tie, next(keys)))
        for family in families
        for priority, tie in enumerate(family.ties, 1)
    ]
    Contact.objects.bulk_create(contact for _, _, _, contact in ties)
    ContactPhone.objects.bulk_create(
        ContactPhone(contact=contact, place=place, label=label, typed=typed, digits=_digits(typed))
        for _, _, tie, contact in ties
        for place, (label, typed) in enumerate(tie.adult.phones, 1)
    )
    links = [
        (
            tie,
            PupilContact(
                id=next(keys),
                pupil_id=ids[pupil.number],
                contact=contact,
                relationship=tie.relationship,
                priority=priority,
                responsibility=tie.responsibility,
                lives_with=tie.lives_with,
                starts_on=pupil.starts_on,
            ),
        )
        for family, priority, tie, contact in ties
        for pupil in family.pupils
    ]
    PupilContact.objects.bulk_create(link for _, link in links)
    ContactRestriction.objects.bulk_create(
        ContactRestriction(link=link, kind=tie.bar[0], note=tie.bar[1], starts_on=link.starts_on)
        for tie, link in links
        if tie.bar is not None
    )


def _contact(tie: Tie, key: uuid.UUID) -> Contact:
    adult = tie.adult
    return Contact(id=key, name=adult.name, email=adult.email, address=adult.address, language=adult.language)


def _digits(typed: str) -> str:
    """A British number as machines ring it."""
    return "+44" + typed.replace(" ", "").removeprefix("0")


def _flags(families: Iterable[Family], ids: PupilIds, today: dt.date) -> Iterator[RestrictedFlag]:
    """A plan is about every child of a family; a young carer is its eldest at the school."""
    for family in families:
        for watch in family.watches:
            eldest = min(family.pupils, key=lambda pupil: pupil.child.birth)
            about = [eldest] if watch.kind == YOUNG_CARER else family.pupils
            for pupil in about:
                yield RestrictedFlag(
                    pupil_id=ids[pupil.number],
                    kind=watch.kind,
                    worker_name=watch.worker[0],
                    worker_phone=watch.worker[1],
                    starts_on=max(pupil.starts_on, today - dt.timedelta(days=watch.days)),
                )


def _dual(invented: InventedSchool, ids: PupilIds) -> Iterator[DualRegistration]:
    """For each pupil and year with D in the register: from the first to, when the year is over, its last day."""
    for year, registers in zip(invented.years, invented.registers, strict=True):
        over = year.days[-1] < invented.today
        for register in registers:
            days = [year.days[slot // 2] for slot, code in enumerate(register.codes) if code == "D"]
            if days:
                weekdays = sorted({day.weekday() for day in days})
                yield DualRegistration(
                    pupil_id=ids[register.pupil.number],
                    status=DualRegistration.Status.MAIN,
                    other_school=OTHER_SCHOOL,
                    slots=[slot for weekday in weekdays for slot in SLOTS_OF[weekday]],
                    starts_on=days[0],
                    ends_on=year.days[-1] if over else None,
                )


def _former(invented: InventedSchool, ids: PupilIds) -> Iterator[FormerUpn]:
    for pupil in invented.pupils:
        until = pupil.starts_on + NUMBER_GIVEN_AFTER
        if pupil.child.former_upn and until < invented.today:
            yield FormerUpn(pupil_id=ids[pupil.number], upn=pupil.child.former_upn, until=until, by_name=SYSTEM.name)
