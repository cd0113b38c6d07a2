"""Finding a pupil by part of the name: within one's reach, through no address, and written down like any other look."""

import datetime as dt
import re
from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from foundation.access.roles import Role
from schools.journal.models import Shown
from schools.registers.models import Entry
from schools.registers.operations import copy_marks, open_entry
from schools.roll.models import (
    Admission,
    FormerName,
    FormerUpn,
    GroupTutor,
    Placement,
    Pupil,
    RegistrationGroup,
    YearLead,
)
from schools.roll.operations.contact_first import set_contact_first
from schools.roll.rules.finding import words_of
from schools.roll.rules.names import sort_name
from schools.staff.models import StaffMember
from tenants.memberships.models import Membership
from tenants.trusts.models import School
from tenants.trusts.scopes import identity_work, school_work
from tests.schools.roll.acts import BY
from tests.world import HALF_TERMS, YEAR, World, canary

NOON = dt.datetime(2026, 11, 19, 12, 0, tzinfo=dt.UTC)
START = HALF_TERMS[0][1]
#: Surname, forename, the name gone by; all in 8A but the last, in 9B. Last day for who has left.
NAMES = (
    ("O'Rourke", "Shannon", ""),
    ("Ó Briain", "Seán", ""),
    ("Adebayo-Finch", "Kwame", ""),
    ("Finch", "Wei", "Toby"),
    ("Finch", "Rosa", ""),
)


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture(scope="module")
def school(world: World) -> School:
    school = world.another_school(filled=True)
    for role in (Role.ATTENDANCE_OFFICER, Role.CLASS_TEACHER, Role.RECEPTIONIST, Role.SCHOOL_GOVERNOR):
        world.employ(role, school)
    with school_work(school):
        eight = RegistrationGroup.objects.create(academic_year=YEAR, name="8A", year_group="8")
        nine = RegistrationGroup.objects.get(name="9B")
        teacher = StaffMember.objects.get(person_id=world.person(Role.CLASS_TEACHER, school).pk)
        GroupTutor.objects.create(group=nine, staff=teacher, starts_on=START)
        for surname, forename, preferred in NAMES:
            group = nine if forename == "Rosa" else eight
            pupil = Pupil.objects.create(
                surname=surname,
                forename=forename,
                preferred=preferred,
                sort_name=sort_name(surname, forename),
                birth=dt.date(2013, 3, 14),
                sex="F",
            )
            Admission.objects.create(pupil=pupil, starts_on=START)
            Placement.objects.create(pupil=pupil, year_group=group.year_group, group=group, starts_on=START)
    return school


def client_of(world: World, school: School, role: Role = Role.ATTENDANCE_OFFICER) -> Client:
    return world.client(world.person(role, school), school)


def pupil_of(school: School, forename: str) -> Pupil:
    with school_work(school):
        return Pupil.objects.get(forename=forename)


@pytest.mark.parametrize(
    ("asked", "forename"),
    [
        ("orour", "Shannon"),
        ("O’Rourke", "Shannon"),
        ("sean", "Seán"),
        ("O BRIAIN", "Seán"),
        ("kwame fin", "Kwame"),
        ("finch, toby", "Wei"),
        ("wei", "Wei"),
    ],
)
def test_one_alone_is_gone_to(world: World, school: School, asked: str, forename: str) -> None:
    """By any beginning, in any order, by the legal name and the one gone by; and the address holds no name."""
    answer = client_of(world, school).post("/search/", {"q": asked})
    assert answer.status_code == 302
    assert answer["Location"] == f"/pupils/{pupil_of(school, forename).pk}/"


def test_several_are_listed_surnames_first_and_written_down(world: World, school: School) -> None:
    answer = client_of(world, school).post("/search/", {"q": "finch"})
    html = answer.content.decode()
    assert "<b>3 pupils</b>" in html
    assert html.index("Finch, Rosa") < html.index("Finch, Toby") < html.index("Adebayo-Finch, Kwame")
    with school_work(school):
        shown = Shown.objects.get(about_id="show=found")
        assert sorted(shown.pupil_keys) == sorted(
            Pupil.objects.filter(surname__contains="Finch").values_list("key", flat=True)
        )
        assert "inch" not in f"{shown.about_kind} {shown.about_id}"


def test_a_form_is_gone_to_and_nobody_is_said(world: World, school: School) -> None:
    client = client_of(world, school)
    assert client.post("/search/", {"q": "9b"})["Location"] == "/week/?form=9B"
    nobody = client.post("/search/", {"q": "xavier"}).content.decode()
    assert "Nobody is called that" in nobody
    assert 'action="/search/"' in nobody
    assert 'placeholder="Pupil or form"' in nobody
    assert re.search(r'<input[^>]*name="q"[^>]*value="xavier"[^>]*autofocus', nobody), "the focus is where to try again"
    assert "Nobody is called that" in client.post("/search/", {"q": "’ , -"}).content.decode()
    assert client.post("/search/", {"q": ""}).status_code == 422
    assert client.post("/search/", {"q": "x" * 101}).status_code == 422
    assert client.get("/search/?q=finch").content.decode().count("Finch") == 0, "an address is not asked"


def test_nobody_beyond_ones_reach_is_found(world: World, school: School) -> None:
    """A tutor finds the own group; nobody finds another school's; a governor has no search."""
    teacher = client_of(world, school, Role.CLASS_TEACHER)
    assert teacher.post("/search/", {"q": "finch"})["Location"] == f"/pupils/{pupil_of(school, 'Rosa').pk}/"
    assert "Nobody is called" in teacher.post("/search/", {"q": "8a"}).content.decode()
    assert "Nobody is called" in client_of(world, school).post("/search/", {"q": canary(world.birch)}).content.decode()
    assert 'role="search"' in teacher.get("/pupils/").content.decode()
    governor = client_of(world, school, Role.SCHOOL_GOVERNOR)
    assert governor.post("/search/", {"q": "finch"}).status_code == 404
    assert 'role="search"' not in governor.get("/").content.decode()


def test_a_receptionist_finds_everybody_by_name_and_form_and_opens_nobody(world: World, school: School) -> None:
    receptionist = client_of(world, school, Role.RECEPTIONIST)
    assert 'role="search"' in receptionist.get("/desk/").content.decode()
    one = receptionist.post("/search/", {"q": "kwame"})
    assert one.status_code == 200, "one alone is not gone to"
    html = one.content.decode()
    assert "Adebayo-Finch, Kwame" in html
    assert "8A" in html
    assert "Year 8" not in html
    assert "/pupils/" not in html
    form = receptionist.post("/search/", {"q": "9b"}).content.decode()
    assert "<b>7 pupils</b>" in form, "a form she cannot open is answered by its pupils"
    assert "/week/" not in form
    with school_work(school):
        told = Shown.objects.filter(lines__person_id=world.person(Role.RECEPTIONIST, school).pk)
        assert {shown.what for shown in told} == {Shown.What.LIST}, "written down like any other look"


def test_a_receptionist_who_teaches_opens_the_own_pupils_alone(world: World, school: School) -> None:
    teacher = world.person(Role.CLASS_TEACHER, school)
    with identity_work():
        held = Membership.objects.create(person=teacher, role=Role.RECEPTIONIST, school=school, starts_on=START)
    try:
        html = client_of(world, school, Role.CLASS_TEACHER).post("/search/", {"q": "finch"}).content.decode()
    finally:
        with identity_work():
            Membership.objects.filter(pk=held.pk).update(ended_at=NOON - dt.timedelta(days=1))
    assert "<b>3 pupils</b>" in html
    assert f"/pupils/{pupil_of(school, 'Rosa').pk}/" in html
    assert f"/pupils/{pupil_of(school, 'Kwame').pk}/" not in html


#: Of "finch", whom each role finds, and of whom it opens: those alone show that they are to be contacted first.
FINDS = {
    Role.ATTENDANCE_OFFICER: ({"Kwame", "Rosa"}, {"Kwame", "Rosa"}),
    Role.SAFEGUARDING_LEAD: ({"Kwame", "Rosa"}, {"Kwame", "Rosa"}),
    Role.HEADTEACHER: ({"Kwame", "Rosa"}, {"Kwame", "Rosa"}),
    Role.SENIOR_LEADER: ({"Kwame", "Rosa"}, {"Kwame", "Rosa"}),
    Role.HEAD_OF_YEAR: ({"Kwame"}, {"Kwame"}),
    Role.CLASS_TEACHER: ({"Rosa"}, {"Rosa"}),
    Role.RECEPTIONIST: ({"Kwame", "Rosa"}, set()),
}


@pytest.fixture(scope="module")
def signed(world: World, school: School) -> dict[str, Pupil]:
    """Kwame and Rosa are to be contacted first, and Rosa is ill. Somebody in each role, a head of year 8 among them."""
    for role in (Role.HEAD_OF_YEAR, Role.SAFEGUARDING_LEAD, Role.HEADTEACHER, Role.SENIOR_LEADER):
        world.employ(role, school)
    found = {name: pupil_of(school, name) for name in ("Kwame", "Rosa")}
    with school_work(school):
        for pupil in found.values():
            set_contact_first(pupil, today=NOON.date(), by=BY)
        staff = StaffMember.objects.get(person_id=world.person(Role.HEAD_OF_YEAR, school).pk)
        YearLead.objects.create(year_group="8", staff=staff, starts_on=START)
        entry = open_entry(by=BY, position="Attendance officer", source=Entry.Source.IMPORT)
        copy_marks(entry, [(found["Rosa"].key, NOON.date(), 1, "I", None)])
    return found


@pytest.mark.parametrize("role", [role for role in Role if role.place == "school"])
def test_search_tells_nobody_more_of_a_pupil_than_their_own_page(
    world: World, school: School, signed: dict[str, Pupil], role: Role
) -> None:
    """Whoever opens a pupil sees the sign at their name; who does not learns name and form. A reason is told nobody."""
    client = client_of(world, school, role)
    html = [client.post("/search/", {"q": asked}, follow=True).content.decode() for asked in ("finch", "rosa", "9b")]
    html.append(client.post("/desk/", {"q": "finch"}).content.decode())
    finds, opens = FINDS.get(role, (set(), set()))
    for name, pupil in signed.items():
        page = client.get(f"/pupils/{pupil.pk}/")
        assert (f"{pupil.surname}, {name}" in html[0], page.status_code == 200) == (name in finds, name in opens)
        assert name not in opens or "Contact first" in page.content.decode()
    for listed in [one for one in html[:-1] if "Pupils found" in one]:
        opened = sum(f"/pupils/{pupil.pk}/" in listed for pupil in signed.values())
        assert listed.count("Contact first") == opened, "the sign stands where the name leads to the page that shows it"
        assert ">I<" not in listed
        assert "llness" not in listed
    assert "ontact first" not in html[-1], "the desk names pupils and forms"


def test_words_are_compared_without_case_accents_and_apostrophes() -> None:
    assert words_of("O’Rourke-Ångström, ZOË") == ["orourke", "angstrom", "zoe"]
    assert words_of(" – ' ") == []


def test_a_form_is_found_by_who_may_open_its_week(world: World) -> None:
    """A head of year reaches the pupils of the year in groups of mixed ages, and not those groups' registers."""
    school = world.another_school(filled=True)
    head, _officer = (world.employ(role, school) for role in (Role.HEAD_OF_YEAR, Role.ATTENDANCE_OFFICER))
    with school_work(school):
        mixed = RegistrationGroup.objects.create(academic_year=YEAR, name="Oak", year_group="")
        YearLead.objects.create(year_group="9", staff=StaffMember.objects.get(person_id=head.pk), starts_on=START)
        Placement.objects.update(group=mixed)

    def finds(role: Role) -> bool:
        return client_of(world, school, role).post("/search/", {"q": "oak"}).status_code == 302

    assert (finds(Role.HEAD_OF_YEAR), finds(Role.ATTENDANCE_OFFICER)) == (False, True)


def test_a_pupil_is_found_by_number_by_a_former_name_and_after_leaving(world: World, school: School) -> None:
    """By those who may open the pupil; and who is not on roll is marked, after those who are."""
    officer = client_of(world, school)
    with school_work(school):
        eve = Pupil.objects.create(
            upn="A801200099001",
            surname="Shah",
            forename="Eve",
            sort_name=sort_name("Shah", "Eve"),
            birth=dt.date(2012, 3, 14),
            sex="F",
        )
        left = {"ends_on": dt.date(2026, 11, 6), "leaving_ground": "a"}
        Admission.objects.create(pupil=eve, starts_on=START, **left)
        Placement.objects.create(pupil=eve, year_group="8", starts_on=START, ends_on=left["ends_on"])
        FormerName.objects.create(pupil=eve, surname="Quayle", forename="Eve")
        FormerUpn.objects.create(pupil=eve, upn="T801200099002", until=START, by_name="Ana")
    for asked in ("A8012000990", "t8012000990", "quayle", "eve QUAY"):
        assert officer.post("/search/", {"q": asked})["Location"] == f"/pupils/{eve.pk}/", asked
    html = officer.post("/search/", {"q": "sha"}).content.decode()
    assert "<b>2 pupils</b>" in html
    assert html.index("O&#x27;Rourke, Shannon") < html.index("Shah, Eve")
    assert html.count("Left 6 November 2026") == 1
    for asked in ("quayle", "A8012000990", "eve"):
        told = client_of(world, school, Role.RECEPTIONIST).post("/search/", {"q": asked}).content.decode()
        assert "Nobody is called that" in told
        assert "Shah" not in told
