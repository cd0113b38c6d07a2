"""A policy tried on days that are past: what comes of it, who sees whom in it, and that nothing else is written."""

import datetime as dt
import uuid

import psycopg
import pytest
from psycopg import sql

from foundation.access.roles import Role
from foundation.audit.actors import SYSTEM, Actor
from foundation.outbox.handlers import Message
from schools.calendar.queries import school_calendar
from schools.policy.operations.overriding import set_line
from schools.registers.models import Entry
from schools.registers.operations import copy_marks, open_entry
from schools.whatif.models import Trial
from schools.whatif.rules.outcome import Outcome
from schools.whatif.tasks import work_out
from tenants.policies.rules.overriding import Line
from tenants.trusts.scopes import school_work
from tests.isolation.routes.made.school_policy import FIVE
from tests.schools.decisions.deciding import THURSDAY, Deciding, at, deciding
from tests.schools.roll.acts import BY
from tests.session_database import SUPERUSER_URL
from tests.world import World

SINCE = dt.date(2026, 9, 1)
YESTERDAY = THURSDAY - dt.timedelta(days=1)
PERIOD = {"what": "own", "first": "1 September 2026", "last": "18 November 2026"}
#: Five sessions of O, and six.
LEE = {(dt.date(2026, 10, 5), 1), *((dt.date(2026, 11, day), session) for day in (9, 10) for session in (1, 2))}
MIA = {*LEE, (dt.date(2026, 10, 5), 2)}


@pytest.fixture
def school(world: World, monkeypatch: pytest.MonkeyPatch) -> Deciding:
    """Six sessions in the place of five are drafted; Lee has missed five and Mia six."""
    made = deciding(world, monkeypatch)
    with school_work(made.taking.school):
        days = school_calendar().school_days(SINCE, YESTERDAY)
        rows = [
            (made.taking.keys[place], day, session, "O" if (day, session) in missed else "/\\"[session - 1], None)
            for place, missed in enumerate((LEE, MIA))
            for day in days
            for session in (1, 2)
        ]
        copy_marks(open_entry(by=SYSTEM, position="test", source=Entry.Source.IMPORT), rows)
        line = Line(path=FIVE, value=6, reason="Agreed with heads of year")
        set_line(line, edits=0, by=Actor(uuid.uuid4(), BY.name), now=at(9, 0), today=THURSDAY)
    return made


def tried(school: Deciding) -> str:
    """The address of a trial that was asked for on the page, worked out by the worker."""
    sent = school.client().post("/policy/try/", PERIOD)
    assert sent.status_code == 302, sent.content.decode()
    school.work()
    return str(sent["Location"])


def test_six_in_the_place_of_five_takes_out_who_missed_five_by_name(school: Deciding) -> None:
    address = tried(school)
    outcome = Outcome.of_plain(school.only(Trial).outcome)
    lee, mia = (str(key) for key in school.taking.pupils[:2])
    assert outcome.live.pupils("listen") == {lee, mia}
    assert outcome.draft.pupils("listen") == {mia}
    page = school.page(address)
    assert "2 would have entered" not in page
    assert "1 would have entered a stage and not 2: 0 added, 1 taken out." in " ".join(page.split())
    assert f'href="/pupils/{lee}/"' in page
    assert f'href="/pupils/{mia}/"' not in page
    assert "November 2026" in page


def test_nothing_but_the_trial_and_that_it_was_asked_for_is_written(school: Deciding) -> None:
    school.work()
    before = hashes(school)
    tried(school)
    after = hashes(school)
    assert {table for table in before if before[table] != after[table]} == {
        "whatif_trial",
        "journal_auditline",
        "journal_outboxrow",
    }


def hashes(school: Deciding) -> dict[str, str]:
    """Every table of the school by what it holds."""
    schema = str(school.taking.school.schema_name)
    with psycopg.connect(SUPERUSER_URL) as superuser:
        named = superuser.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", [schema]).fetchall()
        assert len(named) > 50
        query = "SELECT coalesce(md5(string_agg(r::text, ' ' ORDER BY r::text)), '') FROM {} AS r"
        return {
            table: str(superuser.execute(sql.SQL(query).format(sql.Identifier(schema, table))).fetchone())
            for (table,) in named
        }


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"last": "19 November 2026"}, "is not over."),
        ({"first": "12 November 2026", "last": "11 November 2026"}, "The last day is before the first."),
        ({"first": "1 September 2025"}, "This is more than a year."),
        ({"first": "24 October 2026", "last": "25 October 2026"}, "holds no school day"),
        ({"what": "99.0"}, "Select a valid choice"),
    ],
)
def test_days_that_cannot_be_tried_are_refused_in_words(school: Deciding, typed: dict[str, str], said: str) -> None:
    sent = school.client().post("/policy/try/", PERIOD | typed)
    assert sent.status_code == 422
    assert said in sent.content.decode()
    assert not school.rows(Trial)


def test_a_worker_that_died_half_way_begins_again_and_a_message_seen_twice_does_nothing(school: Deciding) -> None:
    address = tried(school)
    (first,) = school.rows(Trial)
    again = [Message(1, "whatif.asked", {"trial": str(first.pk)})]
    work_out(school.taking.school, again)
    assert school.only(Trial).finished_at == first.finished_at
    with school_work(school.taking.school):
        Trial.objects.update(finished_at=None, outcome=None, done=1)
    assert "Followed so far: 1" in school.page(address)
    work_out(school.taking.school, again)
    assert school.only(Trial).outcome == first.outcome


def test_who_drafts_no_line_has_no_trial(school: Deciding) -> None:
    address = tried(school)
    for role in (Role.CLASS_TEACHER, Role.HEAD_OF_YEAR):
        assert school.client(role).get(address).status_code == 404
        assert school.client(role).get("/policy/try/").status_code == 404
    assert school.client(Role.HEADTEACHER).get(address).status_code == 200
