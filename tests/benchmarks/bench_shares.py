"""What an authority's officer waits for: a list of 500 cases beside a page that reads one row, and a question to another
authority answered yes beside one answered no, which must cost the same.
"""

import datetime as dt
import random
import time
from collections.abc import Callable, Iterator

import psycopg
import pytest
from django.conf import settings
from django.test import Client, override_settings

from foundation import clock
from foundation.access.roles import Role
from tenants.shares.models import Question
from tenants.shares.pages.cases import PER_PAGE
from tenants.shares.rules.ledger import Child
from tenants.trusts.models import LocalAuthority
from tenants.trusts.scopes import authority_work
from tenants.trusts.tasks import drain_authority
from tests.benchmarks.figures import line, middle, quarter
from tests.benchmarks.serving import Browser, bare, captured, granian
from tests.journeys.classroom import ahead
from tests.session_database import SUPERUSER_URL
from tests.tenants.sharing import NOW, TODAY, forget_questions, in_ledger, pack, shared
from tests.world import World, host_of

SHARES, ROUNDS, WARM = 500, 60, 10
QUESTIONS = 40
UPN, BORN = "H801200001001", dt.date(2015, 3, 4)


@pytest.fixture
def eastshire(world: World) -> Iterator[LocalAuthority]:
    """An authority with nothing shared and nothing asked, before and after."""
    forget_questions(world)
    yield world.eastshire
    forget_questions(world)


def test_list_of_cases(world: World, eastshire: LocalAuthority) -> None:
    schools = (world.alder, world.birch)
    for number in range(SHARES):
        school = schools[number % 2]
        snapshot = pack(school, surname=f"Listed{number:03}", parent=f"Parent {number}")
        shared(school, eastshire, snapshot, answer_by=TODAY + dt.timedelta(number % 40 - 20))
    client = world.client(world.person(Role.LA_OFFICER, eastshire), eastshire)
    with override_settings(CLOCK_AHEAD=ahead(NOW)):
        text = client.get("/shared/").content.decode()
        sql = captured(lambda: client.get("/shared/"))
    assert text.count("Listed") == PER_PAGE
    assert f"{SHARES} cases from 2 schools." in text
    rounds: dict[str, list[float]] = {}
    cookies = {settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value}
    with granian(NOW) as port, psycopg.connect(SUPERUSER_URL, autocommit=True) as connection:
        browser = Browser(port, host_of(eastshire), cookies)
        acts: dict[str, Callable[[], object]] = {
            "trivial": lambda: browser.ask("GET", "/page/"),
            "list": lambda: browser.ask("GET", "/shared/"),
            "file": lambda: browser.ask("GET", "/shared/cases.csv"),
            "bare": lambda: bare(connection, sql),
        }
        for number in range(WARM + ROUNDS):
            for name, act in acts.items():
                begun = time.perf_counter()
                act()
                if number >= WARM:
                    rounds.setdefault(name, []).append((time.perf_counter() - begun) * 1000)
        assert browser.ask("GET", "/shared/").decode().count("Listed") == PER_PAGE
        assert browser.ask("GET", "/shared/cases.csv").decode().count("Listed") == SHARES
    print(f"\nAn authority's list of {SHARES} cases, through granian, one worker ({ROUNDS} interleaved rounds)")
    size = f"{len(sql)} statements; {len(text) / 1000:.0f} kB"
    for name, yardstick, words in (
        ("list", "trivial", "the list, in one-read pages"),
        ("list", "bare", "the list, in its own SQL bare"),
        ("file", "trivial", "its file, in one-read pages"),
    ):
        low = quarter(rounds[name]) / quarter(rounds[yardstick])
        note = f"lowest quarter {low:.2f}; {size}"
        print(line(words, middle(rounds[name]), middle(rounds[yardstick]), unit="ms", note=note))


def test_a_question_answered_yes_beside_one_answered_no(world: World, eastshire: LocalAuthority) -> None:
    """Neither what the officer waits for nor what the worker does may tell the two apart."""
    in_ledger(world.westmoor, Child(UPN, "Askedcanary", BORN), clock.today() - dt.timedelta(100))
    client = world.client(world.person(Role.LA_OFFICER, eastshire), eastshire)
    typed = {"hit": "Askedcanary", "miss": "Askedcanarx"}
    asking: dict[str, list[float]] = {"hit": [], "miss": []}
    answering: dict[str, list[float]] = {"hit": [], "miss": []}
    chance, yes = random.Random(7), {"hit": 0, "miss": 0}
    for _ in range(QUESTIONS):
        for kind in chance.sample(["hit", "miss"], 2):
            begun = time.perf_counter()
            _ask(client, typed[kind], world.westmoor)
            asked = time.perf_counter()
            drain_authority(str(eastshire.pk))
            asking[kind].append((asked - begun) * 1000)
            answering[kind].append((time.perf_counter() - asked) * 1000)
            with authority_work(eastshire):
                yes[kind] += bool(Question.objects.latest("at", "id").answer)
            with psycopg.connect(SUPERUSER_URL) as server:  # else a day's limit would end it
                server.execute("DELETE FROM shares_question")
    assert yes == {"hit": QUESTIONS, "miss": 0}
    print(f"\nA question to another authority ({QUESTIONS} of each, in turn by chance; yardstick: answered no)")
    print(line("asked, answered yes", middle(asking["hit"]), middle(asking["miss"]), unit="ms", aim=1))
    print(line("worker's answer, yes", middle(answering["hit"]), middle(answering["miss"]), unit="ms", aim=1))


def _ask(client: Client, surname: str, other: LocalAuthority) -> None:
    asked = {"upn": UPN, "surname": surname, "birth": "4 March 2015", "authority": str(other.pk)}
    answer = client.post("/questions/", asked)
    assert answer.status_code == 302, answer.content
