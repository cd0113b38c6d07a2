"""The invented world of the tests: Northfield and Southgate, two authorities, and a person for every role.

Compact pupil keys coincide between schools on purpose (every school's first pupil has key 1), and every school's pupils
carry a canary in their surnames, so that a leak shows.
"""

import datetime as dt
import itertools
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.test import Client
from django.utils import timezone

from foundation.access.roles import Role
from foundation.accounts.models import Person
from foundation.accounts.sessions import SECOND_FACTOR, SessionStore
from foundation.database.functions import new_keys
from schools.calendar.models import HalfTerm, SessionTimes
from schools.roll.models import Admission, Placement, Pupil, RegistrationGroup
from schools.staff.models import StaffMember
from tenants.memberships.models import Membership
from tenants.trusts import migrate, provisioning
from tenants.trusts.models import LocalAuthority, School, Trust
from tenants.trusts.scopes import identity_work, school_work

YEAR = 2026
SINCE = dt.date(2025, 9, 1)
PASSWORD = "correct horse battery staple"
HALF_TERMS = [
    (1, dt.date(2026, 9, 2), dt.date(2026, 10, 23)),
    (2, dt.date(2026, 11, 2), dt.date(2026, 12, 18)),
    (3, dt.date(2027, 1, 4), dt.date(2027, 2, 12)),
    (4, dt.date(2027, 2, 22), dt.date(2027, 3, 25)),
    (5, dt.date(2027, 4, 12), dt.date(2027, 5, 28)),
    (6, dt.date(2027, 6, 7), dt.date(2027, 7, 21)),
]
PUPILS = 6


def canary(school: School) -> str:
    """A surname that belongs to this school's pupils alone."""
    return f"Canary{school.slug.capitalize()}"


def host_of(place: School | Trust | LocalAuthority) -> str:
    """The place's host name."""
    return provisioning.host_name(place.slug)


Asked = Callable[[], AbstractContextManager[Callable[[School], None]]]


@contextmanager
def _built() -> Iterator[Callable[[School], None]]:
    yield lambda _school: None


@dataclass
class World:
    """Everything the tests may refer to. `people` is by slug of the place, then role."""

    northfield: Trust
    southgate: Trust
    eastshire: LocalAuthority
    westmoor: LocalAuthority
    alder: School
    birch: School
    cedar: School
    elm: School
    fern: School
    people: dict[str, dict[Role, Person]] = field(default_factory=dict)
    operator: Person | None = None
    #: How one more school is made, with whom to tell of it: built, unless tests hand on what they have done with.
    asked_for: Asked = _built
    _numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    @property
    def schools(self) -> list[School]:
        return [self.alder, self.birch, self.cedar, self.elm, self.fern]

    def person(self, role: Role, place: School | Trust | LocalAuthority) -> Person:
        """Who holds this role at this place."""
        return self.people[place.slug][role]

    def another_school(self, *, filled: bool = False, phase: str = "secondary", trust: Trust | None = None) -> School:
        """One more school, with a calendar, staff and pupils when `filled`."""
        number = next(self._numbers)
        with self.asked_for() as keep:
            school = provisioning.provision(
                trust=trust or self.northfield,
                authority=self.eastshire,
                name=f"Extra School {number}",
                slug=f"extra{number}",
                phase=phase,
                urn=f"{800000 + number}",
                laestab=f"991{8000 + number}",
                theme="edge-1",
            )
            keep(school)
        if filled:
            fill(school)
        return school

    def employ(self, role: Role, place: School | Trust | LocalAuthority) -> Person:
        """Give the place somebody in this role, whom `person(role, place)` then names."""
        return self.employ_all([role], place)[role]

    def employ_all(self, roles: Iterable[Role], place: School | Trust | LocalAuthority) -> dict[Role, Person]:
        """Give it somebody in each of these roles."""
        return _employ(self, roles, place)

    def client(self, person: Person | None, place: School | Trust | LocalAuthority) -> Client:
        """A browser signed in as `person` on the place's host (or a stranger's, for None)."""
        return signed_in(person, host_of(place))


def signed_in(person: Person | None, host: str) -> Client:
    """A client of one host, with the session a hand-over would have started."""
    client = Client(headers={"host": host}, raise_request_exception=True)
    if person is None:
        return client
    with identity_work():
        store = SessionStore(host=host)
        store[SESSION_KEY] = str(person.pk)
        store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        store[HASH_SESSION_KEY] = person.get_session_auth_hash()
        store[SECOND_FACTOR] = True
        store.begin_sign_in(timezone.now())
        store.create()
    client.cookies[settings.SESSION_COOKIE_NAME] = store.session_key or ""
    return client


def build_world() -> World:
    """Migrate the session's database and make the world in it."""
    migrate.migrate_shared(lambda _line: None)
    return make_world()


def make_world(before: str = "", number: int = 0) -> World:
    """The places and the people. Another such world stands beside the first when its names begin with something else.

    `number` keeps what the country numbers apart: authorities, schools.
    """
    northfield = provisioning.provision_trust(name="Northfield Trust", slug=f"{before}northfield")
    southgate = provisioning.provision_trust(name="Southgate Trust", slug=f"{before}southgate")
    eastshire = provisioning.provision_authority(
        code=f"{991 + 2 * number}", name="Eastshire", slug=f"{before}eastshire"
    )
    westmoor = provisioning.provision_authority(code=f"{992 + 2 * number}", name="Westmoor", slug=f"{before}westmoor")

    def school(nth: int, name: str, phase: str, authority: LocalAuthority, trust: Trust = northfield) -> School:
        theme = name.partition(" ")[0].lower()
        return provisioning.provision(
            trust=trust,
            authority=authority,
            name=name,
            slug=f"{before}{theme}",
            phase=phase,
            urn=f"{900000 + 10 * number + nth}",
            laestab=f"{authority.code}{4000 + nth}",
            theme=theme,
        )

    world = World(
        northfield=northfield,
        southgate=southgate,
        eastshire=eastshire,
        westmoor=westmoor,
        alder=school(1, "Alder Academy", "secondary", eastshire),
        birch=school(2, "Birch Primary", "primary", eastshire),
        cedar=school(3, "Cedar Academy", "secondary", westmoor),
        elm=school(4, "Elm Primary", "primary", eastshire),
        fern=school(5, "Fern Academy", "secondary", westmoor, southgate),
    )
    _people(world, f"{before}operator")
    return world


def _people(world: World, operator: str) -> None:
    """A calendar and pupils for every school, and somebody for every role at every place."""
    for place in world.schools:
        fill(place)
        _employ(world, (role for role in Role if role.place == "school"), place)
    for trust in (world.northfield, world.southgate):
        _employ(world, (Role.TRUST_DATA_MANAGER, Role.TRUST_LEADER), trust)
    for authority in (world.eastshire, world.westmoor):
        _employ(world, [Role.LA_OFFICER], authority)
    world.operator = _person(operator)
    with identity_work():
        world.operator.save()
        Membership.objects.create(person=world.operator, role=Role.PLATFORM_OPERATOR, starts_on=SINCE)


def _person(label: str) -> Person:
    person = Person(email=f"{label}@northfield.example", name=label.replace(".", " ").title())
    person.set_unusable_password()
    return person


def _employ(world: World, roles: Iterable[Role], place: School | Trust | LocalAuthority) -> dict[Role, Person]:
    people = {role: _person(f"{role.value.replace('_', '.')}.{place.slug}") for role in roles}
    column = {School: "school", Trust: "trust", LocalAuthority: "authority"}[type(place)]
    with identity_work():
        for key, person in zip(new_keys(len(people)), people.values(), strict=True):
            person.pk = key
        Person.objects.bulk_create(people.values())
        Membership.objects.bulk_create(
            Membership(person=person, role=role, starts_on=SINCE, **{column: place}) for role, person in people.items()
        )
    if isinstance(place, School):
        with school_work(place):
            StaffMember.objects.bulk_create(
                StaffMember(person_id=person.pk, name=person.name, position=role.label, starts_on=SINCE)
                for role, person in people.items()
            )
    world.people.setdefault(place.slug, {}).update(people)
    return people


def fill(school: School) -> None:
    """A calendar, session times, one group and a few pupils."""
    year_group = "9" if school.phase == "secondary" else "4"
    half_terms = [
        HalfTerm(academic_year=YEAR, number=number, starts_on=starts_on, ends_on=ends_on)
        for number, starts_on, ends_on in HALF_TERMS
    ]
    times = [
        SessionTimes(session=session, valid_from=SINCE, opens_at=opens, closes_after=20)
        for session, opens in ((1, dt.time(8, 50)), (2, dt.time(13, 0)))
    ]
    birth = dt.date(YEAR - (14 if year_group == "9" else 9), 3, 14)
    names = [(canary(school), f"Pupil{number}", "F" if number % 2 else "M") for number in range(1, PUPILS + 1)]
    with school_work(school):
        HalfTerm.objects.bulk_create(half_terms)
        SessionTimes.objects.bulk_create(times)
        group = RegistrationGroup.objects.create(academic_year=YEAR, name=f"{year_group}B", year_group=year_group)
        admit(names, birth=birth, group=group)


def admit(names: Iterable[tuple[str, str, str]], *, birth: dt.date, group: RegistrationGroup) -> list[Pupil]:
    """Pupils in a group since the first day of the year, by surname, forename and sex; keys in their order."""
    since = HALF_TERMS[0][1]
    names = list(names)
    pupils = Pupil.objects.bulk_create(
        Pupil(
            id=key,
            surname=surname,
            forename=forename,
            sort_name=f"{surname} {forename}".casefold(),
            birth=birth,
            sex=sex,
        )
        for key, (surname, forename, sex) in zip(new_keys(len(names)), names, strict=True)
    )
    Admission.objects.bulk_create(Admission(pupil=pupil, starts_on=since) for pupil in pupils)
    Placement.objects.bulk_create(
        Placement(pupil=pupil, year_group=group.year_group, group=group, starts_on=since) for pupil in pupils
    )
    return pupils
