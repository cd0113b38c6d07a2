"""Who saw or changed one pupil, in a school of 1,500 with a year of marks and 600,000 read lines; and what a line costs.

The plan of the query that puts the moments in order is printed with its buffers. Each figure comes with a check.
"""

import datetime as dt
import uuid
from collections.abc import Callable

import psycopg
import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from foundation import clock
from foundation.access.roles import Role
from foundation.audit.actors import SYSTEM, Actor
from foundation.database.scope import ALIAS
from schools.journal.models import ReadLine, Shown
from schools.journal.operations import record, seen, shown_key
from schools.pupils.pages.history import History, HistoryAsked
from schools.registers.models import Entry
from schools.registers.operations import copy_marks, open_entry
from schools.roll.models import Admission, Placement, Pupil, RegistrationGroup
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work
from tests.benchmarks.measuring import Act, Bench, exactly, say
from tests.benchmarks.pages import as_it_is, measure
from tests.benchmarks.serving import browser_of, granian, settled
from tests.session_database import SUPERUSER_URL
from tests.world import World

PUPILS, GROUPS, DAYS, STAFF = 1500, 50, 190, 60
FIRST = dt.date(2025, 9, 1)
#: Pupils' pages opened in a day, beside registers taken and lists opened: some 3,000 lines a day in all.
PAGES = 2700


@pytest.fixture(scope="module")
def school(world: World) -> School:
    """Fifty groups of thirty; every mark of a year with its version; the read lines of a busy year."""
    school = world.another_school()
    world.employ(Role.SAFEGUARDING_LEAD, school)
    days = [FIRST + dt.timedelta(days=n) for n in range(DAYS)]
    with school_work(school, statement_timeout="10min"):
        groups = RegistrationGroup.objects.bulk_create(
            RegistrationGroup(id=uuid.uuid4(), academic_year=2025, name=f"G{n}", year_group="9") for n in range(GROUPS)
        )
        pupils = Pupil.objects.bulk_create(
            Pupil(
                id=uuid.uuid4(),
                surname="Invented",
                forename=f"P{n}",
                sort_name=f"{n}",
                birth=dt.date(2012, 1, 1),
                sex="F",
            )
            for n in range(PUPILS)
        )
        pupils = list(Pupil.objects.order_by("key"))
        Admission.objects.bulk_create(Admission(pupil=pupil, starts_on=FIRST) for pupil in pupils)
        Placement.objects.bulk_create(
            Placement(pupil=pupil, year_group="9", group=groups[number % GROUPS], starts_on=FIRST)
            for number, pupil in enumerate(pupils)
        )
        for day in days:
            for session in (1, 2):
                entry = open_entry(by=SYSTEM, position="test", source=Entry.Source.PAGE)
                copy_marks(entry, ((pupil.key, day, session, "/\\"[session - 1], None) for pupil in pupils))
        pages = [_shown("group", str(group.pk), "register", pupils[n::GROUPS]) for n, group in enumerate(groups)]
        pages += [_shown("pupil", str(pupil.pk), "pupil", [pupil]) for pupil in pupils]
        pages += [_shown("list", "", "list", pupils)]
        Shown.objects.bulk_create(pages)
        for pupil in pupils[:3]:
            for _ in range(20):
                record("pupil.changed", about=("pupil", pupil.pk), by=SYSTEM)
    _read_lines(school)
    settled(school)
    return school


def _shown(kind: str, key: str, what: str, pupils: list[Pupil]) -> Shown:
    keys = [pupil.key for pupil in pupils]
    return Shown(id=shown_key(what, kind, key, keys), what=what, about_kind=kind, about_id=key, pupil_keys=keys)


def _read_lines(school: School) -> None:
    """As a year of use would leave them: each day, both registers of each group, sixty lists and the pupils' pages."""
    line = """INSERT INTO journal_readline (at, ten_minutes, shown_id, person_id, person_name)
        SELECT moment, extract(epoch FROM moment) / 600, shown, person, 'Somebody Somewhere' FROM (
          SELECT '2025-09-01 08:00Z'::timestamptz + day * interval '1 day' + {moment} AS moment, s.id AS shown,
                 ('00000000-0000-0000-0000-' || lpad({person}::text, 12, '0'))::uuid AS person
          FROM generate_series(0, %(days)s - 1) AS day, {rest}) AS line ORDER BY moment ON CONFLICT DO NOTHING"""
    each = {"days": DAYS, "pages": PAGES}
    with psycopg.connect(SUPERUSER_URL, autocommit=True) as superuser:
        superuser.execute(f"SET search_path = {school.schema_name}")
        whole = "journal_shown s, generate_series(0, 1) AS n WHERE s.what = 'register'"
        superuser.execute(line.format(moment="n * interval '4 hours'", person="0", rest=whole), each)
        lists = f"journal_shown s, generate_series(1, {STAFF}) AS n WHERE s.what = 'list'"
        superuser.execute(line.format(moment="n * interval '5 minutes'", person="n", rest=lists), each)
        chosen = (
            "(SELECT array_agg(id) AS ids FROM journal_shown WHERE what = 'pupil') AS p, generate_series(1, %(pages)s) AS n,"
            " LATERAL (SELECT p.ids[1 + (n * 7 + day) %% array_length(p.ids, 1)] AS id) AS s"
        )
        superuser.execute(line.format(moment="n * interval '10 seconds'", person=f"(n %% {STAFF})", rest=chosen), each)


def test_the_history_of_one_pupil(world: World, school: School, bench: Bench) -> None:
    with school_work(school):
        pupil = Pupil.objects.get(key=1)
        history = History(pupil, HistoryAsked())
        counted = history.count()
        lines = ReadLine.objects.count()
        with CaptureQueriesContext(connections[ALIAS]) as queries:
            history[0:50]
        with connections[ALIAS].cursor() as cursor:
            cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS) {queries.captured_queries[0]['sql']}")
            plan = "\n".join(row for (row,) in cursor.fetchall())
    assert counted > DAYS * (2 + STAFF)
    client = world.client(world.person(Role.SAFEGUARDING_LEAD, school), school)
    address, week = f"/pupils/{pupil.pk}/history/", "?kind=seen&since=2026-01-05&until=2026-01-09"
    pages = [
        as_it_is(client, "history", address, "<tr", least=50),
        as_it_is(client, "history, narrowed", address + week, "<tr", least=5),
    ]
    with granian(clock.now()) as port:
        who = browser_of(client, port, school)
        title = f"{lines:,} read lines, {counted:,} lines about one pupil"
        measure(bench, title, who, client, str(school.schema_name), pages, rounds=25)
    say(plan)
    with school_work(school, statement_timeout="5min"):
        counted = history.count()  # with those of the pages that were opened meanwhile
        fifty = exactly(50, "lines")
        newest = Act("newest fifty", lambda: history[0:50], right=lambda found: fifty(len(found)))
        oldest = Act("oldest fifty", lambda: history[counted - 50 : counted], right=lambda found: fifty(len(found)))
        count = Act("counting them", history.count, right=exactly(counted, "lines"))
        bench.turns("Its parts, in process", newest, oldest, count, rounds=15)
    bench.line("oldest fifty beside the newest", oldest, newest)
    bench.line("counting beside the newest fifty", count, newest)

    def whole(body: bytes) -> str:
        found = body.count(b"\r\n")
        assert found > counted, found
        return f"{found:,} lines"

    file = Act("file of all", lambda: client.get(f"/pupils/{pupil.pk}/history.csv").content, right=whole)
    page = Act("the page", lambda: client.get(address).content, right=pages[0].right)
    bench.turns("The file of all, in process", file, page, rounds=5)
    bench.line("the file of all beside the page", file, page)


def test_what_one_read_line_costs(school: School, bench: Bench) -> None:
    by = Actor(uuid.uuid4(), "Somebody Somewhere")
    keys, group, days = list(range(1, 31)), ("group", uuid.uuid4()), iter(range(100_000))

    def committed(act: Callable[[], object]) -> Callable[[], int]:
        """How many read lines there are of this group afterwards."""

        def done() -> int:
            with school_work(school):
                act()
            return 1

        return done

    def held(_answer: object) -> str:
        with school_work(school):
            return f"{ReadLine.objects.filter(shown__about_id=str(group[1])).count():,} lines held"

    def one_more() -> Callable[[object], str]:
        before = [-1]

        def judge(_answer: object) -> str:
            with school_work(school):
                found = ReadLine.objects.filter(shown__about_id=str(group[1]), day__isnull=False).count()
            assert before[0] in (-1, found - 1), (before[0], found)
            before[0] = found
            return "one line more"

        return judge

    register = Shown.What.REGISTER
    acts = {
        "nothing": Act("a transaction that reads one row", committed(lambda: Pupil.objects.get(key=1)), right=held),
        "known": Act("again", committed(lambda: seen(register, about=group, pupils=keys, by=by)), right=held),
        "fresh": Act(
            "new",
            committed(
                lambda: seen(register, about=group, pupils=keys, by=by, day=FIRST + dt.timedelta(days=next(days)))
            ),
            right=one_more(),
        ),
        "everyone": Act(
            "of all", committed(lambda: seen(Shown.What.LIST, about=("list", ""), pupils=range(1, PUPILS + 1), by=by)),
            right=held,
        ),
    }  # fmt: skip
    bench.turns("A read line, committed to the disk", *acts.values(), rounds=30)
    for kind, name in (
        ("fresh", "a read line"), ("known", "the same within ten minutes"), ("everyone", f"a list of {PUPILS:,} again"),
    ):  # fmt: skip
        bench.line(name, acts[kind], acts["nothing"])
    with psycopg.connect(SUPERUSER_URL) as superuser:
        sizes = superuser.execute(
            "SELECT pg_table_size(c.oid) + pg_indexes_size(c.oid), c.reltuples FROM pg_class c"
            " WHERE relnamespace = %s::regnamespace AND relname = 'journal_readline'",
            [school.schema_name],
        ).fetchone()
    said = f"{sizes[1]:,.0f} lines in {sizes[0] / 2**20:.0f} MiB with indexes"
    bench.quantity("a read line on the disk", sizes[0] / sizes[1], "bytes", most=300, right=said)
