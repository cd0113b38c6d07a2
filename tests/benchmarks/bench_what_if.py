"""A what-if over 500 pupil-years and a night over 500 pupils, each beside reading the same marks from the database.

The yardstick of both is one statement that reads every mark, and the tuples it is made into: nothing can be decided without.
What is measured is the processor's time of this process: the database's own is in neither, nor what else the machine does.
The what-if then follows each pupil from day to day, by the live policy and by a draft of it;
the night makes each pupil's whole decision, with its evidence and the hash of its facts.
"""

import datetime as dt
import gc
import time
from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Final

import psycopg
import pytest

from schools.policy.rules.cited import CitedPolicy
from schools.policy.rules.deciding import Pupil
from schools.policy.rules.decisions import Move
from schools.policy.rules.examples import packaged_policy
from schools.policy.rules.facts import Facts, PupilMark, Session
from schools.policy.rules.simulating import courses
from schools.policy.rules.standing import Standing
from schools.registers.rules.totals import Totals, is_persistent
from tests.benchmarks.measuring import Act, Bench, exactly
from tests.rules.engine.pupil_years import ALDER, pupil_year
from tests.session_database import SUPERUSER_URL

PUPIL_YEARS: Final = 500
PUPILS: Final = 500
AIM: Final = 3.0
LAST: Final = dt.date(2027, 7, 20)
DAYS: Final = tuple(on for on in ALDER.days if dt.date(2026, 6, 1) <= on < LAST)
DEFAULT: Final = packaged_policy("default")
DRAFT: Final = packaged_policy("northfield_4")
READ: Final = (
    "SELECT pupil, date, session, code, minutes, version FROM marks WHERE pupil <= %s ORDER BY pupil, date, session"
)


@pytest.fixture(scope="module")
def connection() -> Iterator[psycopg.Connection]:
    """A database with the marks of so many whole years, of every kind of pupil."""
    with psycopg.connect(SUPERUSER_URL) as made:
        made.execute(
            "CREATE TEMPORARY TABLE marks (pupil integer, date date, session smallint, code text, minutes smallint,"
            " version bigint, PRIMARY KEY (pupil, date, session))"
        )
        years = whole_years(60)
        with made.cursor().copy("COPY marks FROM STDIN") as copy:
            for pupil in range(1, PUPIL_YEARS + 1):
                for mark in years[pupil % len(years)]:
                    copy.write_row((pupil, *mark))
        made.execute("ANALYZE marks")
        yield made
        made.rollback()


def whole_years(count: int) -> list[tuple[PupilMark, ...]]:
    """Marks of years that had come near their end; a quarter of the pupils are persistently absent, as in many schools."""
    made = (pupil_year(seed).facts.marks for seed in range(count * 40) if pupil_year(seed).today > dt.date(2027, 7, 1))
    told: dict[bool, list[tuple[PupilMark, ...]]] = {True: [], False: []}
    for marks in made:
        totals = Totals.of((mark.code, mark.date) for mark in marks)
        told[bool(is_persistent(totals.absence, totals.possible))].append(marks)
    return told[True][: count // 4] + told[False][: count - count // 4]


def read(connection: psycopg.Connection, pupils: int) -> list[tuple[PupilMark, ...]]:
    rows = connection.execute(READ, [pupils]).fetchall()
    return [tuple(PupilMark(*row[1:]) for row in held) for _, held in groupby(rows, key=itemgetter(0))]


def facts_of(marks: tuple[PupilMark, ...]) -> Facts:
    return Facts(ALDER, marks, Session(LAST, 2), dt.date(2024, 9, 2), (dt.date(2016, 8, 31), dt.date(2032, 6, 25)))


def what_if(connection: psycopg.Connection, policies: Sequence[CitedPolicy]) -> int:
    """How many stages are entered in the year, each day asked, with the work that each stage then asks."""
    marks_of_each = read(connection, PUPIL_YEARS)
    return sum(len(course.entered) for marks in marks_of_each for course in courses(policies, facts_of(marks), DAYS))


def night(connection: psycopg.Connection) -> int:
    """How many pupils something is proposed for."""
    decisions = [
        Pupil(DEFAULT, facts_of(marks), Standing(), DEFAULT).decide(LAST) for marks in read(connection, PUPILS)
    ]
    assert all(decision.text for decision in decisions)
    return sum(decision.move is Move.UP for decision in decisions)


def test_what_if_and_night(connection: psycopg.Connection, bench: Bench) -> None:
    entered, proposed = what_if(connection, [DEFAULT, DRAFT]), night(connection)
    assert entered > PUPIL_YEARS / 10
    assert proposed > PUPILS / 10
    count = {many: sum(map(len, read(connection, many))) for many in (PUPIL_YEARS, PUPILS)}

    def reading(many: int) -> Act[list[tuple[PupilMark, ...]]]:
        return Act(
            "reading the marks", lambda: read(connection, many), before=gc.collect, clock=time.process_time,
            right=lambda found: exactly(count[many], "marks")(sum(map(len, found))),
        )  # fmt: skip

    trying = Act(
        "what-if", lambda: what_if(connection, [DEFAULT, DRAFT]), before=gc.collect, clock=time.process_time,
        right=exactly(entered, "stages entered"),
    )  # fmt: skip
    nightly = Act(
        "night", lambda: night(connection), before=gc.collect, clock=time.process_time,
        right=exactly(proposed, "pupils proposed for"),
    )  # fmt: skip
    more, less = reading(PUPIL_YEARS), reading(PUPILS)
    bench.turns("Stages decided, processor's time", more, trying, less, nightly, rounds=5, warm=1)
    for name, ours, beside, pupils in (
        (f"what-if of {PUPIL_YEARS:,} pupil-years, two policies", trying, more, PUPIL_YEARS),
        (f"a night of {PUPILS:,} pupils", nightly, less, PUPILS),
    ):
        note = f"{pupils * bench.of(ours).a_second:,.0f} pupils a second of one processor"
        bench.line(name, ours, beside, unit="s", aim=AIM, note=note)
