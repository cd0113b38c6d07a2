"""How fast a school's year of marks comes in, against the least that could be done with the same marks.

Two yardsticks, taken in turn with what they measure. Reading: `csv.reader` or `lxml.iterparse` alone over the same file
(processor time). The whole import: COPY of the same marks into the same table (wall clock), though an import also writes
a version of each mark, works out the pupil-week summaries and checks everything twice. Each figure comes with a check
that the work was done right.
"""

import csv
import datetime as dt
import io
import random
import time
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

PUPILS, SCHOOL_DAYS = 1000, 190
MARKS = PUPILS * SCHOOL_DAYS * 2
AS_AT = dt.date(2026, 7, 20)
FIRST = dt.date(2025, 9, 2)
DAYS = [day for n in range(320) if (day := FIRST + dt.timedelta(days=n)).isoweekday() < 6][:SCHOOL_DAYS]
ROUNDS = 3


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


def best(act: Callable[[], object], clock: Callable[[], float], rounds: int = ROUNDS) -> float:
    """The shortest of some rounds, in seconds."""
    times = []
    for _ in range(rounds):
        began = clock()
        act()
        times.append(clock() - began)
    return min(times)


def say(what: str, seconds: float, yardstick: str, least: float) -> None:
    print(
        f"{what:<44}{MARKS / seconds:>12,.0f} marks/s   {least / seconds:>5.0%} of {yardstick} ({MARKS / least:,.0f}/s)"
    )


def parse_csv(path: Path) -> None:
    with path.open(newline="", encoding="utf-8") as file:
        for _ in csv.reader(file):
            pass


def parse_xml(path: Path) -> None:
    for _, element in etree.iterparse(path, events=("end",), tag="Record"):
        element.clear(keep_tail=True)
        while element.getprevious() is not None:
            del element.getparent()[0]


@pytest.mark.parametrize(
    ("name", "yardstick", "parse"), [("rows.csv", "csv.reader", parse_csv), ("rows.xml", "lxml.iterparse", parse_xml)]
)
def test_reading_rows(exports: dict[str, Path], name: str, yardstick: str, parse: Callable[[Path], None]) -> None:
    def read() -> None:
        problems = Problems("SIMS")
        with exports[name].open("rb") as stream:
            assert SimsFile(stream).marks(problems, as_at=AS_AT).count() == MARKS
        assert not problems.errors

    least = best(lambda: parse(exports[name]), time.process_time)
    say(f"read {name}, checked", best(read, time.process_time), yardstick, least)


@pytest.fixture
def school(fresh_school: Callable[[], School], exports: dict[str, Path]) -> School:
    """A school with the roll."""
    made = fresh_school()
    with school_work(made):
        HalfTerm.objects.create(academic_year=2025, number=1, starts_on=DAYS[0], ends_on=AS_AT)
    bring(made, "roll", exports["roll.xml"])
    return made


def bring(school: School, kind: str, path: Path) -> dict[str, float]:
    """Import a file; the seconds that each step took."""
    took = {}
    began = time.perf_counter()
    with path.open("rb") as stream, school_work(school):
        run = operations.receive({kind: (path.name, stream)}, peer="sims", as_at=AS_AT, by=SYSTEM, now=clock.now())
    took["receive"] = time.perf_counter() - began
    for name, step in (("check", operations.check), ("apply", operations.apply)):
        began = time.perf_counter()
        given = {"signed": Signature(SYSTEM, "Benchmark")} if name == "apply" else {}
        with school_work(school):
            step(run, **given)  # type: ignore[operator]
        took[name] = time.perf_counter() - began
    return took


def copied(school: School, another: School) -> float:
    """Seconds to COPY the school's marks into the same table of another school, and nothing more."""
    with school_work(school), connections[ALIAS].cursor() as cursor:
        text = io.BytesIO()
        with cursor.copy("COPY registers_mark (pupil_key, date, session, code, minutes, entry_id) TO STDOUT") as copy:
            for block in copy:
                text.write(block)
    blocks = [text.getvalue()[at : at + (1 << 16)] for at in range(0, text.tell(), 1 << 16)]
    began = time.perf_counter()
    into = "COPY registers_mark (pupil_key, date, session, code, minutes, entry_id) FROM STDIN"
    with school_work(another), connections[ALIAS].cursor() as cursor, cursor.copy(into) as copy:
        for block in blocks:
            copy.write(block)
    return time.perf_counter() - began


@pytest.mark.parametrize("name", ["strings.csv", "rows.csv", "rows.xml"])
def test_importing_a_year(
    school: School, fresh_school: Callable[[], School], exports: dict[str, Path], name: str
) -> None:
    took = bring(school, "marks", exports[name])
    with school_work(school):
        assert Mark.objects.count() == MarkVersion.objects.count() == MARKS
        assert sum(week.present + week.authorised for week in PupilWeek.objects.all()) == MARKS
    least = min(copied(school, fresh_school()) for _ in range(ROUNDS))
    say(f"import {name}: apply", took["apply"], "COPY", least)
    say(f"import {name}: receive, check and apply", sum(took.values()), "COPY", least)
    again = bring(school, "marks", exports[name])
    say(f"import {name} again (nothing changes)", sum(again.values()), "COPY", least)
    with school_work(school):
        assert MarkVersion.objects.count() == MARKS
