"""From the id host to another: a code for one use, one host, one browser, one minute."""

import datetime as dt
import threading
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import time_machine
from django.conf import settings
from django.db import connections
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from foundation.access.gate import ANYONE
from foundation.access.roles import Role
from foundation.accounts.models import HandOver, Person, Session
from foundation.accounts.one_time import hash_of
from foundation.accounts.sessions import SECOND_FACTOR
from foundation.audit.actors import SYSTEM
from tenants.memberships.hand_over import IDENTITY_PATHS, LONGEST_PATH, NONCE_COOKIE, local_path, make_code, redeem
from tenants.memberships.operations.leaving import disable
from tenants.memberships.urls import other_hosts
from tenants.trusts.scopes import identity_work
from tests.tenants.journal_lines import lines
from tests.tenants.signing_in import Browser, newcomer
from tests.world import World, host_of

ID = settings.ID_HOST
pytestmark = pytest.mark.usefixtures("fresh_limits")
NONCE = "n" * 22


@pytest.fixture(scope="module")
def officer(world: World) -> Person:
    return newcomer(Role.ATTENDANCE_OFFICER, world.alder)


@pytest.fixture(scope="module")
def signed_in(officer: Person) -> Browser:
    browser = Browser()
    browser.sign_in(officer)
    return browser


@pytest.fixture
def alder(world: World) -> str:
    return host_of(world.alder)


def code_for(person: Person, host: str, *, path: str = "/", nonce: str = NONCE, now: dt.datetime | None = None) -> str:
    with identity_work():
        return make_code(
            person, host=host, path=path, nonce=hash_of(nonce), carries={SECOND_FACTOR: True}, now=now or timezone.now()
        )


def arriving(host: str, code: str, *, nonce: str = NONCE) -> object:
    client = Client(headers={"host": host})
    if nonce:
        client.cookies[NONCE_COOKIE] = nonce
    return client.get("/arrive/", {"code": code})


def test_the_way_there_and_back(alder: str, officer: Person) -> None:
    """Each step of the diagram in `hand_over`, with nothing left out."""
    browser = Browser()
    browser.sign_in(officer)
    browser.client(alder).cookies.clear()

    sent = browser.get(f"//{alder}/pupils/?group=9B", follow=False)
    nonce = browser.client(alder).cookies[NONCE_COOKIE].value
    there = urlsplit(sent["Location"])
    asked = {name: values[0] for name, values in parse_qs(there.query).items()}
    assert (there.hostname, there.path) == (ID, "/go/")
    assert (asked["to"], asked["path"]) == (alder, "/pupils/?group=9B")
    assert nonce not in sent["Location"]

    handed = browser.get(sent["Location"], follow=False)
    back = urlsplit(handed["Location"])
    assert (back.hostname, back.path) == (alder, "/arrive/")
    assert list(parse_qs(back.query)) == ["code"]
    code = parse_qs(back.query)["code"][0]
    with identity_work():
        kept = HandOver.objects.get(code_hash=hash_of(code))
    assert code.encode() not in bytes(kept.code_hash)
    assert dt.timedelta(seconds=50) < kept.expires_at - timezone.now() <= dt.timedelta(seconds=60)

    arrived = browser.get(handed["Location"], follow=False)
    assert arrived["Location"] == "/pupils/?group=9B"
    assert "no-store" in arrived["Cache-Control"]
    assert browser.get(arrived["Location"]).status_code == 200
    with identity_work():
        row = Session.objects.get(session_key=browser.session_key(alder))
    assert (row.host, row.person_id) == (alder, officer.pk)


def test_a_code_is_good_once(alder: str, officer: Person) -> None:
    code = code_for(officer, alder)
    assert arriving(alder, code).status_code == 302
    assert arriving(alder, code).status_code == 403


def test_a_code_is_good_for_a_minute(alder: str, officer: Person) -> None:
    now = timezone.now()
    young, old = (code_for(officer, alder, now=now - dt.timedelta(seconds=age)) for age in (59, 60))
    with time_machine.travel(now, tick=False):
        assert arriving(alder, young).status_code == 302
        assert arriving(alder, old).status_code == 403


def test_a_code_is_good_for_its_host_browser_and_text_alone(world: World, alder: str, officer: Person) -> None:
    code = code_for(officer, alder)
    wrong = [
        arriving(host_of(world.birch), code),
        arriving(host_of(world.northfield), code),
        arriving(alder, code, nonce="m" * 22),
        arriving(alder, code, nonce=""),
        arriving(alder, code[:-1]),
        arriving(alder, ""),
        arriving(alder, "x" * 10_000),
    ]
    assert [answer.status_code for answer in wrong] == [403] * len(wrong)
    assert len({answer.content for answer in wrong}) == 1
    assert b"used or is too old" in wrong[0].content
    assert wrong[0]["Referrer-Policy"] == "no-referrer"
    assert not any(settings.SESSION_COOKIE_NAME in answer.cookies for answer in wrong)
    assert arriving(alder, code).status_code == 302  # none of those used it up


def test_looking_does_not_use_a_code_up(alder: str, officer: Person) -> None:
    code = code_for(officer, alder)
    client = Client(headers={"host": alder})
    client.cookies[NONCE_COOKIE] = NONCE
    assert client.head(f"/arrive/?code={code}").status_code == 405
    assert client.post("/arrive/", {"code": code}).status_code == 405
    assert client.get("/arrive/", {"code": code}).status_code == 302


def test_of_two_arrivals_at_once_one_wins(alder: str, officer: Person) -> None:
    """Twenty codes, each brought by two threads let go together: read first and written then, it would be used twice."""
    for _ in range(20):
        code = code_for(officer, alder)
        gate, won = threading.Barrier(2), []

        def arrive(code: str = code, gate: threading.Barrier = gate, won: list[bool] = won) -> None:
            try:
                with identity_work():
                    Person.objects.exists()  # the transaction is open before the race
                    gate.wait(60)
                    handed = redeem(code, nonce=NONCE, host=alder, now=timezone.now())
                    won.append(handed is not None)
            finally:
                connections.close_all()

        threads = [threading.Thread(target=arrive) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(won) == [False, True]


def test_one_waits_for_the_other_and_then_finds_the_code_used(alder: str, officer: Person) -> None:
    """The race made certain: the first holds the row while the second already waits for it."""
    code = code_for(officer, alder)
    late: list[bool] = []

    def arrive_late() -> None:
        try:
            with identity_work():
                late.append(redeem(code, nonce=NONCE, host=alder, now=timezone.now()) is not None)
        finally:
            connections.close_all()

    thread = threading.Thread(target=arrive_late)
    with identity_work():
        assert redeem(code, nonce=NONCE, host=alder, now=timezone.now()) is not None
        thread.start()
        thread.join(timeout=0.5)
        assert thread.is_alive()
    thread.join()
    assert late == [False]


def test_a_code_dies_with_its_person_s_sign_in(world: World, alder: str) -> None:
    person = newcomer(Role.HEADTEACHER, world.alder)
    code = code_for(person, alder)
    disable(person, by=SYSTEM, now=timezone.now())
    assert arriving(alder, code).status_code == 403


def test_only_members_of_today_are_handed_over(world: World, alder: str, officer: Person) -> None:
    browser = Browser()
    browser.sign_in(officer)
    nonce = "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU"
    answers = {
        to: browser.get(f"//{ID}/go/?{urlencode({'to': to, 'path': '/', 'nonce': nonce})}", follow=False)
        for to in (
            alder,
            host_of(world.birch),
            host_of(world.northfield),
            ID,
            "evil.example",
            "nowhere.rollcall.localhost",
        )
    }
    assert answers.pop(alder).status_code == 302
    assert {answer.status_code for answer in answers.values()} == {404}
    assert len({answer.content for answer in answers.values()}) == 1


@pytest.mark.parametrize("nonce", ["", "short", "!" * 43, "é" * 43, "A" * 44, "A" * 5000])
def test_without_a_nonce_there_is_no_code(alder: str, officer: Person, nonce: str) -> None:
    browser = Browser()
    browser.sign_in(officer)
    query = urlencode({"to": alder, "path": "/", "nonce": nonce})
    assert browser.get(f"//{ID}/go/?{query}", follow=False).status_code == 404


EVIL = [
    "https://evil.example/",
    "//evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "javascript:alert(1)",
    "x",
    "",
    "///evil.example",
    "/\t/evil.example",
]


@pytest.mark.parametrize("path", EVIL)
def test_arriving_leads_nowhere_else(alder: str, officer: Person, path: str) -> None:
    assert local_path(path) == "/"
    code = code_for(officer, alder)
    with identity_work():  # as if the row itself had been tampered with
        HandOver.objects.filter(code_hash=hash_of(code)).update(path=path)
    assert arriving(alder, code)["Location"] == "/"


def test_a_path_too_long_to_keep_is_dropped() -> None:
    assert local_path("/" + "a" * (LONGEST_PATH - 1)) != "/"
    assert local_path("/" + "a" * LONGEST_PATH) == "/"


def test_two_tabs_opened_at_once_both_arrive(alder: str, officer: Person) -> None:
    browser = Browser()
    browser.sign_in(officer)
    browser.client(alder).cookies.clear()
    first = browser.get(f"//{alder}/pupils/", follow=False)["Location"]
    second = browser.get(f"//{alder}/", follow=False)["Location"]
    for tab in (first, second):
        browser.get(tab)
        assert browser.host == alder


def test_a_link_made_for_another_browser_signs_nobody_in(alder: str, officer: Person) -> None:
    """An attacker who sends their own arrival link cannot put a victim to work under the attacker's name."""
    attacker = Browser()
    attacker.sign_in(officer)
    attacker.client(alder).cookies.clear()
    asked = attacker.get(f"//{alder}/", follow=False)["Location"]
    link = attacker.get(asked, follow=False)["Location"]
    victim = Browser()
    victim.get(f"//{alder}/", follow=False)
    assert victim.get(link, follow=False).status_code == 403
    assert not victim.session_key(alder)


def test_arriving_as_somebody_else_leaves_nothing_of_the_first(world: World, alder: str, officer: Person) -> None:
    other = newcomer(Role.CLASS_TEACHER, world.alder)
    client = Client(headers={"host": alder})
    client.cookies[NONCE_COOKIE] = NONCE
    client.get("/arrive/", {"code": code_for(officer, alder)})
    first = client.cookies[settings.SESSION_COOKIE_NAME].value
    client.get("/arrive/", {"code": code_for(other, alder)})
    second = client.cookies[settings.SESSION_COOKIE_NAME].value
    with identity_work():
        assert not Session.objects.filter(session_key=first).exists()
        assert Session.objects.get(session_key=second).person_id == other.pk


def test_codes_are_in_no_log(alder: str, officer: Person, caplog: pytest.LogCaptureFixture) -> None:
    code = code_for(officer, alder)
    with caplog.at_level("DEBUG"):
        arriving(alder, code, nonce="wrong")
        arriving(alder, code)
        arriving(alder, code)
    assert code not in caplog.text
    assert code not in " ".join(str(record.__dict__.get("args")) for record in caplog.records)


def test_a_line_says_who_went_where(world: World, alder: str) -> None:
    person = newcomer(Role.HEADTEACHER, world.alder)
    arriving(alder, code_for(person, alder))
    (line,) = lines("act = 'handed_over' AND about_id = %s", str(person.pk))
    assert (line["school_id"], line["trust_id"], line["person_id"]) == (world.alder.pk, world.northfield.pk, person.pk)


def test_the_paths_the_middleware_knows_are_those_of_the_views() -> None:
    by_anyone = {f"/{pattern.pattern}" for pattern in other_hosts if pattern.callback.rollcall_access == ANYONE}
    assert by_anyone == IDENTITY_PATHS


def test_used_codes_are_forgotten(alder: str, officer: Person) -> None:
    code = code_for(officer, alder)
    with time_machine.travel(timezone.now() + dt.timedelta(hours=2)):
        Browser().sign_in(officer)
    with identity_work():
        assert not HandOver.objects.filter(code_hash=hash_of(code)).exists()


ANYTHING = st.text(max_size=60) | st.binary(max_size=60).map(lambda found: found.decode("latin-1"))


@hypothesis_settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True
)
@given(to=ANYTHING, path=ANYTHING, nonce=ANYTHING, code=ANYTHING)
@example(to="\x00", path="/\x00", nonce="\x00", code="\x00")
@example(to="alder.rollcall.localhost", path="/\x00", nonce="A" * 43, code="")
def test_nonsense_is_refused_calmly(signed_in: Browser, alder: str, to: str, path: str, nonce: str, code: str) -> None:
    query = urlencode({"to": to, "path": path, "nonce": nonce}, errors="replace")
    assert signed_in.get(f"//{ID}/go/?{query}", follow=False).status_code in (302, 404)
    cookie = "".join(letter for letter in nonce if letter.isalnum())
    assert arriving(alder, code.encode(errors="replace").decode(), nonce=cookie).status_code == 403


def test_nobody_posts_their_way_in(alder: str) -> None:
    assert Client(headers={"host": alder}).post("/pupils/").status_code == 404
