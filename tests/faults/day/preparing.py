"""Run by `running` as a program of its own: a school for one simulated day, with its families and who works there.

python -m tests.faults.day.preparing FORMS TWILIO_ADDRESS ACCOUNT NUMBER        # JSON on its last line
"""

import datetime as dt
import json
import sys
from typing import Any

import django

FORM = 30
FIRST, LAST = dt.date(2026, 9, 2), dt.date(2026, 12, 18)
#: Every pupil's: what a parent types as the second fact.
BIRTH = dt.date(2013, 3, 14)
WORKERS = (("Ivy", "Moss", "ATTENDANCE_OFFICER"), ("Noor", "Vale", "SAFEGUARDING_LEAD"))


def main(forms: int, address: str, account: str, number: str) -> None:
    """Make the school and set its carrier; the carrier's token is in the environment."""
    django.setup()
    from rollcall.__main__ import main as rollcall
    from tenants.trusts import provisioning
    from tenants.trusts.models import LocalAuthority, Trust
    from tenants.trusts.scopes import identity_work
    from tests.faults.preparing import _person

    with identity_work():
        trust, authority = Trust.objects.get(), LocalAuthority.objects.get()
    school = provisioning.provision(
        trust=trust,
        authority=authority,
        name="Whole Day School",
        slug=f"day{forms}",
        phase="secondary",
        urn=f"{810000 + forms}",
        laestab=f"991{7000 + forms}",
        theme="edge-1",
    )
    found = _filled(school, forms, [(_person(f"{first}{forms} {last}"), role) for first, last, role in WORKERS])
    pairs = [f"account={account}", f"sender={number}", f"address={address}"]
    settings = [word for pair in pairs for word in ("--setting", pair)]
    if rollcall(["gateway", school.slug, "--channel", "text", "--kind", "twilio", *settings]):
        sys.exit("the carrier could not be set")
    print(json.dumps(found))


def _filled(school: Any, forms: int, workers: list[tuple[Any, str]]) -> dict[str, Any]:
    """Calendar, forms, pupils with families, and a session of each who works there."""
    from django.conf import settings

    from foundation.access.roles import Role
    from schools.calendar.models import HalfTerm, SessionTimes
    from schools.roll.models import RegistrationGroup
    from schools.staff.models import StaffMember
    from tenants.memberships.models import Membership
    from tenants.trusts.scopes import identity_work, school_work
    from tests.world import SINCE, host_of, signed_in

    with identity_work():
        for person, role in workers:
            Membership.objects.create(person=person, role=Role[role], starts_on=SINCE, school=school)
    with school_work(school):
        HalfTerm.objects.create(academic_year=2026, number=2, starts_on=FIRST, ends_on=LAST)
        for session, opens_at in ((1, dt.time(8, 45)), (2, dt.time(13, 0))):
            SessionTimes.objects.create(session=session, valid_from=FIRST, opens_at=opens_at, closes_after=30)
        for person, role in workers:
            StaffMember.objects.create(
                person_id=person.pk, name=person.name, position=Role[role].label, starts_on=SINCE
            )
        groups = {}
        for number in range(forms):
            year = str(7 + number % 5)
            name = f"{year}{chr(ord('A') + number // 5)}"
            group = RegistrationGroup.objects.create(academic_year=2026, name=name, year_group=year)
            groups[str(group.pk)] = [str(pupil.pk) for pupil in _form(group, number)]
    host = host_of(school)
    sessions = [signed_in(person, host).cookies[settings.SESSION_COOKIE_NAME].value for person, _ in workers]
    return {"schema": school.schema_name, "host": host, "groups": groups, "sessions": sessions}


def _form(group: Any, number: int) -> list[Any]:
    """A form's pupils. Every tenth is the next one's sibling; the last of each form has nobody to be asked."""
    from schools.roll.models import Admission, Placement, Pupil
    from tests.faults.preparing import _upn

    pupils = [
        Pupil.objects.create(
            upn=_upn(number * FORM + place),
            surname=f"Day{number}",
            forename=f"P{place}",
            sort_name=f"day{number} p{place}",
            birth=BIRTH,
            sex="FM"[place % 2],
        )
        for place in range(FORM)
    ]
    Admission.objects.bulk_create(Admission(pupil=pupil, starts_on=FIRST) for pupil in pupils)
    Placement.objects.bulk_create(
        Placement(pupil=pupil, year_group=group.year_group, group=group, starts_on=FIRST) for pupil in pupils
    )
    for place, pupil in enumerate(pupils[:-1]):
        _family(pupil, pupils[place + 1] if place % 10 == 0 else None, number * FORM + place, place)
    return pupils


def _family(pupil: Any, sibling: Any, number: int, place: int) -> None:
    """A parent with a number of their own; of every fifth pupil a second who has the same number."""
    from foundation.phones import parse_phone
    from schools.roll.models import Contact, ContactPhone, PupilContact

    phone = parse_phone(f"07400 {100000 + number}")
    if place % 10 == 1:  # the sibling's parent is theirs
        return
    for priority in (1, 2) if place % 5 == 3 else (1,):
        contact = Contact.objects.create(name=f"Parent {number} {priority}")
        ContactPhone.objects.create(contact=contact, place=1, typed=phone.typed, digits=phone.digits)
        for child in filter(None, (pupil, sibling)):
            PupilContact.objects.create(
                pupil=child, contact=contact, relationship="parent", priority=priority, starts_on=FIRST
            )


if __name__ == "__main__":
    main(int(sys.argv[1]), *sys.argv[2:5])
