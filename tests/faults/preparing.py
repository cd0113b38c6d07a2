"""Run by `ground` as a program of its own: migrates a new database, makes schools in it, and says where their pupils are.

python -m tests.faults.preparing SCHOOLS        # with DATABASE_URL and DATABASE_OWNER_URL; JSON on its last line
"""

import datetime as dt
import json
import sys
from typing import Any

import django

GROUPS, PUPILS = 4, 30
TERMS = [(1, dt.date(2026, 9, 2), dt.date(2026, 10, 21)), (2, dt.date(2026, 10, 22), dt.date(2026, 12, 18))]
OFFICERS = ("Ada Fell", "Bo Marsh")


def main(count: int) -> None:
    """Make them. No session times are entered, so a register stays open all its day: what is cleared can be tried too.

    The second half-term begins on a Thursday, without a holiday: the week it cuts is counted in two rows a pupil.
    """
    django.setup()
    from tenants.trusts import migrate, provisioning

    migrate.migrate_shared(lambda _line: None)
    trust = provisioning.provision_trust(name="Trials Trust", slug="trials")
    authority = provisioning.provision_authority(code="991", name="Eastshire", slug="eastshire")
    schools = [
        provisioning.provision(
            trust=trust,
            authority=authority,
            name=f"Trial School {number}",
            slug=f"trial{number}",
            phase="secondary",
            urn=f"{800000 + number}",
            laestab=f"991{8000 + number}",
            theme="edge-1",
        )
        for number in range(count)
    ]
    people = [_person(name) for name in OFFICERS]
    print(json.dumps([_filled(school, people) for school in schools]))


def _person(name: str) -> Any:
    from foundation.accounts.models import Person
    from tenants.trusts.scopes import identity_work

    with identity_work():
        person = Person(email=f"{name.split(maxsplit=1)[0].lower()}@trials.example", name=name)
        person.set_unusable_password()
        person.save()
    return person


def _filled(school: Any, people: list[Any]) -> dict[str, Any]:
    """Calendar, groups, pupils and both officers with a session each; where all of it is."""
    from django.conf import settings

    from foundation.access.roles import Role
    from schools.calendar.models import HalfTerm
    from schools.roll.models import Admission, Placement, Pupil, RegistrationGroup
    from schools.staff.models import StaffMember
    from tenants.memberships.models import Membership
    from tenants.trusts.scopes import identity_work, school_work
    from tests.world import SINCE, host_of, signed_in

    role, host, first = Role.ATTENDANCE_OFFICER, host_of(school), TERMS[0][1]
    groups: dict[str, list[str]] = {}
    with identity_work():
        for person in people:
            Membership.objects.create(person=person, role=role, starts_on=SINCE, school=school)
    with school_work(school):
        for number, starts_on, ends_on in TERMS:
            HalfTerm.objects.create(academic_year=2026, number=number, starts_on=starts_on, ends_on=ends_on)
        for person in people:
            StaffMember.objects.create(person_id=person.pk, name=person.name, position=role.label, starts_on=SINCE)
        for letter in "ABCDEFGH"[:GROUPS]:
            group = RegistrationGroup.objects.create(academic_year=2026, name=f"9{letter}", year_group="9")
            pupils = [
                Pupil.objects.create(
                    upn=_upn(len(groups) * PUPILS + number),
                    surname=f"Trial{letter}",
                    forename=f"P{number}",
                    sort_name=f"trial{letter} p{number}".casefold(),
                    birth=dt.date(2013, 3, 14),
                    sex="FM"[number % 2],
                )
                for number in range(PUPILS)
            ]
            Admission.objects.bulk_create(Admission(pupil=pupil, starts_on=first) for pupil in pupils)
            Placement.objects.bulk_create(
                Placement(pupil=pupil, year_group="9", group=group, starts_on=first) for pupil in pupils
            )
            groups[str(group.pk)] = [str(pupil.pk) for pupil in pupils]
    sessions = [signed_in(person, host).cookies[settings.SESSION_COOKIE_NAME].value for person in people]
    return {"schema": school.schema_name, "host": host, "groups": groups, "sessions": sessions}


def _upn(number: int) -> str:
    from foundation.upns import check_letter

    body = f"991400{number:05d}0"
    return check_letter(body) + body


if __name__ == "__main__":
    main(int(sys.argv[1]))
