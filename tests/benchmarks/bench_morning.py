"""A morning of 500 schools: eighteen registers a second for a quarter of an hour, and one worker for what they owe.

The schools are alike: one is filled, the others hold its rows. Registers are saved by the operation, at a steady pace, one
school after the other; each save wakes the worker by a real broker. The worker is the product's own, one process with its
beat, which publishes, decides, and does all else that a changed mark sets off. How late a figure is comes from the outbox:
from the save's transaction to that in which the publishing was marked as done.

A connection that has not met a school reads its tables' descriptions first, which takes longer than the work: 0.18 s for
each of 500. A worker that has seen the night has met them all, so one register of each is done before, and told by itself.
"""

import datetime as dt
import os
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Final

import psutil
import psycopg
import pytest
from celery import current_app
from psycopg import sql

from foundation.london import LONDON
from foundation.outbox.handlers import handlers_of
from rollcall.demo import programs
from rollcall.servers import redis
from rollcall.servers.processes import Children
from schools.calendar.models import SessionTimes
from schools.registers.operations import MARKS_CHANGED
from schools.registers.operations.saving import Ask, AskedChange, save_register
from schools.registers.rules.entering import CellMark
from schools.roll.models import Placement, Pupil, RegistrationGroup
from tenants.trusts import provisioning
from tenants.trusts.models import School, Trust
from tenants.trusts.scopes import school_work
from tenants.trusts.tasks import drain as drain_trust
from tests.benchmarks import machine
from tests.benchmarks.measuring import Bench, say, slowest
from tests.benchmarks.published import copy_figures, new_school
from tests.benchmarks.saves import PRESENT, SIGNED
from tests.benchmarks.years import DAYS, keep_half_terms
from tests.journeys.classroom import ahead
from tests.session_database import ROOT, SUPERUSER_URL
from tests.trust_reporting.registers import enrol, mark
from tests.world import World
from trust_reporting.figures.operations import rebuild
from trust_reporting.figures.operations.checking import check

pytestmark = pytest.mark.growth

SCHOOLS: Final = 500
#: Of thirty pupils: a school of 960, whose forms all take the register within the quarter of an hour.
FORMS: Final = 32
FORM: Final = 30
A_SECOND: Final = 18
#: Days with marks before this morning's.
BEFORE: Final = 8
TODAY: Final = DAYS[BEFORE]
OPENS: Final = dt.datetime.combine(TODAY, dt.time(8, 50), LONDON)
#: Seconds that figures may be behind.
MOST_BEHIND: Final = 10
#: Seconds after the last save in which all must be done.
PATIENCE: Final = 3600


def filled(world: World, trust: Trust) -> tuple[School, dict[uuid.UUID, list[uuid.UUID]]]:
    """The school that the others are like."""
    school, forms = new_school(world, trust, 0, "morning"), {}
    with school_work(school, statement_timeout="5min"):
        keep_half_terms()
        for session, opens in ((1, dt.time(8, 50)), (2, dt.time(13, 0))):
            SessionTimes.objects.create(session=session, valid_from=DAYS[0], opens_at=opens, closes_after=20)
        for number in range(FORMS):
            year = 7 + number % 5
            birth = dt.date(2025 - 5 - year, 3, 1)
            flags = ("fsm6",) if number % 3 == 0 else ("sen_k",) if number % 3 == 1 else ()
            keys = enrol(FORM, year_group=str(year), birth=birth, flags=flags, sex="FM"[number % 2], starts_on=DAYS[0])
            form = RegistrationGroup.objects.create(academic_year=2025, name=f"{year}-{number}", year_group=str(year))
            Placement.objects.filter(pupil__key__in=keys).update(group=form)
            forms[form.pk] = list(Pupil.objects.filter(key__in=keys).order_by("key").values_list("pk", flat=True))
            mark(
                {
                    (key, day, session): "I" if (key + day.day) % 17 == 0 else "/\\"[session - 1]
                    for key in keys
                    for day in DAYS[:BEFORE]
                    for session in (1, 2)
                }
            )
    rebuild(school)
    return school, forms


def alike(of: School, to: list[School]) -> None:
    """Let each of these schools hold the rows that one holds; of what that one owes they owe nothing."""
    with psycopg.connect(SUPERUSER_URL, autocommit=True) as superuser:
        superuser.execute("SET session_replication_role = replica; SET synchronous_commit = off")
        superuser.execute(f"UPDATE {of.schema_name}.journal_outboxrow SET done_at = now() WHERE done_at IS NULL")
        tables = _columns(superuser, str(of.schema_name))
        numbers = superuser.execute(
            "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = %s AND last_value IS NOT NULL",
            [of.schema_name],
        ).fetchall()
        for school in to:
            for table, columns in tables.items():
                names = {
                    "theirs": sql.Identifier(str(school.schema_name), table),
                    "ours": sql.Identifier(str(of.schema_name), table),
                    "columns": sql.SQL(", ").join(map(sql.Identifier, columns)),
                }
                superuser.execute(sql.SQL("DELETE FROM {theirs}").format(**names))
                superuser.execute(
                    sql.SQL("INSERT INTO {theirs} ({columns}) SELECT {columns} FROM {ours}").format(**names)
                )
            for name, value in numbers:
                superuser.execute("SELECT setval(%s, %s)", [f"{school.schema_name}.{name}", value])
        superuser.execute("VACUUM (ANALYZE)")
        superuser.execute("CHECKPOINT")


def _columns(superuser: "psycopg.Connection[tuple[object, ...]]", schema: str) -> dict[str, list[str]]:
    """The tables of a schema that hold rows, but for the list of migrations, each with the columns that can be written."""
    found = superuser.execute(
        "SELECT table_name, array_agg(column_name::text) FROM information_schema.columns JOIN pg_tables"
        " ON schemaname = table_schema AND tablename = table_name"
        " WHERE table_schema = %s AND is_generated = 'NEVER' AND table_name <> 'django_migrations' GROUP BY table_name",
        [schema],
    ).fetchall()
    held = {str(name): list(columns) for name, columns in found}  # type: ignore[call-overload]
    return {name: held[name] for name in held if superuser.execute(f"SELECT 1 FROM {schema}.{name} LIMIT 1").fetchone()}


def save(school: School, form: uuid.UUID, pupils: list[uuid.UUID]) -> None:
    """The form's register of this morning, everybody present but one, as its first save."""
    marks = [CellMark("I" if number == form.int % FORM else PRESENT) for number in range(FORM)]
    changes = tuple(
        AskedChange(row, pupil, CellMark(), held)
        for row, (pupil, held) in enumerate(zip(pupils, marks, strict=True), 1)
    )
    with school_work(school):
        group = RegistrationGroup.objects.get(pk=form)
        ask = Ask(0, changes, uuid.uuid4().hex)
        saved = save_register(group=group, on=TODAY, session=1, ask=ask, signed=SIGNED, may_amend=True, now=OPENS)
    assert saved.marks == FORM, saved


@contextmanager
def working(folder: Path) -> Iterator[tuple[str, psutil.Process]]:
    """A broker's address, and the worker, which is ready."""
    children = Children(folder / "children.json", folder, os.environ)
    try:
        broker = redis.start(children, folder).url
        own = {
            "DJANGO_SETTINGS_MODULE": "tests.benchmarks.served.settings",
            "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'platform'}",
            "ROLLCALL_CLOCK_AHEAD": str(int(ahead(OPENS).total_seconds())),
            "DATABASE_OWNER_URL": "",
            "REDIS_URL": broker,
        }
        worker = children.start("worker", programs.worker(folder), more=own)
        while " ready." not in worker.output():
            assert worker.is_alive(), worker.last_words()
            time.sleep(0.1)
        yield broker, psutil.Process(worker.process.pid)
    finally:
        children.stop()


def processor(worker: psutil.Process) -> float:
    """Seconds of the processors that the worker and its processes have had."""
    times = [one.cpu_times() for one in (worker, *worker.children(recursive=True))]
    return sum(one.user + one.system for one in times)


def paced(registers: Iterator[tuple[School, uuid.UUID]], forms: dict[uuid.UUID, list[uuid.UUID]], broker: str) -> float:
    """Save these registers at the pace of the morning, each waking the worker; the longest that one was late, in seconds."""
    begun, late = time.monotonic(), 0.0
    with current_app.connection_for_write(broker) as connection:
        for number, (school, form) in enumerate(registers):
            early = begun + number / A_SECOND - time.monotonic()
            time.sleep(max(0.0, early))
            late = max(late, -early)
            save(school, form, forms[form])
            current_app.send_task("schools.journal.drain", [school.pk.hex], connection=connection)
    return late


def behind(
    superuser: "psycopg.Connection[tuple[object, ...]]", schools: list[School], handler: str, since: object
) -> list[float]:
    """Seconds from each save of this morning, since a moment, to when what it owes this handler was done."""
    taken: list[float] = []
    for school in schools:
        rows = superuser.execute(
            f"SELECT extract(epoch FROM done_at - created_at)::float FROM {school.schema_name}.journal_outboxrow"
            " WHERE handler = %s AND topic = 'marks.changed' AND payload -> 'dates' ? %s AND done_at IS NOT NULL"
            " AND created_at >= %s",
            [handler, TODAY.isoformat(), since],
        )
        taken += [float(str(seconds)) for (seconds,) in rows]
    return taken


def owed(superuser: "psycopg.Connection[tuple[object, ...]]", schools: list[School]) -> int:
    """Messages that wait to be carried out, of all of them."""
    counts = [
        superuser.execute(f"SELECT count(*) FROM {one.schema_name}.journal_outboxrow WHERE done_at IS NULL").fetchone()
        for one in schools
    ]
    return sum(int(str(count[0])) for count in counts if count)


def all_done(superuser: "psycopg.Connection[tuple[object, ...]]", schools: list[School]) -> None:
    """Wait until nothing is owed."""
    waited = time.monotonic()
    while owed(superuser, schools) and time.monotonic() - waited < PATIENCE:
        time.sleep(1)


def test_morning(world: World, bench: Bench, tmp_path: Path) -> None:
    count = SCHOOLS // bench.shorter
    trust = provisioning.provision_trust(name="Morning Trust", slug="morning")
    first, forms = filled(world, trust)
    schools = [first, *(new_school(world, trust, number, "morning") for number in range(1, count))]
    alike(first, schools[1:])
    copy_figures(first, schools[1:])
    drain_trust(str(trust.pk))  # that there are more schools is told before the morning
    registers = [(school, form) for form in forms for school in schools]
    with working(tmp_path) as (broker, worker), psycopg.connect(SUPERUSER_URL, autocommit=True) as superuser:
        begun = time.monotonic()
        paced(iter(registers[:count]), forms, broker)
        all_done(superuser, schools)
        first_of_each = time.monotonic() - begun
        registers, since = registers[count:], superuser.execute("SELECT now()").fetchone()
        begun, used, moment = time.monotonic(), processor(worker), machine.moment()
        late = paced(iter(registers), forms, broker)
        took, load = time.monotonic() - begun, machine.between(moment, machine.moment())
        all_done(superuser, schools)
        used = processor(worker) - used
        done = {handler: behind(superuser, schools, handler, *(since or ())) for handler in handlers_of(MARKS_CHANGED)}
    assert {handler: len(rows) for handler, rows in done.items()} == dict.fromkeys(done, len(registers))
    assert not any(check(school) for school in schools[:: max(1, count // 5)])
    say(
        f"\nthe first register of each of {count} schools, none of which the worker had met, done in {first_of_each:.0f} s"
    )
    say(f"{len(registers):,} registers of {count} schools in {took:.0f} s, the latest {late:.1f} s late ({load})")
    right = f"{len(registers):,} saves carried out by each of {len(done)}, figures as counted anew"
    figures = done["figures"]
    for name, seconds in (
        ("the middle", median(figures)),
        ("slowest twentieth", slowest(figures)),
        ("longest", max(figures)),
    ):
        bench.quantity(f"figures are behind, {name}", seconds, "s", most=MOST_BEHIND, right=right)
    bench.quantity("all that a save owes, longest", max(map(max, done.values())), "s", most=MOST_BEHIND, right=right)
    bench.quantity(
        "the worker's processor, for a register", 1000 * used / len(registers), "ms", most=1000 / A_SECOND, right=right
    )
