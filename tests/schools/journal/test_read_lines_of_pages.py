"""Every page that shows a pupil writes down who was shown: the whole table of routes is asked, and none may forget."""

import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from io import BytesIO

import psycopg
import pytest
from django.test import Client
from pypdf import PdfReader

from foundation.access.roles import Role
from foundation.accounts.models import Person
from schools.journal.models import AuditLine, ReadLine
from schools.roll.models import GroupTutor, Pupil, RegistrationGroup, YearLead
from schools.roll.queries.restricted import SEEN as RESTRICTED_SEEN
from schools.staff.models import StaffMember
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work
from tests.isolation.routes.route import Keys, Route
from tests.isolation.routes.rows import rows_at
from tests.isolation.routes.table import TABLE, routes_of
from tests.session_database import SUPERUSER_URL
from tests.world import SINCE, World, canary, host_of, signed_in

ROLES = [role for role in Role if role.place == "school"]


@dataclass(frozen=True)
class Answer:
    """What a page showed to somebody, and what the journal says that it did: compact keys of pupils."""

    status: int
    shown: set[int]
    kept: set[int]


@pytest.fixture(scope="module")
def school(world: World) -> Iterator[School]:
    """A filled school where everybody reaches somebody: the teacher tutors the group, the head of year leads its year."""
    school = world.another_school(filled=True)
    people = world.employ_all(ROLES, school)
    with school_work(school):
        group = RegistrationGroup.objects.get()
        teacher, head = (
            StaffMember.objects.get(person_id=people[role].pk) for role in (Role.CLASS_TEACHER, Role.HEAD_OF_YEAR)
        )
        GroupTutor.objects.create(group=group, staff=teacher, starts_on=SINCE)
        YearLead.objects.create(year_group=group.year_group, staff=head, starts_on=SINCE)
    yield school


@pytest.fixture(scope="module", autouse=True)
def _signed_in_once() -> Iterator[None]:
    """Who asks signs in once, and the journal is emptied through one connection, for the thousands of pages asked."""
    yield
    _client.cache_clear()
    _pupils.cache_clear()
    _superuser().close()
    _superuser.cache_clear()


@cache
def _client(person: Person, host: str) -> Client:
    return signed_in(person, host)


@cache
def _superuser() -> "psycopg.Connection[tuple[object, ...]]":
    return psycopg.connect(SUPERUSER_URL, autocommit=True)


@cache
def _pupils(school: School) -> list[Pupil]:
    """Nobody joins while pages are opened."""
    with school_work(school):
        return list(Pupil.objects.all())


def ask(world: World, school: School, role: Role, path: str) -> Answer:
    """Open one page as somebody with this role, with nothing in the journal before."""
    for table in ("readline", "auditline"):
        _superuser().execute(f"DELETE FROM {school.schema_name}.journal_{table}")
    response = _client(world.person(role, school), host_of(school)).get(path)
    body = text_of(response.getvalue())
    with school_work(school):
        lines = ReadLine.objects.filter(person_id=world.person(role, school).pk)
        kept = {key for keys in lines.values_list("shown__pupil_keys", flat=True) for key in keys}
        flags = AuditLine.objects.filter(person_id=world.person(role, school).pk, act=RESTRICTED_SEEN)
        kept |= set(
            Pupil.objects.filter(pk__in=list(flags.values_list("about_id", flat=True))).values_list("key", flat=True)
        )
    shown = {
        pupil.key for pupil in _pupils(school) if re.search(rf"\b{pupil.forename}\b", body) or str(pupil.pk) in body
    }
    return Answer(response.status_code, shown, kept)


def text_of(body: bytes) -> str:
    """What can be read in a page or a PDF."""
    if not body.startswith(b"%PDF"):
        return body.decode()
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(body)).pages)


@pytest.fixture(scope="module")
def keys(school: School) -> Keys:
    """What addresses name at that school."""
    return rows_at(school)


SCHOOL_ROUTES = routes_of("school")


@pytest.mark.parametrize(("pattern", "route"), SCHOOL_ROUTES, ids=[pattern or "/" for pattern, _ in SCHOOL_ROUTES])
def test_what_a_page_shows_is_what_the_journal_keeps(
    world: World, school: School, keys: Keys, pattern: str, route: Route
) -> None:
    """Exactly: nobody shown who is not kept, and nobody kept who was not shown.

    Whoever may open it asks, and of all who may not, one in turn.
    """
    refused = [role for role in ROLES if role not in route.allowed]
    turn = SCHOOL_ROUTES.index((pattern, route))
    for role in [*(role for role in ROLES if role in route.allowed), *refused[turn % max(1, len(refused)) :][:1]]:
        answer = ask(world, school, role, route.address(pattern, keys))
        if answer.status in (200, 409):  # a page that says why a file cannot be opened names it
            assert (role, answer.kept) == (role, answer.shown)
        else:
            assert (role, answer.kept) == (role, set()), "what was refused was not seen"


def test_pages_that_show_pupils_were_really_asked(world: World, school: School, keys: Keys) -> None:
    """Or the test above would pass with a world in which nobody is shown anybody."""
    addresses = {pattern: route.address(pattern, keys) for pattern, route in SCHOOL_ROUTES}
    assert ask(world, school, Role.ATTENDANCE_OFFICER, addresses["pupils/"]).shown == {1, 2, 3, 4, 5, 6}
    assert ask(world, school, Role.CLASS_TEACHER, addresses["pupils/"]).shown == {1, 2, 3, 4, 5, 6}
    assert ask(world, school, Role.HEADTEACHER, addresses["pupils/<uuid:pupil_id>/history/"]).shown == {1}


@pytest.mark.parametrize("pattern", ["pupils/", "pupils/<uuid:pupil_id>/"])
def test_a_page_that_forgets_is_found(
    world: World, school: School, keys: Keys, pattern: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: the same page with its call taken away."""
    monkeypatch.setattr("schools.pupils.views.pupils.seen", lambda *_what, **_rest: None)
    answer = ask(world, school, Role.ATTENDANCE_OFFICER, TABLE["school", pattern].address(pattern, keys))
    assert answer.status == 200
    assert answer.shown
    assert answer.kept == set()


def test_what_is_kept_names_nobody(world: World, school: School, keys: Keys) -> None:
    for pattern in ("pupils/", "pupils/<uuid:pupil_id>/history/"):
        ask(world, school, Role.HEADTEACHER, TABLE["school", pattern].address(pattern, keys))
        with school_work(school):
            for row in ReadLine.objects.select_related("shown"):
                assert canary(school) not in f"{row.shown.about_kind} {row.shown.about_id} {row.shown.what}"
                assert row.person_id != uuid.UUID(int=0)
