"""Home visits: planned by two, reported once, awaited until both are back; and who may read what about them."""

import json
import re
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from foundation.access.roles import Role
from foundation.database.scope import ALIAS
from schools.absence.models import Attempt, HandOver, HomeVisit
from schools.journal.models import AuditLine, Shown
from schools.roll.models import Household, HouseholdPupil, Pupil
from schools.staff.models import StaffDuty, StaffMember, StaffNotice
from tenants.trusts.scopes import school_work
from tests.schools.absence.family import FATHER, MOTHER, SINCE, Family, family
from tests.schools.registers.taking import THURSDAY, at, taking
from tests.world import World

# The register closes at 09:10 and a visit is due after 150 minutes: at 11:40. The third pupil ("other") has one contact,
# whom nothing bars; something stands against a contact of Kai and of Mia.

DUE = (11, 40)
ADDRESS = "3 Larch Row, Northfield"
SAFETY = "A large dog in the yard. Ring from the gate."
FOUND = {"seen": "yes", "answered": "nobody", "safe": "unknown", "coming": "no", "note": ""}


class Visiting:
    """A family's school on the morning of a visit to the third pupil."""

    def __init__(self, browns: Family) -> None:
        self.browns = browns
        taken = browns.taking
        self.other = Pupil(pk=taken.pupils[2], key=taken.keys[2])
        with school_work(taken.school):
            posts = {post.person_id: post for post in StaffMember.objects.all()}
            self.posts = {role: posts[person] for role, person in taken.people.items()}
            teacher = self.posts[Role.CLASS_TEACHER]
            teacher.mobile, teacher.mobile_digits, teacher.email = "07700 900555", "+447700900555", "t@alder.example"
            teacher.save()
            home = Household.objects.create(address=ADDRESS)
            HouseholdPupil.objects.create(household=home, pupil=self.other, starts_on=SINCE)

    def client(self, role: Role) -> Client:
        return self.browns.client(role)

    def address(self, pupil: Pupil | None = None) -> str:
        return f"{self.browns.address(pupil or self.other)}visit/"

    def form(self, **other: str) -> dict[str, str]:
        """The teacher goes with a neighbour who is not on the staff list."""
        plan = {
            "first": str(self.posts[Role.CLASS_TEACHER].pk),
            "second": "by_name",
            "second_name": "Pat Doyle",
            "home": "0",
            "safety": SAFETY,
            "minutes": "60",
        }
        return plan | other

    def plan(self, role: Role = Role.ATTENDANCE_OFFICER, pupil: Pupil | None = None, **other: str) -> Any:
        return self.client(role).post(self.address(pupil), self.form(**other))

    def visits(self) -> list[HomeVisit]:
        with school_work(self.browns.taking.school):
            return list(HomeVisit.objects.select_related("day"))

    @property
    def visit(self) -> HomeVisit:
        (found,) = self.visits()
        return found

    @property
    def path(self) -> str:
        return f"/first-day/visits/{self.visit.pk}/"

    def page(self, role: Role, status: int = 200) -> str:
        response = self.client(role).get(self.path)
        assert response.status_code == status
        return str(response.content.decode())

    def send(
        self,
        act: str,
        found: dict[str, str] | None = None,
        *,
        role: Role = Role.CLASS_TEACHER,
        key: str = "",
        ago: int = 0,
        person: uuid.UUID | None = None,
    ) -> Any:
        """Tell of an act by the interface, as the page's script does."""
        body = {"act": act, "person": str(person or self.browns.taking.people[role]), "ago": ago, "found": found or {}}
        return self.client(role).post(
            f"/api/visits/{self.visit.pk}/",
            json.dumps(body),
            content_type="application/json",
            headers={"idempotency-key": key or uuid.uuid4().hex},
        )

    def today(self, role: Role = Role.ATTENDANCE_OFFICER) -> str:
        return str(self.client(role).get("/today/").content.decode())


@pytest.fixture
def visiting(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Visiting]:
    """The third pupil has no reason, and it is the minute of the visit."""
    made = Visiting(family(lambda: taking(world, monkeypatch)))
    made.browns.take(kai="N", other="N")
    made.browns.at(*DUE)
    yield made


def section(page: str, key: str) -> str:
    found = re.search(rf'<section class="panel" id="{key}".*?</section>', page, re.DOTALL)
    return found[0] if found else ""


def words(text: str) -> str:
    """What a piece of a page says, without its markup."""
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def test_who_is_due_by_the_ladder_stands_in_today_until_somebody_plans(visiting: Visiting) -> None:
    browns = visiting.browns
    browns.at(11, 39)
    assert not section(visiting.today(), "visits")
    browns.at(*DUE)
    due = section(visiting.today(), "visits")
    assert "to plan" in due
    assert f'href="{visiting.address()}"' in due
    assert visiting.plan().status_code == 302
    planned = words(section(visiting.today(), "visits"))
    assert "planned Class Teacher" in planned
    assert "Pat Doyle" in planned


def test_who_was_reached_is_not_due(visiting: Visiting) -> None:
    assert visiting.browns.call(visiting.other, "spoke", "Ines Carvalho") == 302
    assert visiting.address() not in section(visiting.today(), "visits")


def test_a_visit_goes_out_is_reported_and_back_and_ends_nothing_by_itself(visiting: Visiting) -> None:
    browns = visiting.browns
    assert visiting.plan().status_code == 302
    browns.at(11, 50)
    assert visiting.send("went").status_code == 200
    assert "out now" in section(visiting.today(), "visits")
    browns.at(12, 10)
    contact = str(browns.contacts["Ines Carvalho"].pk)
    found = FOUND | {"answered": contact, "safe": "yes", "coming": "with_us", "note": "Overslept."}
    answer = visiting.send("found", found)
    assert answer.status_code == 200
    assert answer.json()["steps"]["found"].startswith("Child seen, safe and well, Ines Carvalho answered, brought in")
    browns.at(12, 30)
    assert visiting.send("back").status_code == 200
    visit = visiting.visit
    assert (visit.went_at, visit.told_at, visit.back_at) == (at(11, 50), at(12, 10), at(12, 30))
    with school_work(browns.taking.school):
        attempt = Attempt.objects.get()
        assert (attempt.channel, attempt.outcome, attempt.safe, attempt.note) == ("visit", "spoke", True, "Overslept.")
        assert (attempt.contact_id, attempt.place, attempt.at) == (browns.contacts["Ines Carvalho"].pk, 1, at(12, 10))
        acts = list(
            AuditLine.objects.filter(act__startswith="absence.visit").order_by("at").values_list("act", "details")
        )
    day = browns.days()[visiting.other.key]
    assert (day.safe_at, day.ended_at, browns.code(visiting.other)) == (at(12, 10), None, "N")
    assert [act for act, _ in acts] == [f"absence.visit_{one}" for one in ("planned", "gone", "told", "back")]
    assert "Overslept" not in str(acts)
    assert "seen safe and well" in words(section(visiting.today(), "visits"))
    sheet = words(browns.client().get(browns.address(visiting.other)).content.decode())
    for said in ("Home visit planned: Class Teacher", "Home visit: Child seen, safe and well", "both are back"):
        assert said in sheet
    assert sheet.count("Overslept.") == 1


def test_a_report_is_kept_once_with_the_moment_it_was_pressed(visiting: Visiting) -> None:
    """The phone had no signal for half an hour, and the first answer was lost."""
    visiting.plan()
    visiting.browns.at(12, 40)
    for _ in range(2):
        assert visiting.send("found", FOUND, key="one-report", ago=1800).status_code == 200
    assert (visiting.visit.went_at, visiting.visit.told_at) == (at(12, 10), at(12, 10))
    assert visiting.browns.attempts() == [("seen", "")]
    other = visiting.send("found", FOUND | {"note": "Mine"}, role=Role.ATTENDANCE_OFFICER)
    assert other.status_code == 422
    assert "has reported this visit already" in other.json()["detail"]
    assert visiting.browns.attempts() == [("seen", "")]


def test_nobody_keeps_a_report_out_by_a_call_under_the_key_that_it_will_have(visiting: Visiting) -> None:
    visiting.plan()
    visiting.browns.at(12, 40)
    assert visiting.browns.call(visiting.other, "no_answer", "Ines Carvalho", key=f"visit-{visiting.visit.pk}") == 302
    assert visiting.send("found", FOUND).status_code == 200
    assert ("seen", "") in visiting.browns.attempts()


def test_going_and_being_back_said_twice_are_noted_once(visiting: Visiting) -> None:
    visiting.plan()
    assert visiting.send("back").json()["code"] == "not_gone"
    visiting.browns.at(11, 50)
    visiting.send("went")
    visiting.browns.at(12, 0)
    visiting.send("went")
    visiting.send("back")
    visiting.browns.at(12, 30)
    assert visiting.send("back", role=Role.ATTENDANCE_OFFICER).status_code == 200
    assert (visiting.visit.went_at, visiting.visit.back_at) == (at(11, 50), at(12, 0))


def test_two_who_are_not_back_in_time_stand_on_top_in_red_with_whom_to_ring(visiting: Visiting) -> None:
    visiting.plan(phone="07700 900777")
    visiting.browns.at(11, 50)
    visiting.send("went")
    visiting.browns.at(12, 49)
    assert "Not back from a visit" not in visiting.today()
    visiting.browns.at(12, 50)
    page = visiting.today()
    assert re.findall(r'data-queue="([\w-]+)"', page)[0] == "not-back"
    assert 'data-queue="not-back" data-digit="0"' in page
    assert 'data-queue="missing" data-digit="1"' in page, "an alarm moves no other list’s key"
    late = section(page, "not-back")
    assert "<tr class=now>" in late
    assert 'href="tel:+447700900555"' in late
    assert 'href="tel:+447700900777"' in late
    assert "expected by 12:50" in late
    assert ADDRESS not in page
    assert visiting.send("back", role=Role.ATTENDANCE_OFFICER).status_code == 200
    assert "Not back from a visit" not in visiting.today()


def test_who_never_said_that_they_are_back_is_awaited_the_next_day_too(visiting: Visiting) -> None:
    visiting.plan()
    visiting.send("went")
    visiting.browns.taking.set_clock(at(8, 0, on=THURSDAY.replace(day=20)))
    assert "not back" in section(visiting.today(), "not-back")
    assert visiting.page(Role.CLASS_TEACHER)
    visiting.send("back")
    assert not section(visiting.today(), "not-back")
    visiting.page(Role.CLASS_TEACHER, 404)


def test_the_safety_note_is_for_the_visitors_the_planner_the_lead_and_the_head(visiting: Visiting) -> None:
    visiting.plan(Role.HEADTEACHER)
    for role in (Role.CLASS_TEACHER, Role.HEADTEACHER):
        page = visiting.page(role)
        assert SAFETY in page
        assert ADDRESS in page
    officer = visiting.page(Role.ATTENDANCE_OFFICER)  # may ring them and say that they are back
    assert SAFETY not in officer
    assert ADDRESS not in officer
    assert "07700 900555" in officer
    visiting.page(Role.HEAD_OF_YEAR, 404)
    for text in (
        visiting.today(),
        visiting.browns.client().get(visiting.browns.address(visiting.other)).content.decode(),
    ):
        assert SAFETY not in text
        assert ADDRESS not in text


def test_a_visitor_sees_the_visit_of_the_day_and_who_was_shown_it_is_written_down(visiting: Visiting) -> None:
    visiting.plan()
    assert "Ines Carvalho" in visiting.page(Role.CLASS_TEACHER)
    with school_work(visiting.browns.taking.school):
        shown = Shown.objects.filter(about_kind="pupil", about_id=str(visiting.other.pk), what="pupil")
        teacher = visiting.browns.taking.people[Role.CLASS_TEACHER]
        assert shown.filter(lines__person_id=teacher).exists()
        notices = list(StaffNotice.objects.filter(kind="visit_planned").values_list("post", "address"))
    assert notices == [(visiting.posts[Role.CLASS_TEACHER].pk, visiting.path)]
    visiting.browns.taking.set_clock(at(8, 0, on=THURSDAY.replace(day=20)))
    visiting.page(Role.CLASS_TEACHER, 404)


def test_where_something_stands_against_a_contact_only_the_lead_plans(visiting: Visiting) -> None:
    kai = visiting.browns.kai
    with school_work(visiting.browns.taking.school):
        home = Household.objects.create(address="9 Beech Way")
        HouseholdPupil.objects.create(household=home, pupil=kai, starts_on=SINCE)
    page = visiting.client(Role.ATTENDANCE_OFFICER).get(visiting.address(kai)).content.decode()
    assert "the safeguarding lead, a deputy or the headteacher" in page
    assert "9 Beech Way" not in page
    refused = visiting.plan(pupil=kai, home="elsewhere", address="9 Beech Way")
    assert refused.status_code == 422
    assert visiting.visits() == []
    assert visiting.plan(Role.HEADTEACHER, kai).status_code == 302
    assert FATHER in visiting.page(Role.CLASS_TEACHER)
    assert "ask the safeguarding lead before you speak to them" in visiting.page(Role.CLASS_TEACHER)


def test_a_deputy_by_duty_plans_and_reads_what_the_lead_does(visiting: Visiting) -> None:
    assert visiting.client(Role.HEAD_OF_YEAR).get(visiting.address(visiting.browns.kai)).status_code == 404
    with school_work(visiting.browns.taking.school):
        StaffDuty.objects.create(
            post=visiting.posts[Role.HEAD_OF_YEAR], duty=StaffDuty.Duty.DEPUTY_SAFEGUARDING_LEAD, starts_on=SINCE
        )
    assert (
        visiting.plan(Role.HEAD_OF_YEAR, visiting.browns.kai, home="elsewhere", address="9 Beech Way").status_code
        == 302
    )
    assert SAFETY in visiting.page(Role.HEAD_OF_YEAR)


def test_a_barred_man_at_the_door_is_noted_and_nobody_was_reached(visiting: Visiting) -> None:
    browns = visiting.browns
    browns.at(12, 0)
    assert browns.taking.save(browns.taking.mark(1, "N", "/"), version=1, reason="A slip").status_code == 200
    browns.work()
    visiting.plan(Role.HEADTEACHER, browns.mia, home="elsewhere", address="9 Beech Way")
    found = FOUND | {"seen": "no", "answered": str(browns.contacts[FATHER].pk)}
    assert visiting.send("found", found).status_code == 200
    child = browns.child(browns.mia, 12, 30)
    assert (child.attempts[-1].outcome, child.stands.reached) == ("no_answer", False)
    assert f"{FATHER} answered" in visiting.page(Role.CLASS_TEACHER)


def test_worried_visitors_give_the_child_to_the_lead(visiting: Visiting) -> None:
    visiting.browns.at(9, 20)
    with school_work(visiting.browns.taking.school):
        HandOver.objects.all().delete()
    visiting.plan()
    assert visiting.send("found", FOUND | {"safe": "no"}).status_code == 200
    assert visiting.browns.hand_overs()[visiting.other.key] == "choice"
    assert "worried" in section(visiting.today(), "visits")


def test_a_child_who_came_meanwhile_stops_the_visit_and_a_report_is_kept_all_the_same(visiting: Visiting) -> None:
    browns = visiting.browns
    visiting.plan()
    browns.at(11, 45)
    late = browns.taking.mark(2, "U", "N")
    assert browns.taking.save(late, version=1, reason="Came").status_code == 200
    browns.work()
    assert "call it off" in section(visiting.today(), "visits")
    visiting.send("went")
    assert "ring the visitors" in section(visiting.today(), "visits")
    assert visiting.send("found", FOUND | {"seen": "no"}).status_code == 200
    assert browns.attempts() == [("no_answer", "")]
    visiting.send("back")
    assert browns.address(visiting.other) not in section(visiting.today(), "visits")


def test_a_visit_is_called_off_before_anybody_goes_and_not_after(visiting: Visiting) -> None:
    officer = visiting.client(Role.ATTENDANCE_OFFICER)
    visiting.plan()
    assert officer.post(f"{visiting.path}call-off/").status_code == 302
    refused = visiting.send("went")
    assert (refused.status_code, refused.json()["code"]) == (422, "called_off")
    assert "to plan" in section(visiting.today(), "visits")
    assert visiting.plan().status_code == 302
    called_off, second = visiting.visits()
    assert (called_off.state.value, second.state.value) == ("called_off", "planned")
    path = f"/first-day/visits/{second.pk}/"
    assert officer.post(f"{path}went/").status_code == 302
    answer = officer.post(f"{path}call-off/", follow=True).content.decode()
    assert "They have gone already" in answer


def test_one_visit_at_a_time(visiting: Visiting) -> None:
    visiting.plan()
    again = visiting.plan()
    assert again.status_code == 422
    assert "planned or under way already" in again.content.decode()
    assert len(visiting.visits()) == 1


def test_the_page_works_without_its_script(visiting: Visiting) -> None:
    visiting.plan()
    teacher, path = visiting.client(Role.CLASS_TEACHER), visiting.path
    assert teacher.post(f"{path}went/").status_code == 302
    refused = teacher.post(path, {"key": "k", "seen": "yes"})
    assert refused.status_code == 422
    assert "Choose one." in refused.content.decode()
    assert teacher.post(path, FOUND | {"key": "k"}).status_code == 302
    assert teacher.post(f"{path}back/").status_code == 302
    assert "Back since 11:40" in visiting.page(Role.CLASS_TEACHER)


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"second": ""}, "Say who goes. Nobody visits alone."),
        ({"second_name": ""}, "Say who goes. Nobody visits alone."),
        ({"safety": " "}, "that nothing is known"),
        ({"first": "by_name", "first_name": "Lee Marsh"}, "Neither has a work mobile"),
        ({"home": "elsewhere"}, "Say where they go."),
        ({"home": "7"}, "Select a valid choice"),
        ({"minutes": "5"}, "10"),
        ({"minutes": "900"}, "240"),
        ({"phone": "12"}, "A British number"),
        ({"safety": "x" * 1001}, "at most 1000 characters"),
        ({"first": "00000000-0000-7000-8000-000000000000"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_planned_is_refused_beside_its_field(
    visiting: Visiting, form: dict[str, str], said: str
) -> None:
    refused = visiting.plan(**form)
    assert refused.status_code == 422
    assert said in refused.content.decode()
    assert visiting.visits() == []


def test_the_same_person_is_not_two_by_the_staff_list_and_by_name(visiting: Visiting) -> None:
    refused = visiting.plan(second_name=visiting.posts[Role.CLASS_TEACHER].name.upper())
    assert "the same person twice" in refused.content.decode()
    assert visiting.visits() == []


@pytest.mark.parametrize(
    ("found", "field"),
    [
        ({"safe": "yes", "seen": "no"}, "safe"),
        ({"coming": "with_us", "seen": "no"}, "coming"),
        ({"answered": "child", "seen": "no"}, "seen"),
        ({"answered": "00000000-0000-7000-8000-000000000000"}, "answered"),
        ({"safe": ""}, "safe"),
        ({"note": "x" * 1001}, "note"),
    ],
)
def test_a_report_that_cannot_be_names_its_field_and_keeps_nothing(
    visiting: Visiting, found: dict[str, str], field: str
) -> None:
    visiting.plan()
    refused = visiting.send("found", FOUND | found)
    assert refused.status_code == 422
    assert [error["field"] for error in refused.json()["errors"]] == [field]
    assert visiting.visit.told_at is None
    assert visiting.browns.attempts() == []


def test_the_interface_refuses_what_it_cannot_read_and_what_somebody_else_wrote(visiting: Visiting) -> None:
    visiting.plan()
    officer = visiting.browns.taking.people[Role.ATTENDANCE_OFFICER]
    of_another = visiting.send("went", person=officer)
    assert (of_another.status_code, of_another.json()["code"]) == (409, "of_somebody_else")
    teacher, path = visiting.client(Role.CLASS_TEACHER), f"/api/visits/{visiting.visit.pk}/"
    for body, key, status in (
        ("{}", "", 400),
        ("{}", "k", 422),
        ('{"act": "flew", "person": "x", "ago": -1, "more": 1}', "k", 422),
        ("[", "k", 400),
    ):
        headers = {"idempotency-key": key} if key else {}
        assert teacher.post(path, body, content_type="application/json", headers=headers).status_code == status
    assert teacher.get(path).status_code == 405
    assert visiting.visit.went_at is None
    assert visiting.send("went", role=Role.HEAD_OF_YEAR).status_code == 404


def test_the_table_itself_lets_nobody_go_alone(visiting: Visiting) -> None:
    visiting.plan()
    with school_work(visiting.browns.taking.school):
        visit = HomeVisit.objects.get()
        for alone in (
            {"second_staff": visit.first_staff},
            {"second_name": visit.first_name},
            {"second_name": ""},
        ):
            with pytest.raises(IntegrityError, match="homevisit"), transaction.atomic(using=ALIAS):
                HomeVisit.objects.filter(pk=visit.pk).update(**alone)


def test_the_mother_is_rung_as_before_when_the_child_alone_was_seen(visiting: Visiting) -> None:
    visiting.plan(Role.HEADTEACHER, visiting.browns.kai, home="elsewhere", address="9 Beech Way")
    visiting.send("found", FOUND | {"answered": "child", "safe": "yes"})
    child = visiting.browns.child(visiting.browns.kai, 12, 0)
    assert not child.stands.reached
    assert child.contacts[0].name == MOTHER
    assert child.stands.next is not None
