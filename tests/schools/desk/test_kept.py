"""A device that keeps the list: name and form alone, until the day ends, for whoever asked and until somebody ends it."""

import datetime as dt
import json

import pytest
import time_machine
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from foundation.access.roles import Role
from foundation.accounts.queries import hosts_to_sweep
from foundation.accounts.sessions import SHARED, SessionStore
from schools.desk.models import Device
from schools.journal.models import AuditLine, Shown
from tenants.trusts.scopes import identity_work, school_work
from tests.schools.desk.test_late import words
from tests.schools.registers.taking import THURSDAY, Taking, at
from tests.world import World, canary, host_of, signed_in


@pytest.fixture
def officer(made: Taking) -> Client:
    return made.clients[Role.ATTENDANCE_OFFICER]


def ask_to_keep(client: Client, name: object = "Field tablet") -> HttpResponse:
    return client.post("/api/evacuation/devices/", json.dumps({"name": name}), content_type="application/json")


def keep(client: Client) -> str:
    return f"/api/evacuation/devices/{ask_to_keep(client).json()['device']}/"


def test_a_device_is_given_name_and_form_alone(made: Taking, officer: Client) -> None:
    made.save(made.mark(0, "/"), made.mark(1, "I"))
    kept = officer.get(keep(officer)).json()
    people = [one for point in kept["points"] for part in point["parts"] for one in part["people"]]
    assert {frozenset(one) for one in people} == {frozenset({"line", "name", "form", "known"})}
    assert {one["line"] for one in people} == {f"pupil-{made.pupils[place]}" for place in (0, 2, 3, 4, 5)}
    assert [one["known"] for one in people] == [False] * 4 + [True]
    assert set(kept) == {"person", "as_at", "until", "seconds_left", "evacuation", "points"}
    assert (kept["seconds_left"], kept["evacuation"]) == ((8 * 60 + 5) * 60, None)
    with school_work(made.school):
        assert sorted(Shown.objects.get(about_id="show=kept").pupil_keys) == sorted(
            made.keys[place] for place in (0, 2, 3, 4, 5)
        )


@pytest.mark.parametrize("moment", [at(17, 0), at(8, 0, on=THURSDAY + dt.timedelta(days=1))])
def test_it_ends_with_the_school_day(made: Taking, officer: Client, moment: dt.datetime) -> None:
    made.set_clock(at(16, 59))
    address = keep(officer)
    assert officer.get(address).json()["seconds_left"] == 60
    made.set_clock(moment)
    assert officer.get(address).status_code == 404


def test_after_the_school_day_none_is_kept(made: Taking, officer: Client) -> None:
    made.set_clock(at(17, 1))
    refused = ask_to_keep(officer)
    assert (refused.status_code, refused.json()["code"]) == (422, "day_over")
    with school_work(made.school):
        assert not Device.objects.exists()


@pytest.mark.parametrize("name", ["", "  ", "x" * 61, None, 7.5, "\0"])
def test_a_device_is_named(made: Taking, officer: Client, name: object) -> None:
    answer = ask_to_keep(officer, name)
    if name != 7.5:
        assert answer.status_code in (400, 422)
        assert answer["Content-Type"] == "application/problem+json"


def test_it_is_its_own_persons_and_anybody_who_may_ends_it(made: Taking, officer: Client, receptionist: Client) -> None:
    address = keep(officer)
    assert receptionist.get(address).status_code == 404
    page = words(receptionist.get("/evacuation/devices/"))
    assert "Field tablet" in page
    with school_work(made.school):
        row = Device.objects.get()
    for said in ("Ended. The device wipes its list", "ended it at 08:55"):
        answer = words(receptionist.post(f"/evacuation/devices/{row.pk}/end/", follow=True))
        assert said in answer
        assert ("if it is lost, they sign out on any other" in answer) is said.startswith("Ended")
    assert officer.get(address).status_code == 404
    assert receptionist.post(f"/evacuation/devices/{made.pupils[0]}/end/").status_code == 404
    with school_work(made.school):
        acts = AuditLine.objects.filter(about_kind="device").order_by("id").values_list("act", flat=True)
        assert list(acts) == ["evacuation.kept", "evacuation.kept_no_longer"]


def test_the_page_that_is_kept_names_nobody(made: Taking, officer: Client) -> None:
    officer.post("/evacuation/begin/", {"kind": "drill"})
    page = officer.get("/evacuation/kept/").content.decode()
    assert canary(made.school) not in page
    assert "Attendance Officer" not in page
    assert "csrf" not in page
    worker = officer.get("/evacuation-worker.js")
    assert worker["Content-Type"] == "text/javascript; charset=utf-8"
    assert "connect-src 'self'" in worker["Content-Security-Policy"]


# Signing out


def test_signing_out_passes_the_page_that_wipes(made: Taking, officer: Client) -> None:
    keep(officer)
    left = officer.post("/sign-out/")
    assert left["Location"] == f"http://{host_of(made.school)}/swept/"
    page = Client(headers={"host": host_of(made.school)}).get("/swept/")
    assert f'href="http://{settings.ID_HOST}/signed-out/"' in page.content.decode()
    assert "Clear-Site-Data" not in (*left.headers, *page.headers), (
        "it would take with it what never reached the school"
    )


def test_signing_out_elsewhere_passes_here(world: World, made: Taking, officer: Client) -> None:
    keep(officer)
    here = host_of(made.school)
    person = world.person(Role.ATTENDANCE_OFFICER, made.school)
    with identity_work():
        assert hosts_to_sweep(person, None, now=dt.datetime.now(tz=dt.UTC)) == [here]
    elsewhere = world.client(person, world.alder)
    left = elsewhere.post("/sign-out/")
    assert left["Location"] == f"http://{host_of(world.alder)}/swept/?on={here}"
    assert "Clear-Site-Data" not in left
    passing = f"/swept/?on={host_of(world.birch)}&on=evil.example&on={settings.ID_HOST}"
    stranger = Client(headers={"host": here})
    assert f'href="http://{host_of(world.birch)}/swept/"' in stranger.get(passing).content.decode()
    thrown_away = stranger.post(passing)
    assert thrown_away["Clear-Site-Data"] == '"storage"'
    assert thrown_away["Location"] == f"http://{host_of(world.birch)}/swept/"


def test_no_address_that_is_asked_for_leads_past_it(world: World, made: Taking, officer: Client) -> None:
    keep(officer)
    at_id = signed_in(world.person(Role.ATTENDANCE_OFFICER, made.school), settings.ID_HOST)
    left = at_id.post("/sign-out/?next=/sign-in/", {"next": "/sign-in/"})
    assert left["Location"] == f"http://{host_of(made.school)}/swept/"


def test_a_link_to_it_wipes_nothing_of_who_is_signed_in_and_leads_to_no_stranger(made: Taking, officer: Client) -> None:
    page = officer.get("/swept/?on=evil.example")
    assert ("You are signed in to" in page.content.decode(), b"data-swept" in page.content) == (True, False)
    passed = officer.post("/swept/?on=evil.example")
    assert "Clear-Site-Data" not in passed
    assert passed["Location"] == f"http://{settings.ID_HOST}/signed-out/"


def test_none_is_kept_where_others_use_the_computer(made: Taking, officer: Client) -> None:
    say_it_is_shared(officer, host_of(made.school))
    refused = ask_to_keep(officer)
    assert (refused.status_code, refused.json()["code"]) == (422, "shared_computer")
    assert "Keep the list on this device" not in words(officer.get("/evacuation/devices/"))
    with school_work(made.school):
        assert not Device.objects.exists()


def say_it_is_shared(client: Client, host: str) -> None:
    """As ticking it does, while signing in."""
    with identity_work():
        store = SessionStore(client.cookies[settings.SESSION_COOKIE_NAME].value, host=host)
        store[SHARED] = True
        store.save()


def test_while_a_device_keeps_it_the_sign_in_waits_idle(made: Taking, officer: Client) -> None:
    """A phone that lies in a pocket from nine to three shows the list at the alarm, and does not wipe it."""
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        address = keep(officer)
        left = officer.get(address).json()["seconds_left"]
    assert 3 * 3600 < left < 12 * 3600
    with time_machine.travel(now + dt.timedelta(seconds=left - 60), tick=False):
        assert officer.get("/evacuation/devices/").status_code == 200
