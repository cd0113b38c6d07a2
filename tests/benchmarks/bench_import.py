"""How fast a school's year of marks comes in, against the least that could be done with the same marks.

Two yardsticks. Reading: `csv.reader` or `lxml.iterparse` alone over the same file (processor time). The whole import: COPY
of the same marks and of their first versions, which alone are append-only, into the same tables of another school (wall
clock), though an import also works out the pupil-week summaries and checks everything twice.
"""

import csv
import datetime as dt
import io
import random
import time
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connections
from lxml import etree

from foundation import clock
from foundation.audit.actors import SYSTEM
from foundation.database.scope import ALIAS
from foundation.upns import check_letter
from integrations.sims.client import SimsFile
from integrations.sims.stand_in import (
    MarkRow,
    PupilMarks,
    write_marks_csv,
    write_marks_strings_csv,
    write_marks_xml,
    write_roll_xml,
)
from schools.calendar.models import HalfTerm
from schools.intake import operations
from schools.intake.rules.problems import Problems
from schools.intake.rules.records import RollRow
from schools.registers.models import Mark, MarkVersion, PupilWeek
from schools.roll.queries.signing import Signature
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work
from tests.benchmarks.measuring import Act, Bench, exactly
from tests.world import World

PUPILS, SCHOOL_DAYS = 200, 190
MARKS = PUPILS * SCHOOL_DAYS * 2
AS_AT = dt.date(2026, 7, 20)
FIRST = dt.date(2025, 9, 2)
DAYS = [day for n in range(320) if (day := FIRST + dt.timedelta(days=n)).isoweekday() < 6][:SCHOOL_DAYS]


@pytest.fixture(scope="module")
def exports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """One school's roll and its year of marks, in every layout."""
    folder = tmp_path_factory.mktemp("exports")
    chance = random.Random(2025)
    bodies = [f"80120002{n:04d}" for n in range(PUPILS)]
    upns = [check_letter(body) + body for body in bodies]
    roll = [
        RollRow(
            0,
            upn,
            f"Marsh{n}",
            "Ada",
            dt.date(2013, 3, 1),
            "F",
            "7",
            f"7{'ABCDE'[n % 5]}",
            starts_on=dt.date(2025, 9, 1),
        )
        for n, upn in enumerate(upns)
    ]
    codes = {session: (("/", "\\")[session - 1], "I", "L", "M") for session in (1, 2)}
    marks: list[PupilMarks] = [
        (upn, {(on, s): chance.choices(codes[s], (90, 6, 2, 2))[0] for on in DAYS for s in (1, 2)}) for upn in upns
    ]
    paths = {name: folder / name for name in ("roll.xml", "strings.csv", "rows.csv", "rows.xml")}
    write_roll_xml(paths["roll.xml"], roll)
    write_marks_strings_csv(paths["strings.csv"], marks, start=DAYS[0], end=DAYS[-1])
    rows = [MarkRow(upn, on, session, code) for upn, year in marks for (on, session), code in year.items()]
    write_marks_csv(paths["rows.csv"], rows)
    write_marks_xml(paths["rows.xml"], rows)
    return paths


def parse_csv(path: Path) -> int:
    with path.open(newline="", encoding="utf-8") as file:
        return sum(1 for _ in csv.reader(file)) - 1


def parse_xml(path: Path) -> int:
    found = 0
    for _, element in etree.iterparse(path, events=("end",), tag="Record"):
        found += 1
        element.clear(keep_tail=True)
        while element.getprevious() is not None:
            del element.getparent()[0]
    return found


@pytest.mark.parametrize(
    ("name", "yardstick", "parse", "aim"),
    [("rows.csv", "csv.reader", parse_csv, None), ("rows.xml", "lxml.iterparse", parse_xml, 2.0)],
    ids=["csv", "xml"],
)
def test_reading_rows(
    exports: dict[str, Path], bench: Bench, name: str, yardstick: str, parse: Callable[[Path], int], aim: float | None
) -> None:
    def read() -> int:
        problems = Problems("SIMS")
        with exports[name].open("rb") as stream:
            found = SimsFile(stream).marks(problems, as_at=AS_AT).count()
        assert not problems.errors
        return found

    right = exactly(MARKS, "marks")
    least = Act(yardstick, lambda: parse(exports[name]), right=right, clock=time.process_time)
    ours = Act("checked", read, right=right, clock=time.process_time)
    bench.turns(f"Reading {name}, processor's time", least, ours, rounds=5, warm=1)
    bench.line(f"read {name}, checked, beside {yardstick}", ours, least, aim=aim)


def school_with_roll(world: World, exports: dict[str, Path]) -> School:
    """A fresh one."""
    made = world.another_school()
    with school_work(made):
        HalfTerm.objects.create(academic_year=2025, number=1, starts_on=DAYS[0], ends_on=AS_AT)
    bring(made, "roll", exports["roll.xml"])
    return made


def received(school: School, kind: str, path: Path) -> uuid.UUID:
    with path.open("rb") as stream, school_work(school):
        return operations.receive({kind: (path.name, stream)}, peer="sims", as_at=AS_AT, by=SYSTEM, now=clock.now())


def checked(school: School, run: uuid.UUID) -> None:
    with school_work(school, statement_timeout="5min"):
        operations.check(run)


def applied(school: School, run: uuid.UUID) -> None:
    with school_work(school, statement_timeout="5min"):
        operations.apply(run, signed=Signature(SYSTEM, "Benchmark"))


def bring(school: School, kind: str, path: Path) -> None:
    """Import a file from its first byte to its last mark."""
    run = received(school, kind, path)
    checked(school, run)
    applied(school, run)


def whole(school: School) -> str:
    """Right is a year of marks, each with its first version and in its pupil's weeks."""
    with school_work(school, statement_timeout="5min"):
        assert Mark.objects.count() == MarkVersion.objects.count() == MARKS
        assert sum(week.present + week.authorised for week in PupilWeek.objects.all()) == MARKS
    return f"{MARKS:,} marks, a version of each, weeks equal"


class Imports:
    """One layout's imports and COPY of what they wrote, each into a fresh school."""

    def __init__(self, world: World, exports: dict[str, Path], name: str) -> None:
        self.world, self.exports, self.path = world, exports, exports[name]
        self.into = self.first = school_with_roll(world, exports)
        bring(self.first, "marks", self.path)
        self.texts = {table: _text(self.first, table) for table in ("registers_mark", "registers_markversion")}
        self.run = uuid.UUID(int=0)

    def fresh(self) -> None:
        self.into = school_with_roll(self.world, self.exports)

    def ready(self) -> None:
        """Received and checked."""
        self.fresh()
        self.run = received(self.into, "marks", self.path)
        checked(self.into, self.run)

    def apply(self) -> None:
        applied(self.into, self.run)

    def all(self) -> None:
        bring(self.into, "marks", self.path)

    def once_more(self) -> None:
        """Into the school that has it all."""
        bring(self.first, "marks", self.path)

    def copy(self) -> None:
        """The marks and their versions into the same tables, and nothing more."""
        with school_work(self.into, statement_timeout="5min"), connections[ALIAS].cursor() as cursor:
            for table, (columns, blocks) in self.texts.items():
                with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                    for block in blocks:
                        copy.write(block)

    def copied(self, _answer: object) -> str:
        with school_work(self.into):
            assert Mark.objects.count() == MarkVersion.objects.count() == MARKS
        return f"{MARKS:,} marks, a version of each"


def _text(school: School, table: str) -> tuple[str, list[bytes]]:
    """A table of the school as COPY has it: its columns and blocks of its text."""
    with school_work(school, statement_timeout="5min"), connections[ALIAS].cursor() as cursor:
        cursor.execute(
            "SELECT string_agg(column_name, ', ' ORDER BY ordinal_position) FROM information_schema.columns"
            " WHERE table_schema = current_schema AND table_name = %s",
            [table],
        )
        (columns,) = cursor.fetchone()
        text = io.BytesIO()
        with cursor.copy(f"COPY {table} ({columns}) TO STDOUT") as copy:
            for block in copy:
                text.write(block)
    return columns, [text.getvalue()[at : at + (1 << 16)] for at in range(0, text.tell(), 1 << 16)]


@pytest.mark.parametrize(("name", "aim"), [("strings.csv", 0.60), ("rows.csv", 0.60), ("rows.xml", 0.30)])
def test_importing_a_year(world: World, exports: dict[str, Path], bench: Bench, name: str, aim: float) -> None:
    imports = Imports(world, exports, name)
    kilo = MARKS // 1000
    copy = Act("COPY of marks and versions", imports.copy, right=imports.copied, before=imports.fresh, each=kilo)
    apply = Act("apply", imports.apply, right=lambda _: whole(imports.into), before=imports.ready, each=kilo)
    everything = Act("all", imports.all, right=lambda _: whole(imports.into), before=imports.fresh, each=kilo)
    again = Act("again", imports.once_more, right=lambda _: whole(imports.first), each=kilo)
    bench.turns(f"A year of {PUPILS} pupils from {name}, by 1,000 marks", copy, apply, everything, rounds=5, warm=1)
    wish = round(1 / aim, 2)
    for act, words, most in ((apply, "apply", wish), (everything, "receive, check and apply", None)):
        note = f"{1000 * bench.of(act).a_second:,.0f} marks a second"
        bench.line(f"{name}: {words}", act, copy, aim=most, note=note)
    bench.turns(f"The same file {name} brought once more", everything, again, rounds=5, warm=1)
    bench.line(f"{name} again, nothing changes, beside the first time", again, everything)
