"""The evacuation list: who stands on it and where, ticks that merge, and the report that stays as it was."""

import datetime as dt
import json
import secrets
import uuid

import pytest
from django.db import connections
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from foundation.access.roles import Role
from foundation.audit.actors import Actor
from foundation.database.scope import ALIAS
from schools.desk.models import Evacuation, Expected, Sighting, Visit
from schools.desk.queries.on_site import on_site
from schools.desk.rules.on_site import Whereabouts
from schools.journal.models import AuditLine, Shown
from schools.roll.models import RegistrationGroup
from schools.staff.models import StaffDuty
from schools.staff.operations.duties import give_duty
from tenants.trusts.scopes import school_work
from tests.schools.desk.conftest import Press
from tests.schools.desk.test_late import words
from tests.schools.registers.taking import THURSDAY, Taking, at
from tests.schools.staff.posts import post_of_role
from tests.world import World


@pytest.fixture
def officer(made: Taking) -> Client:
    return made.clients[Role.ATTENDANCE_OFFICER]


def listed(made: Taking) -> dict[int, Whereabouts]:
    """Who is on the list, by place of the pupil; visitors as -1."""
    place = {key: number for number, key in enumerate(made.keys)}
    with school_work(made.school):
        return {place.get(one.pupil, -1): one.whereabouts for one in on_site(THURSDAY).people}


HERE, UNKNOWN = Whereabouts.ON_SITE, Whereabouts.NOT_KNOWN


def test_before_any_register_everybody_is_on_the_list_and_not_known(made: Taking, officer: Client) -> None:
    assert listed(made) == dict.fromkeys(range(6), UNKNOWN)
    page = words(officer.get("/evacuation/"))
    assert "6 pupils and 0 visitors" in page
    assert "6 of them not known" in page
    assert "Staff are not counted here" in page


def test_the_list_goes_by_the_newest_registers_the_desk_and_the_visitors_book(
    made: Taking, press: Press, receptionist: Client
) -> None:
    made.save(made.mark(0, "/"), made.mark(1, "I"), made.mark(2, "V"), made.mark(3, "/"))
    press("late", 4)
    assert listed(made) == {0: HERE, 3: HERE, 4: HERE, 5: UNKNOWN}
    made.set_clock(at(10))
    press("out", 0, reason="Dentist", with_whom="Mother")
    press("back", 1)
    receptionist.post("/desk/visitors/", {"key": "one", "name": "Una Plumb", "sees": "Head"})
    assert listed(made) == {1: HERE, 3: HERE, 4: HERE, 5: UNKNOWN, -1: HERE}
    made.set_clock(at(13, 5))
    made.save(made.mark(0, "\\"), made.mark(1, "I"), made.mark(3, "N"), session="pm")
    assert listed(made) == {0: UNKNOWN, 2: UNKNOWN, 4: UNKNOWN, 5: UNKNOWN, -1: HERE}
    page = words(receptionist.get("/evacuation/"))
    assert "went out at 10:00, marked here since" in page
    assert "here this morning" in page
    with school_work(made.school):
        assert sorted(Shown.objects.get(about_id="show=evacuation").pupil_keys) == sorted(
            made.keys[place] for place in (0, 2, 4, 5)
        )


def test_a_form_assembles_where_it_is_told_or_else_with_its_year(made: Taking, officer: Client) -> None:
    typed = {"year-9": "Field", f"form-{made.group}": "", "visitors": "Car park"}
    assert officer.post("/evacuation/points/", typed).status_code == 302
    assert ">Field</h2>" in officer.get("/evacuation/").content.decode()
    officer.post("/evacuation/points/", typed | {f"form-{made.group}": "  Tennis   court "})
    assert ">Tennis court</h2>" in officer.get("/evacuation/").content.decode()
    officer.post("/evacuation/points/", {"year-9": "", f"form-{made.group}": ""})
    assert "No assembly point set" in words(officer.get("/evacuation/"))
    assert officer.post("/evacuation/points/", {"year-9": "x" * 61}).status_code == 422
    assert made.clients[Role.HEADTEACHER].get("/evacuation/points/").status_code == 200


def test_those_not_known_stand_first_at_their_point(made: Taking, officer: Client) -> None:
    made.save(*(made.mark(place, "/") for place in range(5)))
    page = officer.get("/evacuation/").content.decode()
    assert page.index(f"pupil-{made.pupils[5]}") < page.index(f"pupil-{made.pupils[0]}")
    assert page.index("Not known: no mark yet") < page.index("<h3>9B")


def test_fire_marshals_open_it_whatever_their_role_and_other_teachers_do_not(world: World, made: Taking) -> None:
    teacher = made.clients[Role.CLASS_TEACHER]
    assert teacher.get("/evacuation/").status_code == 404
    with school_work(made.school):
        post = post_of_role(world, made.school, Role.CLASS_TEACHER)
        give_duty(
            post,
            StaffDuty.Duty.FIRE_MARSHAL,
            starts_on=THURSDAY,
            by=Actor(None, "Asha Rao"),
            at=at(8, 50),
            page="/staff/",
        )
    assert teacher.get("/evacuation/").status_code == 200
    assert teacher.get("/desk/").status_code == 404
    assert teacher.get("/evacuation/points/").status_code == 404


# Ticking


def begun(made: Taking, client: Client, kind: str = "drill") -> Evacuation:
    client.post("/evacuation/begin/", {"kind": kind})
    with school_work(made.school):
        return Evacuation.objects.get(ended_at=None)


def line(made: Taking, place: int) -> str:
    return f"pupil-{made.pupils[place]}"


def send(
    client: Client,
    evacuation: uuid.UUID,
    *ticks: dict[str, str],
    taken_back: tuple[str, ...] = (),
    began_at: dt.datetime | None = None,
    person: uuid.UUID | None = None,
) -> HttpResponse:
    me = client.get("/evacuation/").wsgi_request.member.person_id  # type: ignore[attr-defined]
    body = {
        "person": str(person or me),
        "evacuation": {"id": str(evacuation), "began_at": (began_at or at(8, 55)).isoformat(), "drill": True},
        "ticks": list(ticks),
        "taken_back": list(taken_back),
    }
    return client.post("/api/evacuation/ticks/", json.dumps(body), content_type="application/json")


def tick(of: str, seen_at: dt.datetime | None = None, key: str = "") -> dict[str, str]:
    return {"key": key or secrets.token_hex(8), "line": of, "seen_at": (seen_at or at(8, 56)).isoformat()}


def test_seen_by_one_is_seen_and_each_tick_counts_once(made: Taking, officer: Client, receptionist: Client) -> None:
    row = begun(made, officer)
    made.set_clock(at(9, 0))
    mine, theirs = tick(line(made, 0), at(8, 57)), tick(line(made, 0), at(8, 56))
    for _ in range(2):
        assert send(officer, row.pk, mine).status_code == 200
    seen = send(receptionist, row.pk, theirs).json()["seen"]
    assert seen[line(made, 0)]["keys"] == [theirs["key"], mine["key"]], "the earlier stands first"
    assert seen[line(made, 0)]["by"].startswith("Receptionist")
    with school_work(made.school):
        assert Sighting.objects.count() == 2


def test_taking_back_undoes_what_could_be_seen_and_keeps_it(
    made: Taking, officer: Client, receptionist: Client
) -> None:
    row = begun(made, officer)
    mine, offline = tick(line(made, 0)), tick(line(made, 0))
    send(officer, row.pk, mine)
    made.set_clock(at(8, 58))
    assert send(officer, row.pk, taken_back=(mine["key"],)).json()["seen"] == {}
    assert line(made, 0) in send(receptionist, row.pk, offline).json()["seen"], "another's tick was not taken back"
    with school_work(made.school):
        kept = Sighting.objects.get(client_key=mine["key"])
        assert (kept.taken_back_at, kept.taken_back_by_name) == (
            at(8, 58),
            "Attendance Officer " + made.school.slug.title(),
        )
        assert AuditLine.objects.filter(act="evacuation.ticked").count() == 3


def test_a_device_that_began_one_without_a_network_brings_it_or_joins_the_one_under_way(
    made: Taking, officer: Client, receptionist: Client
) -> None:
    made.set_clock(at(10))
    own, other = uuid.uuid4(), uuid.uuid4()
    assert send(officer, own, tick(line(made, 0)), began_at=at(9, 50)).json()["evacuation"]["id"] == str(own)
    assert send(receptionist, other, tick(line(made, 1)), began_at=at(9, 51)).json()["evacuation"]["id"] == str(own)
    with school_work(made.school):
        row = Evacuation.objects.get()
        assert (row.began_at, row.sightings.count()) == (at(9, 50), 2)


YESTERDAY = at(9, on=THURSDAY - dt.timedelta(days=1))


@pytest.mark.parametrize("said", [at(11), YESTERDAY])
def test_a_clock_that_is_wrong_is_not_believed(made: Taking, officer: Client, said: dt.datetime) -> None:
    made.set_clock(at(10))
    send(officer, uuid.uuid4(), tick(line(made, 0), said), began_at=at(11))
    with school_work(made.school):
        assert Sighting.objects.get().seen_at == Evacuation.objects.get().began_at == at(10)


def test_ticks_of_another_day_begin_nothing_and_ticks_of_somebody_else_are_not_taken(
    made: Taking, officer: Client
) -> None:
    for answer, code in (
        (send(officer, uuid.uuid4(), tick(line(made, 0), YESTERDAY), began_at=YESTERDAY), "day_over"),
        (send(officer, uuid.uuid4(), tick(line(made, 0)), person=uuid.uuid4()), "other_person"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (422, code)
    with school_work(made.school):
        assert not Evacuation.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"line": "pupil-1"},
        {"line": "pupil-00000000-0000-7000-8000-000000000000"},
        {"line": "visit-00000000-0000-7000-8000-000000000000"},
        {"line": "\0"},
        {"key": "x"},
        {"key": "Ä" * 10},
        {"seen_at": "soon"},
    ],
)
def test_what_cannot_be_read_is_refused_whole(made: Taking, officer: Client, wrong: dict[str, str]) -> None:
    row = begun(made, officer)
    answer = send(officer, row.pk, tick(line(made, 0)), tick(line(made, 1)) | wrong)
    assert answer.status_code in (400, 422)
    assert answer["Content-Type"] == "application/problem+json"
    with school_work(made.school):
        assert not Sighting.objects.exists()


def test_without_our_script_a_press_ticks_and_takes_back(made: Taking, officer: Client) -> None:
    row = begun(made, officer)
    officer.post(f"/evacuation/{row.pk}/tick/", {"tick": line(made, 0)})
    page = words(officer.get("/evacuation/"))
    assert "seen 08:55 by Attendance Officer" in page
    assert "<span data-seen>1</span> of <span data-expected>6</span>" in page
    officer.post(f"/evacuation/{row.pk}/tick/", {"take_back": line(made, 0)})
    assert "<span data-seen>0</span>" in words(officer.get("/evacuation/"))


def test_one_at_a_time(made: Taking, officer: Client, receptionist: Client) -> None:
    begun(made, officer, "evacuation")
    again = receptionist.post("/evacuation/begin/", {"kind": "drill"}, follow=True)
    assert "An evacuation is under way since 08:55." in words(again)
    with school_work(made.school):
        assert Evacuation.objects.get().drill is False


def test_the_report_says_who_was_not_seen_and_how_long_it_took_and_stays_as_it_was(
    made: Taking, officer: Client, receptionist: Client
) -> None:
    made.save(*(made.mark(place, "/") for place in range(5)))
    receptionist.post("/desk/visitors/", {"key": "one", "name": "Una Plumb", "sees": "Head"})
    with school_work(made.school):
        visitor = f"visit-{Visit.objects.get().pk}"
    row = begun(made, officer)
    made.set_clock(at(9, 1))
    send(officer, row.pk, *(tick(line(made, place), at(8, 57)) for place in range(4)), tick(visitor, at(8, 59)))
    done = officer.post(f"/evacuation/{row.pk}/end/", follow=True)
    report = words(done)
    assert "2 of 7 not seen" in report
    assert "It took 6 min 00 s; the last tick came 4 min 00 s after." in report
    late = tick(line(made, 4), at(9, 0))
    made.set_clock(at(9, 5))
    assert send(receptionist, row.pk, late).json()["evacuation"]["ended"] is True
    made.save(made.mark(0, "I", was="/"), version=1)
    after = words(officer.get(f"/evacuation/{row.pk}/"))
    assert "1 of 7 not seen" in after
    assert after.count("sent after the end") == 1
    again = officer.post(f"/evacuation/{row.pk}/end/", follow=True)
    assert "ended it at 09:01" in words(again)
    with school_work(made.school):
        assert Expected.objects.count() == 7
    assert "Drill of 19 November 2026, 08:55" in words(officer.get("/evacuation/"))


def test_the_list_costs_the_same_however_many_stand_on_it(made: Taking, officer: Client) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connections[ALIAS]) as asked:
            assert officer.get("/evacuation/").status_code == 200
        return len(asked)

    row = begun(made, officer)
    send(officer, row.pk, tick(line(made, 0)))
    statements()
    few = statements()
    made.save(*(made.mark(place, "/") for place in range(5)))
    send(officer, row.pk, *(tick(line(made, place)) for place in range(6)))
    assert statements() == few


def test_today_lists_who_is_out(made: Taking, press: Press, officer: Client) -> None:
    press("out", reason="Dentist", with_whom="Mother")
    page = words(officer.get("/today/"))
    assert "Out, not back" in page
    assert f"/desk/{made.pupils[0]}/" in page
    theirs = made.clients[Role.HEADTEACHER].get("/today/").content.decode()
    assert "Dentist, Mother" in theirs
    assert f"/desk/{made.pupils[0]}/" not in theirs


def test_an_evacuation_of_another_group_of_the_year_keeps_its_own_point(made: Taking, officer: Client) -> None:
    with school_work(made.school):
        other = RegistrationGroup.objects.create(academic_year=2026, name="9C", year_group="9")
    assert f"form-{other.pk}" not in officer.get("/evacuation/points/").content.decode(), (
        "an empty form assembles nowhere"
    )
