"""What an authority's officer waits for: a list of 500 cases beside a page that reads one row, and a question to another
authority answered yes beside one answered no, which must cost the same.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from functools import partial

import psycopg
import pytest
from django.test import Client, override_settings

from foundation import clock
from foundation.access.roles import Role
from tenants.shares.models import Question
from tenants.shares.pages.cases import PER_PAGE
from tenants.shares.rules.ledger import Child
from tenants.trusts.models import LocalAuthority
from tenants.trusts.scopes import authority_work
from tenants.trusts.tasks import drain_authority
from tests.benchmarks.measuring import Act, Bench, holding
from tests.benchmarks.pages import Page, measure
from tests.benchmarks.serving import browser_of, granian
from tests.journeys.classroom import ahead
from tests.session_database import SUPERUSER_URL
from tests.tenants.sharing import NOW, TODAY, forget_questions, in_ledger, pack, shared
from tests.world import World

SHARES = 500
QUESTIONS = 40
UPN, BORN = "H801200001001", dt.date(2015, 3, 4)


@pytest.fixture
def eastshire(world: World) -> Iterator[LocalAuthority]:
    """An authority with nothing shared and nothing asked, before and after."""
    forget_questions(world)
    yield world.eastshire
    forget_questions(world)


def test_list_of_cases(world: World, eastshire: LocalAuthority, bench: Bench) -> None:
    schools = (world.alder, world.birch)
    for number in range(SHARES):
        school = schools[number % 2]
        snapshot = pack(school, surname=f"Listed{number:03}", parent=f"Parent {number}")
        shared(school, eastshire, snapshot, answer_by=TODAY + dt.timedelta(number % 40 - 20))
    client = world.client(world.person(Role.LA_OFFICER, eastshire), eastshire)
    with override_settings(CLOCK_AHEAD=ahead(NOW)), granian(NOW) as port:
        assert f"{SHARES} cases from 2 schools." in client.get("/shared/").content.decode()
        pages = [
            Page("the list", "/shared/", holding(b"Listed", PER_PAGE, "cases")),
            Page("its file", "/shared/cases.csv", holding(b"Listed", SHARES, "cases")),
        ]
        who = browser_of(client, port, eastshire)
        measure(
            bench, f"An authority's list of {SHARES} cases through granian", who, client, "public", pages, rounds=60
        )


def test_a_question_answered_yes_beside_one_answered_no(world: World, eastshire: LocalAuthority, bench: Bench) -> None:
    """Neither what the officer waits for nor what the worker does may tell the two apart."""
    in_ledger(world.westmoor, Child(UPN, "Askedcanary", BORN), clock.today() - dt.timedelta(100))
    client = world.client(world.person(Role.LA_OFFICER, eastshire), eastshire)
    typed = {"hit": "Askedcanary", "miss": "Askedcanarx"}

    def ask(kind: str) -> None:
        forget()
        _ask(client, typed[kind], world.westmoor)

    def answered(kind: str) -> Callable[[object], str]:
        def judge(_answer: object) -> str:
            drain_authority(str(eastshire.pk))
            with authority_work(eastshire):
                (question,) = Question.objects.all()
            assert bool(question.answer) == (kind == "hit")
            return "answered yes" if kind == "hit" else "answered no"

        return judge

    asking = {
        kind: Act(
            f"asked, a {kind}", partial(_ask, client, typed[kind], world.westmoor), right=answered(kind), before=forget
        )
        for kind in typed
    }
    answering = {
        kind: Act(
            f"answered, a {kind}",
            partial(drain_authority, str(eastshire.pk)),
            right=answered(kind),
            before=partial(ask, kind),
        )
        for kind in typed
    }
    bench.turns(
        "A question to another authority", asking["hit"], asking["miss"], answering["hit"], answering["miss"],
        rounds=QUESTIONS,
    )  # fmt: skip
    bench.line("asked, what is answered yes beside no", asking["hit"], asking["miss"], aim=1.1)
    bench.line("worker's answer, yes beside no", answering["hit"], answering["miss"], aim=1.1)


def forget() -> None:
    """Nothing has been asked: a day's limit would end it."""
    with psycopg.connect(SUPERUSER_URL) as server:
        server.execute("DELETE FROM shares_question")


def _ask(client: Client, surname: str, other: LocalAuthority) -> None:
    asked = {"upn": UPN, "surname": surname, "birth": "4 March 2015", "authority": str(other.pk)}
    answer = client.post("/questions/", asked)
    assert answer.status_code == 302, answer.content
