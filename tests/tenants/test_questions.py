"""One authority asks another of a child: by digests, the same whether there is a notice or none, with lines at both ends."""

import datetime as dt
from collections.abc import Iterator

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from foundation import clock
from foundation.access.roles import Role
from foundation.audit.actors import SYSTEM
from foundation.upns import check_letter
from tenants.journal.models import AuditLine
from tenants.policies.rules.notice_states import PAID_FULL, WITHDRAWN
from tenants.shares.models import Question
from tenants.shares.operations.asking import keep_answer, look_up
from tenants.shares.rules.asking import MOST_A_DAY, NONE_FOUND
from tenants.shares.rules.ledger import Child
from tenants.trusts.models import LocalAuthority
from tenants.trusts.scopes import authority_work
from tenants.trusts.tasks import drain_authority
from tests.session_database import SUPERUSER_URL
from tests.tenants.sharing import forget_questions, in_ledger
from tests.world import World

BODY = "991400123456"
CHILD = Child(check_letter(BODY) + BODY, "Askedcanary", dt.date(2015, 3, 4))
TYPED = {"upn": CHILD.upn.lower(), "surname": "ASKED CANARY", "birth": "4 March 2015"}
OTHER_NAME = {"surname": "Askedcanari"}


@pytest.fixture
def asker(world: World) -> Iterator[LocalAuthority]:
    """Eastshire, with no ledger and no question, before and after."""
    forget_questions(world)
    yield world.eastshire
    forget_questions(world)


def notice(at: LocalAuthority, days_ago: int, state: str = PAID_FULL, keys: tuple[str, ...] = ()) -> dt.date:
    """A notice of the child in an authority's ledger."""
    issued = clock.today() - dt.timedelta(days_ago)
    in_ledger(at, CHILD, issued, state=state, keys=keys)
    return issued


@pytest.fixture
def client(world: World, asker: LocalAuthority) -> Client:
    return world.client(world.person(Role.LA_OFFICER, asker), asker)


def asked(world: World, client: Client, **typed: str) -> Question:
    """The question as it stands once the worker has answered it."""
    answer = client.post("/questions/", TYPED | {"authority": str(world.westmoor.pk)} | typed)
    assert answer.status_code == 302, answer.content
    drain_authority(str(world.eastshire.pk))
    with authority_work(world.eastshire):
        return Question.objects.latest("at", "id")


def lines(world: World, question: Question) -> list[tuple[str, str]]:
    """The acts at both ends, and what else of them can be told apart."""
    found = []
    for place in (world.eastshire, world.westmoor):
        with authority_work(place):
            rows = AuditLine.objects.filter(about_id=str(question.pk)).order_by("id")
            found += [(row.act, str(row.details)) for row in rows]
    return found


@pytest.mark.parametrize(
    ("days_ago", "state", "found"),
    [(20, PAID_FULL, True), (20, WITHDRAWN, False), (3 * 366, PAID_FULL, False)],
)
def test_the_answer_is_yes_and_the_day_or_no(
    world: World, client: Client, days_ago: int, state: str, found: bool
) -> None:
    day = notice(world.westmoor, days_ago, state)
    question = asked(world, client)
    assert (question.answer, question.issued_on) == (found, day if found else None)
    assert question.of_whom == []
    shown = client.get("/questions/").content.decode()
    assert (NONE_FOUND in shown) is not found
    assert "Askedcanary" not in shown


def test_a_wrong_guess_and_no_notice_leave_the_same_lines_as_a_notice_does(world: World, client: Client) -> None:
    notice(world.westmoor, 20)
    said = [lines(world, asked(world, client, **typed)) for typed in ({}, OTHER_NAME)]
    assert said[0] == said[1]
    assert [act for act, _ in said[0]] == ["share_asked", "share_answer_came", "share_question_answered"]


def test_a_notice_takes_as_many_statements_to_find_as_none(world: World, asker: LocalAuthority) -> None:
    notice(world.westmoor, 20)
    counts = []
    for child in (CHILD, Child(CHILD.upn, "Nobody", CHILD.birth)):
        with authority_work(asker):
            question = Question.objects.create(
                authority_id=asker.pk, asked_of=world.westmoor.pk, asked_name="Westmoor", at=clock.now(), by_name="O",
                of_whom=[one.digest for one in child.known(settings.MOVER_KEYS)], person_id=SYSTEM.person_id or asker.pk,
            )  # fmt: skip
        with CaptureQueriesContext(connection) as ran:
            with authority_work(world.westmoor):
                newest = look_up(question, asker=asker, authority_id=world.westmoor.pk)
            with authority_work(asker):
                keep_answer(question, newest, now=clock.now())
        counts.append((newest is not None, len(ran)))
    assert [found for found, _ in counts] == [True, False]
    assert counts[0][1] == counts[1][1] > 0


def test_a_notice_written_under_an_older_key_is_found(world: World, client: Client, settings: object) -> None:
    notice(world.westmoor, 20)
    settings.MOVER_KEYS = ("newer-" + "n" * 50, *settings.MOVER_KEYS)  # type: ignore[attr-defined]
    assert asked(world, client).answer is True


def test_nothing_that_was_typed_stands_in_the_database(world: World, client: Client) -> None:
    asked(world, client)
    client.post("/questions/", TYPED | {"authority": str(world.westmoor.pk)})
    with psycopg.connect(SUPERUSER_URL) as server:
        tables = server.execute("SELECT schemaname, tablename FROM pg_tables WHERE schemaname !~ '^(pg_|information)'")
        for schema, table in tables.fetchall():
            # As it was typed, and as it is told apart: letters alone.
            for said in (TYPED["surname"], CHILD.surname, "askedcanary", CHILD.upn):
                found = server.execute(
                    f'SELECT 1 FROM "{schema}"."{table}" t WHERE t::text ILIKE %s LIMIT 1', [f"%{said}%"]
                )
                assert found.fetchone() is None, table


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"upn": "A" + BODY}, "check letter"),
        ({"upn": check_letter(BODY[:-1] + "A") + BODY[:-1] + "A"}, "temporary"),
        ({"upn": ""}, "UPN"),
        ({"surname": "--"}, "legal surname"),
        ({"birth": "4 March 2999"}, "date"),
        ({"birth": "4 March 2027"}, "not come yet"),
        ({"birth": "4 March 1985"}, "Check the year"),
        ({"authority": "00000000-0000-7000-8000-000000000000"}, "valid choice"),
    ],
)
def test_what_cannot_be_asked_is_refused_beside_its_field_and_asks_nobody(
    world: World, client: Client, typed: dict[str, str], says: str
) -> None:
    answer = client.post("/questions/", TYPED | {"authority": str(world.westmoor.pk)} | typed)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    with authority_work(world.eastshire):
        assert not Question.objects.exists()


def test_an_officer_asks_twenty_a_day_and_no_more(world: World, client: Client) -> None:
    for _ in range(MOST_A_DAY):
        assert client.post("/questions/", TYPED | {"authority": str(world.westmoor.pk)}).status_code == 302
    refused = client.post("/questions/", TYPED | {"authority": str(world.westmoor.pk)})
    assert refused.status_code == 422
    assert "the most an officer may" in refused.content.decode()
    with authority_work(world.eastshire):
        assert Question.objects.count() == MOST_A_DAY
        Question.objects.update(at=clock.now() - dt.timedelta(days=1))
    assert client.post("/questions/", TYPED | {"authority": str(world.westmoor.pk)}).status_code == 302
