"""The two pages of the demo: there in the demo, and nowhere else."""

import re
import time
from collections.abc import Iterator

import pytest
import time_machine
from django.conf import settings
from django.test import Client

from rollcall.demo.people import PEOPLE, password
from rollcall.settings import base, demo
from tests.tenants.demo_settings import demo_settings
from tests.tenants.signing_in import code_at
from tests.world import World


@pytest.fixture
def in_the_demo(world: World) -> Iterator[None]:
    with demo_settings():
        yield


def test_it_shows_how_everybody_signs_in(in_the_demo: None) -> None:
    moment = 1_795_000_020.0
    with time_machine.travel(moment, tick=False):
        page = Client(headers={"host": settings.ID_HOST}).get("/demo/").content.decode()
    assert password() in page
    rows = re.findall(r"<tr>(.*?)</tr>", page, re.DOTALL)[1:]
    assert len(rows) == len(PEOPLE)
    for person, row in zip(PEOPLE, rows, strict=True):
        assert person.name in row
        assert f'href="/sign-in/?email={person.email.replace("@", "%40")}"' in row
        assert code_at(moment, person.totp_secret) in row


def test_its_link_fills_in_the_address_and_no_more(in_the_demo: None) -> None:
    page = Client(headers={"host": settings.ID_HOST}).get("/sign-in/?email=ana%40alder.example").content.decode()
    assert 'value="ana@alder.example"' in page
    assert password() not in page


def test_an_address_of_this_machine_says_where_to_go(in_the_demo: None) -> None:
    answer = Client(headers={"host": "127.0.0.1:8000"}).get("/")
    assert answer.status_code == 200
    page = answer.content.decode()
    for host in ("id", "alder", "northfield"):
        assert f"http://{host}.rollcall.localhost" in page
    assert not answer.cookies


def test_without_the_demo_there_is_neither(world: World) -> None:
    assert Client(headers={"host": settings.ID_HOST}).get("/demo/").status_code == 404
    assert Client(headers={"host": "127.0.0.1"}).get("/").status_code in (400, 404)
    assert (base.DEMO, demo.DEMO) == (False, True)


def test_the_codes_shown_are_those_that_are_asked_for(in_the_demo: None) -> None:
    officer = PEOPLE[0]
    now = time.time()
    assert officer.code(now) == code_at(now, officer.totp_secret)
