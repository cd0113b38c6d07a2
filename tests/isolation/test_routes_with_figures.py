"""The trust's routes once there is something published: who sees it, and that no pupil and no other trust is in it."""

import pytest

from foundation.access.roles import Role
from schools.calendar.models import HalfTerm
from schools.journal.tasks import drain
from tenants.trusts import provisioning
from tenants.trusts.models import School, Trust
from tenants.trusts.scopes import school_work
from tests.isolation.asking import ask, unknown_page
from tests.trust_reporting.compared import DAYS, FIRST, LAST
from tests.trust_reporting.registers import enrol, mark, present
from tests.world import World

READERS = (Role.TRUST_DATA_MANAGER, Role.TRUST_LEADER)
PAGES = ["/compare/", "/compare/figures.csv", "/compare/why/attendance/{school}/"]


def published(world: World, name: str, number: int) -> tuple[Trust, School]:
    """A trust with one school, whose pupils were all present on one day."""
    trust = provisioning.provision_trust(name=f"{name} Trust", slug=f"{name.lower()}-trust")
    school = provisioning.provision(
        trust=trust,
        authority=world.eastshire,
        name=f"{name} Academy",
        slug=f"{name.lower()}-school",
        phase="secondary",
        urn=f"{650000 + number}",
        laestab=f"991{6500 + number}",
        theme="edge-1",
    )
    with school_work(school):
        HalfTerm.objects.create(academic_year=2026, number=1, starts_on=FIRST, ends_on=LAST)
        mark({(key, DAYS[0], session): present(session) for key in enrol(12, starts_on=FIRST) for session in (1, 2)})
    drain(str(school.pk))
    for role in READERS:
        world.employ(role, trust)
    return trust, school


@pytest.fixture(scope="module")
def two(world: World) -> list[tuple[Trust, School]]:
    return [published(world, "Larch", 1), published(world, "Maple", 2)]


@pytest.mark.parametrize("role", READERS)
@pytest.mark.parametrize("page", PAGES)
def test_a_trust_sees_its_own_figures_and_no_others(
    page: str, role: Role, two: list[tuple[Trust, School]], world: World
) -> None:
    for (trust, school), (_, other) in (two, two[::-1]):
        client = world.client(world.person(role, trust), trust)
        nothing = unknown_page(client)
        response = ask(client, "GET", page.format(school=school.slug), trust, world)
        assert response.status_code == 200, page
        said = response.getvalue().decode()
        assert school.name in said
        assert other.name not in said
        assert other.slug not in said
        foreign = [f"/compare/why/attendance/{slug}/" for slug in (other.slug, "alder", "nosuch")]
        for path in foreign:
            response = ask(client, "GET", path, trust, world)
            assert (path, response.status_code) == (path, 404)
            assert response.getvalue() == nothing


@pytest.mark.parametrize("page", PAGES)
def test_nobody_else_sees_them(page: str, two: list[tuple[Trust, School]], world: World) -> None:
    (trust, school), (neighbour, _) = two
    strangers = [
        *(world.person(role, neighbour) for role in READERS),
        world.person(Role.ATTENDANCE_OFFICER, world.alder),
        world.person(Role.LA_OFFICER, world.eastshire),
        world.operator,
    ]
    for person in strangers:
        client = world.client(person, trust)
        response = ask(client, "GET", page.format(school=school.slug), trust, world)
        assert response.status_code == 404
        assert response.getvalue() == unknown_page(client)
    assert ask(world.client(None, trust), "GET", page.format(school=school.slug), trust, world).status_code == 302
