"""The roll's pages: typed, refused beside the field with nothing half-saved, done; and what each costs in queries."""

import datetime as dt
import re
from collections.abc import Iterator

import pytest
import time_machine
from django.conf import settings
from django.db import connections
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from foundation.access.roles import Role
from foundation.accounts.models import Session
from foundation.accounts.sessions import SessionStore
from foundation.audit.actors import SYSTEM
from foundation.database.scope import ALIAS
from schools.journal.models import AuditLine
from schools.roll.models import Admission, Contact, GroupTutor, Pupil, PupilContact, RegistrationGroup, RestrictedFlag
from schools.roll.operations.contacts import Bond, Details, add_contact, set_restriction
from schools.staff.models import StaffMember
from tenants.trusts.models import School
from tenants.trusts.scopes import identity_work, school_work
from tests.world import World, canary

NOON = dt.datetime(2026, 11, 19, 12, 0, tzinfo=dt.UTC)
TODAY = NOON.date()
NEW = {
    "surname": "Newcomer",
    "forename": "Robin",
    "birth": "14/3/2013",
    "sex": "F",
    "starts_on": "today",
}


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def school(world: World) -> School:
    school = world.another_school(filled=True)
    for role in (Role.ATTENDANCE_OFFICER, Role.SAFEGUARDING_LEAD, Role.HEAD_OF_YEAR):
        world.employ(role, school)
    return school


@pytest.fixture
def officer(world: World, school: School) -> Client:
    return world.client(world.person(Role.ATTENDANCE_OFFICER, school), school)


@pytest.fixture
def lead(world: World, school: School) -> Client:
    return world.client(world.person(Role.SAFEGUARDING_LEAD, school), school)


def words(response: HttpResponse) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def first(school: School) -> str:
    with school_work(school):
        return f"/pupils/{Pupil.objects.get(key=1).pk}/"


def group_of(school: School) -> str:
    with school_work(school):
        return str(RegistrationGroup.objects.get().pk)


def restricted_contact(school: School) -> str:
    """The first pupil's contact, whom a court order bars; the link's key."""
    with school_work(school):
        pupil = Pupil.objects.get(key=1)
        details = Details(name="Ann Example", phones=[("07700 900123", "mobile")])
        link = add_contact(pupil, Bond(relationship="mother"), details=details, starts_on=TODAY, by=SYSTEM)
        set_restriction(link, "court_order", note="Order of 3 May", starts_on=TODAY, by=SYSTEM)
        return str(link.pk)


def test_a_joiner_is_typed_refused_kept_and_done(school: School, officer: Client) -> None:
    wrong = officer.post("/roll/join/", NEW | {"group": group_of(school), "upn": "B123456789012"})
    assert wrong.status_code == 422
    assert "check letter does not fit" in words(wrong)
    assert 'value="Newcomer"' in wrong.content.decode()
    nothing = officer.post("/roll/join/", {})
    assert nothing.status_code == 422
    for label in ("Surname", "Forenames", "Date of birth", "Starting day", "Group"):
        assert f"“{label}”" in words(nothing)
    with school_work(school):
        assert Pupil.objects.count() == 6
    right = officer.post("/roll/join/", NEW | {"group": group_of(school)}, follow=True)
    assert "On the roll from 19 November 2026" in words(right)
    twice = officer.post("/roll/join/", NEW | {"group": group_of(school)})
    assert twice.status_code == 422
    assert "Readmit them" in words(twice)
    listed = words(officer.get("/roll/"))
    assert "1 pupil joined" in listed
    assert "Newcomer, Robin" in listed


def test_a_joiner_is_taken_off_before_the_starting_day_and_found_again(school: School, officer: Client) -> None:
    officer.post("/roll/join/", NEW | {"group": group_of(school), "starts_on": "1/12/2026"})
    with school_work(school):
        pupil = Pupil.objects.get(surname="Newcomer")
    address = f"/pupils/{pupil.pk}/roll/withdraw/"
    record = officer.get(f"/pupils/{pupil.pk}/roll/")
    assert address in record.content.decode()
    asked = words(officer.get(address))
    assert "Joins 1 December 2026" in words(officer.get(f"/pupils/{pupil.pk}/"))
    assert "Year 9, 9B from 1 December 2026 is dropped" in asked
    assert "No ground is needed" in asked
    done = officer.post(address, {}, follow=True)
    assert "Not down to join any more" in words(done)
    assert "Never on the roll" in words(done)
    again = officer.post(address, {})
    assert again.status_code == 422
    assert "not down to join" in words(again)
    assert officer.get(address).status_code == 404
    assert officer.post(f"{first(school)}roll/withdraw/", {}).status_code == 422
    assert "Taken off before the starting day Newcomer, Robin" in words(officer.get("/roll/"))
    back = officer.post(
        f"/pupils/{pupil.pk}/roll/readmit/", {"starts_on": "today", "group": group_of(school)}, follow=True
    )
    assert "On the roll from 19 November 2026" in words(back)


def test_a_leaver_is_shown_everything_before_anything_changes(school: School, officer: Client) -> None:
    address = f"{first(school)}roll/leave/"
    asked = {"last_day": "today", "ground": "a", "destination": "Elsewhere"}
    without = officer.post(address, asked | {"ground": "", "confirmed": "yes"})
    assert without.status_code == 422
    assert "only on a ground in regulation 9" in words(without)
    assert "Ground (optional)" not in words(officer.get(address))
    backdated = officer.post(address, asked | {"last_day": "18/11/2026"})
    assert backdated.status_code == 422
    assert "not retrospective" in words(backdated)
    preview = officer.post(address, asked)
    assert "Registered at another school (reg 9(1)(a))" in words(preview)
    assert "Year 9, 9B ends on 19 November 2026" in words(preview)
    with school_work(school):
        assert not Admission.objects.filter(ends_on__isnull=False).exists()
    done = officer.post(address, asked | {"confirmed": "yes"}, follow=True)
    assert "the last day is 19 November 2026" in words(done)
    with school_work(school):
        assert Admission.objects.get(ends_on=TODAY).leaving_ground == "a"
    again = officer.post(address, asked | {"confirmed": "yes"})
    assert again.status_code == 422
    undone = officer.post(f"{first(school)}roll/leaving/undo/", {"reason": "Wrong child"}, follow=True)
    assert "On the roll as before" in words(undone)
    assert "Wrong child" in words(officer.get(f"{first(school)}roll/"))


def test_nobody_of_the_school_is_named_in_a_session(school: School, officer: Client) -> None:
    """What was done is said on the next page, and waits for it in the session: in public, where no pupil may be."""
    pupil = first(school)
    contact = restricted_contact(school)
    acts = {
        f"{pupil}roll/leave/": {
            "last_day": "20/11/2026",
            "ground": "g",
            "note": "n",
            "destination": "d",
            "confirmed": "1",
        },
        f"{pupil}roll/leaving/undo/": {"reason": "Mistake"},
        f"{pupil}contacts/{contact}/end/": {"ends_on": "19/11/2026"},
    }
    for address, data in acts.items():
        assert officer.post(address, data).status_code == 302, address
        with identity_work():
            key = officer.cookies[settings.SESSION_COOKIE_NAME].value
            kept = str(SessionStore().decode(Session.objects.get(session_key=key).session_data))
        assert "_messages" in kept
        assert canary(school) not in kept
        assert "Ann Example" not in kept


def test_contacts_are_added_ordered_and_refused_by_number(school: School, officer: Client) -> None:
    home = f"{first(school)}contacts/"
    bond = {"relationship": "mother", "responsibility": "yes", "lives_with": "on", "name": "Ann Example"}
    bad = officer.post(f"{home}add/", bond | {"phone_1": "07700 90012", "label_2": "work", "email": "nobody"})
    assert bad.status_code == 422
    assert "A British number begins with 0" in words(bad)
    assert "Write the number, or empty the box beside it" in words(bad)
    with school_work(school):
        assert not Contact.objects.exists()
    assert officer.post(f"{home}add/", bond).status_code == 302
    assert "No emergency number. Ann Example" in words(officer.get(home))
    officer.post(f"{home}add/", bond | {"name": "Ben Example", "phone_1": "07700 900123"})
    with school_work(school):
        ben = PupilContact.objects.get(contact__name="Ben Example").pk
    officer.post(f"{home}{ben}/move/", {"to": "1"})
    page = officer.get(home).content.decode()
    assert page.index("Ben Example") < page.rindex("Ann Example")
    assert "tel:+447700900123" in page
    for wrong in ("x", "-1", "9" * 400, "٣"):
        assert officer.post(f"{home}{ben}/move/", {"to": wrong}).status_code == 302


def test_every_name_on_a_roll_record_can_be_hidden(school: School, officer: Client) -> None:
    """Hide names covers what is marked as a name: a contact's stands in the history and in an address for mail too."""
    with school_work(school):
        details = Details(name="Zadie Quill", email="zadie.quill@home.example")
        add_contact(Pupil.objects.get(key=1), Bond(relationship="aunt"), details=details, starts_on=TODAY, by=SYSTEM)
    page = officer.get(first(school) + "roll/").content.decode()
    shown = re.sub(r"<(\w+)[^>]* data-name>[^<]*</\1>", "", page)
    assert page.count("Zadie Quill") == 2
    assert "Zadie Quill" not in shown
    assert "zadie.quill@" not in shown


def test_a_barred_number_is_on_no_page(school: School, officer: Client, lead: Client) -> None:
    link = restricted_contact(school)
    for address in ("contacts/", "roll/", f"contacts/{link}/"):
        page = officer.get(f"{first(school)}{address}").content.decode()
        assert "Ann Example" in page
        assert "900123" not in page
        assert "Order of 3 May" not in page
    assert "Court order: ask the safeguarding lead" in words(officer.get(f"{first(school)}contacts/"))
    held = {"relationship": "mother", "responsibility": "no", "name": "Ann Other"}
    assert officer.post(f"{first(school)}contacts/{link}/", held).status_code == 302
    with school_work(school):
        assert Contact.objects.get(name="Ann Other").phones.get().typed == "07700 900123"
    assert "Order of 3 May" in words(lead.get(f"{first(school)}restricted/"))


def test_restricted_flags_are_for_two_roles_and_every_look_is_kept(
    school: School, officer: Client, lead: Client
) -> None:
    address = f"{first(school)}restricted/"
    bad = lead.post(address, {"kind": "cin", "starts_on": "31/02/2026", "worker_phone": "1"})
    assert bad.status_code == 422
    lead.post(address, {"kind": "cin", "starts_on": "1/11/2026", "worker_name": "Sam Lee", "worker_phone": ""})

    def looks() -> int:
        with school_work(school):
            return AuditLine.objects.filter(act="restricted_flags.seen").count()

    before = looks()
    page = lead.get(address)
    assert "Child in need" in words(page)
    assert "Sam Lee" in words(page)
    assert looks() == before + 1
    refused, unknown = officer.get(address), officer.get("/no/such/page/")
    assert refused.status_code == 404
    assert refused.content == unknown.content
    assert looks() == before + 1
    for seen in ("roll/", "contacts/"):
        assert "Child in need" not in words(officer.get(f"{first(school)}{seen}"))
        assert "Sam Lee" not in words(officer.get(f"{first(school)}{seen}"))
    with school_work(school):
        flag = RestrictedFlag.objects.get().pk
    assert lead.post(f"{address}{flag}/end/", {"ends_on": "today"}).status_code == 302


def test_a_sibling_s_page_warns_of_a_restriction_and_does_not_say_which(
    school: School, officer: Client, lead: Client
) -> None:
    link = restricted_contact(school)
    with school_work(school):
        contact, two = PupilContact.objects.get(pk=link).contact, Pupil.objects.get(key=2)
        add_contact(two, Bond(relationship="mother"), known=contact, starts_on=TODAY, by=SYSTEM)
    for page in ("", "contacts/", "roll/"):
        answer = officer.get(f"/pupils/{two.pk}/{page}")
        assert "Restricted about another pupil" in words(answer)
        assert "07700 900123" in words(answer)
        assert "Court order" not in words(answer)
        assert "Call Ann" not in words(answer)
    assert "Restricted about another pupil" not in words(officer.get(f"{first(school)}contacts/"))
    told = lead.get(f"/pupils/{two.pk}/restricted/")
    assert "may not be rung about" in words(told)
    assert f"{first(school)}restricted/" in told.content.decode()


def test_a_home_is_shared_by_name(school: School, officer: Client) -> None:
    surname, address = canary(school), f"{first(school)}roll/home/"
    home = {"from_day": "today"}
    for typed, said in (
        ("Nobody, Here", "No other pupil"),
        (f"{surname}, Pupil1", "No other pupil"),
        ("", "one of the two"),
    ):
        wrong = officer.post(address, home | {"sibling": typed})
        assert wrong.status_code == 422
        assert said in words(wrong)
    assert officer.post(address, home | {"sibling": f"{surname},  pupil2"}).status_code == 302
    assert f"Sibling {surname}, Pupil2" in words(officer.get(f"{first(school)}roll/"))


def test_an_address_is_corrected_where_it_is_shown(school: School, officer: Client) -> None:
    record = f"{first(school)}roll/"
    officer.post(f"{record}home/", {"from_day": "9/11/2026", "sibling": f"{canary(school)} Pupil2"})
    with school_work(school):
        row = Pupil.objects.get(key=1).households.get().pk
    address = f"{record}home/{row}/address/"
    assert address in officer.get(record).content.decode()
    assert "for 1 other pupil of this home too" in words(officer.get(address))
    for typed, said in (("", "Fill in"), (" ,\n, ", "Write the address"), ("x" * 501, "at most 500"), ("a\0b", "Null")):
        wrong = officer.post(address, {"address": typed})
        assert wrong.status_code == 422
        assert said in words(wrong)
    done = officer.post(address, {"address": "1 High Street,\n Northtown"}, follow=True)
    assert "1 High Street, Northtown" in words(done)
    assert "reads so already" in words(officer.post(address, {"address": "1 High Street, Northtown"}))
    officer.post(f"{record}home/{row}/end/", {"ends_on": "18/11/2026"})
    assert officer.get(address).status_code == 404


def test_tutors_and_leads_have_dates(world: World, school: School, officer: Client) -> None:
    with school_work(school):
        person = world.person(Role.HEAD_OF_YEAR, school)
        staff = StaffMember.objects.get(person_id=person.pk)
    group = f"/groups/{group_of(school)}/"
    days = {"staff": str(staff.pk), "starts_on": "2/9/2026"}
    assert "before the first" in words(officer.post(group, days | {"ends_on": "1/9/2026"}))
    assert officer.post(group, days).status_code == 302
    twice = officer.post(group, days)
    assert twice.status_code == 422
    assert "have this group already" in words(twice)
    assert officer.post("/groups/years/9/", days).status_code == 302
    officer.get("/groups/")  # says what was done; the next says only what is
    listed = words(officer.get("/groups/"))
    assert listed.count(person.name) == 2
    with school_work(school):
        row = GroupTutor.objects.get().pk
    assert officer.post(f"/groups/tutors/{row}/end/", {"ends_on": "18/11/2026"}).status_code == 302
    assert words(officer.get("/groups/")).count(person.name) == 1


def test_forms_stand_in_the_order_they_have_everywhere(school: School, officer: Client) -> None:
    with school_work(school):
        for year_group, name in (("10", "10Zed"), ("9", "9Zed"), ("", "Lodge"), ("R", "Beech"), ("", "Abbey")):
            RegistrationGroup.objects.create(academic_year=2026, name=name, year_group=year_group)
    listed = words(officer.get("/groups/"))
    assert re.findall("Abbey|Lodge|Beech|9Zed|10Zed", listed) == ["Abbey", "Lodge", "Beech", "9Zed", "10Zed"]


@pytest.mark.parametrize("page", ["/roll/", "/groups/", "/pupils/"])
def test_the_roll_is_among_the_pupils_in_the_rail(officer: Client, page: str) -> None:
    assert '<a href="/pupils/" aria-current="page">Pupils</a>' in officer.get(page).content.decode()


#: Recorded with one contact, one home and one move: who is asking, the page with its frame, and the transactions' ends.
COSTS = {"roll/": 32, "contacts/": 14, "restricted/": 14}


@pytest.mark.parametrize("page", COSTS)
def test_a_page_costs_the_same_queries_whatever_it_holds(
    school: School, officer: Client, lead: Client, page: str
) -> None:
    restricted_contact(school)
    client, address = lead if page == "restricted/" else officer, f"{first(school)}{page}"

    def cost() -> int:
        client.get(address)
        with CaptureQueriesContext(connections[ALIAS]) as seen:
            assert client.get(address).status_code == 200
        return len(seen)

    few = cost()
    with school_work(school):
        pupil = Pupil.objects.get(key=1)
        for number in range(2, 6):
            details = Details(name=f"Contact {number}", phones=[("07700 900123", "")])
            add_contact(pupil, Bond(relationship="aunt"), details=details, starts_on=TODAY, by=SYSTEM)
    assert (few, cost()) == (COSTS[page], COSTS[page])


@pytest.mark.parametrize(("page", "queries"), [("/roll/", 12), ("/groups/", 11), ("/roll/join/", 10)])
def test_what_the_lists_cost(school: School, officer: Client, page: str, queries: int) -> None:
    officer.get(page)
    with CaptureQueriesContext(connections[ALIAS]) as seen:
        assert officer.get(page).status_code == 200
    assert len(seen) == queries, [row["sql"][:90] for row in seen.captured_queries]
